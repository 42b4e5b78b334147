import { ActionIcon, Group, Text, Title, Tooltip, UnstyledButton, useComputedColorScheme } from '@mantine/core'
import { IconChartLine, IconTable } from '@tabler/icons-react'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { useLanguage } from '../words/words.ts'
import type { ChartProps } from './chart.tsx'
import { ChartCanvas, type ChartHandle } from './chart-canvas.tsx'
import { colorOf } from './chart-look.ts'
import { ChartTable } from './chart-table.tsx'
import { ChartTooltip } from './chart-tooltip.tsx'
import { useChartWords } from './chart-words.ts'
import { Figure, FiguresAreStops } from './figure.tsx'
import { absoluteTime, Moment } from './time.tsx'

type At = { readonly index: number; readonly x: number; readonly y: number; readonly own: boolean }

/**
 * Title, drawing, legend with the values at the cursor; or the same as a table. Arrow keys walk over the readings; Enter or a
 * click keeps one, so that its values can be copied.
 */
export function ChartFrame(props: ChartProps) {
  const { title, times, series, unit, kind = 'lines', height = 200 } = props
  const words = useChartWords()
  const language = useLanguage()
  const scheme = useComputedColorScheme('light')
  const [asTable, setAsTable] = useState(false)
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const [at, setAt] = useState<At | null>(null)
  const [byKey, setByKey] = useState(false)
  const [kept, setKept] = useState<(Omit<At, 'index'> & { readonly time: number }) | null>(null)
  const pressed = useRef(0)
  const handle = useRef<ChartHandle | null>(null)
  const shown = useMemo(
    () =>
      series.map((each, index) => ({ ...each, color: colorOf(scheme, index, each.color) })).filter(({ id }) => !hidden.has(id)),
    [series, scheme, hidden],
  )
  // The sum of all is drawn first, what is below it over it.
  const layers = useMemo(() => (kind === 'lines' ? shown : stack(shown, times.length)), [kind, shown, times.length])
  const drawn = useMemo(() => layers.map(({ values }) => values), [layers])
  const colors = useMemo(() => layers.map(({ color }) => color), [layers])
  const empty = times.length === 0 || series.every(({ values }) => values.every((value) => value === null))
  const index = at && at.index < times.length ? at.index : null
  const keptAt = kept ? times.indexOf(kept.time) : -1
  const keep = (): void => setKept(kept || !at || index === null ? null : { ...at, time: times[index] ?? 0 })
  const toggle = (id: string): void => {
    const next = new Set(hidden)
    if (!next.delete(id)) next.add(id)
    if (next.size < series.length) setHidden(next)
  }
  const walk = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: (index ?? -1) + 1,
      ArrowLeft: (index ?? times.length) - 1,
      Home: 0,
      End: times.length - 1,
    }
    const next = steps[event.key]
    if (event.key === 'Escape') {
      handle.current?.point(null)
      setKept(null)
    }
    if (event.key === 'Enter') keep()
    if (next === undefined || empty) return
    event.preventDefault()
    setByKey(true)
    handle.current?.point(Math.max(0, Math.min(times.length - 1, next)))
  }
  const description = words.describe(
    title,
    series.map(({ label }) => label).join(', '),
    absoluteTime(props.span?.from ?? times[0] ?? 0, language),
    absoluteTime(props.span?.to ?? times.at(-1) ?? 0, language),
  )
  return (
    <section aria-label={title} style={{ minWidth: 0 }}>
      <Group justify="space-between" wrap="nowrap" h={30}>
        <Title order={3} size="sm" lineClamp={1}>
          {title}
        </Title>
        <Tooltip label={asTable ? words.asChart : words.asTable}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={`${asTable ? words.asChart : words.asTable}: ${title}`}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? <IconChartLine size={15} /> : <IconTable size={15} />}
          </ActionIcon>
        </Tooltip>
      </Group>
      {asTable ? (
        <ChartTable {...props} height={height} />
      ) : (
        <div style={{ position: 'relative', height }}>
          <div
            role="img"
            aria-label={description}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: its readings are reached by arrow keys
            tabIndex={0}
            onKeyDown={walk}
            onPointerDown={({ clientX }) => {
              pressed.current = clientX
            }}
            // What was pulled over is zoomed into.
            onClick={({ clientX }) => Math.abs(clientX - pressed.current) < 5 && keep()}
            onPointerMove={() => setByKey(false)}
            onBlur={() => byKey && handle.current?.point(null)}
          >
            <ChartCanvas {...props} series={layers} drawn={drawn} colors={colors} handle={handle} onCursor={setAt} />
            {empty && (
              <Text size="sm" c="dimmed" style={{ position: 'absolute', inset: 0, display: 'grid', placeItems: 'center' }}>
                {words.noData}
              </Text>
            )}
          </div>
          {kept && keptAt >= 0 ? (
            <ChartTooltip x={kept.x} y={kept.y} time={kept.time} series={shown} index={keptAt} unit={unit} kept />
          ) : (
            at &&
            index !== null &&
            (at.own || byKey) && (
              <ChartTooltip x={at.x} y={at.y} time={times[index] ?? 0} series={shown} index={index} unit={unit} kept={false} />
            )
          )}
        </div>
      )}
      <Group gap="md" mih={36} py={4} align="flex-start" aria-live={byKey ? 'polite' : 'off'}>
        {byKey && index !== null && (
          <Text size="xs" c="dimmed">
            <FiguresAreStops value={false}>
              <Moment at={times[index] ?? 0} />
            </FiguresAreStops>
          </Text>
        )}
        {series.map(({ id, label, values, color, dashed }, position) => (
          <Group key={id} gap={6} wrap="nowrap">
            <UnstyledButton
              aria-pressed={!hidden.has(id)}
              aria-label={words.toggle(label)}
              onClick={() => toggle(id)}
              style={{ opacity: hidden.has(id) ? 0.75 : 1, textDecoration: hidden.has(id) ? 'line-through' : 'none' }}
            >
              <Group gap={6} wrap="nowrap">
                <svg width="14" height="8" aria-hidden="true">
                  <line
                    x1="0"
                    x2="14"
                    y1="4"
                    y2="4"
                    stroke={colorOf(scheme, position, color)}
                    strokeWidth={kind === 'lines' ? 2.5 : 8}
                    strokeDasharray={dashed ? '4 3' : undefined}
                  />
                </svg>
                <Text size="xs" span>
                  {label}
                </Text>
              </Group>
            </UnstyledButton>
            <Text size="xs" span c="dimmed" miw={34}>
              <FiguresAreStops value={false}>
                {(index ?? keptAt) >= 0 && <Figure value={values[index ?? keptAt]} unit={unit} />}
              </FiguresAreStops>
            </Text>
          </Group>
        ))}
      </Group>
    </section>
  )
}

type Layer = ChartProps['series'][number] & { readonly color: string }

/** Each layer with all below it, the highest first. Where nothing was read there is a gap. */
function stack(series: readonly Layer[], length: number): readonly Layer[] {
  const sums: (number | null)[] = Array.from({ length }, () => null)
  return series
    .map((each) => {
      for (let at = 0; at < length; at += 1) {
        const value = each.values[at]
        if (value !== null && value !== undefined) sums[at] = (sums[at] ?? 0) + value
      }
      return { ...each, values: [...sums] }
    })
    .reverse()
}
