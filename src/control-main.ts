import { randomBytes } from 'node:crypto'
import { accessSync, constants, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { delimiter, join } from 'node:path'
import { makeApiKeys } from './access/api-keys.ts'
import { openBox } from './access/box.ts'
import { liveCredentials, makeFindCredential } from './access/credentials.ts'
import { makeIdentifyStored } from './access/identify.ts'
import { readMasterKey } from './access/master-key.ts'
import { makeOAuthClients } from './access/oauth-clients.ts'
import { ensureAdministrator } from './access/service-key.ts'
import { openTokenKey } from './access/token-key.ts'
import { makeTokens } from './access/tokens.ts'
import { makeVerifyToken } from './access/verify-token.ts'
import type { Config } from './config.ts'
import { makeCatalog, pricesIn } from './control/catalog/load-catalog.ts'
import { readCatalogFile, readShippedCatalog } from './control/catalog/read-catalog-file.ts'
import { makeConnections } from './control/connections/connections.ts'
import { countStatuses } from './control/count-statuses.ts'
import { seedDefaultGroup } from './control/default-group.ts'
import { deployDemo } from './control/demo.ts'
import { openGatewayLink } from './control/gateway-link.ts'
import { makeLimitsFeed } from './control/limits-feed.ts'
import { makeLoop } from './control/loop.ts'
import { openModelFiles } from './control/models/model-files.ts'
import { makePlace } from './control/place.ts'
import { makePlatform } from './control/platform/platform.ts'
import { finishGroupDeletions } from './control/platform/resource-groups.ts'
import { makePublisher } from './control/publish.ts'
import { makeReconcile } from './control/reconcile.ts'
import { makeOriginOf } from './dialects/control/origin.ts'
import { buildControlApp, makeControlDialects } from './dialects/control.ts'
import type { Clock } from './domain/clock.ts'
import type { Engine } from './engines/engine.ts'
import { connectEngine } from './engines/remote-engine.ts'
import type { HostFacts } from './executables/define.ts'
import { executables } from './executables/index.ts'
import { makeSigner } from './signing/signer.ts'
import { openStore } from './store/open.ts'
import { apiSocketIn, linkSocketIn, readChildSettings, removeSockets, tellReady } from './supervisor/child-settings.ts'
import { isAlive, systemClock, systemIds } from './system.ts'
import { makeControlMetrics } from './telemetry/control-metrics.ts'
import { type Log, makeLogger } from './telemetry/logger.ts'
import { makeIngest } from './usage/ingest.ts'

export type ControlOptions = {
  readonly config: Config
  /** Where callers reach the gateway; written into the service key. */
  readonly origin: string
  readonly runDir: string
  readonly engine: Engine
  readonly clock: Clock
  readonly host: HostFacts
  readonly log: Log
}

export type Control = AsyncDisposable & {
  /** Whether the demo model is deployed. */
  readonly demo: boolean
  /** Looks at every deployment now; returns when all turns have ended. */
  sweep(): Promise<void>
}

const project = join(import.meta.dirname, '..')
const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string }

