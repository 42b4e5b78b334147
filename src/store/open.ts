import { CamelCasePlugin, type Dialect, Kysely } from 'kysely'
import { Failure } from '../domain/failure.ts'
import { makeAccountKeys } from './account-keys.ts'
import { makeApiKeys } from './api-keys.ts'
import { makeArtifacts } from './artifacts.ts'
import { makeAudit } from './audit.ts'
import { makeBatchers } from './batchers.ts'
import { makeBatches } from './batches.ts'
import { makeBudgets } from './budgets.ts'
import { makeCallSeries } from './call-series.ts'
import { makeCatalogEntries } from './catalog-entries.ts'
import { makeConfigurations } from './configurations.ts'
import { makeConnections } from './connections.ts'
import { makeDeploymentVersions } from './deployment-versions.ts'
import { makeDeployments } from './deployments.ts'
import { makeDialectRecords } from './dialect-records.ts'
import { makeDryRuns } from './dry-runs.ts'
import { makeEvents } from './events.ts'
import { makeInferenceLogs } from './inference-logs.ts'
import { makeInferenceRecords } from './inference-records.ts'
import { makeInstanceSpans } from './instance-spans.ts'
import { makeKafka } from './kafka.ts'
import { makeLedger } from './ledger.ts'
import { makeQuotaRequests, makeQuotas } from './limits.ts'
import { makeMeasures } from './measures.ts'
import { makeMetering } from './metering.ts'
import { migrate } from './migrate.ts'
import { makeModelFiles } from './model-files.ts'
import { makeModelImports } from './model-imports.ts'
import { noNul } from './no-nul.ts'
import { makeNotifications } from './notifications.ts'
import { makeOAuthClients } from './oauth-clients.ts'
import { makePeople } from './people.ts'
import { makePools } from './pools.ts'
import { postgresDialect } from './postgres/dialect.ts'
import { makeRates } from './rates.ts'
import { makeRegistry } from './registry.ts'
import { makeRerates } from './rerates.ts'
import { makeResourceGroups } from './resource-groups.ts'
import { makePlanQuotas, makeResourcePlans } from './resource-plans.ts'
import { makeRetention } from './retention.ts'
import type { Schema } from './schema.ts'
import { makeSecrets } from './secrets.ts'
import { makeSessions, makeSignInLinks } from './sessions.ts'
import { makeSettings } from './settings.ts'
import { sizeOf } from './size.ts'
import { sqliteDialect } from './sqlite/dialect.ts'
import type { Store } from './store.ts'
import { makeTemplates } from './templates.ts'
import { makeUsage } from './usage.ts'
import { postgresWords, sqliteWords } from './words.ts'

export type DatabaseChoice =
  | { readonly kind: 'sqlite'; readonly path: string }
  /** `postgres://user:password@host:5432/database` */
  | { readonly kind: 'postgres'; readonly url: string }

/** Opens the store, brought to the newest schema. `Failure('unavailable')` where the database cannot be opened. */
export const openStore = async (database: DatabaseChoice): Promise<Store> => {
  const { kind } = database
  const words = kind === 'sqlite' ? sqliteWords : postgresWords
  const db = new Kysely<Schema>({
    dialect: dialectOf(database),
    plugins: [noNul, new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
  try {
    await migrate(db, kind)
  } catch (cause) {
    await db.destroy()
    if (cause instanceof Failure) throw cause
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause)
    throw new Failure('unavailable', `cannot open the database ${placeOf(database)}: ${reason}`, {}, { cause })
  }
  return {
    kind,
    size: () => sizeOf(db, kind),
    settings: makeSettings(db),
    resourceGroups: makeResourceGroups(db, words),
    configurations: makeConfigurations(db, words),
    deployments: makeDeployments(db, kind),
    deploymentVersions: makeDeploymentVersions(db),
    artifacts: makeArtifacts(db, words),
    connections: makeConnections(db),
    secrets: makeSecrets(db),
    apiKeys: makeApiKeys(db),
    accountKeys: makeAccountKeys(db),
    oauthClients: makeOAuthClients(db),
    people: makePeople(db),
    sessions: makeSessions(db),
    signInLinks: makeSignInLinks(db),
    catalogEntries: makeCatalogEntries(db),
    modelFiles: makeModelFiles(db),
    modelImports: makeModelImports(db),
    quotas: makeQuotas(db),
    quotaRequests: makeQuotaRequests(db),
    budgets: makeBudgets(db),
    batchers: makeBatchers(db),
    inferenceLogs: makeInferenceLogs(db),
    dialectRecords: makeDialectRecords(db),
    resourcePlans: makeResourcePlans(db),
    planQuotas: makePlanQuotas(db),
    pools: makePools(db),
    batches: makeBatches(db),
    rates: makeRates(db),
    metering: makeMetering(db, kind),
    rerates: makeRerates(db, kind),
    events: makeEvents(db),
    audit: makeAudit(db),
    notifications: makeNotifications(db),
    dryRuns: makeDryRuns(db),
    measures: makeMeasures(db),
    callSeries: makeCallSeries(db, kind),
    instanceSpans: makeInstanceSpans(db),
    kafka: makeKafka(db),
    registry: makeRegistry(db, words),
    templates: makeTemplates(db),
    inferenceRecords: makeInferenceRecords(db),
    ledger: makeLedger(db, kind),
    usage: makeUsage(db),
    retention: makeRetention(db),
    [Symbol.asyncDispose]: () => db.destroy(),
  }
}

export const dialectOf = (database: DatabaseChoice): Dialect =>
  database.kind === 'sqlite' ? sqliteDialect(database.path) : postgresDialect(database.url)

/** For people, without the password. */
const placeOf = (database: DatabaseChoice): string => {
  if (database.kind === 'sqlite') return database.path
  const url = URL.parse(database.url)
  return url ? `postgres://${url.host}${url.pathname}` : 'at the given Postgres URL'
}
