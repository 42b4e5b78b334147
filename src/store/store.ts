import type { BatcherSetting } from '../domain/batcher.ts'
import type { CatalogEntry } from '../domain/catalog.ts'
import type { Artifact, Configuration } from '../domain/configuration.ts'
import type { Connection } from '../domain/connection.ts'
import type { DeploymentVersion } from '../domain/deployment-version.ts'
import type { StoredInferenceLog } from '../domain/inference-log.ts'
import type { Budget, PassedCalls, Quota, QuotaRequest } from '../domain/limits.ts'
import type { ModelFile, ModelImport } from '../domain/model-file.ts'
import type { ResourceGroup } from '../domain/resource-group.ts'
import type { Secret, SecretKind } from '../domain/secret.ts'
import type { AccountKeyStore } from './account-key-store.ts'
import type { AuditStore } from './audit-store.ts'
import type { BatchStore } from './batch-store.ts'
import type { CallSeriesStore } from './call-series-store.ts'
import type { DeploymentStore } from './deployment-store.ts'
import type { DryRunStore } from './dry-run-store.ts'
import type { InferenceRecordStore } from './inference-record-store.ts'
import type { InstanceSpanStore } from './instance-spans.ts'
import type { KafkaStore } from './kafka-store.ts'
import type { LedgerStore, UsageStore } from './ledger-store.ts'
import type { MeasureStore } from './measures.ts'
import type { EventStore, MeterStore, RateStore, RerateStore } from './money-store.ts'
import type { NotificationStore } from './notification-store.ts'
import type { PeopleStore, SessionStore, SignInLinkStore } from './people-store.ts'
import type { PoolStore } from './pool-store.ts'
import type { RegistryStore } from './registry-store.ts'
import type { PlanQuotaStore, ResourcePlanStore } from './resource-plan-store.ts'
import type { StoredApiKey, StoredOAuthClient } from './stored-credentials.ts'
import type { TemplatesStore } from './templates-store.ts'
import type { Page, Window } from './window.ts'

export type { DeploymentFilter } from './deployment-store.ts'
export type { LedgerFilter, LedgerPosition, UsageQuery, UsageSpan, UsageSums } from './ledger-store.ts'
export type { Page, Window } from './window.ts'
/** Substring of the name (and description, where there is one). */
export type Search = { readonly text: string; readonly ignoreCase: boolean }

/**
 * What we remember. One statement per method where the task allows; the store stores: ids, times and defaults are made above it.
 * Optimistic locks: methods that take `from` write only if the stored generation is still that one, and answer `false` otherwise.
 * Unique violations throw `Failure('conflict')`.
 */
export interface Store extends AsyncDisposable {
  readonly kind: 'sqlite' | 'postgres'
  /** Bytes of the whole database. */
  size(): Promise<number>

  readonly settings: {
    get(key: string): Promise<string | null>
    set(key: string, value: string): Promise<void>
    /** Stores `value` unless the key is there already; answers what is stored afterwards. */
    setOnce(key: string, value: string): Promise<string>
  }

  readonly resourceGroups: {
    get(id: string): Promise<ResourceGroup | null>
    /** `labels`: all must match (`equal` false: must differ or be absent). Ordered by creation, then id. */
    list(filter: { readonly labels?: readonly LabelMatch[] } & Partial<Window>): Promise<Page<ResourceGroup>>
    insert(group: ResourceGroup): Promise<void>
    setLabels(id: string, from: number, labels: ResourceGroup['labels']): Promise<boolean>
    /** Deletes the group and everything in it. */
    remove(id: string): Promise<void>
  }

  readonly configurations: {
    insert(configuration: Configuration): Promise<void>
    /** Within the group: another group's id answers null. */
    get(resourceGroup: string, id: string): Promise<Configuration | null>
    list(resourceGroup: string, filter: ConfigurationFilter & Partial<Window>): Promise<Page<Configuration>>
    byIds(ids: readonly string[]): Promise<readonly Configuration[]>
  }

  readonly deployments: DeploymentStore

  /** Every version that a deployment has had; written with its deployment, and gone with it. */
  readonly deploymentVersions: {
    /** The newest first. */
    list(deploymentId: string): Promise<readonly DeploymentVersion[]>
    get(deploymentId: string, number: number): Promise<DeploymentVersion | null>
    /** The highest number; 0: there is no such deployment. */
    newest(deploymentId: string): Promise<number>
  }

  readonly artifacts: {
    insert(artifact: Artifact): Promise<void>
    get(resourceGroup: string, id: string): Promise<Artifact | null>
    list(resourceGroup: string, filter: ArtifactFilter & Partial<Window>): Promise<Page<Artifact>>
    byIds(ids: readonly string[]): Promise<readonly Artifact[]>
    countBy(
      columns: readonly ('resourceGroup' | 'scenarioId')[],
    ): Promise<readonly (Record<string, string> & { count: number })[]>
  }

  readonly connections: {
    /** Exactly this scope; `null` = shared. */
    get(resourceGroup: string | null, name: string): Promise<Connection | null>
    /** The group's own and the shared ones (own first where names are equal). */
    list(resourceGroup: string): Promise<readonly Connection[]>
    insert(connection: Connection): Promise<void>
    update(connection: Connection, from: number): Promise<boolean>
    remove(resourceGroup: string | null, name: string): Promise<boolean>
  }

