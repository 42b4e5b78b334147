import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Ask } from '../decide/admission.ts'
import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { Principal } from '../domain/principal.ts'
import type { Route } from '../domain/route.ts'
import type { Log } from '../telemetry/logger.ts'
import { operationOf } from '../wires/operation.ts'
import type { TokenUsage } from '../wires/wire.ts'
import type { Admissions } from './admission.ts'
import { askAt } from './admission-estimate.ts'
import { resetInSeconds } from './admission-headers.ts'
import { usedBy } from './admission-used.ts'
import type { Asked } from './asked.ts'
import { type BatchCall, mustNotBeForBatches } from './batch-call.ts'
import { modelIn } from './body.ts'
import { Call } from './call.ts'
import type { InferenceDialect, Match, TargetName } from './dialect.ts'
import { errorType } from './error-type.ts'
import { type ExchangeDeps, makeExchange } from './exchange.ts'
import { heeded } from './heed-rules.ts'
import type { Held } from './held.ts'
import type { Idempotency } from './idempotency.ts'
import { giveAgain, takeTurn } from './idempotency-turn.ts'
import type { InferenceLog } from './inference-log.ts'
import { settlementOf } from './ledger-settlement.ts'
import { enterGroup, locateById, locateByName, mustBeConsumer, offer, picked, usable } from './locate.ts'
import type { Meters } from './meters.ts'
import { type MirrorDeps, makeMirror } from './mirror.ts'
import type { Overload } from './overload.ts'
import { refuse, write } from './refuse.ts'
import type { Outcome } from './relay.ts'
import { readCall } from './request.ts'
import { makeSpillover, type SpilloverDeps } from './spillover.ts'
import { secondOf } from './spillover-second.ts'
import { readsBody } from './spread.ts'
import type { Table } from './table.ts'
import type { Tracing } from './tracing.ts'
import { makeTransformed } from './transformed.ts'
import { wordedFor } from './worded.ts'

/** Who is calling, on which connection. */
export type IdentifyCaller = (headers: IncomingHttpHeaders, connection?: object) => Principal

export type ServeDeps = ExchangeDeps &
  Pick<MirrorDeps, 'rollouts'> &
  Pick<SpilloverDeps, 'spills'> & {
    /** Throws `Failure('unauthenticated')`. */
    readonly identify: IdentifyCaller
    readonly admissions: Pick<Admissions, 'admit'>
    readonly overload: Pick<Overload, 'enter' | 'leave'>
    readonly inferenceLog: Pick<InferenceLog, 'begin' | 'beginBehind'>
    readonly meters: Meters
    readonly tracing: Pick<Tracing, 'begin'> | null
    /** Milliseconds with fractions, of a clock that only goes forward. */
    readonly ticks: () => number
    readonly idempotency: Idempotency
    readonly held: Pick<Held, 'hold'>
    readonly clock: Clock
    readonly newRequestId: () => string
    readonly log: Log
    readonly maxBodyBytes: number
    readonly region: string
  }

/** `batch`: it is a line of one; absent: a call of somebody who waits for it. */
export type Serve = ReturnType<typeof makeServe>

