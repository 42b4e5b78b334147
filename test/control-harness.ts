import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { capacityOf } from '../catalog/capacities.ts'
import { makeAccountKeys } from '../src/access/account-keys.ts'
import { makeApiKeys } from '../src/access/api-keys.ts'
import { openBox } from '../src/access/box.ts'
import { makeFindCredential } from '../src/access/credentials.ts'
import { makeIdentifyStored } from '../src/access/identify.ts'
import { makeOAuthClients } from '../src/access/oauth-clients.ts'
import { makePasswords } from '../src/access/passwords.ts'
import { makePeople } from '../src/access/people.ts'
import { makeSessions } from '../src/access/sessions.ts'
import { makeTokens } from '../src/access/tokens.ts'
import { makeVerifyToken } from '../src/access/verify-token.ts'
import { makePrograms } from '../src/control/about/programs.ts'
import { makeCapacityLimits } from '../src/control/capacity-limits.ts'
import { makeCatalog, pricesIn } from '../src/control/catalog/load-catalog.ts'
import { readShippedCatalog } from '../src/control/catalog/read-catalog-file.ts'
import { makeConnections } from '../src/control/connections/connections.ts'
import { makeRunProgram } from '../src/control/environments/run-program.ts'
import { makeRecordIntake } from '../src/control/inference-records.ts'
import { makeTimeline } from '../src/control/instance-timeline.ts'
import { makeLimitsFeed } from '../src/control/limits-feed.ts'
import { makeMeter } from '../src/control/meter.ts'
import { openBatches } from '../src/control/open-batches.ts'
import { openNotices } from '../src/control/open-notices.ts'
import { openWatching } from '../src/control/open-watching.ts'
import { openPeople } from '../src/control/people/open-people.ts'
import { makePlace } from '../src/control/place.ts'
import { makePlatform } from '../src/control/platform/platform.ts'
import { makeFindPlan } from '../src/control/platform/resource-plans.ts'
import { makeProgressBoard } from '../src/control/progress.ts'
import { makePublisher } from '../src/control/publish.ts'
import { makeRateBook } from '../src/control/rates.ts'
import { makeReferences } from '../src/control/references/references.ts'
import { removeFolder } from '../src/control/registry/materialise.ts'
import { openFiles } from '../src/control/registry/open-files.ts'
import { makeRerating } from '../src/control/rerating.ts'
import { makeRolloutWatch } from '../src/control/rollout-watch.ts'
import { makeBindSecrets } from '../src/control/secret-variables.ts'
import { openTemplates } from '../src/control/templates/open-templates.ts'
import { makeOriginOf } from '../src/dialects/control/origin.ts'
import { buildControlApp, makeControlDialects } from '../src/dialects/control.ts'
import type { DeploymentStatus } from '../src/domain/deployment.ts'
import { Failure } from '../src/domain/failure.ts'
import type { NewIds } from '../src/domain/ids.ts'
import type { OidcSettings } from '../src/domain/oidc-settings.ts'
import type { Role } from '../src/domain/principal.ts'
import { executables as given } from '../src/executables/index.ts'
import { makeKafkaTopics } from '../src/outbound/kafka-topics.ts'
import { makeSigner } from '../src/signing/signer.ts'
import { openStore } from '../src/store/open.ts'
import { makeIngest } from '../src/usage/ingest.ts'
import { FakeClock } from './fake-clock.ts'
import { FakeEngine } from './fake-engine.ts'

const inSource = (path: string): string => join(import.meta.dirname, '../src', path)
const catalogPath = new URL('../catalog/catalog.json', import.meta.url)

/**
 * The control API over a real store, catalog, executables and access, with a clock that stands still and an engine in memory.
 * No reconciler runs: a test says what was seen (`saw`), and reads what was kicked. Groups: `default`, `team-a`, `team-b`.
 */
