import type { components } from '../../../../src/client/openapi.ts'
import type { ChartSeries, TimeSpan } from '../../parts/chart.tsx'
import { addCosts } from '../../parts/costs.ts'
import type { Interval, Measure } from './routes.ts'

export type Row = components['schemas']['UsageRow']

/** What rows are told apart by: columns of the ledger, and time itself. */
export const dimensions = [
  'resourceGroup',
  'deployment',
  'model',
  'modelVersion',
  'apiKey',
  'deploymentType',
  'executable',
  'kind',
  'time',
] as const
export type Dimension = (typeof dimensions)[number]

export const dimensionsIn = (by: string | undefined): readonly Dimension[] =>
  by === undefined ? ['deployment'] : dimensions.filter((each) => by.split(',').includes(each))

/** A row of a table: a sum over everything that has the same keys. */
export type Total = { readonly id: string; readonly keys: Partial<Record<Dimension, string>>; readonly row: Row }

const summed = [
  'calls',
  'requests',
  'aborted',
  'uncertain',
  'estimated',
  'unpriced',
  'inputTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'audioInputTokens',
  'outputTokens',
  'reasoningTokens',
  'audioOutputTokens',
  'images',
  'instanceSeconds',
  'runningSeconds',
  'provisionedUnitMinutes',
] as const satisfies readonly (keyof Row)[]

/** Sums of rows that have the same keys; of `[]` one sum of all. */
export function totalsBy(rows: readonly Row[], by: readonly Dimension[]): readonly Total[] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const id = JSON.stringify(by.map((dimension) => keyOf(row, dimension)))
    const group = groups.get(id)
    if (group) group.push(row)
    else groups.set(id, [row])
  }
  return [...groups].map(([id, group]) => {
    const [first] = group as [Row, ...Row[]]
    return { id, keys: Object.fromEntries(by.map((each) => [each, keyOf(first, each)])), row: sumOf(group, first) }
  })
}

export const sumOf = (rows: readonly Row[], first: Row): Row => ({
  ...first,
  ...(Object.fromEntries(summed.map((name) => [name, rows.reduce((sum, row) => sum + row[name], 0)])) as Record<
    (typeof summed)[number],
    number
  >),
  costs: addCosts(rows.flatMap(({ costs }) => costs)).map((cost) => ({ ...cost, amount: '' })),
})

const keyOf = (row: Row, dimension: Dimension): string => (dimension === 'time' ? row.start : (row[dimension] ?? ''))

/** `currency`: of the cost. */
export const measured = (row: Row, measure: Measure, currency: string): number => {
  switch (measure) {
    case 'cost':
      return (row.costs.find((cost) => cost.currency === currency)?.nano ?? 0) / 1e9
    case 'calls':
      return row.calls
    case 'tokens':
      return row.inputTokens + row.outputTokens
    case 'time':
      return row.runningSeconds * 1_000
  }
}

const mostSeries = 7

/** A course for each of the largest groups, and one for the rest. Steps in which nothing was used are zero. */
export function seriesOf(
  rows: readonly Row[],
  by: readonly Dimension[],
  value: (row: Row) => number,
  names: { readonly of: (total: Total) => string; readonly others: string },
  interval: Interval,
  span: TimeSpan,
): { readonly times: readonly number[]; readonly series: readonly ChartSeries[] } {
  const groups = by.filter((each) => each !== 'time')
  const totals = totalsBy(rows, groups).toSorted((one, other) => value(other.row) - value(one.row))
  const known = [...new Set(rows.map(({ start }) => Date.parse(start)))].sort((one, other) => one - other)
  const times = filled(known, stepMs[interval], span)
  const at = new Map(times.map((time, index) => [time, index]))
  const shown = new Map(totals.slice(0, mostSeries).map(({ id }, index) => [id, index]))
  const values: number[][] = totals.slice(0, mostSeries + 1).map(() => times.map(() => 0))
  for (const row of rows) {
    const id = JSON.stringify(groups.map((dimension) => keyOf(row, dimension)))
    const course = values[shown.get(id) ?? mostSeries]
    const index = at.get(Date.parse(row.start))
    if (course && index !== undefined) course[index] = (course[index] ?? 0) + value(row)
  }
  return {
    times,
    series: values.map((course, index) => ({
      id: index === mostSeries ? 'others' : (totals[index]?.id ?? ''),
      label: index === mostSeries || !totals[index] ? names.others : names.of(totals[index]),
      values: course,
    })),
  }
}

export const stepMs: Readonly<Record<Interval, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  month: 2_629_800_000,
}

/** With the steps around and between them in which nothing happened; days are not all of one length, so gaps are cut evenly. */
function filled(times: readonly number[], step: number, { from, to }: TimeSpan): readonly number[] {
  const [first, last] = [times[0], times.at(-1)]
  if (first === undefined || last === undefined) return []
  const before = Array.from({ length: Math.max(0, Math.ceil((first - from) / step)) }, (_, at) => first - (at + 1) * step)
  const after = Array.from({ length: Math.max(0, Math.ceil((to - last) / step) - 1) }, (_, at) => last + (at + 1) * step)
  const between = times.flatMap((time, index) => {
    const next = times[index + 1]
    const parts = next === undefined ? 1 : Math.max(1, Math.round((next - time) / step))
    return Array.from({ length: parts }, (_, part) => Math.round(time + (((next ?? time) - time) / parts) * part))
  })
  return [...before.reverse(), ...between, ...after]
}