/** Puts the control process together: store, access, catalog, platform, reconciler, API. Ready when it resolves. */
export async function startControl({ config, origin, runDir, engine, clock, host, log }: ControlOptions): Promise<Control> {
  const random = (bytes: number): Uint8Array => randomBytes(bytes)
  const directory = join(config.dataDir, 'credentials')
  const audit = (event: string, fields: Readonly<Record<string, unknown>>): void => log.info({ audit: true, ...fields }, event)
  const store = await openStore(config.database)
  await seedDefaultGroup(store, clock)
  const tenantId = await store.settings.setOnce('installation-id', systemIds.uuid())

  const box = openBox(await readMasterKey({ configured: config.masterKey, directory, random }))
  const settings = { tokenKey: await openTokenKey({ store, box, random }), issuer: `lectern:${tenantId}` }
  const apiKeys = makeApiKeys({ store, clock, random })
  const oauthClients = makeOAuthClients({ store, clock, newIds: systemIds, random })
  await ensureAdministrator({ apiKeys, oauthClients, directory, installation: { url: origin, zoneId: tenantId } })
  const tokens = makeTokens({ clients: oauthClients, settings, zoneId: tenantId, clock, newIds: systemIds })
  const identify = makeIdentifyStored({ find: makeFindCredential(store), verifyToken: makeVerifyToken(settings, clock), clock })
  const publisher = makePublisher(settings, clock)
  for (const entry of await liveCredentials(store)) publisher.credential(entry)

  const catalog = makeCatalog({
    shipped: await readShippedCatalog(join(project, 'catalog', 'catalog.json')),
    readFile: () => readCatalogFile(config.catalogFile),
    listOverrides: () => store.catalogEntries.list(),
    clock,
  })
  await catalog.refresh()

  const kick = (id: string): Promise<void> => loop.kick(id)
  const models = openModelFiles({
    store,
    clock,
    newIds: systemIds,
    modelsFolder: join(config.dataDir, 'models'),
    hub: { endpoint: config.hfEndpoint, token: config.hfToken },
    allowPrivate: config.allowPrivate,
    audit,
    arrived: () => void loop.sweep(),
  })
  const connections = makeConnections({
    store,
    clock,
    executables,
    kick,
    box,
    allowPrivate: config.allowPrivate,
    audit,
    signer: makeSigner(clock),
  })
  const place = makePlace({
    executables,
    artifacts: store.artifacts,
    catalog,
    openConnection: (group, name) => connections.open(group, name),
    modelFile: models.resolveModelFile,
    host,
    allowPrivate: config.allowPrivate,
    clock,
  })
  const reconcile = makeReconcile({
    store,
    engine,
    executables,
    place,
    publisher,
    clock,
    newIds: systemIds,
    drainMs: config.drainSeconds * 1_000,
    again: (id, afterMs) => loop.again(id, afterMs),
    log,
  })
  const metrics = makeControlMetrics({ instances: () => engine.observe(), deployments: () => countStatuses(store) })
  const loop = makeLoop({
    reconcile,
    store,
    engine,
    clock,
    afterSweep: async () => {
      await finishGroupDeletions({ store, clock, kick })
      // Limits go with their group or deployment.
      await limits.publish()
    },
    onError: (deploymentId, error) => {
      metrics.reconcileFailed()
      log.error({ deploymentId, err: error }, 'reconciler turn failed')
    },
  })

  const ingest = makeIngest({
    store,
    folder: join(config.dataDir, 'ledger'),
    pricesOf: pricesIn(catalog),
    alive: isAlive,
    clock,
    maxCallMs: 86_400_000,
    log,
  })
  const limits = makeLimitsFeed({ store, publisher, clock, ingest: () => ingest.run(), log })
  const platform = makePlatform({
    store,
    clock,
    newIds: systemIds,
    executables,
    engine,
    place,
    kick,
    apiKeys,
    oauthClients,
    publisher,
    catalog,
    box,
    tenantId,
    audit,
    ingest,
    limits,
  })
  const dialects = makeControlDialects({
    platform,
    connections,
    models,
    tokenGrant: tokens.tokenGrant,
    originOf: makeOriginOf(config.publicUrl ?? null),
    version,
  })
  const app = buildControlApp({
    dialects,
    identify,
    enterResourceGroup: platform.enterResourceGroup,
    version,
    newRequestId: systemIds.uuid,
    log,
  })
  // Only gateways reach this socket, and they answer /metrics themselves, adding this text to their own.
  app.get('/metrics', { config: { access: 'public' }, schema: { hide: true } }, async (_, reply) =>
    reply.type('text/plain; version=0.0.4').send(await metrics.render()),
  )

  await removeSockets(runDir)
  const link = await openGatewayLink(publisher, linkSocketIn(runDir), () =>
    limits.prepare().catch((error) => {
      log.error({ err: error }, 'a gateway starts without the last minute’s calls and what was spent')
      return []
    }),
  )
  await app.listen({ path: apiSocketIn(runDir) })
  await models.imports.resume()
  await loop.sweep()
  await limits.refresh()
  publisher.open()
  loop.start()
  ingest.start()
  limits.start()
  const demo = config.demo && (await deployDemo({ store, imports: models.imports, platform, clock }, demoModel))
  log.info({ version, store: store.kind, demo }, 'control is ready')

  return {
    demo,
    sweep: () => loop.sweep(),
    async [Symbol.asyncDispose]() {
      await app.close()
      link.closeAllConnections()
      link.close()
      await loop[Symbol.asyncDispose]()
      await models.imports[Symbol.asyncDispose]()
      await limits[Symbol.asyncDispose]()
      await ingest[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}

const demoModel = {
  executableId: 'llama-cpp',
  scenarioId: 'foundation-models',
  modelName: 'lectern-mini',
  deploymentName: 'demo',
  file: join(project, 'models', 'lectern-mini', 'lectern-mini.gguf'),
}

/** What this machine offers to model servers. */
export function hostFacts(config: Config, path: string): HostFacts {
  const onPath = path.split(delimiter).map((folder) => join(folder, 'llama-server'))
  return {
    llamaServer: config.llamaServer ?? onPath.find(isProgram) ?? null,
    node: process.execPath,
    llamaRunner: join(import.meta.dirname, 'runtimes', 'llama-runner', 'main.ts'),
    cores: availableParallelism(),
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // not there, or not for us to run: the same to us
  }
}

if (import.meta.main) {
  const { config, origin, runDir, logTo } = readChildSettings(process.env)
  const log = makeLogger({ level: config.logLevel, name: 'control', ...(logTo ? { to: logTo('control') } : {}) })
  const engine = connectEngine('process', {
    send: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
  })
  // The supervisor holds the other end: without it nobody would start us again, nor keep our instances.
  process.once('disconnect', () => process.exit(1))
  const control = await startControl({
    config,
    origin,
    runDir,
    engine,
    clock: systemClock,
    host: hostFacts(config, process.env['PATH'] ?? ''),
    log,
  })
  process.once('SIGTERM', () => void control[Symbol.asyncDispose]().then(() => process.exit(0)))
  process.once('SIGINT', () => {}) // Ctrl-C reaches the whole process group; the supervisor stops us in order
  tellReady({ demo: control.demo })
}
