import type { Deployment } from '../domain/deployment.ts'

export type Expiry = { readonly why: 'ttl' | 'dead'; afterMs(now: number): number }

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const
/** A deployment that has been DEAD for this long is deleted, as SAP AI Core does. */
const deadForMs = 7 * unitMs.d

/** When a deployment ends by itself: its `ttl` counted from creation, or seven days of being DEAD. null: never. */
export function expiryOf(deployment: Deployment): Expiry | null {
  const ttlMs = deployment.ttl === null ? null : ttlToMs(deployment.ttl)
  if (ttlMs !== null) return { why: 'ttl', afterMs: (now) => deployment.createdAt + ttlMs - now }
  // One that ran before is not abandoned: its version was retired, or an update failed. Mending it must stay possible.
  const died = deployment.completionTime
  if (deployment.status !== 'DEAD' || died === null || deployment.latestRunningConfigurationId !== null) return null
  return { why: 'dead', afterMs: (now) => died + deadForMs - now }
}

/** `90m`, `24H`, `7d` → milliseconds; null for anything else. */
export function ttlToMs(ttl: string): number | null {
  const match = ttl.match(/^(\d+)([mhd])$/i)
  if (!match) return null
  return Number(match[1]) * unitMs[match[2]?.toLowerCase() as keyof typeof unitMs]
}
