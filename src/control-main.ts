import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { capacityOf } from '../catalog/capacities.ts'
import { liveCredentials } from './access/credentials.ts'
import type { Config } from './config.ts'
import { makeAuditLog } from './control/audit-log.ts'
import { openCatalog } from './control/catalog/open-catalog.ts'
import { seedDefaultGroup } from './control/default-group.ts'
import { deployDemo } from './control/demo.ts'
import { openDryRuns } from './control/dry-runs/open-dry-runs.ts'
import { makeRunProgram } from './control/environments/run-program.ts'
import { makeInstanceEnvironment } from './control/instance-environment.ts'
import { openAccess } from './control/open-access.ts'
import { openBatches } from './control/open-batches.ts'
import { openBooks } from './control/open-books.ts'
import { openNotices } from './control/open-notices.ts'
import { openPlacing } from './control/open-placing.ts'
import { openReconciling } from './control/open-reconciling.ts'
import { openWatching } from './control/open-watching.ts'
import { openPeople } from './control/people/open-people.ts'
import { makePlatform } from './control/platform/platform.ts'
import { finishGroupDeletions } from './control/platform/resource-groups.ts'
import { openInstanceKeys } from './control/platform-access/instance-keys.ts'
import { makePublisher } from './control/publish.ts'
import { openFiles } from './control/registry/open-files.ts'
import { openTemplates } from './control/templates/open-templates.ts'
import { openControlApp } from './control-app.ts'
import { openControlSockets } from './control-sockets.ts'
import type { Clock } from './domain/clock.ts'
import type { Engine } from './engines/engine.ts'
import { openLogFolder } from './engines/process/log-folder.ts'
import { connectEngine } from './engines/remote-engine.ts'
import type { HostFacts } from './executables/define.ts'
import { executables as given } from './executables/index.ts'
import { hostFacts } from './host-facts.ts'
import { openInstallation } from './installation.ts'
import { makeKafkaTopics } from './outbound/kafka-topics.ts'
import { makeSigner } from './signing/signer.ts'
import { openStore } from './store/open.ts'
import { batchSocketIn, readChildSettings, tellReady } from './supervisor/child-settings.ts'
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
  /** Where the console was built into. */
  readonly consoleFolder?: string
  readonly log: Log
}

export type Control = AsyncDisposable & {
  /** Whether the demo model is deployed. */
  readonly demo: boolean
  /** Of a link that signs the administrator in, once: `/console/sign-in/<token>`. */
  readonly signInToken: string
  /** Looks at every deployment now; returns when all turns have ended. */
  sweep(): Promise<void>
}

const project = join(import.meta.dirname, '..')
const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string }

