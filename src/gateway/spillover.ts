import type { Ask } from '../decide/admission.ts'
import type { Clock } from '../domain/clock.ts'
import { Failure, statusOf } from '../domain/failure.ts'
import type { Route } from '../domain/route.ts'
import { operationOf } from '../wires/operation.ts'
import type { Admissions, Grant } from './admission.ts'
import { usedBy } from './admission-used.ts'
import type { Asked } from './asked.ts'
import type { Call } from './call.ts'
import { errorType } from './error-type.ts'
import type { Exchange } from './exchange.ts'
import { HeldAnswer, type HeldBack } from './held-answer.ts'
import type { Ledger } from './ledger.ts'
import { settlementOf } from './ledger-settlement.ts'
import type { Meters } from './meters.ts'
import type { Outcome } from './relay.ts'
import type { Spills } from './spills.ts'
import type { Table } from './table.ts'

export type SpilloverDeps = {
  readonly table: Pick<Table, 'byId'>
  readonly admissions: Pick<Admissions, 'admit'>
  readonly ledger: Pick<Ledger, 'settle'>
  readonly meters: Pick<Meters, 'of'>
  readonly spills: Pick<Spills, 'saw'>
  readonly clock: Clock
  /** Takes a call to a deployment, by way of its transformer where it has one. */
  readonly through: Exchange
}

/** How a call went at one deployment, where that is not the caller's yet. */
type Ended = { readonly status: number; readonly outcome: Outcome; readonly held: HeldBack | null }
/** What a call is at its first deployment, to go back to. */
type At = Pick<Call, 'route' | 'served' | 'meter' | 'relay' | 'grant' | 'attempts'>

/**
 * A call whose deployment has no room for it, or cannot do it, goes to a second one: where our own units or the deployment's capacity
 * refuse it, and where 429, 500, 503 or a 400 for its length came back. Admitted there by that deployment's limits, and its price
 * holds; the ledger has one entry. Where the second fails, too, the caller gets what the first said.
 */
export const makeSpillover = ({ table, admissions, ledger, meters, spills, clock, through }: SpilloverDeps) => {
  /** How it went, where the caller has seen nothing: it failed, or `holds` wanted its answer kept. Else the call's end. */
  const attempt = async (
    route: Route,
    call: Call,
    asked: Asked,
    holds: (status: number) => boolean,
  ): Promise<Ended | Outcome> => {
    const answer = new HeldAnswer(asked.response, holds)
    const step = { route, rawHeaders: asked.request.rawHeaders, isLast: () => answer.passed() }
    const outcome = await through(route, call, { ...asked, response: answer, step }).catch(asOutcome)
    if (answer.passed() || outcome.kind === 'hang-up') return outcome
    if (call.hungUp) return { kind: 'hang-up', ended: outcome }
    const held = answer.heldBack()
    // An error whose body broke off is no answer to give.
    const whole = outcome.kind === 'broken' ? null : held
    const ended: Outcome = outcome.kind === 'broken' ? { kind: 'failed', failure: outcome.failure } : outcome
    return { status: held?.status ?? statusIn(ended), outcome: ended, held: whole }
  }

  const count = ({ meter, route }: At, status: number, outcome: Outcome, call: Call, asked: Asked): void => {
    const failure = 'failure' in outcome ? outcome.failure : null
    const provider = route?.provider ?? route?.executableId ?? ''
    const kind = { status, provider, operation: operationOf(asked.below), error: errorType(status, failure) }
    meter?.served(kind, (clock.now() - call.startedAt) / 1000, null, null)
  }

  return async (first: Route, secondId: string, call: Call, asked: Asked, ask: (route: Route) => Ask): Promise<Outcome> => {
    const refusal = call.grant?.refusal ?? null
    if (refusal && !isForWantOfRoom(refusal, first)) throw refusal
    const tried = refusal ? refused(refusal) : await attempt(first, call, { ...asked, once: !first.spread }, isHeld)
    if (!('status' in tried)) return tried
    const before: At = { ...atOf(call), grant: call.grant }
    const giveFirst = (more: readonly string[]): Outcome => {
      Object.assign(call, before)
      if (call.grant) call.grant = saying(call.grant, more)
      if (tried.held) give(tried.held, asked, more)
      return tried.outcome
    }
    if (!mayGoOn(tried, asked)) return giveFirst([])

    // Nobody worked on it: what it held of limits is free again before it asks for its part at the second.
    call.grant?.settle(neverCame)
    const second = table.byId(secondId)
    const grant = second && admissions.admit(second, call.credential ?? '', ask)
    const failed = (status: number): Outcome => {
      spills.saw(first, secondId, tried.status, 'failed')
      return giveFirst(['x-ms-spillover-error', String(status)])
    }
    if (!second || !grant) return failed(statusOf.not_found)
    const names = ['x-ms-deployment-name', second.name, 'x-ms-spillover-from-deployment', first.name]
    const there: At = {
      route: second,
      served: null,
      meter: meters.of(second),
      relay: null,
      grant: saying(grant, names),
      attempts: 0,
    }
    if (grant.refusal) {
      count(there, statusOf.limited, { kind: 'failed', failure: grant.refusal }, call, asked)
      return failed(statusOf.limited)
    }
    Object.assign(call, there)
    call.entryTarget = ''
    // Both may lie with one provider, who must not take it for the same call.
    if (call.idempotencyKey !== null) call.idempotencyKey += '-spilled'
    const ended = await attempt(second, call, asked, (status) => status >= 400)
    if (!('status' in ended)) {
      count(before, tried.status, tried.outcome, call, asked)
      spills.saw(first, secondId, tried.status, 'answered')
      call.spilledFrom = first.deploymentId
      return ended
    }
    const { entry, relay } = call
    const settlement = entry && settlementOf(entry, ended.outcome, relay, relay?.usage() ?? null, tried.status, clock.now())
    grant.settle(usedBy(call, relay ? settlement : null), call.served)
    // The last that it went to, where it may have used something; who never left is settled as it was at the first.
    if (relay && entry && settlement) ledger.settle(entry, settlement)
    count(atOf(call), ended.status, ended.outcome, call, asked)
    return failed(ended.status)
  }
}