export async function openControl(
  options: {
    readonly publicUrl?: string
    readonly kafkaBrokers?: readonly string[]
    readonly hub?: string
    readonly allowPrivate?: boolean
    readonly smtp?: { readonly url: string; readonly from: string }
    /** Scripts are read before they are kept, by this interpreter; absent: they are not. */
    readonly python?: string
    readonly oidc?: OidcSettings
  } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-control-'))
  const clock = new FakeClock('2026-11-20T12:00:00Z')
  const newIds = countingIds()
  const engine = new FakeEngine(() => clock.now())
  const logged: { event: string; fields: object }[] = []
  const watching = openWatching({
    store: await openStore({ kind: 'sqlite', path: join(folder, 'lectern.db') }),
    clock,
    engine,
    newIds: { uuid: randomUUID },
    keepMs: 400 * 86_400_000,
    log: { error: (fields, event) => void logged.push({ event, fields }) },
  })
  const { store } = watching
  for (const id of ['default', 'team-a', 'team-b']) {
    await store.resourceGroups.insert({ id, labels: [], status: 'PROVISIONED', generation: 1, createdAt: clock.now() })
  }
  const machine = { cores: 64, memoryMb: 262_144, gpus: ['GPU-a', 'GPU-b'] }
  const box = openBox(new Uint8Array(32).fill(7))
  const kicked: string[] = []
  const audited: { event: string; fields: Readonly<Record<string, unknown>> }[] = []
  const kick = (id: string): void => void kicked.push(id)
  const audit = (event: string, fields: Readonly<Record<string, unknown>>): void => void audited.push({ event, fields })
  const settings = { tokenKey: Buffer.alloc(32, 9).toString('base64url'), issuer: 'http://lectern.test/oauth/token' }
  const tenantId = 'aa97b177-9383-4934-8543-0f91a7a0283a'
  const publisher = makePublisher(settings, clock)

  const catalog = makeCatalog({
    shipped: await readShippedCatalog(catalogPath),
    readFile: async () => [],
    listOverrides: () => store.catalogEntries.list(),
    clock,
  })
  const rates = makeRateBook(store, pricesIn(catalog))
  await rates.refresh()
  const templates = await openTemplates({
    store,
    clock,
    given,
    box,
    allowPrivate: options.allowPrivate ?? true,
    searchPath: process.env['PATH'] ?? '',
    dataFolder: folder,
    audit,
    changed: () => void kicked.push('*'),
    onError: (error) => void logged.push({ event: 'templates could not be synchronised', fields: { error } }),
  })
  const { executables } = templates
  const connections = makeConnections({
    store,
    clock,
    executables,
    kick,
    box,
    allowPrivate: true,
    audit,
    signer: makeSigner(clock),
    references: makeReferences({
      settings: { envPrefix: 'LECTERN_SECRET_', folder, groupPath: 'secret/lectern/{group}', vault: null },
      env: {},
      clock,
    }),
  })
  const scriptChecks = { python: inSource('runtimes/python/check.py'), node: inSource('runtimes/script-check/main.ts') }
  const { models, registry, placing } = openFiles({
    host: { node: process.execPath, python: options.python ?? null, ...(options.python ? { scriptChecks } : {}) },
    run: makeRunProgram(process.env),
    store,
    clock,
    newIds,
    executables,
    dataFolder: folder,
    hub: { endpoint: options.hub ?? 'http://127.0.0.1:1', token: null },
    allowPrivate: options.allowPrivate ?? true,
    openSealed: box.open,
    searchPath: process.env['PATH'] ?? '',
    audit,
    arrived: () => {},
  })
  const place = makePlace({
    ...placing,
    executables,
    artifacts: store.artifacts,
    catalog,
    openConnection: connections.open,
    resourcePlan: makeFindPlan({ store }),
    registryCredentials: async () => {
      throw new Error('no image is pulled here')
    },
    bindSecrets: makeBindSecrets({ store, openSealed: box.open }),
    pythonEnvironment: () => Promise.reject(new Failure('unavailable', 'no Python here')),
    nodePackages: async () => null,
    host: {
      llamaServer: null,
      node: process.execPath,
      llamaRunner: '/opt/lectern/llama-runner.ts',
      predictorHost: '',
      python: null,
      cores: 2,
      machine,
    },
    allowPrivate: true,
    clock,
  })
  const apiKeys = makeApiKeys({ store, clock, random: randomBytes })
  const oauthClients = makeOAuthClients({ store, clock, newIds, random: randomBytes })
  const passwords = makePasswords(randomBytes)
  const signingIn = {
    passwords,
    people: makePeople({ store, clock, random: randomBytes, passwords }),
    sessions: makeSessions({ store, clock, random: randomBytes }),
  }
  const tokens = makeTokens({ clients: oauthClients, settings, zoneId: tenantId, clock, newIds })
  const people = openPeople({ ...signingIn, store, clock, publisher, audit, tokens, box, settings: options.oidc ?? null })
  const ledgerFolder = join(folder, 'ledger')
  const ingest = makeIngest({
    store,
    folder: ledgerFolder,
    pricesOf: rates.pricesOf,
    alive: () => true,
    clock,
    maxCallMs: 86_400_000,
    log: { warn: () => {}, error: (fields, event) => void logged.push({ event, fields }) },
  })
  const recordFolder = join(folder, 'inference-records')
  const records = makeRecordIntake({
    store,
    folder: recordFolder,
    days: 30,
    clock,
    log: {
      warn: (fields, event) => void logged.push({ event, fields }),
      error: (fields, event) => void logged.push({ event, fields }),
    },
  })
  const log = {
    info: (fields: object, event: string) => void logged.push({ event, fields }),
    warn: (fields: object, event: string) => void logged.push({ event, fields }),
    error: (fields: object, event: string) => void logged.push({ event, fields }),
  }
  const notices = openNotices({
    ...{ store, clock, newIds, box, catalog, executables, place, tenantId, log },
    allowPrivate: options.allowPrivate ?? true,
    smtp: options.smtp ?? null,
    upgradeWindowMs: 0,
  })
  const { notify } = notices
  const limits = makeLimitsFeed({
    store,
    capacities: makeCapacityLimits({ store, executables, capacityOf }),
    publisher,
    notify,
    clock,
    ingest: () => ingest.run(),
    log,
  })
  const meter = makeMeter({ store, engine, executables, rates, clock, log })
  const rerating = makeRerating({ store, rates, clock, newIds, ingest: () => ingest.run(), corrected: limits.refresh, log })
  const platform = makePlatform({
    store,
    rollouts: makeRolloutWatch({ clock, kick: () => {} }),
    clock,
    newIds,
    executables,
    capacityOf,
    engine,
    place,
    kick,
    audit,
    auditTrail: watching.auditTrail,
    installation: {
      version: '0.1.0',
      startedAt: clock.now(),
      publicUrl: options.publicUrl ?? null,
      grpcPort: null,
      plainOutside: false,
      settings: { port: 8080, databaseUrl: 'postgres://user:planted-password@host/lectern', vaultToken: 'planted-token' },
      dataFolder: folder,
      ledgerFolder,
      logFolder: join(folder, 'logs'),
      host: { python: null, llamaServer: null, containerSocket: null, machine },
      programs: makePrograms({ run: makeRunProgram(process.env), clock }),
      hasOnnx: true,
      gateways: () => [],
      lastTests: connections.lastTests,
    },
    apiKeys,
    accountKeys: makeAccountKeys({ store, box, clock, random: randomBytes }),
    oauthClients,
    publisher,
    tenantId,
    catalog,
    box,
    ingest,
    records,
    limits,
    rates,
    rerating,
    ...notices,
    timeline: makeTimeline({ store, engine, clock, log }),
    progress: makeProgressBoard(clock),
    logs: engine.logs,
    random: randomBytes,
    dryRuns: { start: () => {} },
    topics: { kafka: makeKafkaTopics({ allowPrivate: true }), random: randomBytes, brokers: options.kafkaBrokers ?? [] },
    forgetFiles: registry.removeGroup,
    machine,
  })
  const batches = openBatches({
    store,
    clock,
    newIds,
    executables,
    dataFolder: folder,
    socketPath: join(folder, 'no-gateway.sock'),
    mostBytes: 64 * 1024,
    registry,
    audit,
    log: {
      info: (fields, event) => void logged.push({ event, fields }),
      error: (fields, event) => void logged.push({ event, fields }),
    },
  })
  const identify = makeIdentifyStored({ find: makeFindCredential(store), verifyToken: makeVerifyToken(settings, clock), clock })
  const app = buildControlApp({
    dialects: makeControlDialects({
      batches,
      platform,
      people,
      connections,
      models,
      registry,
      templates,
      dialectRecords: store.dialectRecords,
      settings: store.settings,
      inferencePort: null,
      tokenGrant: tokens.tokenGrant,
      issueKeyToken: tokens.issueKeyToken,
      originOf: makeOriginOf(options.publicUrl ?? null),
      changes: { feeds: watching.feeds, identify },
      location: 'local',
      version: '0.1.0',
    }),
    identify,
    enterResourceGroup: platform.enterResourceGroup,
    audit: watching.audit,
    console: { folder: '/nowhere', random: randomBytes },
    version: '0.1.0',
    newRequestId: newIds.uuid,
    log: {
      info: (fields, event) => void logged.push({ event, fields }),
      error: (fields, event) => void logged.push({ event, fields }),
    },
  })
  await app.ready()

  const keyFor = async (
    role: Role,
    resourceGroups: '*' | string[] = '*',
    more: { deployments?: string[]; expiresAt?: number } = {},
  ) =>
    (
      await apiKeys.create({
        name: role,
        role,
        resourceGroups,
        deployments: more.deployments ?? '*',
        expiresAt: more.expiresAt ?? null,
      })
    ).key
  const admin = await keyFor('admin')

  return {
    app,
    store,
    clock,
    engine,
    platform,
    publisher,
    limits,
    rates,
    meter,
    notify,
    notices,
    ingest,
    catalog,
    registry,
    templates,
    folder,
    apiKeys,
    oauthClients,
    /** What the reconciler tells the audit trail. */
    itself: watching.didItself,
    people,
    /** Where a gateway would write its ledger segments. */
    ledgerFolder,
    /** Where a gateway would leave kept calls. */
    recordFolder,
    kicked,
    audited,
    logged,
    admin,
    keyFor,
    /** A request as the administrator, or with the given headers. JSON in, JSON (or text) out. */
    async call(method: Method, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
      const response = await app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${admin}`, ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      })
      const isJson = String(response.headers['content-type']).startsWith('application/json') && response.body !== ''
      return { status: response.statusCode, headers: response.headers, body: isJson ? response.json() : response.body }
    },
    /** What the reconciler would write down. */
    async saw(id: string, status: DeploymentStatus, statusMessage = ''): Promise<void> {
      const found = await store.deployments.byId(id)
      if (!found) throw new Failure('not_found', id)
      await store.deployments.saw(
        id,
        found.generation,
        {
          ...found,
          status,
          statusMessage,
          observedGeneration: found.generation,
          latestRunningConfigurationId: status === 'RUNNING' ? found.configurationId : found.latestRunningConfigurationId,
          startTime: status === 'RUNNING' ? clock.now() : found.startTime,
          completionTime: status === 'DEAD' || status === 'STOPPED' ? clock.now() : null,
        },
        clock.now(),
      )
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await app.close()
      await batches[Symbol.asyncDispose]()
      await rerating[Symbol.asyncDispose]()
      await templates[Symbol.asyncDispose]()
      await registry[Symbol.asyncDispose]()
      await watching.auditTrail[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
      await removeFolder(folder)
    },
  }
}

export type ControlUnderTest = Awaited<ReturnType<typeof openControl>>
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by tests
export type Answer = { readonly status: number; readonly headers: Record<string, unknown>; readonly body: any }

const countingIds = (): NewIds => {
  let last = 0
  const next = (digits: number): string => (++last).toString(16).padStart(digits, '0')
  return {
    deployment: () => `d${next(15)}`,
    instance: (deploymentId) => `${deploymentId}-${next(8)}`,
    uuid: () => `00000000-0000-4000-8000-${next(12)}`,
  }
}
