import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Column } from '../../parts/data-table.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Costs } from '../../parts/money.tsx'
import { useScopeNames } from '../../parts/scope-text.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { Moment } from '../../parts/time.tsx'
import { type Language, useLanguage } from '../../words/words.ts'
import type { Interval } from './routes.ts'
import type { Dimension, Total } from './rows.ts'
import { useWords } from './words.ts'

/** Says a key of a row for people. */
export function useKeyText(): (dimension: Dimension, total: Total, interval: Interval, timezone: string) => string {
  const words = useWords()
  const language = useLanguage()
  const named = useScopeNames()
  return (dimension, { keys, row }, interval, timezone) => {
    const value = keys[dimension] ?? ''
    if (value === '') return '–'
    if (dimension === 'deployment') return row.deploymentName ?? value
    if (dimension === 'apiKey') return named('apiKey', value)
    if (dimension === 'kind') return (words.kinds as Readonly<Record<string, string>>)[value] ?? value
    if (dimension === 'time') return timeText(Date.parse(value), interval, timezone, language)
    return value
  }
}

/** When an interval began, by the clocks of a time zone. */
export function timeText(time: number, interval: Interval, timezone: string, language: Language): string {
  const day = { year: 'numeric', month: 'short', day: 'numeric' } as const
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const shown =
    interval === 'month' ? ({ year: 'numeric', month: 'long' } as const) : interval === 'day' ? day : { ...day, ...clock }
  return new Intl.DateTimeFormat(language, { ...shown, timeZone: timezone }).format(time)
}

/** Keys, then numbers; a number that says nothing in any row is left out. */
export function useTotalColumns(
  by: readonly Dimension[],
  totals: readonly Total[],
  interval: Interval,
  timezone: string,
): readonly Column<Total>[] {
  const words = useWords()
  const keyText = useKeyText()
  const count = (value: number): ReactNode => <Figure value={value} />
  const time = (seconds: number): ReactNode => <Figure value={seconds * 1_000} unit="ms" />
  const numbers = [
    { id: 'calls', header: words.calls, of: 'calls', show: count, always: true },
    { id: 'requests', header: words.requests, of: 'requests', show: count, always: false, wide: true },
    { id: 'inputTokens', header: words.inputTokens, of: 'inputTokens', show: count, always: true, wide: true },
    { id: 'cached', header: words.cached, of: 'cachedInputTokens', show: count, always: false, wide: true },
    { id: 'outputTokens', header: words.outputTokens, of: 'outputTokens', show: count, always: true, wide: true },
    { id: 'reasoning', header: words.reasoning, of: 'reasoningTokens', show: count, always: false, wide: true },
    { id: 'images', header: words.images, of: 'images', show: count, always: false, wide: true },
    { id: 'busy', header: words.instanceTime, of: 'instanceSeconds', show: time, always: false, wide: true },
    { id: 'running', header: words.runningTime, of: 'runningSeconds', show: time, always: false, wide: true },
    { id: 'units', header: words.units, of: 'provisionedUnitMinutes', show: count, always: false, wide: true },
  ] as const
  return [
    ...by.map(
      (dimension, index): Column<Total> => ({
        id: dimension,
        header: words.dimensions[dimension],
        wide: index > 1,
        sortBy: (total) => (dimension === 'time' ? total.row.start : keyText(dimension, total, interval, timezone)),
        cell: (total) => (
          <Text size="sm" fw={index === 0 ? 600 : 400} style={{ overflowWrap: 'break-word' }}>
            {dimension === 'time' ? (
              <Moment at={total.row.start}>{keyText(dimension, total, interval, timezone)}</Moment>
            ) : (
              keyText(dimension, total, interval, timezone)
            )}
          </Text>
        ),
      }),
    ),
    ...numbers
      .filter(({ always, of }) => always || totals.some(({ row }) => row[of] !== (of === 'requests' ? row.calls : 0)))
      .map(
        ({ id, header, of, show, ...more }): Column<Total> => ({
          id,
          header,
          align: 'right',
          wide: 'wide' in more,
          sortBy: ({ row }) => row[of],
          cell: ({ row }) => show(row[of]),
        }),
      ),
    {
      id: 'cost',
      header: words.cost,
      align: 'right',
      sortBy: ({ row }) => row.costs.reduce((sum, { nano }) => sum + nano, 0),
      cell: ({ row }) => (
        <>
          <Text size="sm" fw={600}>
            <Costs costs={row.costs} none={row.unpriced > 0 ? words.noCost : '–'} />
          </Text>
          {row.unpriced > 0 && row.costs.length > 0 && (
            <Text size="xs" c="dimmed">
              {sentence(words.unpriced, count(row.unpriced))}
            </Text>
          )}
        </>
      ),
    },
  ]
}
