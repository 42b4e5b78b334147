import type { PoolLimit, PoolTaking } from '../domain/pool.ts'

/** Pools that capacity is taken from. What is taken is written with deployments (`DeploymentStore`). */
export type PoolStore = {
  limits(): Promise<readonly PoolLimit[]>
  /** Also below what is taken: that stays taken. A group that is not there is `not_found`. */
  setLimit(limit: PoolLimit): Promise<void>
  /** As if it had never been set. false: it was not. */
  removeLimit(limit: Omit<PoolLimit, 'units'>): Promise<boolean>
  /** Pools of which something is taken, with how much; of all groups where none is named. */
  taken(resourceGroup?: string): Promise<readonly PoolTaking[]>
  /** What a deployment has taken; null: nothing. */
  takingOf(deploymentId: string): Promise<PoolTaking | null>
}
