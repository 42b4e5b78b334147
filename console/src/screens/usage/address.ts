import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Changes } from '../../app/search.ts'
import { useNow } from '../../parts/time.tsx'
import { spanOf, type TimeRange } from '../../parts/time-span.ts'
import { ownTimezone } from '../../parts/timezone-select.tsx'
import { filterKeys, type Interval, type UsageSearch, usageRoute } from './routes.ts'

/** What the address says, and a way to change it. */
export function useAddress() {
  const search = usageRoute.useSearch()
  const navigate = useNavigate({ from: usageRoute.fullPath })
  const set = (more: Changes<UsageSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as UsageSearch, replace: true })
  return { search, set, setRange: (range: TimeRange) => set({ range: undefined, from: undefined, to: undefined, ...range }) }
}

export const standardRange = '7d' as const
const minuteMs = 60_000
const dayMs = 86_400_000

/** The time that is asked for, in whole minutes: what counts back from now is asked anew once a minute, not at every look. */
export function useSpan() {
  const { range, from, to } = usageRoute.useSearch()
  const minute = Math.floor(useNow() / minuteMs)
  return useMemo(() => {
    const asked: TimeRange = from && to ? { from, to } : range ? { range } : {}
    const span = spanOf(asked, (minute + 1) * minuteMs, standardRange)
    return { asked, span, query: { start: new Date(span.from).toISOString(), end: new Date(span.to).toISOString() } }
  }, [range, from, to, minute])
}

/** As fine as one can see. Figures by the minute are kept for some weeks only. */
export const intervalFor = ({ from, to }: { readonly from: number; readonly to: number }): Interval =>
  to - from <= dayMs / 8 ? 'minute' : to - from <= 3 * dayMs ? 'hour' : to - from <= 100 * dayMs ? 'day' : 'month'

export const zoneOf = ({ timezone }: UsageSearch): string => timezone ?? ownTimezone

/** The filters of an address, as queries take them. */
export const filtersOf = (search: UsageSearch): Partial<Record<(typeof filterKeys)[number], string>> =>
  Object.fromEntries(filterKeys.flatMap((key) => (search[key] === undefined ? [] : [[key, search[key]]])))
