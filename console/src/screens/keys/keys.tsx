import { Button, Switch, Text } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
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
import { CreateKey } from './create-key.tsx'
import { useLastUsed } from './last-used.ts'
import { type KeysSearch, keysRoute } from './routes.ts'
import { useWords } from './words.ts'

type Key = components['schemas']['ApiKey']

export function Keys() {
  const words = useWords()
  const search = keysRoute.useSearch()
  const navigate = useNavigate({ from: keysRoute.fullPath })
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/apiKeys', {})
  const [revoking, setRevoking] = useState<Key | null>(null)
  const columns = useColumns(setRevoking)
  const rows = useMemo(
    () => (data?.resources ?? []).filter((key) => search.all || stateOf(key) === 'valid').toReversed(),
    [data, search.all],
  )
  const set = (more: { readonly [K in keyof KeysSearch]: KeysSearch[K] | undefined }): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as KeysSearch, replace: true })
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => set({ create: true })}>
      {words.create}
    </Button>
  )
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!data) return <SkeletonRows />
    if (data.resources.length === 0)
      return <Empty icon={<IconKey size={36} stroke={1.4} />} title={words.emptyTitle} text={words.emptyText} action={create} />
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
          rowId={({ id }) => id}
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
      <CreateKey opened={search.create ?? false} onClose={() => set({ create: undefined })} />
      <ConfirmByName
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title={words.revokeTitle}
        name={revoking?.name ?? ''}
        text={words.revokeText(revoking?.name ?? '')}
        verb={words.revoke}
        act={async () => {
          if (revoking) await api.DELETE('/v2/admin/apiKeys/{id}', { params: { path: { id: revoking.id } } })
          await readAgain('apiKeys')
        }}
      />
    </Page>
  )
}

function useColumns(revoke: (key: Key) => void): readonly Column<Key>[] {
  const words = useWords()
  const common = useCommonWords()
  const accessColumns = useAccessColumns<Key>()
  const lastUsed = useLastUsed()
  const used = ({ id }: Key): string => {
    const days = lastUsed.get(id)
    return days === undefined ? words.neverUsed : days <= 0 ? words.today : words.daysAgo(days)
  }
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
    { id: 'id', header: words.id, wide: true, cell: ({ id }) => <Copyable value={id} label={words.id} code /> },
    ...accessColumns,
    {
      id: 'used',
      header: words.used,
      wide: true,
      sortBy: ({ id }) => lastUsed.get(id) ?? 999,
      cell: (key) => <Text size="sm">{used(key)}</Text>,
    },
    {
      id: 'expires',
      header: words.expires,
      wide: true,
      sortBy: ({ expiresAt }) => expiresAt ?? '9999',
      cell: ({ expiresAt }) => (
        <Text size="sm" component="span">
          {expiresAt === null ? common.never : <RelativeTime at={expiresAt} />}
        </Text>
      ),
    },
    {
      id: 'state',
      header: words.state,
      cell: (key) => {
        const state = stateOf(key)
        return <Mark tone={state === 'valid' ? 'ok' : 'off'} text={words[state]} />
      },
    },
    {
      id: 'actions',
      header: common.actions,
      align: 'right',
      cell: (key) =>
        stateOf(key) === 'valid' && (
          <Button size="xs" variant="default" onClick={() => revoke(key)} aria-label={`${words.revoke} ${key.name}`}>
            {words.revoke}
          </Button>
        ),
    },
  ]
}

const stateOf = ({ revokedAt, expiresAt }: Key): 'valid' | 'expired' | 'revoked' =>
  revokedAt !== null ? 'revoked' : expiresAt !== null && Date.parse(expiresAt) <= Date.now() ? 'expired' : 'valid'
