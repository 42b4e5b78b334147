import { Anchor, Button, Text } from '@mantine/core'
import { IconAdjustments, IconPlus } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useMay } from '../../api/session.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty, NoMatch } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { FilterBar } from '../../parts/filter-bar.tsx'
import { Page } from '../../parts/page.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { type Configuration, modelOf, type UsersOf, useConfigurations } from './data.ts'
import { type ConfigurationsSearch, configurationsRoute } from './routes.ts'
import { Users } from './users.tsx'
import { useWords } from './words.ts'

export function Configurations() {
  const words = useWords()
  const may = useMay('operator')
  const search = configurationsRoute.useSearch()
  const navigate = useNavigate({ from: configurationsRoute.fullPath })
  const { configurations, usersOf, error, refetch } = useConfigurations()
  const columns = useColumns(usersOf)
  const chosen = search.executable?.split(',') ?? []
  const rows = useMemo(() => filtered(configurations ?? [], search), [configurations, search])
  const set = (more: { readonly [K in keyof ConfigurationsSearch]: ConfigurationsSearch[K] | undefined }): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as ConfigurationsSearch, replace: true })
  const create = (
    <Button
      renderRoot={(props) => <Link to="/deployments/new" {...props} />}
      leftSection={<IconPlus size={16} />}
      disabled={!may}
    >
      {words.create}
    </Button>
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
          shown={words.shown(rows.length, configurations.length)}
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
    {
      id: 'name',
      header: words.name,
      sortBy: ({ name }) => name.toLowerCase(),
      cell: ({ id, name }) => (
        <Anchor
          renderRoot={(props) => <Link to="/configurations/$configurationId" params={{ configurationId: id }} {...props} />}
          fw={600}
          size="sm"
        >
          {name}
        </Anchor>
      ),
    },
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
    {
      id: 'created',
      header: words.created,
      wide: true,
      sortBy: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => (
        <Text size="sm" component="span">
          <RelativeTime at={createdAt} />
        </Text>
      ),
    },
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
