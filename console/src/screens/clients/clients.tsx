import { Button, Switch, Text } from '@mantine/core'
import { IconPlus, IconUserCog } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useAccessColumns } from '../../parts/access-columns.tsx'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { Copyable } from '../../parts/copyable.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Page } from '../../parts/page.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark } from '../../parts/status.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { useCommonWords } from '../../words/common.ts'
import { CreateClient } from './create-client.tsx'
import { type ClientsSearch, clientsRoute } from './routes.ts'
import { useWords } from './words.ts'

type Client = components['schemas']['OAuthClient']

export function Clients() {
  const words = useWords()
  const search = clientsRoute.useSearch()
  const navigate = useNavigate({ from: clientsRoute.fullPath })
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/oauthClients', {})
  const [revoking, setRevoking] = useState<Client | null>(null)
  const columns = useColumns(setRevoking)
  const rows = useMemo(
    () => (data?.resources ?? []).filter(({ revokedAt }) => search.all || revokedAt === null).toReversed(),
    [data, search.all],
  )
  const set = (more: { readonly [K in keyof ClientsSearch]: ClientsSearch[K] | undefined }): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as ClientsSearch, replace: true })
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => set({ create: true })}>
      {words.create}
    </Button>
  )
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!data) return <SkeletonRows />
    if (data.resources.length === 0)
      return (
        <Empty icon={<IconUserCog size={36} stroke={1.4} />} title={words.emptyTitle} text={words.emptyText} action={create} />
      )
    return (
      <>
        <Switch
          label={words.showRevoked}
          checked={search.all ?? false}
          onChange={({ currentTarget }) => set({ all: currentTarget.checked ? true : undefined })}
        />
        <DataTable
          label={words.title}
          rows={rows}
          columns={columns}
          rowId={({ clientId }) => clientId}
          rowName={({ name }) => name}
          sort={search.sort}
          onSort={(sort) => set({ sort })}
        />
      </>
    )
  }
  return (
    <Page title={words.title} description={words.description} actions={error ? null : create}>
      {body()}
      <CreateClient opened={search.create ?? false} onClose={() => set({ create: undefined })} />
      <ConfirmByName
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title={words.revokeTitle}
        name={revoking?.name ?? ''}
        text={words.revokeText(revoking?.name ?? '')}
        verb={words.revoke}
        act={async () => {
          if (revoking)
            await api.DELETE('/v2/admin/oauthClients/{clientId}', { params: { path: { clientId: revoking.clientId } } })
          await readAgain('oauthClients')
        }}
      />
    </Page>
  )
}

function useColumns(revoke: (client: Client) => void): readonly Column<Client>[] {
  const words = useWords()
  const common = useCommonWords()
  const accessColumns = useAccessColumns<Client>()
  return [
    {
      id: 'name',
      header: words.name,
      sortBy: ({ name }) => name.toLowerCase(),
      cell: ({ name }) => (
        <Text size="sm" fw={600}>
          {name}
        </Text>
      ),
    },
    { id: 'id', header: words.id, wide: true, cell: ({ clientId }) => <Copyable value={clientId} label={words.id} code /> },
    ...accessColumns,
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
    {
      id: 'state',
      header: words.state,
      cell: ({ revokedAt }) => (
        <Mark tone={revokedAt === null ? 'ok' : 'off'} text={revokedAt === null ? words.valid : words.revoked} />
      ),
    },
    {
      id: 'actions',
      header: common.actions,
      align: 'right',
      cell: (client) =>
        client.revokedAt === null && (
          <Button size="xs" variant="default" onClick={() => revoke(client)} aria-label={`${words.revoke} ${client.name}`}>
            {words.revoke}
          </Button>
        ),
    },
  ]
}
