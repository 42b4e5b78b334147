import { type Gauge, type Rate, rateOf } from '../decide/admission.ts'
import type { Failure } from '../domain/failure.ts'

/** How a dialect says in how many milliseconds a rate is free again. */
export type ResetWords = (ms: number) => string

/** Whole seconds, as Azure says it; never too early. */
export const resetInSeconds: ResetWords = (ms) => String(Math.ceil(ms / 1000))

/**
 * All six `x-ratelimit-*` of the tightest limits. Where only one of the two rates is limited the other says so by the largest
 * number that every client can read. Refused without any rate limit, a call is told that it was not the rates.
 */
export function rateHeaders(
  gauges: readonly Gauge[],
  now: number,
  resetWords: ResetWords,
  refusal: Failure | null,
): readonly string[] {
  const requests = rateOf(gauges, 'requests', now)
  const tokens = rateOf(gauges, 'tokens', now)
  if (!requests && !tokens && !refusal) return []
  const headers: string[] = []
  push(headers, 'requests', requests ?? noLimit, resetWords)
  push(headers, 'tokens', tokens ?? noLimit, resetWords)
  const waitMs = refusal?.details.retryAfterMs
  // Clients wait as long as they are told, some for hours: better that they say so to their callers.
  if (waitMs !== undefined && waitMs > longestWaitMs) headers.push('x-should-retry', 'false')
  return headers
}

/** How full a deployment's provisioned units are, by the name and in the form that clients of Azure look for: `89.3%`. */
export const utilizationHeader = (percent: number): readonly string[] => [
  'azure-openai-deployment-utilization',
  `${percent.toFixed(1)}%`,
]

/** Clients wait as long as they are told; beyond this they are told not to. */
export const longestWaitMs = 60_000
const noLimit: Rate = { limit: 2_147_483_647, remaining: 2_147_483_647, resetMs: 0 }

function push(headers: string[], what: 'requests' | 'tokens', { limit, remaining, resetMs }: Rate, resetWords: ResetWords): void {
  headers.push(
    `x-ratelimit-limit-${what}`,
    String(limit),
    `x-ratelimit-remaining-${what}`,
    String(remaining),
    `x-ratelimit-reset-${what}`,
    resetWords(resetMs),
  )
}
