import { Anchor, Stack, Text } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { read } from '../../api/client.ts'
import { useMay } from '../../api/session.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { NoMatch } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { FilterBar } from '../../parts/filter-bar.tsx'
import { ShownOf } from '../../parts/shown-of.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark } from '../../parts/status.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import type { TemplatesSearch } from './routes.ts'
import { useWords } from './words.ts'

const kinds = ['uploaded', 'synced', 'builtIn'] as const
type Kind = (typeof kinds)[number]

type Row = {
  readonly name: string
  readonly title: string
  readonly kind: Kind
  /** The application that brought it, and its file. */
  readonly origin: string | null
  readonly modifiedAt: string | null
  readonly problem: string | null
  readonly keptSince: string | null
}

/** Everything that can be deployed as it is, with where it came from. */
export function TemplateList({
  search,
  set,
}: {
  readonly search: TemplatesSearch
  readonly set: (more: { readonly [K in keyof TemplatesSearch]: TemplatesSearch[K] | undefined }) => void
}) {
  const words = useWords()
  const navigate = useNavigate()
  const operator = useMay('operator')
  const templates = read.useQuery('get', '/v2/admin/servingTemplates', {}, { enabled: operator })
  const executables = read.useQuery('get', '/v2/lm/executables', {})
  const columns = useColumns()
  const all = useMemo((): readonly Row[] | null => {
    if (!executables.data || (operator && !templates.data)) return null
    const own = (templates.data?.resources ?? []).map(
      ({ name, application, file, problem, keptSince, modifiedAt }): Row => ({
        ...{ name, title: name, problem, keptSince, modifiedAt },
        kind: application === null ? 'uploaded' : 'synced',
        origin: application === null ? null : `${application}${file === null ? '' : ` · ${file}`}`,
      }),
    )
    const builtIn = executables.data.resources
      .filter(({ template }) => !template)
      .map(({ id, title }): Row => {
        const none = { origin: null, modifiedAt: null, problem: null, keptSince: null }
        return { name: id, title, kind: 'builtIn', ...none }
      })
    return [...own, ...builtIn]
  }, [templates.data, executables.data, operator])
  const error = templates.error ?? executables.error
  if (error) return <Failed error={error} />
  if (!all) return <SkeletonRows rows={8} height={46} />
  const chosen = search.kind?.split(',') ?? []
  const asked = (search.q ?? '').toLowerCase()
  const found = all.filter(({ name, title, origin }) => `${name} ${title} ${origin ?? ''}`.toLowerCase().includes(asked))
  const rows = found.filter(({ kind }) => chosen.length === 0 || chosen.includes(kind))
  const clear = (): void => set({ q: undefined, kind: undefined })
  const hasOwn = all.some(({ kind }) => kind !== 'builtIn')
  return (
    <Stack>
      {!hasOwn && operator && (
        <Text size="sm" c="dimmed" maw={720}>
          {words.emptyText}
        </Text>
      )}
      <FilterBar
        search={search.q ?? ''}
        onSearch={(q) => set({ q: q === '' ? undefined : q })}
        searchLabel={words.search}
        facets={[
          {
            id: 'kind',
            label: words.kind,
            values: kinds.map((value) => ({
              value,
              label: words.kinds[value],
              count: found.filter(({ kind }) => kind === value).length,
            })),
            chosen,
          },
        ]}
        onFacet={(_, next) => set({ kind: next.length === 0 ? undefined : next.join(',') })}
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
          rowId={({ name }) => name}
          rowName={({ name }) => name}
          sort={search.sort}
          onSort={(sort) => set({ sort })}
          onOpen={({ name, kind }) =>
            void (kind === 'builtIn'
              ? navigate({ to: '/deployments/new', search: { executable: name } })
              : navigate({ to: '/templates/$templateName', params: { templateName: name } }))
          }
        />
      )}
    </Stack>
  )
}

function useColumns(): readonly Column<Row>[] {
  const words = useWords()
  return [
    {
      id: 'name',
      header: words.name,
      sortBy: ({ name }) => name.toLowerCase(),
      cell: ({ name, title, kind }) => (
        <div>
          {kind === 'builtIn' ? (
            <Text size="sm" fw={600}>
              {name}
            </Text>
          ) : (
            <Anchor
              size="sm"
              fw={600}
              renderRoot={(props) => <Link to="/templates/$templateName" params={{ templateName: name }} {...props} />}
            >
              {name}
            </Anchor>
          )}
          {title !== name && (
            <Text size="xs" c="dimmed">
              {title}
            </Text>
          )}
        </div>
      ),
    },
    {
      id: 'kind',
      header: words.kind,
      wide: true,
      sortBy: ({ kind }) => kinds.indexOf(kind),
      cell: ({ kind }) => <Text size="sm">{words.kinds[kind]}</Text>,
    },
    {
      id: 'origin',
      header: words.origin,
      wide: true,
      sortBy: ({ origin }) => origin ?? '',
      cell: ({ origin }) => <Text size="sm">{origin ?? '–'}</Text>,
    },
    {
      id: 'changed',
      header: words.changed,
      wide: true,
      sortBy: ({ modifiedAt }) => modifiedAt ?? '',
      cell: ({ modifiedAt }) =>
        modifiedAt === null ? (
          <Text size="sm">–</Text>
        ) : (
          <Text size="sm" component="span">
            <RelativeTime at={modifiedAt} />
          </Text>
        ),
    },
    {
      id: 'state',
      header: words.state,
      sortBy: ({ problem, keptSince }) => (problem !== null ? 0 : keptSince !== null ? 1 : 2),
      cell: ({ problem, keptSince }) => (
        <div>
          {problem !== null ? (
            <Mark tone="failed" text={words.trouble} />
          ) : keptSince !== null ? (
            <Mark tone="warning" text={words.kept} />
          ) : (
            <Mark tone="ok" text={words.ready} />
          )}
          {problem !== null && (
            <Text size="xs" c="dimmed" lineClamp={2} maw={380}>
              {problem}
            </Text>
          )}
        </div>
      ),
    },
    {
      id: 'deploy',
      header: words.deploy,
      cell: ({ name }) => (
        <Anchor size="sm" renderRoot={(props) => <Link to="/deployments/new" search={{ executable: name }} {...props} />}>
          {words.deploy}
        </Anchor>
      ),
    },
  ]
}