/** One inference call, top to bottom. `path` and `query` (without `?`) are as the caller sent them. */
export const makeServe = (deps: ServeDeps) => {
  const exchange = makeExchange(deps)
  const mirrored = makeMirror({ ...deps, exchange })
  const transformed = makeTransformed({ table: deps.table, held: deps.held, inferenceLog: deps.inferenceLog, exchange })
  const spilling = makeSpillover({
    ...deps,
    through: (route, call, asked) => (route.transformer ? transformed : exchange)(route, call, asked),
  })

  return async (
    dialect: InferenceDialect,
    given: Match,
    query: string,
    request: IncomingMessage,
    response: ServerResponse,
    batch: BatchCall | null = null,
  ): Promise<void> => {
    let match = given
    const call = new Call(deps.newRequestId(), dialect.id, deps.clock.now(), deps.ticks)
    if (deps.tracing) call.trace = deps.tracing.begin(request)
    response.once('close', () => {
      if (!response.writableFinished) call.hangUp()
    })
    /** Every refusal over a limit tells of rates, whichever limit it was. */
    const limitHeaders = (failure: Failure | null = null): readonly string[] => {
      const limits = call.grant?.headers(dialect.resetWords ?? resetInSeconds, failure?.code === 'limited' ? failure : null) ?? []
      const own = dialect.answerHeaders?.({ headers: request.headers, requestId: call.requestId, region: deps.region })
      const said = own ? [...limits, ...own] : limits
      return call.kept ? [...said, ...call.kept.headers] : said
    }
    let outcome: Outcome
    let sent: Asked | null = null
    try {
      if (!deps.table.ready()) throw notReady()
      const caller = batch ? batch.identify(request.headers) : deps.identify(request.headers, request.socket)
      call.credential = caller.id
      match = picked(given, deps.table, caller)
      const group = enterGroup(match.group, caller)
      call.resourceGroup = group
      deps.overload.enter(group)
      call.inside = true
      if (match.kind === 'answer') {
        write(response, match.answer(usable(deps.table, group, caller)), call.requestId)
        account(deps, call, { kind: 'answered' }, request, response)
        return
      }
      mustBeConsumer(caller)
      const known = locateNow(deps.table, match.target, group, caller)
      const mustRead = !known || readsBody(known, request.method ?? 'GET', match.below)
      call.watch.own()
      const read = await readCall(request, mustRead, { maxBytes: deps.maxBodyBytes, idleMs: deps.waits.idleMs })
      call.watch.others()
      const asked = known ? { route: known, query } : locateIn(deps.table, read, query, request, group, caller)
      const fitted = dialect.fit ? dialect.fit(read, request.headers, match.below) : read
      if (batch) batch.enter(asked.route, caller)
      else mustNotBeForBatches(asked.route)
      call.route = asked.route
      call.meter = deps.meters.of(asked.route)
      const { below } = match
      const key = request.headers['idempotency-key']
      if (key !== undefined) {
        const answer = await takeTurn(deps.idempotency, String(key), call, { ...asked, below, body: fitted }, request, response)
        if (answer) {
          giveAgain(answer, response, call.requestId)
          account(deps, call, { kind: 'answered' }, request, response)
          return
        }
      }
      const body = heeded(asked.route, below, fitted)
      const ask = (route: Route): Ask => askAt(route, below, body, request.headers['content-type'], deps.clock.now())
      const second = asked.route.terms ? secondOf(deps.table, asked.route, below, request, group, caller) : null
      call.grant = deps.admissions.admit(asked.route, caller.id, ask)
      if (call.grant.refusal && second === null) throw call.grant.refusal
      call.kept = deps.inferenceLog.begin(call, asked.route, request, response, body, below)
      sent = { request, response, body, below, query: asked.query, limitHeaders }
      const through = asked.route.transformer ? transformed : exchange
      outcome = await (second === null ? through(asked.route, call, sent) : spilling(asked.route, second, call, sent, ask))
      if (outcome.kind === 'failed')
        refuse(
          wordedFor(dialect, call.route, match.kind === 'call' ? match.below : null),
          outcome.failure,
          request,
          response,
          call.requestId,
          false,
          limitHeaders(outcome.failure),
        )
    } catch (error) {
      outcome = call.hungUp ? { kind: 'hang-up' } : { kind: 'failed', failure: asFailure(error, call, deps.log) }
      if (outcome.kind === 'failed')
        refuse(
          wordedFor(dialect, call.route, match.kind === 'call' ? match.below : null),
          outcome.failure,
          request,
          response,
          call.requestId,
          !(error instanceof Failure),
          limitHeaders(outcome.failure),
        )
    }
    account(deps, call, outcome, request, response)
    if (sent && call.route?.mirror) {
      const told = { outcome, status: response.statusCode, usage: call.relay?.usage() ?? null }
      mirrored(call.route, call.route.mirror, call, sent, told)
    }
  }
}

const notReady = (): Failure =>
  new Failure('unavailable', 'the gateway is still waiting for its table of deployments; try again in a moment', {
    retryAfterMs: 1000,
  })

/** Deployments that the address itself names are found before the body is read. */
function locateNow(table: Table, target: TargetName, group: string, caller: Principal) {
  if (target.by === 'id') return locateById(table, target.id, group, caller)
  if (target.by === 'name') return locateByName(table, target.name, group, caller)
  return null
}

