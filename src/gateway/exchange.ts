import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Signer } from '../domain/auth.ts'
import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { Route, Target } from '../domain/route.ts'
import { estimateInputTokens } from '../domain/usage.ts'
import { wires } from '../wires/index.ts'
import type { Call } from './call.ts'
import { type Ejections, verdictOf } from './ejection.ts'
import { lifecycleHeaders } from './gate.ts'
import { addMissing, toUpstream } from './headers.ts'
import { inCallersFormat } from './in-callers-format.ts'
import type { Lanes } from './lanes.ts'
import type { Ledger } from './ledger.ts'
import { settlementOf } from './ledger-settlement.ts'
import { upstreamPath } from './path.ts'
import { isRefusedToken, prove } from './prove.ts'
import { type Outcome, Relay, type SetAside } from './relay.ts'
import { type CallBody, lengthOf, outgoing } from './request.ts'
import { isClientsRetry, type Retries, unworked } from './retry.ts'
import type { Sweep } from './sweep.ts'
import type { Table } from './table.ts'
import { mayPass, mayTryAgain, unreachable } from './unreached.ts'
import type { Upstreams } from './upstream.ts'

export type ExchangeDeps = {
  readonly table: Table
  readonly lanes: Lanes
  readonly upstreams: Upstreams
  readonly sweep: Sweep
  readonly ledger: Ledger
  readonly signer: Signer
  readonly retries: Retries
  readonly ejections: Ejections
  readonly clock: Clock
  readonly waits: { readonly startingMs: number; readonly idleMs: number }
}

/** How long a call stays away from an instance that refused its connection, if the table does not change before. */
const avoidMs = 250

type Asked = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly body: CallBody
  readonly below: string
  readonly query: string
  /** Flat name, value list of what is left of the caller's limits. */
  readonly limitHeaders?: () => readonly string[]
}

/**
 * Takes a call to a target that answers it. An instance that refuses the connection may just have died: the next target, or
 * the next table, is tried until `startingMs` is over. What surely was not worked on goes out again within the deployment's
 * retry budget; what may have been never does, nor anything of which the caller has had a byte.
 */
