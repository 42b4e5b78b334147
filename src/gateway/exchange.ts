import type { IncomingHttpHeaders } from 'node:http'
import { mustNameSide } from '../decide/choose-side.ts'
import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { Route, Target } from '../domain/route.ts'
import { estimateInputTokens } from '../domain/usage.ts'
import { wires } from '../wires/index.ts'
import { type Asked, isElsewhere, isTransformer, type Step } from './asked.ts'
import type { Call } from './call.ts'
import { detachable } from './detachable.ts'
import { type Ejections, verdictOf } from './ejection.ts'
import { lifecycleHeaders } from './gate.ts'
import { type DrainBounds, readOut } from './hang-up.ts'
import { addMissing, replace, toUpstream } from './headers.ts'
import { heeding } from './heed-rules.ts'
import { inCallersFormat } from './in-callers-format.ts'
import type { Lanes } from './lanes.ts'
import type { Entry, Ledger } from './ledger.ts'
import { settlementOf } from './ledger-settlement.ts'
import type { Meters } from './meters.ts'
import type { NotedSigner } from './noted-signer.ts'
import { upstreamPlace } from './path.ts'
import { prove } from './prove.ts'
import { type Outcome, Relay, type SetAside } from './relay.ts'
import { asksForStream, lengthOf, letGo, type Outgoing, outgoing } from './request.ts'
import type { Rests } from './rests.ts'
import { type Retries, unworked } from './retry.ts'
import { type RolloutCalls, wishOf } from './rollout-calls.ts'
import { makeSecondTry } from './second-try.ts'
import { tierOf, withTier } from './service-tier.ts'
import { hasAnother, routeAt } from './spread.ts'
import type { Sweep } from './sweep.ts'
import type { Table } from './table.ts'
import { mayBeDead, mayPass, mayTryAgain, passOn, unreachable } from './unreached.ts'
import type { Upstreams } from './upstream.ts'

export type ExchangeDeps = {
  readonly table: Table
  readonly lanes: Lanes
  readonly upstreams: Upstreams
  readonly sweep: Sweep
  readonly ledger: Ledger
  readonly signer: NotedSigner
  readonly retries: Retries
  readonly ejections: Ejections
  readonly rests: Pick<Rests, 'begin'>
  readonly meters: Pick<Meters, 'of'>
  readonly rollouts: Pick<RolloutCalls, 'saw' | 'missed'>
  /** In [0, 1). */
  readonly random: () => number
  readonly clock: Clock
  readonly waits: DrainBounds & { readonly startingMs: number; readonly idleMs: number }
}

/** Most calls stay away from none. */
const nobody: ReadonlySet<string> = new Set()

/** How long a call stays away from an instance that refused its connection, if the table does not change before. */
const avoidMs = 250

/**
 * Takes a call to a target that answers it. An instance that refuses the connection may just have died: the next target, or
 * the next table, is tried until `startingMs` is over. What surely was not worked on goes out again within the deployment's
 * retry budget; what may have been never does, nor anything of which the caller has had a byte.
 */
export type Exchange = (route: Route, call: Call, asked: Asked) => Promise<Outcome>

