import { Group, Paper, SimpleGrid, Text } from '@mantine/core'
import { keepPreviousData } from '@tanstack/react-query'
import { useMemo } from 'react'
import { read } from '../../api/client.ts'
import { Chart } from '../../parts/chart.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { TimeRangePicker } from '../../parts/time-range.tsx'
import type { Details } from './data.ts'
import { type Readings, useCharts } from './metric-charts.ts'
import { sumsOf } from './metric-sums.tsx'
import { useMetricWords } from './metric-words.ts'
import { useTime } from './time.ts'

/** How it did over time: all charts share their crosshair, and dragging over one zooms all of them. */
export function Metrics({ deployment }: { readonly deployment: Details }) {
  const words = useMetricWords()
  const time = useTime('1h', deployment.createdAt)
  const path = { deploymentId: deployment.id }
  const { data, error, refetch } = read.useQuery(
    'get',
    '/v2/lm/deployments/{deploymentId}/metrics',
    { params: { path, query: time.query } },
    { placeholderData: keepPreviousData },
  )
  const versions = read.useQuery('get', '/v2/lm/deployments/{deploymentId}/versions', { params: { path } }).data
  const charts = useCharts(data as Readings | undefined, deployment)
  const times = useMemo(() => data?.at.map((at) => Date.parse(at)) ?? [], [data])
  const marks = useMemo(
    () =>
      (versions?.resources ?? []).flatMap(({ version, createdAt }) => {
        const at = Date.parse(createdAt)
        return version > 1 && at >= time.span.from && at <= time.span.to ? [{ at, label: words.version(version) }] : []
      }),
    [versions, time.span, words],
  )
  if (error) return <Failed error={error} retry={() => void refetch()} />
  return (
    <>
      <Group justify="space-between">
        <TimeRangePicker {...time.picker} />
        {data && (
          <Text size="xs" c="dimmed">
            {sentence(words.step, <Figure value={data.stepSeconds * 1_000} unit="ms" />)}
          </Text>
        )}
      </Group>
      {!data ? (
        <SkeletonRows rows={6} height={130} />
      ) : (
        <>
          <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm">
            {sumsOf(data as Readings, words).map(({ name, value, note }) => (
              <Paper key={name} withBorder px="md" py="xs">
                <Text size="xs" c="dimmed">
                  {name}
                </Text>
                <Text fz={20} fw={650}>
                  {value}
                </Text>
                <Text size="xs" c="dimmed" mih={18}>
                  {note}
                </Text>
              </Paper>
            ))}
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
            {charts.map((chart) => (
              <Paper key={chart.id} withBorder px="md" py="xs" style={{ minWidth: 0 }}>
                <Chart
                  title={chart.title}
                  unit={chart.unit}
                  kind={chart.kind}
                  series={chart.series}
                  times={times}
                  span={time.span}
                  sync={`metrics ${deployment.id}`}
                  marks={marks}
                  onZoom={time.zoom}
                  onZoomOut={time.zoomOut}
                  height={170}
                />
              </Paper>
            ))}
          </SimpleGrid>
        </>
      )}
    </>
  )
}
