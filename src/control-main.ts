import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { capacityOf } from '../catalog/capacities.ts'
import { liveCredentials } from './access/credentials.ts'
import type { Config } from './config.ts'
import { makeCatalog, pricesIn } from './control/catalog/load-catalog.ts'
import { readCatalogFile, readShippedCatalog } from './control/catalog/read-catalog-file.ts'
import { seedDefaultGroup } from './control/default-group.ts'
import { deployDemo } from './control/demo.ts'
import { makeRunProgram } from './control/environments/run-program.ts'
import { openGatewayLink } from './control/gateway-link.ts'
import { makeInstanceEnvironment } from './control/instance-environment.ts'
import { openAccess } from './control/open-access.ts'
import { openBooks } from './control/open-books.ts'
import { openPlacing } from './control/open-placing.ts'
import { openReconciling } from './control/open-reconciling.ts'
import { makePlatform } from './control/platform/platform.ts'
import { finishGroupDeletions } from './control/platform/resource-groups.ts'
import { makePublisher } from './control/publish.ts'
import { makeRateBook } from './control/rates.ts'
import { openFiles } from './control/registry/open-files.ts'
import { openTemplates } from './control/templates/open-templates.ts'
import { makeOriginOf } from './dialects/control/origin.ts'
import { buildControlApp, makeControlDialects } from './dialects/control.ts'
import type { Clock } from './domain/clock.ts'
import type { Engine } from './engines/engine.ts'
import { connectEngine } from './engines/remote-engine.ts'
import type { HostFacts } from './executables/define.ts'
import { executables as given } from './executables/index.ts'
import { hostFacts } from './host-facts.ts'
import { makeKafkaTopics } from './outbound/kafka-topics.ts'
import { makeSigner } from './signing/signer.ts'
import { openStore } from './store/open.ts'
import { apiSocketIn, linkSocketIn, readChildSettings, removeSockets, tellReady } from './supervisor/child-settings.ts'
import { isAlive, systemClock, systemIds, systemLines } from './system.ts'
import { type Log, makeLogger } from './telemetry/logger.ts'

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
  const audit = (event: string, fields: Readonly<Record<string, unknown>>): void => log.info({ audit: true, ...fields }, event)
  const store = await openStore(config.database)
  await seedDefaultGroup(store, clock)
  const tenantId = await store.settings.setOnce('installation-id', systemIds.uuid())

  const { box, settings, apiKeys, oauthClients, tokens, identify } = await openAccess({
    store,
    clock,
    newIds: systemIds,
    random: randomBytes,
    dataFolder: config.dataDir,
    masterKey: config.masterKey,
    origin,
    tenantId,
  })
  const publisher = makePublisher(settings, clock)
  for (const entry of await liveCredentials(store)) publisher.credential(entry)

  const catalog = makeCatalog({
    shipped: await readShippedCatalog(join(project, 'catalog', 'catalog.json')),
    readFile: () => readCatalogFile(config.catalogFile),
    listOverrides: () => store.catalogEntries.list(),
    clock,
  })
  await catalog.refresh()
  const rates = makeRateBook(store, pricesIn(catalog))
  await rates.refresh()

  const kick = (id: string): Promise<void> => loop.kick(id)
  const searchPath = process.env['PATH'] ?? ''
  const { allowPrivate, dataDir: dataFolder } = config
  const templates = await openTemplates({
    store,
    clock,
    given,
    box,
    allowPrivate,
    searchPath,
    dataFolder,
    audit,
    changed: () => void loop.sweep(),
    onError: (error) => log.error({ err: error }, 'templates could not be synchronised'),
  })
  const { executables } = templates
  const run = makeRunProgram(process.env)
  const { models, registry, placing } = openFiles({
    host,
    run,
    store,
    clock,
    newIds: systemIds,
    executables,
    dataFolder,
    hub: { endpoint: config.hfEndpoint, token: config.hfToken },
    allowPrivate,
    openSealed: box.open,
    searchPath,
    audit,
    arrived: () => void loop.sweep(),
  })
  const { connections, environments, place } = openPlacing({
    store,
    clock,
    executables,
    kick,
    box,
    allowPrivate,
    audit,
    signer: makeSigner(clock),
    catalog,
    ...placing,
    host,
    dataFolder,
    runProgram: run,
    log,
    arrived: () => void loop.sweep(),
  })
  const { loop, rollouts, autoscaler, metrics, heard, unwatch } = openReconciling({
    store,
    engine,
    box,
    machine: host.machine ?? null,
    executables,
    capacityOf,
    place,
    publisher: { ...publisher, route: (route) => publisher.route(rates.priced(route)) },
    clock,
    newIds: systemIds,
    drainMs: config.drainSeconds * 1_000,
    environmentOf: makeInstanceEnvironment(config.publicUrl ?? origin),
    afterSweep: async () => {
      await finishGroupDeletions({ store, clock, kick, forgetFiles: registry.removeGroup })
      await registry.tidy()
      // Limits go with their group or deployment.
      await limits.publish()
      await environments.removeUnused()
    },
    log,
  })
  const books = openBooks({
    store,
    clock,
    publisher,
    executables,
    dataFolder,
    days: { ledger: config.ledgerRetentionDays, minuteSums: config.minuteSumsRetentionDays, records: config.recordDays },
    rates,
    engine,
    newIds: systemIds,
    capacityOf,
    alive: isAlive,
    log,
  })
  const { ingest, retention, records, limits, meter, rerating, hints } = books
  const platform = makePlatform({
    store,
    rollouts,
    clock,
    newIds: systemIds,
    executables,
    capacityOf,
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
    rates,
    ...books,
    topics: { kafka: makeKafkaTopics(config), random: randomBytes, brokers: config.kafkaBrokers },
    forgetFiles: registry.removeGroup,
    ...(host.machine ? { machine: host.machine } : {}),
  })
  const dialects = makeControlDialects({
    platform,
    connections,
    models,
    registry,
    templates,
    dialectRecords: store.dialectRecords,
    inferencePort: config.inferencePort ? { port: config.inferencePort, tls: config.tls.kind !== 'off' } : null,
    tokenGrant: tokens.tokenGrant,
    originOf: makeOriginOf(config.publicUrl ?? null),
    location: config.region,
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
  const link = await openGatewayLink(publisher, heard, linkSocketIn(runDir), () =>
    limits.prepare().catch((error) => {
      log.error({ err: error }, 'a gateway starts without the last minute’s calls and what was spent')
      return []
    }),
  )
  await app.listen({ path: apiSocketIn(runDir) })
  await models.imports.resume()
  await registry.start()
  await loop.sweep()
  await limits.refresh()
  publisher.open()
  for (const each of [loop, autoscaler, ingest, records, limits, meter, rerating, hints, retention, templates]) each.start()
  const demo = config.demo && (await deployDemo({ store, imports: models.imports, platform, clock }, demoModel))
  log.info({ version, store: store.kind, demo }, 'control is ready')

  return {
    demo,
    sweep: () => loop.sweep(),
    async [Symbol.asyncDispose]() {
      unwatch()
      await app.close()
      link.closeAllConnections()
      link.close()
      for (const each of [
        templates,
        autoscaler,
        loop,
        models.imports,
        registry,
        environments,
        limits,
        meter,
        rerating,
        hints,
        retention,
        ingest,
        records,
        store,
      ])
        await each[Symbol.asyncDispose]()
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

if (import.meta.main) {
  const { config, origin, runDir, openLog } = readChildSettings(process.env)
  const log = makeLogger({ level: config.logLevel, name: 'control', to: systemLines(openLog('control')) })
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
    host: hostFacts(config, process.env['PATH'] ?? '', process.env['CUDA_VISIBLE_DEVICES'], process.env),
    log,
  })
  process.once('SIGTERM', () => void control[Symbol.asyncDispose]().then(() => process.exit(0)))
  process.once('SIGINT', () => {}) // Ctrl-C reaches the whole process group; the supervisor stops us in order
  tellReady({ demo: control.demo })
}
