import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { makeIdentify } from './access/identify.ts'
import { makeVerifyToken, type VerifyToken } from './access/verify-token.ts'
import type { Config } from './config.ts'
import { batchInference } from './dialects/batch/inference.ts'
import { inferenceDialects } from './dialects/inference.ts'
import { oipGrpc } from './dialects/oip/grpc.ts'
import type { Clock } from './domain/clock.ts'
import { Failure } from './domain/failure.ts'
import type { GatewaySettings } from './domain/route.ts'
import { makeInferenceLog } from './gateway/inference-log.ts'
import { makeEventSender } from './gateway/inference-log-http.ts'
import { makeKafkaSender } from './gateway/inference-log-kafka.ts'
import { openLedger } from './gateway/ledger.ts'
import { makeNotedSigner } from './gateway/noted-signer.ts'
import { defaultStrainBounds } from './gateway/overload-strain.ts'
import { type Gateway, type GatewayDeps, startGateway } from './gateway/server.ts'
import { makeTracing, type Tracing } from './gateway/tracing.ts'
import { defaultWaits } from './gateway/waits.ts'
import { makeSigner } from './signing/signer.ts'
import { apiSocketIn, batchSocketIn, linkSocketIn, readChildSettings, tellReady } from './supervisor/child-settings.ts'
import { hopelessExit } from './supervisor/keep-alive.ts'
import { systemClock, systemLines } from './system.ts'
import { makeLogFiles } from './telemetry/inference-log-files.ts'
import { makeLogSpool } from './telemetry/inference-log-spool.ts'
import { makeJsonPost } from './telemetry/json-post.ts'
import { type Log, makeLogger } from './telemetry/logger.ts'
import { type MetricsExporter, makeMetricsExporter } from './telemetry/metrics-exporter.ts'
import type { MetricPoint } from './telemetry/otlp-metrics.ts'
import { makeTraceExporter } from './telemetry/trace-exporter.ts'

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as { version: string }

export type GatewayOptions = { readonly config: Config; readonly runDir: string; readonly clock: Clock; readonly log: Log }

/** Puts the gateway process together: the hot path gets functions, never a store. */
export async function openGateway({ config, runDir, clock, log }: GatewayOptions): Promise<Gateway> {
  const { tls } = config
  const gatewayId = randomUUID()
  return startGateway({
    listen: {
      host: config.host,
      port: config.port,
      corsOrigins: config.corsOrigins,
      ...(tls.kind === 'files' ? { tls: { cert: readFileSync(tls.cert, 'utf8'), key: readFileSync(tls.key, 'utf8') } } : {}),
    },
    ...(config.inferencePort === undefined ? {} : { inferencePort: config.inferencePort }),
    control: { socketPath: apiSocketIn(runDir), linkSocketPath: linkSocketIn(runDir) },
    dialects: inferenceDialects,
    batches: { socketPath: batchSocketIn(runDir), dialect: batchInference },
    grpc: { dialect: oipGrpc, version, port: config.grpc },
    makeIdentify: identifyByTable(clock),
    clock,
    newRequestId: randomUUID,
    random: Math.random,
    gatewayId,
    log,
    signer: makeNotedSigner(makeSigner(clock)),
    ledger: openLedger({
      folder: join(config.dataDir, 'ledger'),
      boot: gatewayId,
      pid: process.pid,
      now: () => clock.now(),
      durability: config.ledgerDurability,
      log,
      atTurnEnd: setImmediate,
    }),
    inferenceLog: makeInferenceLog({
      sinks: {
        files: makeLogFiles({
          folder: join(config.dataDir, 'inference-log'),
          boot: gatewayId,
          now: () => clock.now(),
          maxBytes: 64 * 1024 * 1024,
          maxFiles: 10,
        }),
        spool: makeLogSpool({
          folder: join(config.dataDir, 'inference-records'),
          boot: gatewayId,
          now: () => clock.now(),
          maxBytes: 256 * 1024 * 1024,
          maxFiles: 4_000,
        }),
        http: makeEventSender(config.allowPrivate),
        kafka: makeKafkaSender({ allowPrivate: config.allowPrivate, clock }),
      },
      clock,
      log,
      turn: nextTurn,
      newId: randomUUID,
      random: Math.random,
      maxBytes: 64 * 1024 * 1024,
    }),
    ...(config.traces ? { tracing: openTracing(config.traces, clock, log) } : {}),
    ...(config.metrics ? { exportMetrics: openMetrics(config.metrics, clock, log) } : {}),
    waits: {
      ...defaultWaits,
      firstByteMs: config.firstByteSeconds * 1_000,
      idleMs: config.idleSeconds * 1_000,
      startingMs: config.startingSeconds * 1_000,
      drainMs: config.drainSeconds * 1_000,
    },
    strain: { ...defaultStrainBounds, residentBytes: memoryForUs() * 0.6 },
    maxBodyBytes: config.maxBodyMb * 1024 * 1024,
    region: config.region,
  })
}

