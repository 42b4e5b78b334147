import { Button, Center, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconListDetails } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../../api/client.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty, NoMatch } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { useCommonWords } from '../../words/common.ts'
import { filtersOf, useAddress, useSpan } from './address.ts'
import { useCallColumns } from './call-columns.tsx'
import { CallPeek } from './call-peek.tsx'
import { RangeAndFilters } from './controls.tsx'
import { type CallState, callStates, filterKeys } from './routes.ts'
import { useWords } from './words.ts'

/** Single calls of the ledger, newest first. */
export function Calls() {
  const words = useWords()
  const common = useCommonWords()
  const { search, set } = useAddress()
  const { query } = useSpan()
  const columns = useCallColumns()
  const asked = { ...query, ...filtersOf(search), ...(search.state ? { state: search.state } : {}), $top: 100 }
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['get', '/v2/analytics/ledger', { params: { query: asked } }],
    queryFn: async ({ pageParam, signal }) => {
      const more = pageParam === null ? {} : { continueToken: pageParam }
      return (await api.GET('/v2/analytics/ledger', { params: { query: { ...asked, ...more } }, signal })).data
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last?.continueToken ?? null,
  })
  const calls = useMemo(() => data?.pages.flatMap((page) => page?.resources ?? []), [data])
  const peeked = calls?.find(({ id }) => id === search.peek)
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!calls) return <SkeletonRows rows={10} />
    if (calls.length === 0)
      return search.state || Object.keys(filtersOf(search)).length > 0 ? (
        <NoMatch onClear={() => set({ state: undefined, ...Object.fromEntries(filterKeys.map((key) => [key, undefined])) })} />
      ) : (
        <Empty icon={<IconListDetails size={36} stroke={1.4} />} title={words.noCalls} text={words.emptyText} />
      )
    return (
      <>
        <DataTable
          label={words.tabs.calls}
          rows={calls}
          columns={columns}
          rowId={({ id }) => id}
          sort={search.sort}
          onSort={(sort) => set({ sort })}
          onPeek={({ id }) => set({ peek: id })}
          onOpen={({ id }) => set({ peek: id })}
          peeking={peeked !== undefined}
          height="calc(100vh - 330px)"
        />
        <Center>
          {hasNextPage && (
            <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {words.more}
            </Button>
          )}
        </Center>
      </>
    )
  }
  return (
    <Stack gap="sm">
      <RangeAndFilters onRefresh={() => void refetch()} />
      <Group justify="space-between">
        <SegmentedControl
          size="xs"
          aria-label={words.state}
          value={search.state ?? 'all'}
          onChange={(next) => set({ state: next === 'all' ? undefined : (next as CallState) })}
          data={[{ value: 'all', label: common.all }, ...callStates.map((each) => ({ value: each, label: words.states[each] }))]}
        />
        {calls && (
          <Text size="xs" c="dimmed" role="status">
            {sentence(words.callsShown, <Figure value={calls.length} />)}
          </Text>
        )}
      </Group>
      {body()}
      {peeked && <CallPeek call={peeked} onClose={() => set({ peek: undefined })} />}
    </Stack>
  )
}
