import type { KeyName } from '../domain/account-key.ts'
import type { AuditEntry } from '../domain/audit.ts'
import type { Batch, BatchFacts, BatchFile, BatchLine } from '../domain/batch.ts'
import type { SeriesPoint } from '../domain/call-series.ts'
import type { Artifact, Configuration } from '../domain/configuration.ts'
import type { Connection } from '../domain/connection.ts'
import type { Deployment } from '../domain/deployment.ts'
import type { DeploymentVersion } from '../domain/deployment-version.ts'
import type { StoredEvent } from '../domain/events.ts'
import type { RecordDeletion } from '../domain/inference-record.ts'
import type { InstanceSpan } from '../domain/instance-span.ts'
import type { KafkaSchema, KafkaTopic } from '../domain/kafka.ts'
import type { BootProgress, LedgerEntry } from '../domain/ledger.ts'
import type { Budget, LimitScope, Quota, QuotaRequest } from '../domain/limits.ts'
import type { Metered, Metering } from '../domain/metering.ts'
import type { ModelFile, ModelImport } from '../domain/model-file.ts'
import type { Delivery, NotificationTarget } from '../domain/notification.ts'
import type { Person, SignedIn } from '../domain/person.ts'
import type { PoolLimit, PoolTaking } from '../domain/pool.ts'
import type { ArtifactVersion, ModelVersion, RegistryImport, TreeNode, Upload } from '../domain/registry.ts'
import type { ResourceGroup } from '../domain/resource-group.ts'
import type { PlanQuota } from '../domain/resources.ts'
import type { Secret } from '../domain/secret.ts'
import type { StoredTemplate, TemplateApplication, TemplatePin, TemplateRepository } from '../domain/template.ts'
import type { SumKey, Summed } from './ledger-columns.ts'
import type { SignInLink } from './people-store.ts'
import type { StoredApiKey, StoredOAuthClient } from './stored-credentials.ts'

/** A noun as a row: the same fields, where lists and objects are JSON text. */
type Row<T, Json extends keyof T = never> = Omit<T, Json> & { readonly [key in Json]: string }

type DeploymentJson = 'spread' | 'rollout' | 'targetsSeen' | 'scaling' | 'scaled' | 'instancesRunning' | 'terms'

