import UPlot from 'uplot'
import type { Language } from '../words/words.ts'
import type { ChartProps } from './chart.tsx'
import { blend, formatTick, formatTimes, inks, type Scheme } from './chart-look.ts'

type Asked = ChartProps & {
  readonly colors: readonly string[]
  readonly scheme: Scheme
  readonly language: Language
  readonly width: number
  /** What the page last said, for what happens later. */
  readonly latest: { readonly current: Pick<ChartProps, 'onZoom' | 'onZoomOut' | 'span'> & { readonly onCursor: CursorTold } }
}
type CursorTold = (at: { index: number; x: number; y: number; own: boolean } | null) => void

/** How uPlot is to draw. Times are epoch ms. */
export function chartOptions(asked: Asked): UPlot.Options {
  const { colors, scheme, language, width, unit, kind = 'lines', sync, latest, marks = [] } = asked
  const ink = inks[scheme]
  const font = "11px 'Inter Variable', system-ui, sans-serif"
  const axis = { stroke: ink.text, font, grid: { stroke: ink.grid, width: 1 }, ticks: { show: false } } as const
  let own = false
  return {
    width,
    height: asked.height ?? 200,
    ms: 1,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    focus: { alpha: 1 },
    scales: {
      x: {
        time: true,
        range: (_plot, least, most) => {
          const span = latest.current.span
          if (zoomed.has(_plot)) return zoomed.get(_plot) as [number, number]
          if (span) return [span.from, span.to]
          return least === most ? [least - 60_000, most + 60_000] : [least, most]
        },
      },
      y: { range: (_plot, least, most) => [Math.min(0, least ?? 0), (most ?? 0) > 0 ? (most ?? 0) * 1.08 : 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 70,
        size: 38,
        gap: 4,
        values: (_plot, splits, _axis, _space, step) => formatTimes(splits, step, language),
      },
      {
        ...axis,
        space: 34,
        gap: 6,
        values: (_plot, splits) => splits.map((value) => formatTick(value, unit, language)),
        size: (_plot, values) => Math.max(40, 14 + Math.max(0, ...(values ?? []).map((text) => text.length)) * 6.6),
      },
    ],
    series: [{}, ...colors.map((color, index) => seriesLook(asked, color, kind, ink.ground, index))],
    cursor: {
      ...(sync === undefined ? {} : { sync: { key: sync, setSeries: false, scales: ['x', null] as [string, null] } }),
      drag: { x: true, y: false, setScale: false, dist: 5 },
      points: { size: 7, width: 2 },
      y: false,
      bind: {
        dblclick: (plot) => () => {
          zoomed.delete(plot)
          if (latest.current.onZoomOut) latest.current.onZoomOut()
          else plot.setData(plot.data)
          return null
        },
        mouseenter: (_plot, _target, handler) => (event) => {
          own = true
          return handler(event)
        },
        mouseleave: (_plot, _target, handler) => (event) => {
          own = false
          return handler(event)
        },
      },
    },
    hooks: {
      setSelect: [
        (plot) => {
          const { left, width: wide } = plot.select
          if (wide < 5) return
          const from = Math.round(plot.posToVal(left, 'x'))
          const to = Math.round(plot.posToVal(left + wide, 'x'))
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          if (latest.current.onZoom) return latest.current.onZoom({ from, to })
          zoomed.set(plot, [from, to])
          plot.setScale('x', { min: from, max: to })
        },
      ],
      setCursor: [
        (plot) => {
          const { idx, left = -1, top = -1 } = plot.cursor
          const inside = idx !== null && idx !== undefined && left >= 0
          latest.current.onCursor(
            inside ? { index: idx, x: left + plot.over.offsetLeft, y: top + plot.over.offsetTop, own } : null,
          )
        },
      ],
      drawAxes: [(plot) => drawMarks(plot, marks, ink.mark)],
    },
  }
}

/** What a chart without a page behind it has zoomed itself to. */
const zoomed = new WeakMap<UPlot, readonly [number, number]>()

function seriesLook(asked: Asked, color: string, kind: string, ground: string, index: number): UPlot.Series {
  if (kind === 'bars')
    return {
      stroke: color,
      fill: color,
      width: 0,
      points: { show: false },
      ...(UPlot.paths.bars ? { paths: UPlot.paths.bars({ size: [0.75, 48], align: 0 }) } : {}),
    }
  const values = asked.series[index]?.values ?? []
  return {
    stroke: color,
    width: 1.6,
    spanGaps: false,
    ...(kind === 'areas' ? { fill: blend(color, ground, 0.45) } : {}),
    ...(asked.series[index]?.dashed ? { dash: [5, 4] } : {}),
    // A reading between two gaps has no line: a dot shows it.
    points: { show: true, size: 5, fill: color, filter: (plot, at) => lonely(plot.data[at] ?? values) },
  }
}

function lonely(values: ArrayLike<number | null | undefined>): number[] {
  const found: number[] = []
  for (let at = 0; at < values.length; at += 1)
    if (values[at] != null && values[at - 1] == null && values[at + 1] == null) found.push(at)
  return found
}

function drawMarks(plot: UPlot, marks: readonly { readonly at: number; readonly label: string }[], color: string): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.strokeStyle = color
  ctx.fillStyle = color
  ctx.font = `${11 * UPlot.pxRatio}px 'Inter Variable', system-ui, sans-serif`
  ctx.textAlign = 'left'
  ctx.textBaseline = 'alphabetic'
  ctx.setLineDash([4 * UPlot.pxRatio, 4 * UPlot.pxRatio])
  for (const { at, label } of marks) {
    const x = plot.valToPos(at, 'x', true)
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    ctx.fillText(label, x + 4 * UPlot.pxRatio, bbox.top + 10 * UPlot.pxRatio)
  }
  ctx.restore()
}
