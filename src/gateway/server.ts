import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { EjectionPolicy } from '../decide/ejection.ts'
import type { Signer } from '../domain/auth.ts'
import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { Principal } from '../domain/principal.ts'
import type { Target } from '../domain/route.ts'
import type { Log } from '../telemetry/logger.ts'
import { makeProcessMetrics } from '../telemetry/process-metrics.ts'
import { type Admissions, makeAdmissions } from './admission.ts'
import { renderRefusals } from './admission-metrics.ts'
import { serveBoth } from './both-http.ts'
import type { InferenceDialect } from './dialect.ts'
import { makeEjections } from './ejection.ts'
import { makeForward, plain } from './forward.ts'
import { type IdempotencyBounds, makeIdempotency } from './idempotency.ts'
import { refuseMalformed, split } from './incoming.ts'
import { type InferenceLog, noneKept } from './inference-log.ts'
import { type LaneWaits, makeLanes } from './lanes.ts'
import type { Ledger } from './ledger.ts'
import { makeMeters } from './meters.ts'
import { makeOverload } from './overload.ts'
import { defaultStrainBounds, measureStrain, type StrainBounds } from './overload-strain.ts'
import { makeProbes } from './probes.ts'
import { refuse } from './refuse.ts'
import { makeRetries, type RetryRules } from './retry.ts'
import { makeServe } from './serve.ts'
import { type ExchangeWaits, makeSweep } from './sweep.ts'
import { makeTable, type Table } from './table.ts'
import { followTable, reportLoad } from './table-client.ts'
import type { Tracing } from './tracing.ts'
import { makeUpstreams } from './upstream.ts'

export type GatewayDeps = {
  readonly listen: {
    readonly host: string
    readonly port: number
    readonly tls?: { readonly cert: string; readonly key: string }
  }
  /** Unix sockets of the control process: one serves everything that is no inference call, the other table and load reports. */
  readonly control: { readonly socketPath: string; readonly linkSocketPath: string }
  readonly dialects: readonly InferenceDialect[]
  /** Who is calling, by the credentials and settings of the table. Throws `Failure('unauthenticated')`. */
  readonly makeIdentify: (table: Pick<Table, 'credential' | 'settings'>) => (headers: IncomingHttpHeaders) => Principal
  readonly clock: Clock
  readonly newRequestId: () => string
  /** In [0, 1). */
  readonly random: () => number
  /** Tells this gateway from others in load reports. */
  readonly gatewayId: string
  readonly log: Log
  /** Closed with the gateway. */
  readonly ledger: Ledger
  /** Closed with the gateway; without one nothing is kept of calls. */
  readonly inferenceLog?: InferenceLog
  /** Closed with the gateway; without it calls are not traced, and trace context passes as it is. */
  readonly tracing?: Tracing
  /** Proves requests to providers that want more than a fixed header. */
  readonly signer: Signer
  readonly waits: GatewayWaits
  /** How hard the process may be pressed before it refuses calls. */
  readonly strain?: StrainBounds
  /** When calls that were surely not worked on go out again. */
  readonly retries?: RetryRules
  /** What is remembered of calls with an `Idempotency-Key`. */
  readonly idempotency?: IdempotencyBounds
  /** When targets that fail are passed over. */
  readonly ejection?: EjectionPolicy
  /** Longest request body; default 64 MiB. */
  readonly maxBodyBytes?: number
}

export type GatewayWaits = ExchangeWaits &
  LaneWaits & {
    readonly connectMs: number
    /** How long requests for control are held while it does not accept connections. */
    readonly controlMs: number
    /** How long calls in flight may go on after the gateway was asked to close. */
    readonly drainMs: number
  }

export const defaultWaits: GatewayWaits = {
  connectMs: 10_000,
  firstByteMs: 600_000,
  idleMs: 120_000,
  totalMs: 900_000,
  streamTotalMs: null,
  startingMs: 300_000,
  queueLimit: 1_000,
  controlMs: 5_000,
  drainMs: 30_000,
}

export type Gateway = AsyncDisposable & {
  readonly port: number
  readonly table: Table
  /** Resolves once a complete table has come. */
  ready(): Promise<void>
}

