import { useEffect, useState } from 'react'
import { type DeploymentManifest, toManifest } from '../../../../src/client/manifest.ts'
import type { Configuration, Deployment as Shown } from '../../../../src/client/types.ts'
import { api, read } from '../../api/client.ts'
import { isAlike } from './meanwhile.ts'

/** A deployment as it is on the server. `rollout`: the version that one under way leads to. */
export type There = { readonly document: DeploymentManifest; readonly rollout: number | undefined }

/**
 * What is there now: the same object until it differs, and what was there before while a new configuration is still on its way. null: it has
 * not been read yet. `again` asks the server.
 */
export function useThere(deploymentId: string) {
  const found = read.useQuery('get', '/v2/lm/deployments/{deploymentId}', { params: { path: { deploymentId } } })
  const deployment = found.data as Shown | undefined
  const configurationId = deployment?.configurationId ?? ''
  const configured = read.useQuery(
    'get',
    '/v2/lm/configurations/{configurationId}',
    { params: { path: { configurationId } } },
    { enabled: configurationId !== '' },
  )
  const [held, setHeld] = useState<{ readonly id: string; readonly there: There } | null>(null)
  const hold = (there: There): void =>
    setHeld((before) => (before?.id === deploymentId && isAlike(before.there, there) ? before : { id: deploymentId, there }))
  useEffect(() => {
    if (deployment && configured.data) hold(thereOf(deployment, configured.data))
  }, [deployment, configured.data])
  const again = async (): Promise<There> => {
    const there = await readThere(deploymentId)
    hold(there)
    return there
  }
  const there = held?.id === deploymentId ? held.there : null
  return { there, again, name: deployment?.name, error: found.error ?? configured.error }
}

async function readThere(deploymentId: string): Promise<There> {
  const { data } = await api.GET('/v2/lm/deployments/{deploymentId}', { params: { path: { deploymentId } } })
  const deployment = data as Shown
  const { configurationId } = deployment
  const configured = await api.GET('/v2/lm/configurations/{configurationId}', { params: { path: { configurationId } } })
  return thereOf(deployment, configured.data as Configuration)
}

/** Ids stay ids: the API takes them back. */
const thereOf = (deployment: Shown, configuration: Configuration): There => ({
  document: toManifest(deployment, { configurationOf: () => configuration, nameOf: () => undefined }),
  rollout: deployment.rollout?.status === 'ROLLED_BACK' ? undefined : deployment.rollout?.version,
})
