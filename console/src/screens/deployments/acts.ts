import { api } from '../../api/client.ts'
import type { Deployment } from '../../api/deployments.ts'
import { queries } from '../../app/queries.ts'

/** What can be done with several deployments at once. */
export type Verb = 'stop' | 'start' | 'remove'

/** Whether the server would take the verb for this deployment now. */
export const isEligible: Readonly<Record<Verb, (deployment: Deployment) => boolean>> = {
  stop: ({ targetStatus, status }) => targetStatus === 'RUNNING' && status !== 'STOPPED',
  start: ({ targetStatus }) => targetStatus === 'STOPPED',
  remove: ({ targetStatus, status }) =>
    targetStatus !== 'DELETED' && (status === 'STOPPED' || status === 'DEAD' || status === 'UNKNOWN'),
}

/** Does it to each; answers the words of those that were refused. */
export async function act(verb: Verb, deployments: readonly Deployment[]): Promise<readonly string[]> {
  const troubles = await Promise.all(
    deployments.map(({ id, name }) =>
      actOn(verb, id).then(
        () => null,
        (error: Error) => `${name}: ${error.message}`,
      ),
    ),
  )
  await readAgain()
  return troubles.filter((each) => each !== null)
}

const actOn = (verb: Verb, deploymentId: string): Promise<unknown> => {
  const params = { path: { deploymentId } }
  if (verb === 'remove') return api.DELETE('/v2/lm/deployments/{deploymentId}', { params })
  const targetStatus = verb === 'stop' ? ('STOPPED' as const) : ('RUNNING' as const)
  return api.PATCH('/v2/lm/deployments/{deploymentId}', { params, body: { targetStatus } })
}

/** Bounds of the number of instances of the predictor. */
export async function scale(deploymentId: string, minInstances: number, maxInstances: number): Promise<void> {
  await api.PATCH('/v2/lm/deployments/{deploymentId}', {
    params: { path: { deploymentId } },
    body: { scaling: { predictor: { minInstances, maxInstances } } },
  })
  await readAgain()
}

/** Has everything read again that tells of deployments. */
export const readAgain = (): Promise<void> =>
  queries.invalidateQueries({ predicate: ({ queryKey: [, path] }) => typeof path === 'string' && path.includes('/deployments') })
