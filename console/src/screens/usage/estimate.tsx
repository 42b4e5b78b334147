import { Paper, Select, Stack, Text } from '@mantine/core'
import { keepPreviousData } from '@tanstack/react-query'
import { useMemo } from 'react'
import { read } from '../../api/client.ts'
import { useDeployments } from '../../api/deployments.ts'
import { TimeRangePicker } from '../../parts/time-range.tsx'
import { standardRange, useAddress, useSpan } from './address.ts'
import { EstimateForm, type Workload } from './estimate-form.tsx'
import { type Row, sumOf } from './rows.ts'
import { useWords } from './words.ts'

const hourMs = 3_600_000

/** What a deployment would cost in a month, beside what one was really charged in the chosen time. */
export function Estimate() {
  const words = useWords()
  const { search, set, setRange } = useAddress()
  const { asked, span, query } = useSpan()
  const { deployments } = useDeployments()
  const { data } = read.useQuery(
    'get',
    '/v2/analytics/usage',
    { params: { query: { ...query, interval: 'month', groupBy: 'deployment,model,modelVersion,executable,deploymentType' } } },
    { placeholderData: keepPreviousData },
  )
  // The version that is called most stands for all.
  const rows = data?.resources
    .filter(({ deployment }) => deployment === search.deployment)
    .toSorted((one, other) => other.calls - one.calls)
  const hours = (span.to - span.from) / hourMs
  const taken = useMemo(() => (rows?.[0] ? workloadOf(sumOf(rows, rows[0]), hours * 60) : null), [data, search.deployment])
  const names = new Map(data?.resources.map(({ deployment = '', deploymentName }) => [deployment, deploymentName ?? deployment]))
  for (const { id, name } of deployments ?? []) names.set(id, name)
  return (
    <Stack>
      <Text size="sm" c="dimmed" maw={720}>
        {words.estimateText}
      </Text>
      <Paper withBorder p="sm">
        <Stack gap="xs">
          <TimeRangePicker value={asked} onChange={setRange} standard={standardRange} />
          <Select
            label={words.from}
            description={words.fromHint}
            placeholder={words.noDeployment}
            data={[...names].filter(([id]) => id !== '').map(([value, label]) => ({ value, label }))}
            value={search.deployment ?? null}
            onChange={(deployment) => set({ deployment: deployment ?? undefined })}
            clearable
            searchable
            maw={420}
          />
        </Stack>
      </Paper>
      <EstimateForm
        key={`${search.deployment} ${data ? 'read' : ''}`}
        workload={taken}
        actual={rows && rows.length > 0 ? { costs: rows.flatMap(({ costs }) => costs), hours } : null}
      />
    </Stack>
  )
}

/** What a call looks like on the average, and how many come in a minute. */
function workloadOf(row: Row, minutes: number): Workload {
  const each = (value: number): number => (row.requests === 0 ? 0 : Math.round(value / row.requests))
  return {
    model: row.model ?? '',
    version: row.modelVersion ?? '',
    executableId: row.executable ?? '',
    type: row.deploymentType === '' ? null : (row.deploymentType ?? null),
    requestsPerMinute: row.requests === 0 ? 1 : Math.max(1e-6, Math.round((row.requests / minutes) * 1e6) / 1e6),
    inputTokens: each(row.inputTokens),
    cachedInputTokens: each(row.cachedInputTokens),
    outputTokens: each(row.outputTokens),
  }
}
