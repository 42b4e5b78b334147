import {
  type Ask,
  type Gauge,
  type Limiting,
  nothingPassed,
  type Refusal,
  rateOf,
  settle,
  type Used,
} from '../decide/admission.ts'
import { priceAt } from '../decide/cost.ts'
import { type CallFacts, indexLimits } from '../decide/match-limits.ts'
import { Purse } from '../decide/purse.ts'
import { UnitBucket } from '../decide/units.ts'
import type { Failure } from '../domain/failure.ts'
import type { LimitEntry, PassedCalls, SpentSoFar } from '../domain/limits.ts'
import type { Route } from '../domain/route.ts'
import { type ResetWords, rateHeaders, utilizationHeader } from './admission-headers.ts'
import { admitTo, type Limited, limitedBy } from './admission-places.ts'
import { refusalOf } from './admission-refusal.ts'
import type { Closed } from './spread.ts'

/** A call that was let through, or not. Holds its part of every limit until it is settled. */
export type Grant = {
  /** Null: let through. */
  readonly refusal: Failure | null
  /** Where limits of some configurations only are full: it may not go there. */
  readonly closed?: Closed | undefined
  /** `x-ratelimit-*` as flat name, value list, true at this moment; empty where no rate limits the call, unless it is refused. */
  headers(resetWords: ResetWords, refusal: Failure | null): readonly string[]
  /** Once; later ones are nothing. */
  /** `served`: where one of several configurations answered, the route as it is there; limits of the others get back what they gave. */
  settle(used: Used, served?: Route | null): void
}

export type Admissions = {
  /** `ask` is called only where something limits the call. */
  admit(route: Route, apiKey: string, ask: (route: Route) => Ask): Grant
  /** To be called when limits came, changed or went. */
  changed(): void
  /** The ledger's word on a budget. */
  told(spent: SpentSoFar): void
  /** To be called before the first call: what of the last minute still counts. */
  recall(calls: readonly PassedCalls[]): void
  /** Calls refused since the start, by what ran out. */
  readonly refused: Readonly<Record<Refusal['what'], number>>
  /** Forgets the units of deployments that are gone. */
  keep(lives: (deploymentId: string) => boolean): void
  /** What is left of the rates and units that limit its calls, of the fullest one, in [0, 1]; 1: nothing limits them. */
  spare(route: Route, apiKey: string): number
  /** Of a deployment's provisioned units now, in per cent; null: it has none, or nobody called it. */
  utilization(route: Route): number | null
}

export type AdmissionDeps = {
  readonly limits: () => Iterable<LimitEntry>
  readonly spent: () => Iterable<SpentSoFar>
  readonly now: () => number
}

/** Callers of one deployment that are remembered with their limits. */
const mostCallers = 10_000