export const makeExchange = (deps: ExchangeDeps): Exchange => {
  const now = (): number => deps.clock.now()
  const { another, putOff, pause } = makeSecondTry(deps)

  const place = async (
    route: Route,
    call: Call,
    avoid: ReadonlySet<string>,
    headers: IncomingHttpHeaders,
  ): Promise<Target | null> => {
    const wish = route.spread?.rollout && wishOf(call, headers, deps.random)
    if (route.spread?.rollout) mustNameSide(route.spread.rollout, (name) => headers[name]?.toString())
    const closed = call.grant?.closed
    const target = deps.lanes.take(route, avoid.size > 0 ? avoid : undefined, wish, closed)
    if (wish && target && avoid.size === 0) deps.rollouts.missed(route, target, wish, deps.ejections)
    if (target) return target
    if (avoid.size > 0 && route.state === 'running') return null
    return deps.lanes.wait(route, call.startedAt, (giveUp) => call.onHangUp(giveUp), wishOf(call, headers, deps.random), closed)
  }

  /**
   * One entry a call, before it first leaves: where a connection was refused and another target is tried, nothing had left.
   * What goes on to a target with another model is told again, under the same number. At a transformer the predictor is told, as
   * far as it is known which instance that will be. It holds once `ledger.written()` has resolved.
   */
  const record = (route: Route, target: Target, call: Call, asked: Asked): { readonly entry: Entry; readonly at: string } => {
    const facts = {
      at: now(),
      requestId: call.requestId,
      credential: call.credential ?? '',
      dialect: call.dialect,
      estimatedInput: estimateInputTokens(lengthOf(asked.body)),
      onInstance: deps.upstreams.of(target).isInstance,
      serviceTier: call.serviceTier,
    }
    const own = asked.step?.route ?? route
    const at = (isTransformer(route, asked) && own.targets[0]) || target
    const entry = call.entry
      ? deps.ledger.moved(call.entry, route, target, facts)
      : deps.ledger.intent(routeAt(own, at), at, facts)
    return { entry, at: at.id }
  }

  /** What a caller has been answered to the end is settled, whatever happens to us in that moment. */
  const settleFirst = (call: Call, relay: Relay, step: Step | undefined, end: () => void): void => {
    if (step?.isLast() === false) {
      end()
      return
    }
    const { entry } = call
    if (entry) {
      const status = call.hungUp ? 499 : relay.status
      call.settlement = settlementOf(entry, { kind: 'answered' }, relay, relay.usage(), status, now())
      deps.ledger.settle(entry, call.settlement)
    }
    deps.ledger.kept(end)
  }

  const send = async (
    route: Route,
    target: Target,
    call: Call,
    given: Asked,
    avoid: ReadonlySet<string>,
  ): Promise<Outcome | SetAside> => {
    const asked = heeding(route, given)
    const spoken = inCallersFormat(route, target, call, asked, now())
    const wire = spoken ? spoken.wire : wires.get(route.wire)
    const { below, query } = spoken ?? asked
    const { pool, headers, isInstance } = deps.upstreams.of(target)
    const ours = spoken ? spoken.body : asked.body
    const names = [route.name, asked.step?.route.deploymentId ?? route.deploymentId]
    // A wire we know has no path that ends in a slash; what a server of an unknown one means by it is its own affair.
    const at = wire ? below.replace(/\/+$/, '') : below
    const { path, members } = upstreamPlace(target, at, query, names, asksForStream(ours))
    const more = withTier(route, wire, below, ours, members)
    // Not named any more once it has left: a stream may go on for hours.
    let out: Outgoing | null = outgoing(asked.request, ours, wire, below, target, more)
    const { hideUsage, contentType, contentLength } = out
    call.serviceTier = tierOf(route, wire, below, ours)
    const method = asked.request.method ?? 'GET'
    let sent = toUpstream((spoken ?? asked.step ?? asked.request).rawHeaders, headers, call.requestId, contentType)
    if (contentLength !== null) sent.push('content-length', String(contentLength))
    if (target.defaultHeaders) addMissing(sent, target.defaultHeaders)
    call.trace?.into(sent, now())
    if (call.idempotencyKey !== null) replace(sent, 'idempotency-key', call.idempotencyKey)
    if (target.auth) {
      try {
        const final = { method, origin: target.address, path }
        sent = await prove(deps.signer, target.auth, final, sent, out.body, target.publicOnly)
      } catch (error) {
        asked.request.unpipe()
        throw error
      }
      if (call.hungUp) return { kind: 'hang-up' }
    }
    if (!call.entry || isElsewhere(route, target, call.entryTarget, asked)) {
      const { entry, at } = record(route, target, call, asked)
      await deps.ledger.written()
      call.entry = entry
      call.entryTarget = at
    }
    const answer = route.onHangup === 'drain' ? detachable(asked.response) : null
    const relay: Relay = new Relay({
      response: answer ?? asked.response,
      requestId: call.requestId,
      wire,
      asked: { below: asked.below, accept: asked.request.headers.accept ?? '' },
      hideUsage,
      // Asked for when the answer begins: what is left and when it resets is told as of then.
      extraHeaders: () => (asked.limitHeaders ? [...lifecycleHeaders(route), ...asked.limitHeaders()] : lifecycleHeaders(route)),
      now,
      flushMs: deps.waits.idleMs,
      setAside: (status, raw) => {
        const said = unworked(status, raw, now())
        return said && !call.hungUp ? putOff(route, target, call, asked, avoid, said.askedMs) : null
      },
      beforeEnd: (end) => settleFirst(call, relay, asked.step, end),
      // Nothing is tried again now, and a body may be long: who copies or keeps it needs it to the end.
      streams: () => {
        if (asked.step || call.kept || call.route?.mirror) return
        for (const each of [given.body, asked.body, ours]) letGo(each)
      },
    })
    call.relay = relay
    call.attempts += 1
    const swept = deps.sweep.add(relay, call.startedAt)
    call.onHangUp(() => {
      const whole = relay.dispatched && (asked.body.kind !== 'stream' || asked.request.complete)
      if (answer && whole) readOut(relay, answer, deps.clock, deps.waits)
      else relay.cancel('hang-up')
    })
    try {
      call.watch.own()
      pool.dispatch({ path, method, headers: sent, body: out.body }, relay)
      out = null
      sent = []
      const outcome = await relay.outcome
      call.watch.others()
      if (isInstance && mayBeDead(outcome)) deps.lanes.doubt(route, target)
      deps.signer.heed(route, target, outcome)
      if (call.hungUp && answer && outcome.kind !== 'set-aside') return { kind: 'hang-up', ended: outcome }
      return outcome
    } finally {
      deps.sweep.remove(swept)
      // An upload that the target did not want to the end: the rest has to be read, or the caller's connection is stuck.
      if (asked.body.kind === 'stream' && !asked.request.complete) asked.request.unpipe().resume()
    }
  }

  /** Sends it, and says of a refused connection whether that is the end. */
  const attempt = async (
    routed: Route,
    target: Target,
    call: Call,
    asked: Asked,
    avoid: ReadonlySet<string>,
  ): Promise<Outcome | SetAside> => {
    const route = routed.spread ? routeAt(routed, target) : routed
    if (routed.spread) {
      call.served = route
      call.meter = deps.meters.of(route)
    }
    if (call.meter) call.meter.inFlight += 1
    const began = now()
    let outcome: Outcome | SetAside
    try {
      outcome = await send(route, target, call, asked, avoid)
    } finally {
      deps.lanes.release(route, target)
      if (call.meter) call.meter.inFlight -= 1
    }
    const verdict = verdictOf(outcome, call.relay?.status ?? 0)
    deps.ejections.saw(target, verdict)
    if (routed.spread?.rollout)
      deps.rollouts.saw(routed, target, { verdict, ms: now() - began, usage: call.relay?.usage() ?? null })
    if (outcome.kind !== 'not-connected') return outcome
    const refusal = mayTryAgain(target, outcome.error, asked.body, deps.upstreams.of(target).isInstance)
    if (!refusal) return outcome
    const waitMs = mayPass(outcome.error) ? another(route, target, call, asked, null) : null
    return waitMs === null ? { kind: 'failed', failure: refusal } : { kind: 'set-aside', waitMs }
  }

  return async (first: Route, call: Call, asked: Asked): Promise<Outcome> => {
    let avoid = nobody
    let { pinned } = asked.step ?? {}
    deps.retries.earn(first.deploymentId)
    for (;;) {
      // Asked anew each time: while a body was read or a place awaited, targets may have left, and control counts on it that
      // a target which left gets no more calls.
      const route = pinned ?? deps.table.byLane(first.deploymentId)
      pinned = undefined
      if (!route)
        throw new Failure('not_found', `deployment "${first.name}" was deleted meanwhile`, { target: first.deploymentId })
      call.watch.own()
      const target = await place(route, call, avoid, asked.request.headers)
      call.watch.queued()
      if (call.hungUp) {
        if (target) deps.lanes.release(route, target)
        return { kind: 'hang-up' }
      }
      if (target) {
        const attempted = attempt(route, target, call, asked, avoid)
        const outcome = route.spread
          ? await attempted.catch((error) => passOn(error, route, target, call, avoid))
          : await attempted
        if (outcome === null) {
          avoid = new Set([...avoid, target.id])
          continue
        }
        if (outcome.kind !== 'not-connected' && outcome.kind !== 'set-aside') return outcome
        avoid = new Set([...avoid, target.id])
        if (outcome.kind === 'set-aside') {
          // Nothing was worked on: should the caller leave now, no token was used.
          call.relay = null
          if (!hasAnother(route, null, avoid, call.grant?.closed)) {
            avoid = nobody
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
        avoid = nobody
      }
      if (now() - call.startedAt >= deps.waits.startingMs) return { kind: 'failed', failure: unreachable(first) }
    }
  }
}
