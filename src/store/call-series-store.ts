import type { SeriesAddition, SeriesGrain, SeriesName, SeriesPoint } from '../domain/call-series.ts'

/** What a deployment's calls came to; those of the ledger are written with it (`ledger.ts`). */
export type CallSeriesStore = {
  /** Amounts that are not zero, by buckets of `stepMs` (a multiple of the grain, counted from 1970), ordered by bucket, name and bin. */
  read(query: SeriesQuery): Promise<readonly SeriesPoint[]>
  add(additions: readonly SeriesAddition[]): Promise<void>
  /** About `limit` rows of buckets that began before that time go; fewer than `limit`: no more are left. */
  deleteBefore(grain: SeriesGrain, before: number, limit: number): Promise<number>
}

export type SeriesQuery = {
  readonly deploymentId: string
  readonly grain: SeriesGrain
  /** Epoch ms; `end` is not included. */
  readonly start: number
  readonly end: number
  readonly stepMs: number
  readonly names: readonly SeriesName[]
}
