import { Button, Group, Stack } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { useMemo } from 'react'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty, NoMatch } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { FilterBar } from '../../parts/filter-bar.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { TimeRangePicker } from '../../parts/time-range.tsx'
import { type LedgerCall, useCalls, useKept } from './calls.ts'
import { type Details, useView } from './data.ts'
import { KeepCalls } from './keep-calls.tsx'
import { useRequestColumns } from './request-columns.tsx'
import { CallPeek } from './request-peek.tsx'
import { useRequestWords } from './request-words.ts'
import { useTime } from './time.ts'

const states = ['settled', 'aborted', 'uncertain'] as const

/** Its calls, one by one; with what was said, where it is told to keep that. */
export function Requests({ deployment }: { readonly deployment: Details }) {
  const words = useRequestWords()
  const { search, set } = useView()
  const time = useTime('24h')
  const state = states.find((each) => each === search.state)
  const { calls, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useCalls(deployment.id, time.query, state)
  const kept = useKept(deployment.id, time.query)
  const columns = useRequestColumns(kept)
  const q = (search.q ?? '').toLowerCase()
  const rows = useMemo(() => (calls ?? []).filter((each) => textOf(each).includes(q)), [calls, q])
  const peeked = calls?.find(({ id }) => id === search.peek)
  const clear = (): void => set({ q: undefined, state: undefined })
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!calls) return <SkeletonRows rows={10} height={42} />
    if (calls.length === 0 && !state)
      return <Empty icon={<IconArrowsExchange size={36} stroke={1.4} />} title={words.none} text={words.noneText} />
    if (rows.length === 0) return <NoMatch onClear={clear} />
    return (
      <Stack gap="xs">
        <DataTable
          label={words.label}
          rows={rows}
          columns={peeked ? columns.filter(({ wide }) => !wide) : columns}
          rowId={({ id }) => id}
          rowName={({ requestId }) => requestId}
          onPeek={({ id }) => set({ peek: id })}
          onOpen={({ id }) => set({ peek: id })}
          peeking={peeked !== undefined}
          height="max(320px, calc(100vh - 390px))"
        />
        {hasNextPage && (
          <Group justify="center">
            <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {words.older}
            </Button>
          </Group>
        )}
      </Stack>
    )
  }
  return (
    <>
      <Group justify="space-between" align="center">
        <TimeRangePicker {...time.picker} />
        <KeepCalls deployment={deployment} />
      </Group>
      <FilterBar
        search={search.q ?? ''}
        searchLabel={words.search}
        onSearch={(next) => set({ q: next || undefined })}
        facets={[
          {
            id: 'state',
            label: words.state,
            values: states.map((value) => ({ value, label: words.states[value] })),
            chosen: state ? [state] : [],
          },
        ]}
        onFacet={(_, chosen) => set({ state: chosen.at(-1) })}
        onClear={clear}
        {...(calls ? { shown: sentence(words.shown, <Figure value={rows.length} />, rows.length, hasNextPage) } : {})}
      />
      {body()}
      {peeked && <CallPeek call={peeked} kept={kept.get(peeked.requestId)} onClose={() => set({ peek: undefined })} />}
    </>
  )
}

const textOf = ({ requestId, apiKey, status, dialect, model }: LedgerCall): string =>
  `${requestId} ${apiKey} ${status ?? ''} ${dialect} ${model ?? ''}`.toLowerCase()