/** Opens the public port. Disposing stops accepting, lets calls in flight end (at most `drainMs`), then cuts what is left. */
export async function startGateway(deps: GatewayDeps): Promise<Gateway> {
  const { clock, log, waits } = deps
  const stop = new AbortController()
  let wakeReady = (): void => {}
  const ready = new Promise<void>((resolve) => {
    wakeReady = resolve
  })
  const admissions: Admissions = makeAdmissions({
    limits: () => table.limits(),
    spent: () => table.spent(),
    now: () => clock.now(),
  })
  const table = makeTable((id) => lanes.changed(id), wakeReady, admissions)
  const strain = measureStrain(deps.strain ?? defaultStrainBounds)
  const overload = makeOverload({ strain: strain.read, log })
  const ejections = makeEjections({ now: () => clock.now(), ...(deps.ejection ? { policy: deps.ejection } : {}) })
  const lanes = makeLanes({ find: (id) => table.byId(id), clock, waits, ejections })
  const upstreams = makeUpstreams(waits)
  const sweep = makeSweep(waits)
  const meters = makeMeters()
  const idempotency = makeIdempotency({
    now: () => clock.now(),
    ...(deps.idempotency ? { bounds: deps.idempotency } : {}),
  })
  const retries = makeRetries({
    now: () => clock.now(),
    random: deps.random,
    ...(deps.retries ? { rules: deps.retries } : {}),
  })
  const processMetrics = makeProcessMetrics('lectern_gateway')
  const inferenceLog = deps.inferenceLog ?? noneKept
  const identify = deps.makeIdentify(table)
  const { socketPath, linkSocketPath } = deps.control
  let draining = false

  /** A gateway that was just restarted knows no credential yet: it must not call good ones bad. */
  const firstTable = (): Promise<unknown> => Promise.race([ready, clock.sleep(waits.controlMs, stop.signal).catch(() => {})])

  const shared = { table, meters, identify, clock, newRequestId: deps.newRequestId, log }
  const serve = makeServe({
    ...shared,
    admissions,
    overload,
    inferenceLog,
    tracing: deps.tracing ?? null,
    ticks: () => performance.now(),
    ledger: deps.ledger,
    signer: deps.signer,
    retries,
    ejections,
    idempotency,
    lanes,
    upstreams,
    sweep,
    waits,
    maxBodyBytes: deps.maxBodyBytes ?? 64 * 1024 * 1024,
  })
  const forward = makeForward({ ...shared, socketPath, holdMs: waits.controlMs })
  const ownMetrics: Pick<typeof processMetrics, 'render'> = {
    render(text) {
      processMetrics.render(text)
      renderRefusals(text, admissions, overload)
      inferenceLog.render(text)
      deps.tracing?.render(text)
    },
  }
  const probes = makeProbes({ ...shared, processMetrics: ownMetrics, socketPath, draining: () => draining })

  const handle = (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { path, query } = split(request)
    const probed = probes(path, request, response)
    if (probed) return probed
    for (const dialect of deps.dialects) {
      const match = dialect.match(request.method ?? 'GET', path, request.headers)
      if (!match) continue
      if (table.ready()) return serve(dialect, match, query, request, response)
      return firstTable().then(() => serve(dialect, match, query, request, response))
    }
    return forward(path, request, response)
  }

  const listener: RequestListener = (request, response) => {
    if (draining) response.shouldKeepAlive = false
    handle(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'request failed on a bug')
      refuse(
        plain,
        new Failure('unavailable', 'an internal error of the gateway', { code: 'internal_error' }),
        request,
        response,
        deps.newRequestId(),
        true,
      )
    })
  }
  const { tls } = deps.listen
  const server = tls
    ? createTlsServer({ ...serverOptions, ...tls, ALPNProtocols: ['h2', 'http/1.1'] }, listener)
    : createServer(serverOptions, listener)
  server.on('clientError', refuseMalformed)
  const http2 = serveBoth(server, tls !== undefined)

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: deps.listen.host, port: deps.listen.port, backlog: 4096 }, resolve)
  })

  const targets = function* (): Iterable<Target> {
    for (const route of table.routes()) yield* route.targets
  }
  const ticking = every(clock, tickMs(waits), stop.signal, () => {
    const now = clock.now()
    lanes.tick(now)
    sweep.tick(now)
    deps.ledger.tick()
  })
  const sampling = every(clock, 500, stop.signal, () => overload.sample())
  const pruning = every(clock, 10_000, stop.signal, () => {
    upstreams.prune(targets())
    meters.keep((id) => table.byId(id) !== undefined)
    ejections.keep(targets())
    idempotency.tick(clock.now())
    retries.keep((id) => table.byId(id) !== undefined)
  })
  const following = followTable({ socketPath: linkSocketPath, gatewayId: deps.gatewayId, table, clock, log }, stop.signal)
  const load = () => ({ applied: table.applied(), inFlight: lanes.inFlight() })
  const reporting = reportLoad({ socketPath: linkSocketPath, gatewayId: deps.gatewayId, clock, load }, stop.signal)
  const port = (server.address() as AddressInfo).port
  log.info({ host: deps.listen.host, port, tls: tls !== undefined }, 'gateway listens')

  return {
    port,
    table,
    ready: () => ready,
    async [Symbol.asyncDispose]() {
      draining = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      http2.close()
      const idle = every(clock, 50, stop.signal, () => server.closeIdleConnections())
      await Promise.race([closed, clock.sleep(waits.drainMs, stop.signal).catch(() => {})])
      if (sweep.size > 0) log.warn({ inFlight: sweep.size }, 'cutting calls that did not end in time')
      server.closeAllConnections()
      http2.destroy()
      stop.abort()
      await Promise.all([closed, idle, ticking, sampling, pruning, following, reporting])
      await upstreams.close()
      deps.ledger.close()
      await inferenceLog[Symbol.asyncDispose]()
      await deps.tracing?.[Symbol.asyncDispose]()
      processMetrics[Symbol.dispose]()
      strain[Symbol.dispose]()
      log.info({}, 'gateway closed')
    },
  }
}

const serverOptions: ServerOptions = {
  keepAliveTimeout: 65_000,
  headersTimeout: 30_000,
  requestTimeout: 600_000,
  noDelay: true,
}

/** Often enough for the shortest bound, seldom enough to cost nothing. */
const tickMs = (waits: GatewayWaits): number =>
  Math.max(
    5,
    Math.min(250, Math.floor(Math.min(waits.firstByteMs, waits.idleMs, waits.startingMs, waits.totalMs ?? Infinity) / 4)),
  )

async function every(clock: Clock, ms: number, signal: AbortSignal, act: () => void): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(ms, signal).catch(() => {})
    if (!signal.aborted) act()
  }
}
