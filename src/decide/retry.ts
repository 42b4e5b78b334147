/** How far a failed attempt is made up for before its caller is told. */
export type RetryPolicy = {
  /** All of a call's attempts, the first among them. */
  readonly attempts: number
  /** Upper bound of the first wait; it doubles with each. */
  readonly firstMs: number
  /** Longest wait. A backend that asks for a longer one is not tried again: the caller is told what it asked for. */
  readonly longestMs: number
  /** No attempt begins later than this after the call did. */
  readonly totalMs: number
}

/** An attempt that was surely not worked on by the backend. */
export type Attempt = {
  /** Made so far, this one among them. */
  readonly attempts: number
  /** Since the call began. */
  readonly elapsedMs: number
  /** What the backend asked to wait; null: nothing. */
  readonly askedMs: number | null
}

/**
 * Milliseconds to wait before the next attempt, null where there should be none. `random` is in [0, 1): full jitter, so that
 * callers who failed together do not come back together; never sooner than the backend asked for.
 */
export function retryWait(policy: RetryPolicy, { attempts, elapsedMs, askedMs }: Attempt, random: number): number | null {
  if (attempts >= policy.attempts) return null
  if (askedMs !== null && askedMs > policy.longestMs) return null
  const most = Math.min(policy.longestMs, policy.firstMs * 2 ** (attempts - 1))
  const wait = askedMs === null ? random * most : askedMs + random * Math.min(most, policy.firstMs)
  return elapsedMs + wait > policy.totalMs ? null : wait
}

/** How many retries a deployment may make in all: some for each call, and a few whatever happens. */
export type RetryBudget = {
  /** Retries that each call earns. */
  readonly perCall: number
  readonly perSecond: number
  /** Most that can be saved up. */
  readonly most: number
}

/** What there is of a budget, after so many calls and so much time. One retry costs 1. */
export const refilled = (budget: RetryBudget, saved: number, calls: number, elapsedMs: number): number =>
  Math.min(budget.most, saved + calls * budget.perCall + (Math.max(0, elapsedMs) / 1000) * budget.perSecond)

/** Over a limit or overloaded, said before anything was worked on (529: Anthropic's word for it): nothing was billed. */
export const isUnworked = (status: number): boolean => status === 429 || status === 503 || status === 529

/**
 * Milliseconds that a backend asks to wait: `retry-after-ms`, else `retry-after` in seconds or as a date (RFC 9110 §10.2.3).
 * Null: it says nothing that can be understood. `now`: epoch ms.
 */
export function askedWait(afterMs: string | null, after: string | null, now: number): number | null {
  const ms = numberIn(afterMs)
  if (ms !== null) return ms
  const seconds = numberIn(after)
  if (seconds !== null) return seconds * 1000
  const date = after === null ? Number.NaN : Date.parse(after)
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}

/** Nothing but digits and a point: `Number` reads an empty text as 0. */
const numberIn = (text: string | null): number | null =>
  text !== null && /^\s*\d+(?:\.\d*)?\s*$/.test(text) ? Number(text) : null
