import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { Route, Target } from '../domain/route.ts'
import { wires } from '../wires/index.ts'
import type { Call } from './call.ts'
import { lifecycleHeaders } from './gate.ts'
import { toUpstream } from './headers.ts'
import type { Lanes } from './lanes.ts'
import { upstreamPath } from './path.ts'
import { type Outcome, Relay } from './relay.ts'
import { type CallBody, outgoing } from './request.ts'
import type { Sweep } from './sweep.ts'
import type { Table } from './table.ts'
import type { Upstreams } from './upstream.ts'

export type ExchangeDeps = {
  readonly table: Table
  readonly lanes: Lanes
  readonly upstreams: Upstreams
  readonly sweep: Sweep
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
}

/**
 * Takes a call to a target that answers it. An instance that refuses the connection may just have died: the next target, or
 * the next table, is tried until `startingMs` is over. Once a byte has been sent nothing is ever tried again.
 */
export const makeExchange = (deps: ExchangeDeps) => {
  const now = (): number => deps.clock.now()

  const place = async (route: Route, call: Call, avoid: ReadonlySet<string>): Promise<Target | null> => {
    const target = deps.lanes.take(route, avoid.size > 0 ? avoid : undefined)
    if (target) return target
    if (avoid.size > 0 && route.state === 'running') return null
    return deps.lanes.wait(route, call.startedAt, (giveUp) => call.onHangUp(giveUp))
  }

  const send = async (route: Route, target: Target, call: Call, asked: Asked): Promise<Outcome> => {
    const wire = wires.get(route.wire)
    const { pool, headers } = deps.upstreams.of(target)
    // A wire we know has no path that ends in a slash; what a server of an unknown one means by it is its own affair.
    const path = upstreamPath(target, wire ? asked.below.replace(/\/+$/, '') : asked.below, asked.query)
    const { body, hideUsage, contentType, contentLength } = outgoing(asked.request, asked.body, wire, asked.below, target)
    const sent = toUpstream(asked.request.rawHeaders, headers, call.requestId, contentType)
    if (contentLength !== null) sent.push('content-length', String(contentLength))
    const relay = new Relay({
      response: asked.response,
      requestId: call.requestId,
      wire,
      hideUsage,
      extraHeaders: lifecycleHeaders(route),
      now,
      flushMs: deps.waits.idleMs,
    })
    call.relay = relay
    deps.sweep.add(relay, call.startedAt)
    call.onHangUp(() => relay.cancel('hang-up'))
    try {
      pool.dispatch({ path, method: (asked.request.method ?? 'GET') as 'GET', headers: sent, body }, relay)
      return await relay.outcome
    } finally {
      deps.sweep.remove(relay)
      // An upload that the target did not want to the end: the rest has to be read, or the caller's connection is stuck.
      if (asked.body.kind === 'stream' && !asked.request.complete) asked.request.unpipe().resume()
    }
  }

  return async (first: Route, call: Call, asked: Asked): Promise<Outcome> => {
    const avoid = new Set<string>()
    for (;;) {
      // Asked anew each time: while a body was read or a place awaited, targets may have left, and control counts on it that
      // a target which left gets no more calls.
      const route = deps.table.byId(first.deploymentId)
      if (!route)
        throw new Failure('not_found', `deployment "${first.name}" was deleted meanwhile`, { target: first.deploymentId })
      const target = await place(route, call, avoid)
      if (call.hungUp) {
        if (target) deps.lanes.release(route, target)
        return { kind: 'hang-up' }
      }
      if (target) {
        if (call.meter) call.meter.inFlight += 1
        const outcome = await send(route, target, call, asked).finally(() => {
          deps.lanes.release(route, target)
          if (call.meter) call.meter.inFlight -= 1
        })
        if (outcome.kind !== 'not-connected') return outcome
        const refusal = mayTryAgain(target, outcome.error, asked.body, deps.upstreams.of(target).isInstance)
        if (refusal) return { kind: 'failed', failure: refusal }
        avoid.add(target.id)
      } else {
        await deps.lanes.change(route.deploymentId, avoidMs)
        if (call.hungUp) return { kind: 'hang-up' }
        avoid.clear()
      }
      if (now() - call.startedAt >= deps.waits.startingMs) return { kind: 'failed', failure: unreachable(first) }
    }
  }
}

/** Null where another try makes sense; otherwise what the caller is told. */
function mayTryAgain(target: Target, error: Error, body: CallBody, isInstance: boolean): Failure | null {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (code === 'UND_ERR_INVALID_ARG') return new Failure('invalid', `the request cannot be sent on: ${error.message}`)
  if (isInstance && body.kind !== 'stream') return null
  const where = isInstance ? 'the model server' : target.address
  if (error instanceof Failure)
    return new Failure(
      'upstream_failed',
      `${where} is not reached: ${error.message}`,
      { code: 'private_address' },
      { cause: error },
    )
  if (code === 'UND_ERR_CONNECT_TIMEOUT') {
    return new Failure(
      'timeout',
      `no connection to ${where} within the bound for connecting`,
      { code: 'connect_timeout' },
      { cause: error },
    )
  }
  return new Failure(
    'upstream_failed',
    `could not connect to ${where} (${code || error.message})`,
    { code: 'connect_failed' },
    { cause: error },
  )
}

const unreachable = (route: Route): Failure =>
  new Failure('unavailable', `no instance of deployment "${route.name}" accepts connections now; try again later`, {
    target: route.deploymentId,
    retryAfterMs: 5000,
  })
