import type { TimeSpan } from './chart.tsx'

export const rangeLengths = {
  '15m': 900_000,
  '1h': 3_600_000,
  '6h': 21_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
  '30d': 2_592_000_000,
} as const
export type RangeName = keyof typeof rangeLengths

/** A time range as an address has it: a name counts back from now; `from` and `to` (ISO 8601) stand still. */
export type TimeRange = { readonly range?: RangeName; readonly from?: string; readonly to?: string }

/** For `validateSearch`: what of an address is a time range. `…readTimeRange(search)`. */
export function readTimeRange(search: Record<string, unknown>): TimeRange {
  const { from, to, range } = search
  if (isTime(from) && isTime(to) && Date.parse(from) < Date.parse(to)) return { from, to }
  return typeof range === 'string' && range in rangeLengths ? { range: range as RangeName } : {}
}

/** What a range means at `now`. `standard`: where the address names none. */
export function spanOf(range: TimeRange, now: number, standard: RangeName = '1h'): TimeSpan {
  if (range.from !== undefined && range.to !== undefined) return { from: Date.parse(range.from), to: Date.parse(range.to) }
  return { from: now - rangeLengths[range.range ?? standard], to: now }
}

export const rangeOf = ({ from, to }: TimeSpan): TimeRange => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
})

/** Half a length earlier (-1) or later (1); never beyond now. */
export function shifted({ from, to }: TimeSpan, direction: -1 | 1, now: number): TimeRange {
  const length = to - from
  const end = Math.min(now, to + (direction * length) / 2)
  return rangeOf({ from: end - length, to: end })
}

/** Twice as long about the same middle; never beyond now. */
export function zoomedOut({ from, to }: TimeSpan, now: number): TimeRange {
  const length = (to - from) * 2
  const end = Math.min(now, to + (to - from) / 2)
  return rangeOf({ from: end - length, to: end })
}

const isTime = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value))
