import { apiKeyEntryId } from '../access/api-keys.ts'
import type { Clock } from '../domain/clock.ts'
import type { Deployment } from '../domain/deployment.ts'
import type { Store } from '../store/store.ts'
import { keysOfWebapps } from './platform/webapps.ts'
import type { Publisher } from './publish.ts'

export type RemoveDeps = {
  readonly store: Pick<Store, 'deployments'>
  readonly publisher: Pick<Publisher, 'removeRoute' | 'removeCredential'>
  readonly clock: Clock
  readonly log: { info(fields: object, event: string): void }
}

/** Its row goes, and with it the key of its chat app, unless somebody wants something else meanwhile. Nothing of it runs any more. */
export async function removeDeployment({ store, publisher, clock, log }: RemoveDeps, deployment: Deployment): Promise<void> {
  const { id: deploymentId, generation } = deployment
  let keys: readonly string[] = []
  const revoking = {
    at: clock.now(),
    find: (records: Parameters<typeof keysOfWebapps>[0]) => {
      keys = keysOfWebapps(records)
      return keys
    },
  }
  if (!(await store.deployments.remove(deploymentId, generation, revoking))) return
  publisher.removeRoute(deploymentId)
  for (const publicId of keys) {
    publisher.removeCredential(apiKeyEntryId(publicId))
    log.info({ audit: true, publicId, deploymentId }, 'api key revoked')
  }
  log.info({ deploymentId }, 'deployment deleted')
}
