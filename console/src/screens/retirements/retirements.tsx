import { Button, Group, Stack } from '@mantine/core'
import { IconCalendarDown, IconCalendarOff } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { callOk, read } from '../../api/client.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { saveText } from '../../parts/download.ts'
import { Empty, NoMatch } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { FilterBar } from '../../parts/filter-bar.tsx'
import { Page } from '../../parts/page.tsx'
import { ShownOf } from '../../parts/shown-of.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { useAddress } from './address.ts'
import { useColumns } from './columns.tsx'
import { DryRuns } from './dry-runs.tsx'
import { Months, monthOf } from './months.tsx'
import { useWords } from './words.ts'

export type Retirement = components['schemas']['Retirement']

/** When something happens to a deployment by itself, or its version ends: epoch ms; null: no day is known. */
export const dayOf = ({ next, retirementDate, retirementNotBefore }: Retirement): number | null => {
  const day = next?.at ?? retirementDate ?? retirementNotBefore
  return day === null || day === undefined ? null : Date.parse(day)
}

/** What becomes of every deployment whose model version changes or ends. */
export function Retirements() {
  const words = useWords()
  const { search, set } = useAddress()
  const { data, error, refetch } = read.useQuery('get', '/v2/lm/retirements', {})
  const columns = useColumns()
  const rows = useMemo(() => filtered(data?.resources ?? [], search), [data, search.q, search.month])
  const tried = data?.resources.find(({ deployment }) => deployment.id === search.trial)
  const download = async (): Promise<void> => {
    const answer = await callOk('/v2/lm/retirements', { headers: { accept: 'text/calendar' } })
    saveText('retirements.ics', await answer.text(), 'text/calendar')
  }
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!data) return <SkeletonRows rows={6} height={56} />
    if (data.resources.length === 0)
      return <Empty icon={<IconCalendarOff size={36} stroke={1.4} />} title={words.nothing} text={words.nothingText} />
    return (
      <Stack gap="md">
        <Months retirements={data.resources} chosen={search.month} onChoose={(month) => set({ month })} />
        <FilterBar
          search={search.q ?? ''}
          onSearch={(q) => set({ q })}
          searchLabel={words.search}
          onClear={() => set({ q: undefined })}
          shown={<ShownOf shown={rows.length} all={data.resources.length} say={words.shown} />}
        />
        {rows.length === 0 ? (
          <NoMatch onClear={() => set({ q: undefined, month: undefined })} />
        ) : (
          <DataTable
            label={words.title}
            rows={rows}
            columns={columns}
            rowId={({ deployment }) => deployment.id}
            sort={search.sort ?? 'when'}
            onSort={(sort) => set({ sort })}
            height="calc(100vh - 400px)"
          />
        )}
      </Stack>
    )
  }
  return (
    <Page
      title={words.title}
      description={words.description}
      actions={
        data &&
        data.resources.length > 0 && (
          <Group>
            <Button variant="default" leftSection={<IconCalendarDown size={16} />} onClick={() => void download()}>
              {words.calendar}
            </Button>
          </Group>
        )
      }
    >
      {body()}
      {tried && (
        <DryRuns
          key={tried.deployment.id}
          retirement={tried}
          onClose={() => set({ trial: undefined, run: undefined, call: undefined })}
        />
      )}
    </Page>
  )
}

function filtered(all: readonly Retirement[], { q = '', month }: { readonly q?: string; readonly month?: string }) {
  const wanted = q.toLowerCase()
  return all.filter((each) => {
    const text = `${each.deployment.name} ${each.deployment.id} ${each.model} ${each.modelVersion}`.toLowerCase()
    const day = dayOf(each)
    return text.includes(wanted) && (month === undefined || (day !== null && monthOf(day) === month))
  })
}
