import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { EjectionPolicy } from '../decide/ejection.ts'
import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { Log } from '../telemetry/logger.ts'
import type { MetricsExporter } from '../telemetry/metrics-exporter.ts'
import type { MetricPoint } from '../telemetry/otlp-metrics.ts'
import { makeProcessMetrics } from '../telemetry/process-metrics.ts'
import { type Admissions, makeAdmissions } from './admission.ts'
import { type BatchDoorOptions, openBatchDoor } from './batch-door.ts'
import { makeBell } from './bell.ts'
import type { InferenceDialect } from './dialect.ts'
import { makeEjections } from './ejection.ts'
import { makeForward, plain } from './forward.ts'
import { renderLimits } from './gateway-metrics.ts'
import { type Grpc, type GrpcOptions, openGrpc } from './grpc/open.ts'
import { makeHeld } from './held.ts'
import { type IdempotencyBounds, makeIdempotency } from './idempotency.ts'
import { split } from './incoming.ts'
import { type InferenceLog, noneKept } from './inference-log.ts'
import { laneLoad, makeLanes } from './lanes.ts'
import type { Ledger } from './ledger.ts'
import { matched } from './matched.ts'
import { makeMeters } from './meters.ts'
import type { NotedSigner } from './noted-signer.ts'
import { pointsOf } from './otel-metrics.ts'
import { makeOverload } from './overload.ts'
import { defaultStrainBounds, measureStrain, type StrainBounds } from './overload-strain.ts'
import { makeProbes } from './probes.ts'
import { type Listen, openPublicPort } from './public-port.ts'
import { refuse } from './refuse.ts'
import { makeRests } from './rests.ts'
import { makeRetries, type RetryRules } from './retry.ts'
import { makeRolloutCalls } from './rollout-calls.ts'
import { type IdentifyCaller, makeServe } from './serve.ts'
import { makeSpills } from './spills.ts'
import { makeSweep } from './sweep.ts'
import { makeTable, type Table } from './table.ts'
import { followTable, reportLoad } from './table-client.ts'
import { every, tickMs } from './ticking.ts'
import type { Tracing } from './tracing.ts'
import { makeUpstreams } from './upstream.ts'
import type { GatewayWaits } from './waits.ts'

export type GatewayDeps = {
  readonly listen: Listen
  /** Another port, for inference alone, with TLS (where the public port has it) and without; absent: none. */
  readonly inferencePort?: number
  /** Without it gRPC calls are taken for HTTP calls. */
  readonly grpc?: GrpcOptions
  /** Unix sockets of the control process: one serves everything that is no inference call, the other table and load reports. */
  readonly control: { readonly socketPath: string; readonly linkSocketPath: string }
  readonly dialects: readonly InferenceDialect[]
  /** Where lines of batches come in; absent: none come. */
  readonly batches?: BatchDoorOptions
  /** Who is calling, by the credentials and settings of the table. Throws `Failure('unauthenticated')`. */
  readonly makeIdentify: (table: Pick<Table, 'credential' | 'settings'>) => IdentifyCaller
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
  /** Closed with the gateway; without it metrics go to nobody but those who ask at /metrics. */
  readonly exportMetrics?: (collect: () => Iterable<MetricPoint>) => MetricsExporter
  /** Proves requests to providers that want more than a fixed header. */
  readonly signer: NotedSigner
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
  /** What callers are told where this is; default `local`. */
  readonly region?: string
}

export type Gateway = AsyncDisposable & {
  readonly port: number
  /** For gRPC alone; null: there is none, or it is in use. */
  readonly grpcPort: number | null
  readonly table: Table
  /** Resolves once a complete table has come. */
  ready(): Promise<void>
}

