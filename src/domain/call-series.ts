/** What is kept of a deployment's calls by time; each is an amount for each bin. Copies of calls are left out. */
export const seriesNames = [
  /** Bin: one of `outcomes`. */
  'calls',
  /** Of calls that were answered well. Bin: see `log-bins.ts`; in ms. */
  'latency',
  'firstByte',
  /** Bin: 0; the amount is the sum. */
  'input',
  'cachedInput',
  'cacheWrite',
  'output',
  'reasoning',
  /** Bin: how many; the amount is for how many seconds. */
  'inFlight',
  'waiting',
] as const
export type SeriesName = (typeof seriesNames)[number]

/** How calls end, by their number as a bin. `limited`: 429 of a backend. */
export const outcomes = ['answered', 'clientError', 'serverError', 'limited', 'aborted', 'uncertain'] as const
export type Outcome = (typeof outcomes)[number]

export type SeriesGrain = 'minute' | 'hour'
export const seriesGrains = { minute: 60_000, hour: 3_600_000 } as const satisfies Record<SeriesGrain, number>

/** Minutes are kept for so long; hours as long as single calls. */
export const seriesMinutesMs = 8 * 86_400_000

/** Epoch ms of the bucket's beginning. */
export type SeriesPoint = { readonly bucket: number; readonly what: SeriesName; readonly bin: number; readonly amount: number }

export type SeriesAddition = {
  readonly deploymentId: string
  readonly at: number
  readonly what: SeriesName
  readonly bin: number
  readonly amount: number
}
