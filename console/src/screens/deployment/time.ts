import { useEffect, useMemo, useState } from 'react'
import type { TimeSpan } from '../../parts/chart.tsx'
import { type RangeName, rangeOf, spanOf, type TimeRange, zoomedOut } from '../../parts/time-span.ts'
import { useView } from './data.ts'

/**
 * The time that a tab is about, as the address has it; what counts back from now moves on every `refreshMs`. `usual`: where the
 * address says nothing. `since`, ISO 8601: when the deployment was made; a new one has no hour to show yet.
 */
export function useTime(usual: RangeName, since?: string) {
  const { search, set } = useView()
  const [standard] = useState<RangeName>(() => (since && Date.now() - Date.parse(since) < 900_000 ? '15m' : usual))
  const { range, from, to } = search
  const asked: TimeRange = useMemo(
    () => (from !== undefined && to !== undefined ? { from, to } : range ? { range } : {}),
    [range, from, to],
  )
  const [now, setNow] = useState(Date.now)
  const [refreshMs, setRefreshMs] = useState(10_000)
  const moves = from === undefined
  useEffect(() => {
    if (refreshMs === 0 || !moves) return
    const timer = setInterval(() => document.visibilityState === 'visible' && setNow(Date.now()), refreshMs)
    return () => clearInterval(timer)
  }, [refreshMs, moves])
  const span: TimeSpan = useMemo(() => spanOf(asked, now, standard), [asked, now, standard])
  const choose = (next: TimeRange): void => {
    setNow(Date.now())
    set({ range: next.range, from: next.from, to: next.to })
  }
  return {
    span,
    now,
    /** For the API. */
    query: { start: new Date(span.from).toISOString(), end: new Date(span.to).toISOString() },
    zoom: (zoomed: TimeSpan) => choose(rangeOf(zoomed)),
    zoomOut: () => choose(zoomedOut(span, Date.now())),
    picker: {
      value: asked,
      standard,
      onChange: choose,
      onRefresh: () => setNow(Date.now()),
      refreshMs,
      onRefreshMs: setRefreshMs,
    },
  }
}
