import { type BinCount, quantileOf } from '../../decide/quantiles.ts'
import { type Outcome, outcomes, type SeriesName } from '../../domain/call-series.ts'

export type SeriesUnit = 'count' | 'ms' | 'tokens' | 'tokens/s' | 'instances'

/** What one step has of one name: never empty. */
type Metric = {
  readonly unit: SeriesUnit
  readonly of: SeriesName
  readonly value: (bins: readonly BinCount[], stepMs: number) => number | null
}

const sum = (bins: readonly BinCount[]): number => bins.reduce((all, { amount }) => all + amount, 0)
const most = (bins: readonly BinCount[]): number => bins.reduce((all, { bin }) => Math.max(all, bin), 0)
const calls = (outcome: Outcome | null): Metric => ({
  unit: 'count',
  of: 'calls',
  value: (bins) => sum(outcome === null ? bins : bins.filter(({ bin }) => outcomes[bin] === outcome)),
})
const quantile = (of: SeriesName, share: number): Metric => ({ unit: 'ms', of, value: (bins) => quantileOf(bins, share) })
const tokens = (of: SeriesName): Metric => ({ unit: 'tokens', of, value: sum })

/** By the names that callers know. */
export const callMetrics = {
  requests: calls(null),
  errors4xx: calls('clientError'),
  errors5xx: calls('serverError'),
  limited: calls('limited'),
  aborted: calls('aborted'),
  uncertain: calls('uncertain'),
  latencyP50: quantile('latency', 0.5),
  latencyP90: quantile('latency', 0.9),
  latencyP95: quantile('latency', 0.95),
  latencyP99: quantile('latency', 0.99),
  timeToFirstTokenP50: quantile('firstByte', 0.5),
  timeToFirstTokenP95: quantile('firstByte', 0.95),
  inputTokens: tokens('input'),
  cachedInputTokens: tokens('cachedInput'),
  cacheWriteTokens: tokens('cacheWrite'),
  outputTokens: tokens('output'),
  reasoningTokens: tokens('reasoning'),
  tokensPerSecond: {
    unit: 'tokens/s',
    of: 'output',
    value: (bins, stepMs) => Math.round((sum(bins) * 100_000) / stepMs) / 100,
  },
  inFlight: { unit: 'count', of: 'inFlight', value: most },
  queued: { unit: 'count', of: 'waiting', value: most },
} as const satisfies Record<string, Metric>

export const seriesMetrics = [...(Object.keys(callMetrics) as (keyof typeof callMetrics)[]), 'cost', 'instances'] as const
export type SeriesMetric = (typeof seriesMetrics)[number]
export const isCallMetric = (name: SeriesMetric): name is keyof typeof callMetrics => name in callMetrics