function locateIn(
  table: Table,
  body: Awaited<ReturnType<typeof readCall>>,
  query: string,
  request: IncomingMessage,
  group: string,
  caller: Principal,
) {
  const json = body.kind === 'json' ? body.json : null
  const model = modelIn(json, body.kind === 'multipart' ? body.bytes : null, request.headers['content-type'])
  if (model !== null) return { route: locateByName(table, model, group, caller), query }
  const rest = query.split('&').filter((pair) => !pair.startsWith('model='))
  const asked = new URLSearchParams(query).get('model')
  if (asked !== null) return { route: locateByName(table, asked, group, caller), query: rest.join('&') }
  throw new Failure(
    'invalid',
    `"model" is missing: name a deployment in the body's "model" (JSON or multipart), or as "?model=" where there is no body. ${offer(usable(table, group, caller))}`,
    { target: 'model' },
  )
}

/** What is no refusal of ours is a bug: the caller learns nothing of it, the log all. */
function asFailure(error: unknown, call: Call, log: Log): Failure {
  if (error instanceof Failure) return error
  log.error({ err: error, requestId: call.requestId, dialect: call.dialect }, 'call failed on a bug')
  return new Failure(
    'unavailable',
    `an internal error of the gateway; its log has the details under request id ${call.requestId}`,
    {
      code: 'internal_error',
    },
  )
}

/** Counters and one log line. */
function account(deps: ServeDeps, call: Call, outcome: Outcome, request: IncomingMessage, response: ServerResponse): void {
  const now = deps.clock.now()
  const ms = now - call.startedAt
  // Counted, charged and logged as what it was at the target that answered.
  if (call.served) call.route = call.served
  const { relay, meter, route } = call
  const path = pathOf(request.url ?? '')
  const failure = 'failure' in outcome ? outcome.failure : null
  const status = outcome.kind === 'hang-up' ? 499 : response.statusCode
  const usage: TokenUsage | null = relay?.usage() ?? null
  if (call.entry && !call.settlement) {
    call.settlement = settlementOf(call.entry, outcome, relay, usage, status, now)
    deps.ledger.settle(call.entry, call.settlement)
  }
  call.grant?.settle(usedBy(call, call.settlement), call.served)
  if (call.inside && call.resourceGroup !== null) deps.overload.leave(call.resourceGroup)
  call.kept?.ended(outcome.kind, status, relay?.eventStream ?? false, usage)
  const firstByteMs = relay && relay.firstByteAt > 0 ? relay.firstByteAt - call.startedAt : null
  if (meter) {
    const provider = route?.provider ?? route?.executableId ?? ''
    const kind = { status, provider, operation: operationOf(path), error: errorType(status, failure) }
    const series = meter.served(kind, ms / 1000, firstByteMs === null ? null : firstByteMs / 1000, usage)
    series.timings.observe(call.watch, call.startedAt, now, relay, usage)
    if (call.attempts > 1) meter.retries += call.attempts - 1
    if (outcome.kind === 'hang-up') meter.hangUps += 1
    else if (relay && outcome.kind !== 'answered') meter.upstreamErrors += 1
  } else if (outcome.kind !== 'answered') deps.meters.refused(call.dialect, status)
  call.trace?.ended({ call, request, path, status, failure, usage, now })
  deps.log.info(
    {
      requestId: call.requestId,
      traceId: call.trace?.traceId,
      dialect: call.dialect,
      method: request.method,
      path,
      status,
      outcome: outcome.kind,
      ms,
      firstByteMs,
      attempts: call.attempts,
      deploymentId: route?.deploymentId,
      spilledFrom: call.spilledFrom,
      resourceGroup: call.resourceGroup,
      model: route?.modelName,
      credentialId: call.credential,
      ...usage,
      ...('failure' in outcome
        ? {
            code: outcome.failure.details.code ?? outcome.failure.code,
            trouble: outcome.failure.message,
            ...outcome.failure.details.data,
          }
        : {}),
    },
    'call',
  )
}

/** Queries may carry what is nobody's business. */
const pathOf = (url: string): string => {
  const mark = url.indexOf('?')
  return mark === -1 ? url : url.slice(0, mark)
}
