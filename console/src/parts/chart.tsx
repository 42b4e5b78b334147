import { Skeleton } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useCommonWords } from '../words/common.ts'
import type { Unit } from './numbers.ts'

/** One line, bar or area. `values` are beside `times`; null is a gap. */
export type ChartSeries = {
  readonly id: string
  readonly label: string
  readonly values: readonly (number | null)[]
  /** A CSS colour; absent: the next of the palette. */
  readonly color?: string
  readonly dashed?: boolean
}

export type ChartUnit = Exclude<Unit, 'compact'>

/** A part of the time axis, epoch ms. */
export type TimeSpan = { readonly from: number; readonly to: number }

export type ChartProps = {
  readonly title: string
  /** Epoch ms, ascending. At most about 1,000: the server thins out. */
  readonly times: readonly number[]
  readonly series: readonly ChartSeries[]
  readonly unit: ChartUnit
  /** Bars and areas are stacked. */
  readonly kind?: 'lines' | 'bars' | 'areas'
  /** Of the drawing, px; title and legend come on top. */
  readonly height?: number
  /** The time that was asked for, where the readings do not fill it. */
  readonly span?: TimeSpan
  /** Charts with the same key share their crosshair. */
  readonly sync?: string
  /** Somebody dragged over a part; the page puts it into the address. Absent: the chart zooms by itself. */
  readonly onZoom?: (span: TimeSpan) => void
  /** Double click. */
  readonly onZoomOut?: () => void
  /** Vertical lines: a rollout, a restart. */
  readonly marks?: readonly { readonly at: number; readonly label: string }[]
}

const ChartFrame = lazy(() => import('./chart-frame.tsx').then(({ ChartFrame }) => ({ default: ChartFrame })))

/** Lines, stacked bars or stacked areas over time, with legend, tooltip, zoom, and the same as a table. */
export function Chart(props: ChartProps) {
  const words = useCommonWords()
  return (
    <Suspense fallback={<Skeleton height={(props.height ?? 200) + 66} role="status" aria-label={words.loading} />}>
      <ChartFrame {...props} />
    </Suspense>
  )
}
