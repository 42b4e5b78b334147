import { useComputedColorScheme } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useLanguage } from '../words/words.ts'
import type { ChartProps } from './chart.tsx'
import { chartOptions } from './chart-options.ts'

/** Moves the cursor to a reading, or away. */
export type ChartHandle = { point(index: number | null): void }

/** The drawing. `stacked`: what is drawn, already summed up; `shown` follows the order of `series`. */
export function ChartCanvas({
  drawn,
  colors,
  handle,
  onCursor,
  ...props
}: ChartProps & {
  readonly drawn: readonly (readonly (number | null)[])[]
  readonly colors: readonly string[]
  readonly handle: { current: ChartHandle | null }
  /** Index of the reading under the cursor; `x`, `y` where the pointer is in this very chart, else null. */
  readonly onCursor: (
    at: { readonly index: number; readonly x: number; readonly y: number; readonly own: boolean } | null,
  ) => void
}) {
  const { ref, width } = useElementSize()
  const holder = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot | null>(null)
  const scheme = useComputedColorScheme('light')
  const language = useLanguage()
  const latest = useRef({ ...props, onCursor })
  latest.current = { ...props, onCursor }
  const data = [props.times, ...drawn] as unknown as UPlot.AlignedData
  const newest = useRef(data)
  newest.current = data
  const shape = JSON.stringify([
    colors,
    props.series.map(({ id, dashed }) => [id, dashed]),
    props.kind,
    props.unit,
    props.height,
    props.sync,
    props.marks,
  ])
  // A new look is a new drawing; new readings are not.
  // `shape` names what counts.
  useEffect(() => {
    if (!holder.current || width === 0) return
    const options = chartOptions({ ...latest.current, colors, scheme, language, width, latest })
    const made = new UPlot(options, newest.current, holder.current)
    plot.current = made
    // Its third argument, which its types leave out, tells the charts that share the crosshair.
    const setCursor = made.setCursor as (at: { left: number; top: number }, fire: boolean, publish: boolean) => void
    handle.current = {
      point: (index) =>
        index === null
          ? setCursor({ left: -10, top: -10 }, true, true)
          : setCursor({ left: made.valToPos(made.data[0][index] ?? 0, 'x'), top: 10 }, true, true),
    }
    return () => {
      handle.current = null
      plot.current = null
      made.destroy()
    }
  }, [shape, scheme, language, width === 0])
  // The readings and what they are shown in.
  useEffect(() => plot.current?.setData(newest.current), [props.times, drawn, props.span?.from, props.span?.to])
  useEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height: latest.current.height ?? 200 })
  }, [width])
  return (
    <div ref={ref} style={{ height: props.height ?? 200, minWidth: 0, overflow: 'hidden' }}>
      <div ref={holder} />
    </div>
  )
}
