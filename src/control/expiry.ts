import { parseTtl } from '../decide/ttl.ts'
import type { Deployment } from '../domain/deployment.ts'

export type Expiry = { readonly why: 'ttl' | 'dead'; afterMs(now: number): number }

/** A deployment that has been DEAD for this long is deleted, as SAP AI Core does. */
const deadForMs = 7 * 86_400_000

/** When a deployment ends by itself: its `ttl` counted from creation, or seven days of being DEAD. null: never. */
export function expiryOf(deployment: Deployment): Expiry | null {
  if (deployment.ttl !== null) {
    const endsAt = deployment.createdAt + parseTtl(deployment.ttl)
    return { why: 'ttl', afterMs: (now) => endsAt - now }
  }
  // One that ran before is not abandoned: its version was retired, or an update failed. Mending it must stay possible.
  const died = deployment.completionTime
  if (deployment.status !== 'DEAD' || died === null || deployment.latestRunningConfigurationId !== null) return null
  return { why: 'dead', afterMs: (now) => died + deadForMs - now }
}
