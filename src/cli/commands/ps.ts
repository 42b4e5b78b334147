import { ApiError } from '../../client/api-error.ts'
import type { DeploymentInstance } from '../../client/observing.ts'
import type { Deployment } from '../../client/types.ts'
import { age } from '../duration.ts'
import { type Shape, size } from '../output.ts'
import type { Session } from '../session.ts'
import { findDeployment } from './find-deployment.ts'

type Row = DeploymentInstance & { readonly deployment: string }

const shapeAt = (now: number): Shape<Row> => ({
  columns: {
    DEPLOYMENT: (each) => each.deployment,
    INSTANCE: (each) => each.id,
    COMPONENT: (each) => each.component,
    STATE: (each) => each.phase,
    SINCE: (each) => age(each.since, now),
    CPU: (each) => (each.cpu === null ? '' : `${Math.round(each.cpu * 100)} %`),
    MEMORY: (each) => (each.memoryBytes === null ? '' : size(each.memoryBytes)),
    RESTARTS: (each) => each.restarts,
  },
  wide: ['COMPONENT', 'RESTARTS'],
  name: (each) => each.id,
})

/** Of one deployment, or of all that are not stopped; a deployment of a provider elsewhere has none. */
export async function ps(session: Session, named: string | undefined): Promise<void> {
  const { client, output, world, say } = session
  const asked = named === undefined ? (await client.deployments.list()).resources : [await findDeployment(session, named)]
  const found = asked.filter(({ status }) => status !== 'STOPPED')
  const resources = (await Promise.all(found.map((each) => instancesOf(session, each)))).flat()
  await output.list(shapeAt(world.now()), { count: resources.length, resources })
  if (resources.length === 0) say('no instance runs here')
}

async function instancesOf({ client }: Session, { id, name = id }: Deployment): Promise<readonly Row[]> {
  try {
    const { resources } = await client.deployments.instances(id)
    return resources.map((each) => ({ ...each, deployment: name }))
  } catch (error) {
    // It may be gone since it was listed.
    if (error instanceof ApiError && error.status === 404) return []
    throw error
  }
}