  readonly secrets: {
    get(kind: SecretKind, scope: string, name: string): Promise<Secret | null>
    list(kind: SecretKind, scope: string, window: Partial<Window>): Promise<Page<Secret>>
    insert(secret: Secret): Promise<void>
    update(secret: Secret): Promise<boolean>
    remove(kind: SecretKind, scope: string, name: string): Promise<boolean>
  }

  readonly apiKeys: {
    insert(key: StoredApiKey): Promise<void>
    byPublicId(publicId: string): Promise<StoredApiKey | null>
    list(): Promise<readonly StoredApiKey[]>
    revoke(publicId: string, at: number): Promise<boolean>
  }

  readonly accountKeys: AccountKeyStore

  readonly people: PeopleStore
  readonly sessions: SessionStore
  readonly signInLinks: SignInLinkStore

  readonly oauthClients: {
    insert(client: StoredOAuthClient): Promise<void>
    byId(clientId: string): Promise<StoredOAuthClient | null>
    list(): Promise<readonly StoredOAuthClient[]>
    revoke(clientId: string, at: number): Promise<boolean>
  }

  /** The operator's own catalog entries, one per executable and model. */
  readonly catalogEntries: {
    list(): Promise<readonly CatalogEntry[]>
    put(entry: CatalogEntry, now: number): Promise<void>
    remove(executableId: string, model: string): Promise<boolean>
  }

  readonly modelFiles: {
    put(file: ModelFile): Promise<void>
    bySource(source: string): Promise<ModelFile | null>
    bySha256(sha256: string): Promise<ModelFile | null>
    list(): Promise<readonly ModelFile[]>
    remove(source: string): Promise<boolean>
  }

  readonly modelImports: {
    put(record: ModelImport): Promise<void>
    get(id: string): Promise<ModelImport | null>
    list(): Promise<readonly ModelImport[]>
  }

  /** Written by ingest alone. `seqs` are numbers of one gateway process's calls. */
  /** Lists are oldest first. `put` writes it whole, new or not. */
  readonly quotas: {
    list(): Promise<readonly Quota[]>
    get(id: string): Promise<Quota | null>
    put(quota: Quota): Promise<void>
    remove(id: string): Promise<boolean>
    /** Calls of the ledger that left at that time or later, added up by second and what limits can tell apart. */
    passedSince(at: number): Promise<readonly PassedCalls[]>
  }

  readonly quotaRequests: {
    list(): Promise<readonly QuotaRequest[]>
    get(id: string): Promise<QuotaRequest | null>
    put(request: QuotaRequest): Promise<void>
  }

  readonly budgets: {
    list(): Promise<readonly Budget[]>
    get(id: string): Promise<Budget | null>
    put(budget: Budget): Promise<void>
    remove(id: string): Promise<boolean>
    /** Nano-units that the ledger's calls of this scope and currency cost, from the beginning of a minute on. */
    spent(of: Pick<Budget, 'scope' | 'currency'>, since: number): Promise<bigint>
  }

  /** Of deployments; null: nothing was set. */
  readonly batchers: {
    get(deploymentId: string): Promise<BatcherSetting | null>
    put(deploymentId: string, setting: BatcherSetting, now: number): Promise<void>
    remove(deploymentId: string): Promise<boolean>
  }

  /** Of deployments; null: nothing was set. */
  readonly inferenceLogs: {
    get(deploymentId: string): Promise<StoredInferenceLog | null>
    put(deploymentId: string, log: StoredInferenceLog, now: number): Promise<void>
    remove(deploymentId: string): Promise<boolean>
  }

  /** What a dialect keeps of its own about deployments: any JSON, in its own words. */
  readonly dialectRecords: {
    /** By deployment id; those for which nothing was kept are not in it. */
    of(dialect: string, deploymentIds: readonly string[]): Promise<ReadonlyMap<string, unknown>>
    /** All of a dialect, by deployment id. */
    every(dialect: string): Promise<ReadonlyMap<string, unknown>>
    put(dialect: string, deploymentId: string, record: unknown, now: number): Promise<void>
  }

  readonly resourcePlans: ResourcePlanStore
  readonly planQuotas: PlanQuotaStore
  readonly pools: PoolStore
  readonly batches: BatchStore
  readonly rates: RateStore
  readonly metering: MeterStore
  readonly rerates: RerateStore
  readonly events: EventStore
  readonly audit: AuditStore
  readonly notifications: NotificationStore
  readonly dryRuns: DryRunStore
  readonly measures: MeasureStore
  readonly callSeries: CallSeriesStore
  readonly instanceSpans: InstanceSpanStore
  readonly kafka: KafkaStore
  readonly registry: RegistryStore
  readonly templates: TemplatesStore
  readonly inferenceRecords: InferenceRecordStore

  readonly ledger: LedgerStore
  readonly usage: UsageStore

  /** Each call is short: about `limit` rows go, oldest first, and it says how many; fewer than `limit`: no more are left. */
  readonly retention: {
    /** Calls of the ledger that left, and metered rows that began before that time. */
    deleteCalls(before: number, limit: number): Promise<number>
    /** Sums by the minute of minutes that began before that time. */
    deleteMinuteSums(before: number, limit: number): Promise<number>
  }
}

export type LabelMatch = { readonly key: string; readonly value: string; readonly equal: boolean }

export type ConfigurationFilter = {
  readonly scenarioId?: string
  readonly executableIds?: readonly string[]
  readonly search?: Search
}

export type ArtifactFilter = {
  readonly scenarioId?: string
  readonly name?: string
  readonly kind?: Artifact['kind']
  readonly labels?: readonly LabelMatch[]
  readonly search?: Search
}
