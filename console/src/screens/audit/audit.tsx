import { Button, Group, SegmentedControl, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconDownload, IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { api, callOk } from '../../api/client.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { saveText } from '../../parts/download.ts'
import { Empty, NoMatch } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Page } from '../../parts/page.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark } from '../../parts/status.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { useCommonWords } from '../../words/common.ts'
import { type Entry, Peek } from './peek.tsx'
import { type AuditSearch, auditRoute } from './routes.ts'
import { useWords } from './words.ts'

const path = '/v2/admin/audit'

export function Audit() {
  const words = useWords()
  const common = useCommonWords()
  const { peek, ...filters } = auditRoute.useSearch()
  const navigate = useNavigate({ from: auditRoute.fullPath })
  const { actor, action, target, outcome } = filters
  const asked = {
    ...(actor ? { actor } : {}),
    ...(action ? { action } : {}),
    ...(target ? { target } : {}),
    ...(outcome ? { outcome } : {}),
  }
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    // As the hooks of the typed client name theirs, so that the live line finds it.
    queryKey: ['get', path, { params: { query: asked } }],
    queryFn: async ({ pageParam }) => {
      const query = { ...asked, $top: 200, ...(pageParam === '' ? {} : { cursor: pageParam }) }
      const answer = await api.GET(path, { params: { query } })
      return answer.data ?? { count: 0, resources: [], cursor: null }
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.cursor ?? undefined,
  })
  const rows = useMemo(() => data?.pages.flatMap(({ resources }) => resources) ?? [], [data])
  const columns = useColumns()
  const peeked = rows.find(({ id }) => id === peek)
  const set = (more: { readonly [K in keyof AuditSearch]: AuditSearch[K] | undefined }): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as AuditSearch, replace: true })
  const setLater = useDebouncedCallback(set, 250)
  // Written fields are the person's until the filters are cleared.
  const [cleared, setCleared] = useState(0)
  const clear = (): void => {
    setCleared(cleared + 1)
    set({ actor: undefined, action: undefined, target: undefined, outcome: undefined })
  }
  const isFiltered = Object.keys(asked).length > 0
  const download = async (): Promise<void> => {
    const answer = await callOk(`${path}?${new URLSearchParams(asked)}`, { headers: { accept: 'text/csv' } })
    saveText('audit.csv', await answer.text(), 'text/csv')
  }
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!data) return <SkeletonRows rows={12} />
    if (rows.length === 0)
      return isFiltered ? (
        <NoMatch onClear={clear} />
      ) : (
        <Empty icon={<IconHistory size={36} stroke={1.4} />} title={words.emptyTitle} text={words.emptyText} />
      )
    return (
      <>
        <DataTable
          label={words.title}
          rows={rows}
          columns={columns}
          rowId={({ id }) => id}
          onPeek={({ id }) => set({ peek: id })}
          peeking={peeked !== undefined}
        />
        {hasNextPage && (
          <Button variant="default" w="fit-content" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {words.older}
          </Button>
        )}
      </>
    )
  }
  return (
    <Page
      title={words.title}
      description={words.description}
      actions={
        <Button variant="default" leftSection={<IconDownload size={16} />} onClick={() => void download()}>
          {words.csv}
        </Button>
      }
    >
      <Group gap="xs">
        {(['actor', 'action', 'target'] as const).map((field) => {
          const label = { actor: words.filterActor, action: words.filterAction, target: words.filterTarget }[field]
          return (
            <TextInput
              key={`${field} ${cleared}`}
              aria-label={label}
              placeholder={label}
              defaultValue={filters[field] ?? ''}
              onChange={({ currentTarget: { value } }) => setLater({ [field]: value === '' ? undefined : value })}
              w={{ base: '100%', sm: 240 }}
            />
          )
        })}
        <SegmentedControl
          aria-label={words.outcome}
          value={outcome ?? 'all'}
          onChange={(value) => set({ outcome: value === 'all' ? undefined : (value as 'done' | 'refused') })}
          data={[
            { value: 'all', label: common.all },
            { value: 'done', label: words.done },
            { value: 'refused', label: words.refused },
          ]}
        />
      </Group>
      {body()}
      {peeked && <Peek entry={peeked} onClose={() => set({ peek: undefined })} />}
    </Page>
  )
}

function useColumns(): readonly Column<Entry>[] {
  const words = useWords()
  return [
    {
      id: 'at',
      header: words.at,
      width: 150,
      cell: ({ at }) => (
        <Text size="sm" component="span">
          <RelativeTime at={at} />
        </Text>
      ),
    },
    {
      id: 'actor',
      header: words.actor,
      cell: ({ actorName }) => (
        <Text size="sm" fw={600}>
          {actorName}
        </Text>
      ),
    },
    { id: 'action', header: words.action, cell: ({ action }) => <Text size="sm">{action}</Text> },
    {
      id: 'target',
      header: words.target,
      wide: true,
      cell: ({ target }) => (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {target ?? '–'}
        </Text>
      ),
    },
    {
      id: 'group',
      header: words.group,
      wide: true,
      cell: ({ resourceGroup }) => <Text size="sm">{resourceGroup ?? words.installation}</Text>,
    },
    {
      id: 'outcome',
      header: words.outcome,
      cell: ({ outcome }) => <Mark tone={outcome === 'done' ? 'ok' : 'failed'} text={words[outcome]} />,
    },
  ]
}