/** Tables and columns as Kysely sees them; in the database the names are in snake case. */
export type Schema = {
  migrations: { readonly version: number; readonly name: string }
  settings: { readonly key: string; readonly value: string }
  resourceGroups: Row<ResourceGroup, 'labels'>
  configurations: Row<Configuration, 'parameterBindings' | 'inputArtifactBindings'>
  deployments: Omit<Deployment, DeploymentJson> & { readonly [json in DeploymentJson]: string | null }
  deploymentVersions: Omit<DeploymentVersion, 'spread' | 'withdrawn'> & {
    readonly [json in 'spread' | 'withdrawn']: string | null
  }
  artifacts: Row<Artifact, 'labels'>
  connections: Row<Connection, 'options'>
  secrets: Row<Secret, 'labels' | 'metadata'>
  apiKeys: Row<Omit<StoredApiKey, 'scopes' | 'off'>, 'resourceGroups' | 'deployments'> & {
    readonly [column in 'scopes' | 'accountGroup' | 'sealedKey']: string | null
  } & { readonly accountPlace: KeyName | null }
  accountKeysOff: { readonly resourceGroup: string }
  oauthClients: Row<StoredOAuthClient, 'resourceGroups'>
  people: Row<Person, 'resourceGroups'>
  sessions: SignedIn & { readonly hash: string }
  signInLinks: SignInLink
  catalogEntries: { readonly executableId: string; readonly model: string; readonly entry: string; readonly modifiedAt: number }
  modelFiles: Row<ModelFile>
  modelImports: Row<ModelImport>
  quotas: Omit<Quota, 'scope'> & LimitScope
  quotaRequests: QuotaRequest
  budgets: Omit<Budget, 'scope' | 'thresholds' | 'block'> & LimitScope & { readonly thresholds: string; readonly block: number }
  batchers: { readonly deploymentId: string; readonly setting: string; readonly modifiedAt: number }
  inferenceLogs: {
    readonly deploymentId: string
    readonly setting: string
    readonly sealedSecret: string | null
    readonly modifiedAt: number
  }
  inferenceRecords: {
    readonly [column in 'id' | 'resourceGroup' | 'deploymentId' | 'facts']: string
  } & { readonly [column in 'createdAt' | 'isFull' | 'bytes']: number } & {
    readonly [column in 'request' | 'response']: string | null
  }
  inferenceLabels: { readonly [column in 'recordId' | 'key' | 'value']: string } & { readonly no: number }
  inferenceFeedback: { readonly recordId: string; readonly no: number; readonly content: string }
  inferenceDeletions: Row<RecordDeletion, 'filter'>
  kafkaTopics: Row<KafkaTopic>
  kafkaSchemas: Omit<KafkaSchema, 'content'> & { readonly content: string | null }
  dialectRecords: {
    readonly dialect: string
    readonly deploymentId: string
    readonly record: string
    readonly modifiedAt: number
  }
  modelVersions: Row<ModelVersion, 'metrics' | 'inputExample' | 'modelSchema' | 'extra'>
  modelTags: Pick<ModelVersion, 'resourceGroup' | 'name' | 'version'> & { readonly tag: string; readonly value: string }
  artifactVersions: Row<ArtifactVersion>
  treeNodes: Row<TreeNode> & { readonly parent: string }
  uploads: Row<Upload, 'received'>
  registryImports: Row<RegistryImport>
  resourcePlans: { readonly name: string; readonly plan: string | null }
  planQuotas: PlanQuota
  pools: PoolLimit
  poolTakings: Omit<PoolTaking, 'model'> & { readonly deploymentId: string; readonly model: string }
  servingTemplates: StoredTemplate
  templatePins: TemplatePin
  templateRepositories: TemplateRepository
  templateApplications: Omit<TemplateApplication, 'sync'> & { readonly sync: string | null }
  ledgerBoots: Row<BootProgress>
  ledgerOpen: { readonly bootNo: number; readonly seq: number; readonly at: number; readonly intent: string }
  ledger: Required<Omit<LedgerEntry, 'boot'>> & { readonly bootNo: number }
  usageSums: { readonly [key in SumKey]: string } & { readonly [sum in Summed]: number } & {
    readonly grain: string
    readonly bucket: number
  }
  callSeries: SeriesPoint & { readonly deploymentId: string; readonly grain: string }
  instanceSpans: Pick<InstanceSpan, 'deploymentId' | 'component' | 'revision' | 'phase' | 'message'> & {
    readonly subject: string
  } & {
    readonly [column in 'since' | 'until' | 'goingOn']: number
  }
  batchFiles: BatchFile
  batches: Omit<Batch, keyof BatchFacts> & { readonly facts: string }
  batchLines: BatchLine
  rates: { readonly [column in 'id' | 'card']: string } & { readonly [column in 'createdAt' | 'modifiedAt']: number }
  metered: Metered
  metering: Pick<Metering, 'subject' | 'startedAt' | 'until'> & { readonly facts: string }
  rerates: { readonly [column in 'id' | 'asked' | 'progress']: string } & { readonly createdAt: number }
  events: Row<StoredEvent, 'data'>
  auditTrail: Omit<AuditEntry, 'actor' | 'outcome'> & {
    readonly [column in 'actorKind' | 'actorId' | 'actorName' | 'outcome']: string
  }
  notificationTargets: Row<NotificationTarget, 'recipients' | 'events'>
  notificationDeliveries: Delivery
  dryRuns: { readonly deploymentId: string; readonly number: number; readonly run: string; readonly finished: number }
  rateCards: { readonly [column in 'id' | 'executableId' | 'model' | 'version' | 'price']: string }
}
