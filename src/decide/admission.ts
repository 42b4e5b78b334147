import type { LimitEntry, QuotaEntry } from '../domain/limits.ts'
import type { Nano } from '../domain/money.ts'
import type { Purse } from './purse.ts'
import type { UnitBucket, UnitsEntry, UnitWork } from './units.ts'
import { Window } from './window.ts'

/** What a call may need. `currency` null: it has no price, and no budget counts it. */
export type Ask = {
  readonly tokens: number
  readonly cost: Nano
  readonly currency: string | null
  /** Of deployments with provisioned units: its tokens, and what their bucket makes of them. */
  readonly work?: UnitWork
  readonly weighted?: number
}

/** What has passed of a quota. Outlives changes of the quota's numbers. */
export type Passed = { readonly requests: Window; readonly tokens: Window; inFlight: number }
export const nothingPassed = (): Passed => ({ requests: new Window(), tokens: new Window(), inFlight: 0 })

export type Gauge = { readonly entry: QuotaEntry; readonly passed: Passed }

/** Everything that limits a call. `bucket`: of the deployment's provisioned units; absent: it has none. */
export type Limiting = { readonly gauges: readonly Gauge[]; readonly purses: readonly Purse[]; readonly bucket?: UnitBucket }

/** The limit that keeps a call out for longest. `left` may be less than zero. `waitMs` null: waiting does not help. */
export type Refusal = {
  readonly limit: LimitEntry | UnitsEntry
  readonly what: 'requests' | 'tokens' | 'concurrent' | 'money' | 'units'
  readonly left: number
  readonly waitMs: number | null
}

/** The limit that keeps a call out, of those that it does not fit; null: it fits all. Takes nothing. */
export function refused(limiting: Limiting, ask: Ask, now: number): Refusal | null {
  let worst: Refusal | null = null
  for (const gauge of limiting.gauges) worst = worseOf(worst, refusalOf(gauge, ask, now))
  for (const purse of limiting.purses) {
    if (purse.entry.currency !== ask.currency || !purse.refuses(ask.cost, now)) continue
    worst = worseOf(worst, { limit: purse.entry, what: 'money', left: purse.left(now), waitMs: purse.waitMs(ask.cost, now) })
  }
  return limiting.bucket ? worseOf(worst, overUnits(limiting.bucket, now)) : worst
}

/** Checks all limits, and only when a call fits every one of them takes its part of each. Null: let through. */
export function admit(limiting: Limiting, ask: Ask, now: number): Refusal | null {
  const refusal = refused(limiting, ask, now)
  if (refusal) return refusal
  limiting.bucket?.take(ask.weighted ?? 0, now)
  for (const { entry, passed } of limiting.gauges) {
    if (entry.requestsPerMinute !== null) passed.requests.take(1, now)
    if (entry.tokensPerMinute !== null) passed.tokens.take(Math.min(ask.tokens, entry.tokensPerMinute), now)
    passed.inFlight += 1
  }
  for (const purse of limiting.purses) if (purse.entry.currency === ask.currency) purse.reserve(ask.cost, now)
  return null
}

/**
 * What a call used in the end; null: nobody knows, and what it reserved stays spent. `dispatched` false: nothing left for a
 * backend, and it is as if the call had never come.
 */
export type Used = {
  readonly dispatched: boolean
  readonly tokens: number | null
  readonly cost: Nano | null
  /** What provisioned units count: input that no cache answered, and output; absent: nobody knows. */
  readonly work?: { readonly input: number; readonly output: number }
}

/** Once for each call that `admit` let through at `at`. */
export function settle({ gauges, purses, bucket }: Limiting, ask: Ask, at: number, used: Used, now: number): void {
  const second = Math.floor(at / 1000)
  const work = used.dispatched ? (used.work ?? null) : noWork
  bucket?.settle(ask.weighted ?? 0, work, typeof ask.work?.output === 'number', now)
  for (const { entry, passed } of gauges) {
    passed.inFlight -= 1
    if (entry.requestsPerMinute !== null && !used.dispatched) passed.requests.settle(second, 1, 0, entry.requestsPerMinute, now)
    if (entry.tokensPerMinute === null) continue
    const reserved = Math.min(ask.tokens, entry.tokensPerMinute)
    passed.tokens.settle(second, reserved, used.tokens ?? reserved, entry.tokensPerMinute, now)
  }
  for (const purse of purses) if (purse.entry.currency === ask.currency) purse.settle(at, ask.cost, used.cost ?? ask.cost, now)
}

/** What a caller is told of one of the two rates. `resetMs`: until all of the limit is free again. */
export type Rate = { readonly limit: number; readonly remaining: number; readonly resetMs: number }

/** Of the limit with the least left; null where none limits it. */
export function rateOf(gauges: readonly Gauge[], what: 'requests' | 'tokens', now: number): Rate | null {
  let least: Rate | null = null
  for (const { entry, passed } of gauges) {
    const limit = what === 'requests' ? entry.requestsPerMinute : entry.tokensPerMinute
    if (limit === null) continue
    const remaining = Math.max(0, limit - passed[what].used(now))
    const resetMs = passed[what].resetMs(now)
    if (!least || remaining < least.remaining || (remaining === least.remaining && resetMs > least.resetMs))
      least = { limit, remaining, resetMs }
  }
  return least
}

function refusalOf({ entry, passed }: Gauge, ask: Ask, now: number): Refusal | null {
  const { requestsPerMinute, tokensPerMinute, concurrent } = entry
  let worst: Refusal | null = null
  if (concurrent !== null && passed.inFlight >= concurrent) {
    const waitMs = concurrent === 0 ? null : underWayMs
    worst = { limit: entry, what: 'concurrent', left: concurrent - passed.inFlight, waitMs }
  }
  if (requestsPerMinute !== null) worst = worseOf(worst, overRate(entry, passed, 'requests', 1, requestsPerMinute, now))
  if (tokensPerMinute !== null) {
    // A call that may need more than the limit gets all of the limit; what it uses beyond becomes a debt.
    const amount = Math.min(ask.tokens, tokensPerMinute)
    worst = worseOf(worst, overRate(entry, passed, 'tokens', amount, tokensPerMinute, now))
  }
  return worst
}

const noWork = { input: 0, output: 0 }

function overUnits(bucket: UnitBucket, now: number): Refusal | null {
  const waitMs = bucket.waitMs(now)
  return waitMs === 0 ? null : { limit: bucket.entry, what: 'units', left: 0, waitMs }
}

function overRate(
  limit: QuotaEntry,
  passed: Passed,
  what: 'requests' | 'tokens',
  amount: number,
  most: number,
  now: number,
): Refusal | null {
  const waitMs = passed[what].waitMs(amount, most, now)
  if (waitMs === 0 && most > 0) return null
  return { limit, what, left: most - passed[what].used(now), waitMs: most === 0 ? null : waitMs }
}

const worseOf = (one: Refusal | null, other: Refusal | null): Refusal | null => {
  if (!one || !other) return one ?? other
  return (other.waitMs ?? Infinity) > (one.waitMs ?? Infinity) ? other : one
}

/** A place may come free any moment. */
const underWayMs = 1000