/** Puts the control process together: store, access, catalog, platform, reconciler, API. Ready when it resolves. */
export async function startControl(options: ControlOptions): Promise<Control> {
  const { config, origin, runDir, engine, clock, host, log, consoleFolder = join(project, 'console', 'dist') } = options
  const audit = makeAuditLog(log)
  const watching = openWatching({
    ...{ store: await openStore(config.database), clock, engine, newIds: systemIds, log },
    keepMs: config.auditDays * 86_400_000,
  })
  const { store, auditTrail, didItself } = watching
  await seedDefaultGroup(store, clock)
  const tenantId = await store.settings.setOnce('installation-id', systemIds.uuid())

  const access = await openAccess({ store, clock, newIds: systemIds, random: randomBytes, config, origin, tenantId })
  const { box, settings } = access
  const publisher = makePublisher(settings, clock)
  const people = openPeople({ ...access, store, clock, publisher, audit, settings: config.oidc })
  await people.tidy()
  for (const entry of await liveCredentials(store)) publisher.credential(entry)
  const signInToken = await people.administratorsLink()

  const { catalog, rates } = await openCatalog({ store, clock, project, catalogFile: config.catalogFile })

  const kick = (id: string): Promise<void> => loop.kick(id)
  const searchPath = process.env['PATH'] ?? ''
  const { allowPrivate, dataDir: dataFolder } = config
  const templates = await openTemplates({
    ...{ store, clock, given, box, allowPrivate, searchPath, dataFolder, audit },
    changed: () => loop.look(),
    onError: (error) => log.error({ err: error }, 'templates could not be synchronised'),
  })
  const { executables } = templates
  const run = makeRunProgram(process.env)
  const common = { store, clock, newIds: systemIds, box, executables, dataFolder, allowPrivate, audit, host, log }
  const { models, registry, placing } = openFiles({
    ...common,
    run,
    hub: { endpoint: config.hfEndpoint, token: config.hfToken },
    openSealed: box.open,
    searchPath,
    arrived: () => loop.look(),
  })
  const { connections, environments, place, references } = openPlacing({
    ...common,
    kick,
    signer: makeSigner(clock),
    catalog,
    ...placing,
    secretSources: { settings: config.references, env: process.env },
    runProgram: run,
    arrived: () => loop.look(),
  })
  const notices = openNotices({
    ...{ store, clock, newIds: systemIds, box, catalog, executables, place, allowPrivate, tenantId, didItself, log },
    smtp: config.smtp,
    upgradeWindowMs: config.upgradeWindowDays * 86_400_000,
  })
  const instanceKeys = await openInstanceKeys({ store, publisher, audit, apiKeys: access.apiKeys, dataFolder, tls: config.tls })
  const { loop, rollouts, parts, observed, metrics, heard, unwatch } = openReconciling({
    didItself,
    store,
    engine,
    box,
    references,
    machine: host.machine ?? null,
    executables,
    capacityOf,
    place,
    upgrade: notices.upgrade,
    publisher: { ...publisher, route: (route) => publisher.route(rates.priced(route)) },
    clock,
    newIds: systemIds,
    drainMs: config.drainSeconds * 1_000,
    environmentOf: makeInstanceEnvironment(config.publicUrl ?? origin),
    instanceKeys,
    afterSweep: async () => {
      await finishGroupDeletions({ store, clock, kick, publisher, forgetFiles: registry.removeGroup })
      await registry.tidy()
      // Limits go with their group or deployment.
      await limits.publish()
      await environments.removeUnused()
      await batches.files.tidy()
      await people.tidy()
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
    notify: notices.notify,
    newIds: systemIds,
    capacityOf,
    alive: isAlive,
    log,
  })
  const told = [notices.notices, notices.delivering]
  const known = openInstallation({ config, version, host, clock, run, lastTests: connections.lastTests })
  const { limits } = books
  const dryRuns = openDryRuns({
    ...{ store, clock, random: randomBytes, publisher, ingest: books.ingest, log, origin, config, didItself },
    rollBack: (...asked) => platform.rollBack(...asked),
  })
  const platform = makePlatform({
    ...{ store, rollouts, clock, newIds: systemIds, executables, capacityOf, engine, place, kick },
    ...access,
    ...{ publisher, catalog, tenantId, audit, auditTrail, installation: known.installation, rates },
    ...books,
    ...notices,
    ...observed,
    logs: openLogFolder(join(dataFolder, 'logs'), clock),
    random: randomBytes,
    dryRuns,
    topics: { kafka: makeKafkaTopics(config), random: randomBytes, brokers: config.kafkaBrokers },
    forgetFiles: registry.removeGroup,
    ...(host.machine ? { machine: host.machine } : {}),
  })
  const socketPath = batchSocketIn(runDir)
  const batches = openBatches({ store, clock, newIds: systemIds, executables, dataFolder, socketPath, registry, audit, log })
  const app = openControlApp({
    ...{ config, version, access, watching, store, metrics, consoleFolder, log },
    ...{ batches, platform, people, connections, models, registry, templates },
  })
  const sockets = await openControlSockets({
    ...{ runDir, app, publisher, log },
    hear(load) {
      heard(load)
      known.heard(load.gatewayId)
    },
    limits,
  })
  await models.imports.resume()
  await registry.start()
  await loop.sweep()
  await limits.refresh()
  publisher.open()
  for (const each of [loop, ...parts, batches, dryRuns, ...books.parts, templates, ...told, auditTrail]) each.start()
  const demo = config.demo && (await deployDemo({ store, imports: models.imports, platform, clock }, demoModel))
  log.info({ version, store: store.kind, demo }, 'control is ready')

  return {
    demo,
    signInToken,
    sweep: () => loop.sweep(),
    async [Symbol.asyncDispose]() {
      unwatch()
      watching.unlisten()
      await sockets.close()
      const working = [templates, batches, dryRuns, ...parts, loop]
      const keeping = [models.imports, registry, environments, ...told, ...books.parts, auditTrail]
      for (const each of [...working, ...keeping, store]) await each[Symbol.asyncDispose]()
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
  tellReady({ demo: control.demo, signInToken: control.signInToken })
}
