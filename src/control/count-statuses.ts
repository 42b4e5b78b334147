import { deploymentStatuses } from '../domain/deployment.ts'
import type { Store } from '../store/store.ts'

/** Deployments by status, for metrics: each status is there, with zero where there are none. */
export async function countStatuses(store: Pick<Store, 'deployments'>): Promise<Record<string, number>> {
  const counts: Record<string, number> = Object.fromEntries(deploymentStatuses.map((status) => [status, 0]))
  for (const id of await store.deployments.allIds()) {
    const found = await store.deployments.byId(id)
    if (found) counts[found.status] = (counts[found.status] ?? 0) + 1
  }
  return counts
}
