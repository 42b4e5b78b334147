import { Button, Group, Paper, SegmentedControl, Stack } from '@mantine/core'
import { IconChartBar, IconDownload } from '@tabler/icons-react'
import { keepPreviousData } from '@tanstack/react-query'
import { useMemo } from 'react'
import { callOk, read } from '../../api/client.ts'
import { Chart } from '../../parts/chart.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { saveText } from '../../parts/download.ts'
import { Empty, NoMatch } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { rangeOf, zoomedOut } from '../../parts/time-span.ts'
import { filtersOf, intervalFor, useAddress, useSpan, zoneOf } from './address.ts'
import { useKeyText, useTotalColumns } from './columns.tsx'
import { Cut, RangeAndFilters } from './controls.tsx'
import { Figures } from './figures.tsx'
import { filterKeys, type Interval, type Measure, measures } from './routes.ts'
import { dimensionsIn, measured, type Row, seriesOf, stepMs, sumOf, totalsBy } from './rows.ts'
import { useWords } from './words.ts'

/** Sums by time and whatever they are told apart by: a chart, and the same as a table. */
export function Overview() {
  const words = useWords()
  const { search, set } = useAddress()
  const { span, query } = useSpan()
  const interval = search.interval ?? intervalFor(span)
  const by = dimensionsIn(search.by)
  const groupBy = by.filter((each) => each !== 'time').join(',')
  const asked = { ...query, interval, timezone: zoneOf(search), ...filtersOf(search), ...(groupBy === '' ? {} : { groupBy }) }
  const { data, error, refetch, isPlaceholderData } = read.useQuery(
    'get',
    '/v2/analytics/usage',
    { params: { query: asked } },
    { placeholderData: keepPreviousData },
  )
  const download = async (): Promise<void> => {
    const path = `/v2/analytics/usage?${new URLSearchParams(asked)}`
    saveText('usage.csv', await (await callOk(path, { headers: { accept: 'text/csv' } })).text(), 'text/csv')
  }
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!data) return <SkeletonRows rows={10} />
    const [first] = data.resources
    if (!first)
      return Object.keys(filtersOf(search)).length > 0 ? (
        <NoMatch onClear={() => set(Object.fromEntries(filterKeys.map((key) => [key, undefined])))} />
      ) : (
        <Empty
          icon={<IconChartBar size={36} stroke={1.4} />}
          title={words.emptyTitle}
          text={words.emptyText}
          action={
            <Button variant="default" onClick={() => set({ range: '30d', from: undefined, to: undefined, interval: undefined })}>
              {words.longer}
            </Button>
          }
        />
      )
    return (
      <Stack style={{ opacity: isPlaceholderData ? 0.6 : 1 }}>
        <Figures row={sumOf(data.resources, first)} />
        <Course rows={data.resources} interval={data.interval} />
        <Totals rows={data.resources} interval={data.interval} />
      </Stack>
    )
  }
  return (
    <Stack gap="md">
      <Stack gap="xs">
        <RangeAndFilters onRefresh={() => void refetch()} />
        <Group justify="space-between">
          <Cut />
          <Button variant="default" size="xs" leftSection={<IconDownload size={15} />} onClick={() => void download()}>
            {words.csv}
          </Button>
        </Group>
      </Stack>
      {body()}
    </Stack>
  )
}

function Course({ rows, interval }: { readonly rows: readonly Row[]; readonly interval: Interval }) {
  const words = useWords()
  const { search, set, setRange } = useAddress()
  const { span: asked } = useSpan()
  const keyText = useKeyText()
  const by = useMemo(() => dimensionsIn(search.by), [search.by])
  const currencies = [...new Set(rows.flatMap(({ costs }) => costs.map(({ currency }) => currency)))].sort()
  const currency = search.currency && currencies.includes(search.currency) ? search.currency : (currencies[0] ?? 'USD')
  const measure = search.measure ?? (currencies.length > 0 ? 'cost' : 'calls')
  const { times, series } = seriesOf(
    rows,
    by,
    (row) => measured(row, measure, currency),
    {
      of: (total) =>
        by
          .filter((each) => each !== 'time')
          .map((each) => keyText(each, total, interval, zoneOf(search)))
          .join(' · ') || words.everything,
      others: words.others,
    },
    interval,
    asked,
  )
  const half = stepMs[interval] / 2
  const span = { from: (times[0] ?? 0) - half, to: (times.at(-1) ?? 0) + half }
  const unit = { cost: { currency }, calls: 'count', tokens: 'tokens', time: 'ms' } as const
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" mb={4}>
        <SegmentedControl
          size="xs"
          aria-label={words.measure}
          value={measure}
          onChange={(next) => set({ measure: next as Measure })}
          data={measures.map((each) => ({ value: each, label: words.measures[each] }))}
        />
        {measure === 'cost' && currencies.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label={words.currency}
            value={currency}
            onChange={(next) => set({ currency: next })}
            data={currencies}
          />
        )}
      </Group>
      <Chart
        title={words.measures[measure]}
        kind="bars"
        height={240}
        times={times}
        series={series}
        unit={unit[measure]}
        span={span}
        onZoom={(zoomed) => setRange(rangeOf(zoomed))}
        onZoomOut={() => setRange(zoomedOut(span, Date.now()))}
      />
    </Paper>
  )
}

function Totals({ rows, interval }: { readonly rows: readonly Row[]; readonly interval: Interval }) {
  const words = useWords()
  const { search, set } = useAddress()
  const by = useMemo(() => dimensionsIn(search.by), [search.by])
  const totals = useMemo(() => totalsBy(rows, by), [rows, by])
  const columns = useTotalColumns(by, totals, interval, zoneOf(search))
  return (
    <DataTable
      label={words.title}
      rows={totals}
      columns={columns}
      rowId={({ id }) => id}
      sort={search.sort ?? '-cost'}
      onSort={(sort) => set({ sort })}
      height="60vh"
    />
  )
}