export const makeExchange = (deps: ExchangeDeps) => {
  const now = (): number => deps.clock.now()

  const place = async (route: Route, call: Call, avoid: ReadonlySet<string>): Promise<Target | null> => {
    const target = deps.lanes.take(route, avoid.size > 0 ? avoid : undefined)
    if (target) return target
    if (avoid.size > 0 && route.state === 'running') return null
    return deps.lanes.wait(route, call.startedAt, (giveUp) => call.onHangUp(giveUp))
  }

  /** One entry a call, before it first leaves: where a connection was refused and another target is tried, nothing had left. */
  const record = async (route: Route, target: Target, call: Call, asked: Asked): Promise<void> => {
    const entry = deps.ledger.intent(route, target, {
      at: now(),
      requestId: call.requestId,
      credential: call.credential ?? '',
      dialect: call.dialect,
      estimatedInput: estimateInputTokens(lengthOf(asked.body)),
      onInstance: deps.upstreams.of(target).isInstance,
    })
    await deps.ledger.written()
    call.entry = entry
  }

  /** What a caller has been answered to the end is settled, whatever happens to us in that moment. */
  const settleFirst = (call: Call, relay: Relay, end: () => void): void => {
    const { entry } = call
    if (entry) deps.ledger.settle(entry, settlementOf(entry, { kind: 'answered' }, relay, relay.usage(), relay.status, now()))
    deps.ledger.kept(end)
  }

  /** Milliseconds until the call may go out again, null where it must not. */
  const another = (route: Route, target: Target, call: Call, asked: Asked, askedMs: number | null): number | null => {
    if (asked.body.kind === 'stream' || isClientsRetry(asked.request.headers)) return null
    // Who is out, and has nobody to take over, is called but not pressed.
    if (route.targets.length === 1 && deps.ejections.isOut(target)) return null
    return deps.retries.next(route.deploymentId, call.attempts, call.entry?.at ?? call.startedAt, askedMs)
  }

  const pause = async (call: Call, ms: number): Promise<void> => {
    if (ms < 1) return
    const stop = new AbortController()
    call.onHangUp(() => stop.abort())
    await deps.clock.sleep(ms, stop.signal).catch(() => {})
  }

  const send = async (route: Route, target: Target, call: Call, asked: Asked): Promise<Outcome | SetAside> => {
    const spoken = inCallersFormat(route, target, call, asked, now())
    const wire = spoken ? spoken.wire : wires.get(route.wire)
    const { below, query } = spoken ?? asked
    const { pool, headers } = deps.upstreams.of(target)
    // A wire we know has no path that ends in a slash; what a server of an unknown one means by it is its own affair.
    const path = upstreamPath(target, wire ? below.replace(/\/+$/, '') : below, query, [route.name, route.deploymentId])
    const { body, hideUsage, contentType, contentLength } = outgoing(
      asked.request,
      spoken ? spoken.body : asked.body,
      wire,
      below,
      target,
    )
    const method = (asked.request.method ?? 'GET') as 'GET'
    let sent = toUpstream(spoken ? spoken.rawHeaders : asked.request.rawHeaders, headers, call.requestId, contentType)
    if (contentLength !== null) sent.push('content-length', String(contentLength))
    if (target.defaultHeaders) addMissing(sent, target.defaultHeaders)
    call.trace?.into(sent, now())
    if (call.idempotencyKey !== null) replace(sent, 'idempotency-key', call.idempotencyKey)
    if (target.auth) {
      try {
        const final = { method, origin: target.address, path }
        sent = await prove(deps.signer, target.auth, final, sent, body, target.publicOnly)
      } catch (error) {
        asked.request.unpipe()
        throw error
      }
      if (call.hungUp) return { kind: 'hang-up' }
    }
    if (!call.entry) await record(route, target, call, asked)
    const relay: Relay = new Relay({
      response: asked.response,
      requestId: call.requestId,
      wire,
      asked: { below: asked.below, accept: asked.request.headers.accept ?? '' },
      hideUsage,
      // Asked for when the answer begins: what is left and when it resets is told as of then.
      get extraHeaders() {
        return asked.limitHeaders ? [...lifecycleHeaders(route), ...asked.limitHeaders()] : lifecycleHeaders(route)
      },
      now,
      flushMs: deps.waits.idleMs,
      setAside: (status, raw) => {
        const said = unworked(status, raw, now())
        return said && another(route, target, call, asked, said.askedMs)
      },
      beforeEnd: (end) => settleFirst(call, relay, end),
    })
    call.relay = relay
    call.attempts += 1
    deps.sweep.add(relay, call.startedAt)
    call.onHangUp(() => relay.cancel('hang-up'))
    try {
      call.watch.own()
      pool.dispatch({ path, method, headers: sent, body }, relay)
      const outcome = await relay.outcome
      call.watch.others()
      if (target.auth && isRefusedToken(outcome)) deps.signer.refused(target.auth)
      return outcome
    } finally {
      deps.sweep.remove(relay)
      // An upload that the target did not want to the end: the rest has to be read, or the caller's connection is stuck.
      if (asked.body.kind === 'stream' && !asked.request.complete) asked.request.unpipe().resume()
    }
  }

  /** Sends it, and says of a refused connection whether that is the end. */
  const attempt = async (route: Route, target: Target, call: Call, asked: Asked): Promise<Outcome | SetAside> => {
    if (call.meter) call.meter.inFlight += 1
    const outcome = await send(route, target, call, asked).finally(() => {
      deps.lanes.release(route, target)
      if (call.meter) call.meter.inFlight -= 1
    })
    deps.ejections.saw(target, verdictOf(outcome, call.relay?.status ?? 0))
    if (outcome.kind !== 'not-connected') return outcome
    const refusal = mayTryAgain(target, outcome.error, asked.body, deps.upstreams.of(target).isInstance)
    if (!refusal) return outcome
    const waitMs = mayPass(outcome.error) ? another(route, target, call, asked, null) : null
    return waitMs === null ? { kind: 'failed', failure: refusal } : { kind: 'set-aside', waitMs }
  }

  return async (first: Route, call: Call, asked: Asked): Promise<Outcome> => {
    const avoid = new Set<string>()
    deps.retries.earn(first.deploymentId)
    for (;;) {
      // Asked anew each time: while a body was read or a place awaited, targets may have left, and control counts on it that
      // a target which left gets no more calls.
      const route = deps.table.byId(first.deploymentId)
      if (!route)
        throw new Failure('not_found', `deployment "${first.name}" was deleted meanwhile`, { target: first.deploymentId })
      call.watch.own()
      const target = await place(route, call, avoid)
      call.watch.queued()
      if (call.hungUp) {
        if (target) deps.lanes.release(route, target)
        return { kind: 'hang-up' }
      }
      if (target) {
        const outcome = await attempt(route, target, call, asked)
        if (outcome.kind !== 'not-connected' && outcome.kind !== 'set-aside') return outcome
        avoid.add(target.id)
        if (outcome.kind === 'set-aside') {
          // Nothing was worked on: should the caller leave now, no token was used.
          call.relay = null
          if (route.targets.every(({ id }) => avoid.has(id))) {
            avoid.clear()
            await pause(call, outcome.waitMs)
            call.watch.queued()
          }
          if (call.hungUp) return { kind: 'hang-up' }
          continue
        }
      } else {
        await deps.lanes.change(route.deploymentId, avoidMs)
        call.watch.queued()
        if (call.hungUp) return { kind: 'hang-up' }
        avoid.clear()
      }
      if (now() - call.startedAt >= deps.waits.startingMs) return { kind: 'failed', failure: unreachable(first) }
    }
  }
}

function replace(headers: string[], name: string, value: string): void {
  for (let at = 0; at + 1 < headers.length; at += 2) if (headers[at] === name) headers[at + 1] = value
}
