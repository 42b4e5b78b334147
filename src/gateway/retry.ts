import type { IncomingHttpHeaders } from 'node:http'
import { askedWait, isUnworked, type RetryBudget, type RetryPolicy, refilled, retryWait } from '../decide/retry.ts'
import { longestWaitMs } from './admission-headers.ts'

export type RetryRules = RetryPolicy & RetryBudget

export const defaultRetries: RetryRules = {
  attempts: 3,
  firstMs: 200,
  longestMs: 2_000,
  totalMs: 10_000,
  perCall: 0.1,
  perSecond: 2,
  most: 10,
}

/** Says when a call that was surely not worked on goes out again, and keeps each deployment within its budget. */
export type Retries = {
  /** A call begins: it earns its part of a retry. */
  earn(deploymentId: string): void
  /** Milliseconds to wait before another attempt, which is paid for; null: there is none. */
  next(deploymentId: string, attempts: number, startedAt: number, askedMs: number | null): number | null
  /** Forgets deployments that are gone. */
  keep(lives: (deploymentId: string) => boolean): void
}

type Purse = { saved: number; calls: number; at: number }

export function makeRetries(deps: { now: () => number; random: () => number; rules?: RetryRules }): Retries {
  const rules = deps.rules ?? defaultRetries
  const purses = new Map<string, Purse>()
  const purseOf = (id: string): Purse => {
    const known = purses.get(id)
    if (known) return known
    const purse = { saved: rules.most, calls: 0, at: deps.now() }
    purses.set(id, purse)
    return purse
  }
  return {
    earn(id) {
      purseOf(id).calls += 1
    },
    next(id, attempts, startedAt, askedMs) {
      const now = deps.now()
      const wait = retryWait(rules, { attempts, elapsedMs: now - startedAt, askedMs }, deps.random())
      if (wait === null) return null
      const purse = purseOf(id)
      purse.saved = refilled(rules, purse.saved, purse.calls, now - purse.at)
      purse.calls = 0
      purse.at = now
      if (purse.saved < 1) return null
      purse.saved -= 1
      return wait
    },
    keep(lives) {
      for (const id of purses.keys()) if (!lives(id)) purses.delete(id)
    },
  }
}

/**
 * Whether a client says that it tries again itself, as those of OpenAI, Anthropic and AWS do. Its attempts and ours would
 * multiply: from its second on, there is one of ours for each.
 */
export function isClientsRetry(headers: IncomingHttpHeaders): boolean {
  const stainless = headers['x-stainless-retry-count']
  if (stainless !== undefined && stainless !== '0') return true
  const aws = headers['amz-sdk-request']
  return typeof aws === 'string' && /\battempt=(?!1\b)\d/.test(aws)
}

/** Whether an answer's head says that nothing was worked on, and how long to wait then. `raw`: flat name, value list. */
export function unworked(status: number, raw: readonly string[], now: number): { readonly askedMs: number | null } | null {
  if (!isUnworked(status)) return null
  let ms: string | null = null
  let after: string | null = null
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at]?.toLowerCase()
    const value = raw[at + 1] ?? ''
    if (name === 'retry-after-ms') ms = value
    else if (name === 'retry-after') after = value
    // OpenAI's and Anthropic's servers know better than their status where it would be of no use: a used-up quota.
    else if (name === 'x-should-retry' && value === 'false') return null
  }
  return { askedMs: askedWait(ms, after, now) }
}

/**
 * What a backend's 429 leaves unsaid of the wait that it asks for: seconds or milliseconds, where it says one of the two, and that
 * waiting is of no use where it is long. One that names no wait gets a second, for which its account is left alone here, too.
 */
export function unsaidWaits(raw: readonly string[], now: number): readonly string[] {
  const refused = unworked(429, raw, now)
  if (!refused) return []
  const waitMs = refused.askedMs ?? usualWaitMs
  const names = raw.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase())
  return [
    ...(names.includes('retry-after') ? [] : ['retry-after', String(Math.ceil(waitMs / 1000))]),
    ...(names.includes('retry-after-ms') ? [] : ['retry-after-ms', String(Math.ceil(waitMs))]),
    ...(waitMs > longestWaitMs && !names.includes('x-should-retry') ? ['x-should-retry', 'false'] : []),
  ]
}

const usualWaitMs = 1_000
