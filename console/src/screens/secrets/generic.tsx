import { Text } from '@mantine/core'
import { useMemo } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useMay } from '../../api/session.ts'
import type { Column } from '../../parts/data-table.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { EditGeneric } from './edit-generic.tsx'
import { SecretList } from './secret-list.tsx'
import { UsedBy, useUsedBy } from './used-by.tsx'
import { useWords } from './words.ts'

/** `everywhere`: for every resource group, not for this one alone. */
export type GenericSecret = components['schemas']['GenericSecretDetails'] & { readonly everywhere: boolean }

/** What has calls act for every group instead of the one that is chosen; takes an administrator. */
export const forEveryGroup = { 'AI-Tenant-Scope': 'true', 'AI-Resource-Group': '*' }

/** Secrets of the group, and for administrators those of every group. */
export function GenericSecrets() {
  const words = useWords()
  const isAdmin = useMay('admin')
  const own = read.useQuery('get', '/v2/admin/secrets', {})
  const shared = read.useQuery('get', '/v2/admin/secrets', { headers: forEveryGroup }, { enabled: isAdmin })
  const usedBy = useUsedBy()
  const rows = useMemo(
    () =>
      own.data && (!isAdmin || shared.data)
        ? [
            ...own.data.resources.map((each) => ({ ...each, everywhere: false })),
            ...(shared.data?.resources ?? []).map((each) => ({ ...each, everywhere: true })),
          ]
        : undefined,
    [own.data, shared.data, isAdmin],
  )
  const isHidden = ({ name, everywhere }: GenericSecret): boolean =>
    everywhere && (own.data?.resources ?? []).some((each) => each.name === name)
  const columns: readonly Column<GenericSecret>[] = [
    {
      id: 'where',
      header: words.where,
      wide: true,
      cell: ({ everywhere }) => <Text size="sm">{everywhere ? words.everyGroup : words.thisGroup}</Text>,
    },
    {
      id: 'used',
      header: words.usedBy,
      cell: (secret) => <UsedBy users={isHidden(secret) ? [] : usedBy.get(`generic/${secret.name}`)} />,
    },
    {
      id: 'created',
      header: words.createdAt,
      wide: true,
      sortBy: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => (
        <Text size="sm" component="span">
          <RelativeTime at={createdAt} />
        </Text>
      ),
    },
  ]
  return (
    <SecretList<GenericSecret>
      kind="generic"
      rows={rows}
      error={own.error ?? shared.error}
      retry={() => void own.refetch()}
      columns={columns}
      rowId={({ name, everywhere }) => (everywhere ? `*/${name}` : name)}
      may={(row) => isAdmin || !row?.everywhere}
      removeText={words.removeText}
      remove={async ({ name, everywhere }) => {
        await api.DELETE('/v2/admin/secrets/{secretName}', {
          params: { path: { secretName: name } },
          ...(everywhere ? { headers: forEveryGroup } : {}),
        })
        await readAgain('secrets')
      }}
      edit={(secret, close) => <EditGeneric secret={secret} onClose={close} />}
    />
  )
}
