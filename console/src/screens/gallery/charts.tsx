import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { Chart } from '../../parts/chart.tsx'
import { Sparkline } from '../../parts/sparkline.tsx'
import { TimeRangePicker } from '../../parts/time-range.tsx'
import { rangeOf, spanOf, type TimeRange, zoomedOut } from '../../parts/time-span.ts'
import { manyReadings, wave } from './samples.ts'

export function Charts() {
  const { range, from, to } = useSearch({ from: '/gallery' })
  const navigate = useNavigate({ from: '/gallery' })
  const [now, setNow] = useState(Date.now)
  const [refreshMs, setRefreshMs] = useState(0)
  const [many, setMany] = useState(false)
  const asked: TimeRange = useMemo(() => (from && to ? { from, to } : range ? { range } : {}), [range, from, to])
  const span = useMemo(() => spanOf(asked, now), [asked, now])
  const times = useMemo(() => Array.from({ length: 121 }, (_, at) => span.from + ((span.to - span.from) / 120) * at), [span])
  const set = (next: TimeRange): void => void navigate({ search: { part: 'charts', ...next } })
  const shared = {
    times,
    span,
    sync: 'gallery',
    onZoom: (zoomed: { from: number; to: number }) => set(rangeOf(zoomed)),
    onZoomOut: () => set(zoomedOut(span, now)),
  } as const
  return (
    <Stack>
      <Group justify="space-between">
        <TimeRangePicker
          value={asked}
          onChange={set}
          onRefresh={() => setNow(Date.now())}
          refreshMs={refreshMs}
          onRefreshMs={setRefreshMs}
        />
        <Group gap={6}>
          <Text size="sm">Requests</Text>
          <Sparkline values={wave(40, 20, 5)} label="Requests of the last hour: between 8 and 32, 25 now" />
        </Group>
      </Group>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Chart
          {...shared}
          title="Latency"
          unit="ms"
          series={[
            { id: 'p50', label: 'p50', values: wave(121, 300, 80) },
            { id: 'p95', label: 'p95', values: wave(121, 900, 260, 1) },
            { id: 'p99', label: 'p99', values: wave(121, 1_600, 500, 2), dashed: true },
          ]}
          marks={[{ at: span.from + (span.to - span.from) * 0.6, label: 'rollout' }]}
        />
        <Chart
          {...shared}
          title="Tokens"
          unit="tokens"
          kind="areas"
          series={[
            { id: 'in', label: 'Prompt', values: wave(121, 42_000, 9_000) },
            { id: 'cached', label: 'Cached', values: wave(121, 15_000, 4_000, 1) },
            { id: 'out', label: 'Completion', values: wave(121, 20_000, 6_000, 2) },
          ]}
        />
        <Chart
          {...shared}
          title="Answers"
          unit="count"
          kind="bars"
          series={[
            { id: '2xx', label: '2xx', values: wave(121, 120, 40) },
            { id: '4xx', label: '4xx', values: wave(121, 12, 8, 3) },
            { id: '5xx', label: '5xx', values: wave(121, 4, 4, 5) },
          ]}
        />
        <Chart
          {...shared}
          title="Cost"
          unit={{ currency: 'USD' }}
          series={[
            {
              id: 'cost',
              label: 'Cost with gaps',
              values: wave(121, 0.4, 0.2).map((value, at) => ((at > 30 && at < 45) || at === 47 || at === 49 ? null : value)),
            },
          ]}
        />
        <Chart
          {...shared}
          title="Nothing"
          unit="bytes"
          series={[{ id: 'none', label: 'Memory', values: times.map(() => null) }]}
        />
      </SimpleGrid>
      <Button variant="default" onClick={() => setMany(true)} w="fit-content">
        Draw 3 × 10,000
      </Button>
      {many && <Chart title="Many" unit="count" {...manyReadings()} />}
    </Stack>
  )
}
