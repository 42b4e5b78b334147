import { Button, Text } from '@mantine/core'
import { IconAdjustments, IconPlus } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty, NoMatch } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { FilterBar } from '../../parts/filter-bar.tsx'
import { Guarded } from '../../parts/guarded.tsx'
import { nameColumn, timeColumn } from '../../parts/list-columns.tsx'
import { Page } from '../../parts/page.tsx'
import { ShownOf } from '../../parts/shown-of.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { type Configuration, modelOf, type UsersOf, useConfigurations } from './data.ts'
import { type ConfigurationsSearch, configurationsRoute } from './routes.ts'
import { Users } from './users.tsx'
import { useWords } from './words.ts'

export function Configurations() {
  const words = useWords()
  const search = configurationsRoute.useSearch()
  const navigate = useNavigate({ from: configurationsRoute.fullPath })
  const { configurations, usersOf, error, refetch } = useConfigurations()
  const columns = useColumns(usersOf)
  const chosen = search.executable?.split(',') ?? []
  const rows = useMemo(() => filtered(configurations ?? [], search), [configurations, search])
  const set = (more: { readonly [K in keyof ConfigurationsSearch]: ConfigurationsSearch[K] | undefined }): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as ConfigurationsSearch, replace: true })
  const create = (
    <Guarded least="operator">
      {(may) => (
        <Button
          renderRoot={(props) => <Link to="/deployments/new" {...props} />}
          leftSection={<IconPlus size={16} />}
          disabled={!may}
        >
          {words.create}
        </Button>
      )}
    </Guarded>
  )
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!configurations) return <SkeletonRows rows={10} height={46} />
    if (configurations.length === 0)
      return (
        <Empty
          icon={<IconAdjustments size={36} stroke={1.4} />}
          title={words.emptyTitle}
          text={words.emptyText}
          action={create}
        />
      )
    const executables = [...new Set(configurations.map(({ executableId }) => executableId))].sort()
    const clear = (): void => set({ q: undefined, executable: undefined })
    return (
      <>
        <FilterBar
          search={search.q ?? ''}
          onSearch={(q) => set({ q: q === '' ? undefined : q })}
          searchLabel={words.search}
          facets={[
            {
              id: 'executable',
              label: words.executable,
              values: executables.map((value) => ({
                value,
                label: value,
                count: configurations.filter(({ executableId }) => executableId === value).length,
              })),
              chosen,
            },
          ]}
          onFacet={(_, next) => set({ executable: next.length === 0 ? undefined : next.join(',') })}
          onClear={clear}
          shown={<ShownOf shown={rows.length} all={configurations.length} say={words.shown} />}
        />
        {rows.length === 0 ? (
          <NoMatch onClear={clear} />
        ) : (
          <DataTable
            label={words.title}
            rows={rows}
            columns={columns}
            rowId={({ id }) => id}
            rowName={({ name }) => name}
            sort={search.sort}
            onSort={(sort) => set({ sort })}
            onOpen={({ id }) => void navigate({ to: '/configurations/$configurationId', params: { configurationId: id } })}
          />
        )}
      </>
    )
  }
  return (
    <Page title={words.title} description={words.description}>
      {body()}
    </Page>
  )
}

function useColumns(usersOf: UsersOf): readonly Column<Configuration>[] {
  const words = useWords()
  return [
    nameColumn(words.name, ({ id }, looks) => (
      <Link to="/configurations/$configurationId" params={{ configurationId: id }} {...looks} />
    )),
    {
      id: 'model',
      header: words.model,
      sortBy: modelOf,
      cell: (row) => <Text size="sm">{modelOf(row) || '–'}</Text>,
    },
    {
      id: 'executable',
      header: words.executable,
      wide: true,
      sortBy: ({ executableId }) => executableId,
      cell: ({ executableId }) => <Text size="sm">{executableId}</Text>,
    },
    {
      id: 'users',
      header: words.users,
      sortBy: ({ id }) => -usersOf(id).length,
      cell: ({ id }) => <Users deployments={usersOf(id)} />,
    },
    timeColumn('created', words.created, ({ createdAt }) => createdAt),
  ]
}

function filtered(all: readonly Configuration[], { q = '', executable }: ConfigurationsSearch): readonly Configuration[] {
  const asked = q.toLowerCase().split(/\s+/).filter(Boolean)
  const executables = executable?.split(',') ?? []
  return all.filter((each) => {
    const values = each.parameterBindings.map(({ value }) => value).join(' ')
    const text = `${each.name} ${each.id} ${each.executableId} ${values}`.toLowerCase()
    return asked.every((word) => text.includes(word)) && (executables.length === 0 || executables.includes(each.executableId))
  })
}
