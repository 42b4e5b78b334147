import { Button, Code, Group, Text } from '@mantine/core'
import { IconPlugConnected, IconPlus } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useMay } from '../../api/session.ts'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { Copyable } from '../../parts/copyable.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Page } from '../../parts/page.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { useCommonWords } from '../../words/common.ts'
import { type Connection, EditConnection, type Provider } from './edit-connection.tsx'
import { type ConnectionsSearch, connectionsRoute } from './routes.ts'
import { TestButton } from './test-button.tsx'
import { useWords } from './words.ts'

export function Connections() {
  const words = useWords()
  const search = connectionsRoute.useSearch()
  const navigate = useNavigate({ from: connectionsRoute.fullPath })
  const may = useMay('operator')
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/connections', {})
  const executables = read.useQuery('get', '/v2/lm/executables', {}).data?.resources ?? []
  const providers = executables.filter((each): each is Provider => each.connection !== null)
  const [removing, setRemoving] = useState<Connection | null>(null)
  const set = (more: { readonly [K in keyof ConnectionsSearch]: ConnectionsSearch[K] | undefined }): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as ConnectionsSearch, replace: true })
  const columns = useColumns(providers, may, ({ name }) => set({ edit: name }), setRemoving)
  const edited = data?.resources.find(({ name }) => name === search.edit)
  const close = (): void => set({ create: undefined, edit: undefined })
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => set({ create: '' })} disabled={!may}>
      {words.create}
    </Button>
  )
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!data) return <SkeletonRows />
    if (data.resources.length === 0)
      return (
        <Empty
          icon={<IconPlugConnected size={36} stroke={1.4} />}
          title={words.emptyTitle}
          text={words.emptyText}
          action={create}
        />
      )
    return (
      <DataTable
        label={words.title}
        rows={data.resources}
        columns={columns}
        rowId={({ name, shared }) => `${name} ${shared}`}
        rowName={({ name }) => name}
        sort={search.sort}
        onSort={(sort) => set({ sort })}
      />
    )
  }
  return (
    <Page title={words.title} description={words.description} actions={data?.resources.length === 0 ? null : create}>
      {body()}
      {providers.length > 0 && (search.create !== undefined || edited) && (
        <EditConnection
          key={edited?.name ?? 'new'}
          providers={providers}
          providerId={edited?.provider ?? search.create ?? ''}
          connection={edited ?? null}
          onProvider={(id) => set({ create: id })}
          onClose={close}
        />
      )}
      <ConfirmByName
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={words.removeTitle}
        name={removing?.name ?? ''}
        text={words.removeText(removing?.name ?? '')}
        act={async () => {
          if (removing) await api.DELETE('/v2/admin/connections/{name}', { params: { path: { name: removing.name } } })
          await readAgain('connections')
        }}
      />
    </Page>
  )
}

function useColumns(
  providers: readonly Provider[],
  may: boolean,
  edit: (connection: Connection) => void,
  remove: (connection: Connection) => void,
): readonly Column<Connection>[] {
  const words = useWords()
  const common = useCommonWords()
  return [
    {
      id: 'name',
      header: words.name,
      sortBy: ({ name }) => name,
      cell: ({ name, provider }) => (
        <>
          <Text size="sm" fw={600}>
            {name}
          </Text>
          <Text size="xs" c="dimmed">
            {providers.find(({ id }) => id === provider)?.title ?? provider}
          </Text>
        </>
      ),
    },
    {
      id: 'url',
      header: words.baseUrl,
      wide: true,
      cell: ({ baseUrl }) => <Copyable value={baseUrl} label={words.baseUrl} code />,
    },
    {
      id: 'holds',
      header: words.holds,
      wide: true,
      cell: ({ credentialFields }) => (
        <Group gap={4}>
          {credentialFields.length === 0 ? common.none : credentialFields.map((field) => <Code key={field}>{field}</Code>)}
        </Group>
      ),
    },
    {
      id: 'where',
      header: words.where,
      wide: true,
      cell: ({ shared }) => <Text size="sm">{shared ? words.isShared : words.isOwn}</Text>,
    },
    {
      id: 'changed',
      header: words.changed,
      wide: true,
      sortBy: ({ modifiedAt }) => modifiedAt,
      cell: ({ modifiedAt }) => (
        <Text size="sm" component="span">
          <RelativeTime at={modifiedAt} />
        </Text>
      ),
    },
    { id: 'test', header: words.test, cell: ({ name }) => (may ? <TestButton name={name} /> : '–') },
    {
      id: 'actions',
      header: common.actions,
      align: 'right',
      cell: (connection) =>
        may && (
          <Group gap={6} justify="flex-end" wrap="nowrap">
            <Button size="compact-xs" variant="default" onClick={() => edit(connection)} aria-label={words.edit(connection.name)}>
              {common.edit}
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => remove(connection)}
              aria-label={`${words.remove} ${connection.name}`}
            >
              {words.remove}
            </Button>
          </Group>
        ),
    },
  ]
}