/** Opens the public port. Disposing stops accepting, lets calls in flight end (at most `drainMs`), then cuts what is left. */
export async function startGateway(deps: GatewayDeps): Promise<Gateway> {
  const { clock, log, waits } = deps
  const stop = new AbortController()
  const drain = new AbortController()
  let wakeReady = (): void => {}
  const ready = new Promise<void>((resolve) => {
    wakeReady = resolve
  })
  const admissions: Admissions = makeAdmissions({
    limits: () => table.limits(),
    spent: () => table.spent(),
    now: () => clock.now(),
  })
  const table = makeTable((lane) => lanes.changed(lane), wakeReady, admissions)
  const strain = measureStrain(deps.strain ?? defaultStrainBounds)
  const overload = makeOverload({ strain: strain.read, log })
  const ejections = makeEjections({ now: () => clock.now(), ...(deps.ejection ? { policy: deps.ejection } : {}) })
  const rests = makeRests(() => clock.now())
  const rollouts = makeRolloutCalls()
  const spills = makeSpills()
  const bell = makeBell(clock)
  const held = makeHeld()
  const lanes = makeLanes({
    find: (id) => table.byLane(id),
    clock,
    waits,
    ejections,
    rests,
    random: deps.random,
    onHeld: bell.ring,
  })
  const upstreams = makeUpstreams({ connectMs: waits.connectMs, now: () => clock.now(), atTurnEnd: setImmediate })
  const sweep = makeSweep(waits)
  const meters = makeMeters(() => clock.now())
  const metricsExporter = deps.exportMetrics?.(() => pointsOf(meters.all))
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
  const maxBodyBytes = deps.maxBodyBytes ?? 64 * 1024 * 1024

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
    rests,
    rollouts,
    spills,
    random: deps.random,
    idempotency,
    lanes,
    held,
    upstreams,
    sweep,
    waits,
    maxBodyBytes,
    region: deps.region ?? 'local',
  })
  const forward = makeForward({ ...shared, socketPath, holdMs: waits.controlMs, draining: drain.signal })
  const ownMetrics: Pick<typeof processMetrics, 'render'> = {
    render(text) {
      processMetrics.render(text)
      renderLimits(text, { admissions, spills, overload, ejections, idempotency, lanes, table })
      inferenceLog.render(text)
      rollouts.render(text)
      deps.tracing?.render(text)
      metricsExporter?.render(text)
    },
  }
  const probes = makeProbes({ ...shared, processMetrics: ownMetrics, socketPath, draining: () => drain.signal.aborted })

  /** Throws, or rejects, on bugs alone. Not async itself: a call waits for no turn of the microtasks that it does not need. */
  const handle = (request: IncomingMessage, response: ServerResponse, inferenceOnly: boolean): Promise<void> | void => {
    const { path, query } = split(request)
    const probed = inferenceOnly ? null : probes(path, request, response)
    if (probed) return probed
    const found = matched(deps.dialects, request, path)
    if (!found) {
      if (!inferenceOnly) return forward(path, request, response)
      return refuse(plain, notInference(), request, response, deps.newRequestId())
    }
    const { dialect, match } = found
    if (match instanceof Failure) return refuse(dialect, match, request, response, deps.newRequestId())
    if (table.ready()) return serve(dialect, match, query, request, response)
    return firstTable().then(() => serve(dialect, match, query, request, response))
  }

  const listenerFor =
    (inferenceOnly: boolean): RequestListener =>
    (request, response) => {
      const failed = (error: unknown): void => {
        log.error({ err: error }, 'request failed on a bug')
        const failure = new Failure('unavailable', 'an internal error of the gateway', { code: 'internal_error' })
        refuse(plain, failure, request, response, deps.newRequestId(), true)
      }
      if (drain.signal.aborted) response.shouldKeepAlive = false
      try {
        handle(request, response, inferenceOnly)?.catch(failed)
      } catch (error) {
        failed(error)
      }
    }
  const grpcDeps = { ...shared, serve, firstTable, listen: deps.listen, idleMs: waits.idleMs, maxMessageBytes: maxBodyBytes }
  const grpc: Grpc | null = deps.grpc ? await openGrpc(deps.grpc, grpcDeps) : null
  const batchDoor = deps.batches ? await openBatchDoor(deps.batches, { ...shared, serve, lanes, admissions }) : null
  const publicPort = await openPublicPort(deps.listen, listenerFor(false), grpc?.door ?? null)
  const inferencePort = deps.inferencePort
    ? await openPublicPort({ ...deps.listen, port: deps.inferencePort, plainToo: true }, listenerFor(true), grpc?.door ?? null)
    : null
  const { port } = publicPort

  const ticking = every(clock, tickMs(waits), stop.signal, () => {
    const now = clock.now()
    lanes.tick(now)
    sweep.tick(now)
    upstreams.tick(now)
    grpc?.tick(now)
    deps.ledger.tick()
  })
  const sampling = every(clock, 500, stop.signal, () => overload.sample())
  const pruning = every(clock, 10_000, stop.signal, () => {
    upstreams.prune(table.targets())
    meters.keep((id) => table.byId(id) !== undefined)
    ejections.keep(table.targets())
    rollouts.keep((id) => table.byId(id))
    idempotency.tick(clock.now())
    retries.keep((id) => table.byLane(id) !== undefined)
    admissions.keep((id) => table.byId(id) !== undefined)
    spills.keep((id) => table.byId(id) !== undefined)
  })
  const following = followTable({ socketPath: linkSocketPath, gatewayId: deps.gatewayId, table, clock, log }, stop.signal)
  const load = () => ({
    applied: table.applied(),
    inFlight: held.into(lanes.inFlight()),
    ...laneLoad(lanes, clock.now()),
    ...rollouts.report(),
    ...deps.signer.report(),
  })
  const reporting = reportLoad({ socketPath: linkSocketPath, gatewayId: deps.gatewayId, clock, load, bell }, stop.signal)
  log.info({ host: deps.listen.host, port, tls: deps.listen.tls !== undefined }, 'gateway listens')

  return {
    port,
    grpcPort: grpc?.port ?? null,
    table,
    ready: () => ready,
    async [Symbol.asyncDispose]() {
      drain.abort()
      const closed = Promise.all([publicPort.close(), inferencePort?.close(), grpc?.close(), batchDoor?.close()])
      const idle = every(clock, 50, stop.signal, () => {
        publicPort.closeIdle()
        inferencePort?.closeIdle()
        batchDoor?.closeIdle()
      })
      // Answers may still be read whose callers have left.
      const done = closed.then(async () => {
        while (sweep.size > 0 && !stop.signal.aborted) await clock.sleep(20, stop.signal).catch(() => {})
      })
      await Promise.race([done, clock.sleep(waits.drainMs, stop.signal).catch(() => {})])
      if (sweep.size > 0) log.warn({ inFlight: sweep.size }, 'cutting calls that did not end in time')
      publicPort.destroy()
      inferencePort?.destroy()
      grpc?.destroy()
      batchDoor?.destroy()
      stop.abort()
      await Promise.all([closed, idle, ticking, sampling, pruning, following, reporting])
      upstreams.close()
      deps.ledger.close()
      await inferenceLog[Symbol.asyncDispose]()
      await deps.tracing?.[Symbol.asyncDispose]()
      await metricsExporter?.[Symbol.asyncDispose]()
      processMetrics[Symbol.dispose]()
      strain[Symbol.dispose]()
      log.info({}, 'gateway closed')
    },
  }
}

const notInference = (): Failure =>
  new Failure('not_found', 'this port takes inference calls alone; everything else is at the public port')