/** What limits whom, in memory: a call costs a look-up and a few additions. Counts outlive changes of the limits' numbers. */
export function makeAdmissions({ limits, spent, now }: AdmissionDeps): Admissions {
  const gauges = new Map<string, Gauge>()
  const purses = new Map<string, Purse>()
  /** By deployment. */
  const buckets = new Map<string, UnitBucket>()
  /** Before there were routes: what went to which deployment. */
  const passedTo = new Map<string, PassedCalls[]>()
  const refused = { requests: 0, tokens: 0, concurrent: 0, money: 0, units: 0 }
  let find: (call: CallFacts) => LimitEntry[] = () => []
  let known = new WeakMap<Route, Map<string, Limited>>()
  let stale = true
  let past: readonly PassedCalls[] = []

  const renew = (): void => {
    stale = false
    const all = [...limits()]
    find = indexLimits(all)
    known = new WeakMap()
    const ids = new Set(all.map(({ id }) => id))
    for (const id of gauges.keys()) if (!ids.has(id)) gauges.delete(id)
    for (const id of purses.keys()) if (!ids.has(id)) purses.delete(id)
    for (const entry of all) {
      if (entry.kind === 'quota') gauges.set(entry.id, { entry, passed: passedOf(entry, gauges.get(entry.id)) })
      else purses.set(entry.id, purses.get(entry.id)?.under(entry) ?? new Purse(entry))
    }
    for (const each of spent()) purses.get(each.budgetId)?.told(each, now())
    for (const call of past) {
      for (const { entry, passed } of limitingOf(call).gauges) {
        if (entry.requestsPerMinute !== null) passed.requests.recall(call.requests, call.at, now())
        if (entry.tokensPerMinute !== null) passed.tokens.recall(call.tokens, call.at, now())
      }
      passedTo.set(call.deploymentId, [...(passedTo.get(call.deploymentId) ?? []), call])
    }
    past = []
  }

  const bucketOf = ({ deploymentId, terms }: Route): UnitBucket | undefined => {
    if (!terms?.units) return undefined
    const entry = { kind: 'units', id: deploymentId, rate: terms.units } as const
    const known = buckets.get(deploymentId)
    if (known) return known.under(entry, now())
    const bucket = new UnitBucket(entry)
    for (const { tokens, at } of (passedTo.get(deploymentId) ?? []).sort((a, b) => a.at - b.at)) bucket.recall(tokens, at)
    passedTo.delete(deploymentId)
    buckets.set(deploymentId, bucket)
    return bucket
  }

  const limitingOf = (call: CallFacts): Limiting => {
    const found = find(call)
    return {
      gauges: found.flatMap(({ id }) => gauges.get(id) ?? []),
      purses: found.flatMap(({ id }) => purses.get(id) ?? []),
    }
  }

  const limitingNow = (route: Route, apiKey: string): Limited => {
    if (stale) renew()
    let callers = known.get(route)
    if (!callers || callers.size > mostCallers) {
      callers = new Map()
      known.set(route, callers)
    }
    let limiting = callers.get(apiKey)
    if (!limiting) {
      limiting = limitedBy(route, (face) => limitingOf(factsOf(face, apiKey)))
      const bucket = bucketOf(route)
      if (bucket) limiting = { ...limiting, bucket }
      callers.set(apiKey, limiting)
    }
    return limiting
  }

  return {
    refused,
    keep(lives) {
      for (const id of buckets.keys()) if (!lives(id)) buckets.delete(id)
      for (const [id, calls] of passedTo) if (calls.every(({ at }) => now() - at > 60_000)) passedTo.delete(id)
    },
    utilization: ({ deploymentId, terms }) => (terms?.units && buckets.get(deploymentId)?.utilization(now())) ?? null,
    spare(route, apiKey) {
      const { gauges, bucket } = limitingNow(route, apiKey)
      let least = bucket ? 1 - bucket.utilization(now()) / 100 : 1
      for (const what of ['requests', 'tokens'] as const) {
        const rate = rateOf(gauges, what, now())
        if (rate) least = Math.min(least, rate.limit === 0 ? 0 : rate.remaining / rate.limit)
      }
      return Math.max(0, least)
    },
    changed() {
      stale = true
    },
    told: (each) => purses.get(each.budgetId)?.told(each, now()),
    recall(calls) {
      past = [...past, ...calls]
      stale = true
    },
    admit(route, apiKey, askFor) {
      const limiting = limitingNow(route, apiKey)
      const { gauges, purses, bucket } = limiting
      if (gauges.length === 0 && purses.length === 0 && !bucket) return unlimited
      const [asked, at] = [askFor(route), now()]
      const ask = bucket ? { ...asked, weighted: bucket.estimate(asked.work ?? noWork) } : asked
      const { refusal, held, closed } = admitTo(limiting, ask, at)
      if (refusal) refused[refusal.what] += 1
      let open = refusal === null
      const failure = refusal && refusalOf(refusal, ask, limiting, route, at)
      return {
        refusal: failure,
        closed,
        headers(resetWords, refused) {
          const rates = rateHeaders(held.gauges, now(), resetWords, refused)
          return bucket ? [...rates, ...utilizationHeader(bucket.utilization(now()))] : rates
        },
        settle(used, served = null) {
          if (!open) return
          open = false
          if (!served) return settle(held, ask, at, used, now())
          const counted = new Set(find(factsOf(served, apiKey)).map(({ id }) => id))
          const [of, other] = parted(held, ({ id }) => counted.has(id))
          // A budget counts one currency, and what it held back was in that.
          const same = priceAt(served.prices, at)?.currency === ask.currency
          settle(of, ask, at, same ? used : { ...used, cost: 0 }, now())
          settle(other, ask, at, elsewhere, now())
        },
      }
    },
  }
}

const factsOf = ({ resourceGroup, executableId, deploymentId, modelName }: Route, apiKey: string): CallFacts => ({
  resourceGroup,
  executableId,
  deploymentId,
  model: modelName,
  apiKey,
})

/** Units are the deployment's, whichever of its configurations answered. */
const parted = (
  { gauges, purses, ...units }: Limiting,
  counts: (entry: LimitEntry) => boolean,
): readonly [Limiting, Limiting] => [
  { ...units, gauges: gauges.filter(({ entry }) => counts(entry)), purses: purses.filter(({ entry }) => counts(entry)) },
  { gauges: gauges.filter(({ entry }) => !counts(entry)), purses: purses.filter(({ entry }) => !counts(entry)) },
]

const noWork = { input: 0, output: 0 }
const elsewhere: Used = { dispatched: false, tokens: 0, cost: 0 }

/** What a scope has used says nothing about another. */
const passedOf = (entry: Gauge['entry'], before: Gauge | undefined): Gauge['passed'] =>
  before && JSON.stringify(before.entry.scope) === JSON.stringify(entry.scope) ? before.passed : nothingPassed()

const unlimited: Grant = { refusal: null, headers: (resetWords, refused) => rateHeaders([], 0, resetWords, refused), settle() {} }