const isHeld = (status: number): boolean => status === 400 || status === 429 || status === 500 || status === 503

/** Refused by what the deployment itself may use. A tenant's own limits hold wherever its calls go. */
const isForWantOfRoom = ({ details: { data } }: Failure, { deploymentId }: Route): boolean =>
  data?.['what'] === 'units' || data?.['limitId'] === `capacity:${deploymentId}`

const refused = (failure: Failure): Ended => ({
  status: statusOf[failure.code],
  outcome: { kind: 'failed', failure },
  held: null,
})

function mayGoOn({ status, outcome, held }: Ended, { body, request }: Asked): boolean {
  // A body that was passed on as it came cannot be sent again.
  if (body.kind === 'stream' && request.readableDidRead) return false
  if (held) return status !== 400 || tooLong.test(held.body.toString())
  if (outcome.kind !== 'failed') return false
  return status === 429 || status === 503 || /^connect_(?:failed|timeout)$/.test(outcome.failure.details.code ?? '')
}

/** How providers say that a prompt is longer than the model's context. */
const tooLong =
  /context_length_exceeded|maximum context length|context window|(?:prompt|input) is too long|exceeds the maximum number of tokens/i

const asOutcome = (error: unknown): Outcome => {
  if (error instanceof Failure) return { kind: 'failed', failure: error }
  throw error
}

const statusIn = (outcome: Outcome): number => ('failure' in outcome ? statusOf[outcome.failure.code] : 0)

const atOf = ({ route, served, meter, relay, grant, attempts }: Call): At => ({ route, served, meter, relay, grant, attempts })

const neverCame = { dispatched: false, tokens: 0, cost: 0 }

/** The same grant; callers are told more. */
const saying = (grant: Grant, more: readonly string[]): Grant =>
  more.length === 0 ? grant : { ...grant, headers: (resetWords, refusal) => [...grant.headers(resetWords, refusal), ...more] }

function give({ status, headers, body }: HeldBack, { response }: Asked, more: readonly string[]): void {
  response.writeHead(status, [...headers, ...more])
  response.end(body)
}
