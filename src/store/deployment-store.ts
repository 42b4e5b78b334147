import type { Configuration } from '../domain/configuration.ts'
import type { Deployment, DeploymentSeen, DeploymentStatus, DeploymentWant } from '../domain/deployment.ts'
import type { HistoryChange } from '../domain/deployment-version.ts'
import type { PoolTaking } from '../domain/pool.ts'
import type { Scaled } from '../domain/scaling.ts'
import type { Page, Window } from './window.ts'

/** What is remembered of deployments. See `Store` on `from`. */
/** Public ids of API keys in what dialects keep of a deployment; `at`: when they are revoked. */
export type KeysInRecords = {
  readonly at: number
  find(records: readonly { readonly dialect: string; readonly record: unknown }[]): readonly string[]
}

export type DeploymentStore = {
  /** Its configuration and targets are its first version, made by `createdBy`. */
  insert(deployment: Deployment, createdBy?: string, together?: InsertedWith): Promise<void>
  get(resourceGroup: string, id: string): Promise<Deployment | null>
  /** RUNNING first, newest `createdAt` first, then id. Deleted ones are rows that are gone. */
  list(resourceGroup: string, filter: DeploymentFilter & Partial<Window>): Promise<Page<Deployment>>
  /** Across groups, for the reconciler. */
  byId(id: string): Promise<Deployment | null>
  allIds(): Promise<readonly string[]>
  /** Those for which something was set. */
  withScaling(): Promise<readonly Deployment[]>
  withTerms(): Promise<readonly Deployment[]>
  /**
   * Writes the want (and with it what changes in the history) and raises the generation, only from generation `from`. `now` becomes
   * `modifiedAt`. `taking` absent: it keeps what it has of its pool, unless it is to be deleted; null: it gives that back.
   */
  want(
    id: string,
    from: number,
    want: DeploymentWant,
    now: number,
    history?: HistoryChange,
    taking?: PoolTaking | null,
  ): Promise<boolean>
  /** Writes what the reconciler saw, only while the want is still of `generation`. Touches `modifiedAt` only when the status changes. */
  saw(id: string, generation: number, seen: DeploymentSeen, now: number): Promise<boolean>
  /** Writes how many instances the autoscaler wants, only while the want is still of generation `from`, which stays. */
  scale(id: string, from: number, scaled: Scaled): Promise<boolean>
  /** The row goes, only from generation `from`, and with it what was kept of it; keys found in that are revoked with it, or not at all. */
  remove(id: string, from: number, revoking?: KeysInRecords): Promise<boolean>
  nameTaken(resourceGroup: string, name: string): Promise<boolean>
  rename(id: string, name: string): Promise<void>
  /** Counts per group (and more columns), for KPIs and quotas. */
  countBy(
    columns: readonly ('resourceGroup' | 'scenarioId' | 'executableId')[],
  ): Promise<readonly (Record<string, string> & { count: number })[]>
}

/** What is written together with a new deployment, or not at all. */
export type InsertedWith = {
  /** Throws `Failure('forbidden')` where its pool has not so much. */
  readonly taking?: PoolTaking | null
  /** Its own, where that is new, too. */
  readonly configuration?: Configuration
}

export type DeploymentFilter = {
  readonly scenarioId?: string
  readonly executableIds?: readonly string[]
  readonly configurationId?: string
  readonly status?: DeploymentStatus
}