function openTracing(traces: NonNullable<Config['traces']>, clock: Clock, log: Log): Tracing {
  const exporter = makeTraceExporter({
    post: makeJsonPost(traces.url, traces.headers),
    resource: resourceOf(traces.serviceName),
    version,
    clock,
    log,
  })
  const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex')
  return makeTracing({ exporter, randomHex, random: Math.random, sampling: traces.sampling })
}

const openMetrics =
  ({ url, headers, serviceName, everyMs }: NonNullable<Config['metrics']>, clock: Clock, log: Log) =>
  (collect: () => Iterable<MetricPoint>): MetricsExporter =>
    makeMetricsExporter({
      collect,
      post: makeJsonPost(url, headers),
      everyMs,
      resource: resourceOf(serviceName),
      version,
      clock,
      log,
    })

const instance = randomUUID()
const resourceOf = (serviceName: string) => ({
  'service.name': serviceName,
  'service.version': version,
  'service.instance.id': instance,
})

/** A container may have less than its machine. */
const memoryForUs = (): number => {
  const constrained = process.constrainedMemory()
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
}

/** Credentials and token key come with the table; a new table may bring another key. */
const identifyByTable =
  (clock: Clock): GatewayDeps['makeIdentify'] =>
  (table) => {
    let settings: GatewaySettings | undefined
    let verify: VerifyToken | undefined
    const verifyToken: VerifyToken = (token) => {
      const current = table.settings()
      if (!current) throw new Failure('unavailable', 'the server is starting; try again in a moment', { retryAfterMs: 1_000 })
      if (current !== settings || !verify) {
        settings = current
        verify = makeVerifyToken(current, clock)
      }
      return verify(token)
    }
    return makeIdentify({ find: (id) => table.credential(id), verifyToken, clock })
  }

if (import.meta.main) {
  const { config, runDir, openLog } = readChildSettings(process.env)
  const log = makeLogger({ level: config.logLevel, name: 'gateway', to: systemLines(openLog('gateway')) })
  process.once('disconnect', () => process.exit(1)) // the supervisor is gone, and with it the instances
  process.once('SIGINT', () => {}) // Ctrl-C reaches the whole process group; the supervisor stops us in order
  const gateway = await openGateway({ config, runDir, clock: systemClock, log }).catch((error: NodeJS.ErrnoException) => {
    console.error(`lectern: ${whyNotListening(error, config)}`)
    process.exit(hopelessExit)
  })
  process.once('SIGTERM', () => void gateway[Symbol.asyncDispose]().then(() => process.exit(0)))
  await gateway.ready()
  tellReady({ port: gateway.port, grpcPort: gateway.grpcPort })
}

function whyNotListening(error: NodeJS.ErrnoException & { readonly port?: number }, { host, ...config }: Config): string {
  const { port = config.port } = error
  const flag = port === config.port ? '--port' : port === config.inferencePort ? '--inference-port' : '--grpc-port'
  if (error.code === 'EADDRINUSE') return `${flag}: ${port} on ${host} is in use by another program; give another port`
  if (error.code === 'EACCES') return `${flag}: not allowed to listen on ${port}; ports below 1024 need the right to`
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') return `--host: ${host} is no address of this machine`
  return `the gateway cannot start: ${error.message}`
}
