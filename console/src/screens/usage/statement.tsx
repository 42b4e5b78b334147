import { ActionIcon, Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconDownload, IconReceipt } from '@tabler/icons-react'
import { useMemo } from 'react'
import { callOk, read } from '../../api/client.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { saveText } from '../../parts/download.ts'
import { Empty } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { TimezoneSelect } from '../../parts/timezone-select.tsx'
import { filtersOf, useAddress, zoneOf } from './address.ts'
import { useTotalColumns } from './columns.tsx'
import { type Dimension, totalsBy } from './rows.ts'
import { useWords } from './words.ts'

const by: readonly Dimension[] = ['resourceGroup', 'deployment', 'model', 'apiKey', 'kind']

/** What a calendar month has cost, line by line. */
export function Statement() {
  const words = useWords()
  const { search, set } = useAddress()
  const month = search.month ?? monthOf(new Date())
  const query = { timezone: zoneOf(search), ...filtersOf(search) }
  const { data, error, refetch } = read.useQuery('get', '/v2/analytics/statements/{month}', {
    params: { path: { month }, query },
  })
  const totals = useMemo(() => totalsBy(data?.lines ?? [], by), [data])
  const columns = useTotalColumns(by, totals, 'month', zoneOf(search))
  const go = (months: number): void => {
    const [year = 2026, at = 1] = month.split('-').map(Number)
    set({ month: monthOf(new Date(year, at - 1 + months, 1)) })
  }
  const download = async (): Promise<void> => {
    const path = `/v2/analytics/statements/${month}?${new URLSearchParams(query)}`
    saveText(`statement-${month}.csv`, await (await callOk(path, { headers: { accept: 'text/csv' } })).text(), 'text/csv')
  }
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!data) return <SkeletonRows rows={8} />
    if (data.lines.length === 0)
      return <Empty icon={<IconReceipt size={36} stroke={1.4} />} title={words.statementEmpty} text={words.statementEmptyText} />
    return (
      <>
        <Paper withBorder p="sm">
          <Group gap="xl">
            {data.totals.map(({ currency, amount }) => (
              <div key={currency}>
                <Text size="xs" c="dimmed">
                  {`${words.everything} ${currency}`}
                </Text>
                <Text fz={20} fw={650}>
                  <Figure value={amount} unit={{ currency }} />
                </Text>
              </div>
            ))}
            <div>
              <Text size="sm">{data.closed ? words.closed : words.open}</Text>
              {data.unpriced > 0 && (
                <Text size="xs" c="dimmed">
                  {sentence(words.unpriced, <Figure value={data.unpriced} />)}
                </Text>
              )}
            </div>
          </Group>
        </Paper>
        <DataTable
          label={words.tabs.statement}
          rows={totals}
          columns={columns}
          rowId={({ id }) => id}
          sort={search.sort ?? '-cost'}
          onSort={(sort) => set({ sort })}
          height="60vh"
        />
      </>
    )
  }
  return (
    <Stack>
      <Group justify="space-between">
        <Group gap={6}>
          <ActionIcon variant="default" size={30} aria-label={words.earlier} onClick={() => go(-1)}>
            <IconChevronLeft size={15} />
          </ActionIcon>
          <TextInput
            type="month"
            size="xs"
            aria-label={words.month}
            value={month}
            onChange={({ currentTarget }) => currentTarget.value !== '' && set({ month: currentTarget.value })}
          />
          <ActionIcon
            variant="default"
            size={30}
            aria-label={words.later}
            onClick={() => go(1)}
            disabled={month >= monthOf(new Date())}
          >
            <IconChevronRight size={15} />
          </ActionIcon>
          <TimezoneSelect
            size="xs"
            w={170}
            aria-label={words.timezone}
            value={zoneOf(search)}
            onChange={(timezone) => set({ timezone: timezone ?? undefined })}
          />
        </Group>
        <Button variant="default" size="xs" leftSection={<IconDownload size={15} />} onClick={() => void download()}>
          {words.csv}
        </Button>
      </Group>
      {body()}
    </Stack>
  )
}

const monthOf = (day: Date): string => `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}`
