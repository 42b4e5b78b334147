import { Anchor, Button, Text } from '@mantine/core'
import { IconActivity } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { read } from '../../api/client.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty, NoMatch } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { FilterBar } from '../../parts/filter-bar.tsx'
import { Page } from '../../parts/page.tsx'
import { ShownOf } from '../../parts/shown-of.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark } from '../../parts/status.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { type EventsSearch, eventsRoute } from './routes.ts'
import { useWords } from './words.ts'

type Event = components['schemas']['Event']

export function Events() {
  const words = useWords()
  const search = eventsRoute.useSearch()
  const navigate = useNavigate({ from: eventsRoute.fullPath })
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/events', { params: { query: { $top: 1000 } } })
  const columns = useColumns()
  const all = data?.resources ?? []
  const rows = useMemo(() => (data?.resources ?? []).filter((event) => fits(event, search)), [data, search])
  const set = (more: { readonly [K in keyof EventsSearch]: EventsSearch[K] | undefined }): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as EventsSearch, replace: true })
  const clear = (): void => set({ q: undefined, severity: undefined, kind: undefined })
  const count = (of: (event: Event) => string) =>
    [...new Set(all.map(of))]
      .sort()
      .map((value) => ({ value, label: value, count: all.filter((event) => of(event) === value).length }))
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!data) return <SkeletonRows />
    if (all.length === 0)
      return <Empty icon={<IconActivity size={36} stroke={1.4} />} title={words.emptyTitle} text={words.emptyText} />
    return (
      <>
        <FilterBar
          search={search.q ?? ''}
          onSearch={(q) => set({ q: q === '' ? undefined : q })}
          searchLabel={words.search}
          facets={[
            {
              id: 'severity',
              label: words.severity,
              values: count(({ severity }) => severity).map((each) => ({
                ...each,
                label: words[each.value as Event['severity']],
              })),
              chosen: listIn(search.severity),
            },
            { id: 'kind', label: words.kind, values: count(({ kind }) => kind), chosen: listIn(search.kind) },
          ]}
          onFacet={(id, chosen) => set({ [id]: chosen.length === 0 ? undefined : chosen.join(',') })}
          onClear={clear}
          shown={<ShownOf shown={rows.length} all={all.length} say={words.shown} />}
        />
        {rows.length === 0 ? (
          <NoMatch onClear={clear} />
        ) : (
          <DataTable
            label={words.title}
            rows={rows}
            columns={columns}
            rowId={({ id }) => id}
            sort={search.sort}
            onSort={(sort) => set({ sort })}
          />
        )}
      </>
    )
  }
  return (
    <Page
      title={words.title}
      description={words.description}
      actions={
        <Button variant="default" renderRoot={(props) => <Link to="/budgets" {...props} />}>
          {words.targets}
        </Button>
      }
    >
      {body()}
    </Page>
  )
}

function useColumns(): readonly Column<Event>[] {
  const words = useWords()
  const tones = { info: 'busy', warning: 'warning', critical: 'failed' } as const
  return [
    {
      id: 'at',
      header: words.at,
      width: 150,
      sortBy: ({ at }) => at,
      cell: ({ at }) => (
        <Text size="sm" component="span">
          <RelativeTime at={at} />
        </Text>
      ),
    },
    {
      id: 'severity',
      header: words.severity,
      width: 140,
      sortBy: ({ severity }) => severity,
      cell: ({ severity }) => <Mark tone={tones[severity]} text={words[severity]} />,
    },
    { id: 'kind', header: words.kind, wide: true, sortBy: ({ kind }) => kind, cell: ({ kind }) => <Text size="sm">{kind}</Text> },
    {
      id: 'message',
      header: words.message,
      cell: ({ message }) => (
        <Text size="sm" miw={220}>
          {message}
        </Text>
      ),
    },
    {
      id: 'where',
      header: words.where,
      wide: true,
      cell: ({ deployment, resourceGroup }) =>
        deployment === null ? (
          <Text size="sm">{resourceGroup ?? words.installation}</Text>
        ) : (
          <Anchor
            size="sm"
            renderRoot={(props) => <Link to="/deployments/$deploymentId" params={{ deploymentId: deployment }} {...props} />}
          >
            {deployment}
          </Anchor>
        ),
    },
  ]
}

const listIn = (text: string | undefined): readonly string[] => (text ? text.split(',') : [])

function fits({ message, kind, severity, deployment, resourceGroup }: Event, search: EventsSearch): boolean {
  const [severities, kinds] = [listIn(search.severity), listIn(search.kind)]
  const text = `${message} ${kind} ${deployment} ${resourceGroup}`.toLowerCase()
  return (
    text.includes((search.q ?? '').toLowerCase()) &&
    (severities.length === 0 || severities.includes(severity)) &&
    (kinds.length === 0 || kinds.includes(kind))
  )
}
