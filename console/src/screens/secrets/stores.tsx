import { Text } from '@mantine/core'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { Copyable } from '../../parts/copyable.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { EditStore } from './edit-store.tsx'
import { SecretList } from './secret-list.tsx'
import { useWords } from './words.ts'

export type StoreSecret = components['schemas']['ObjectStoreSecretStatus']

/** What is shown of a store, by the word it was given with: `bucket`, `region`, … */
export const said = ({ metadata }: StoreSecret, word: string): string => metadata[`storage.ai.sap.com/${word}`] ?? ''

/** Where model files are. */
export function Stores() {
  const words = useWords()
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/objectStoreSecrets', {})
  const column = (id: string, header: string, more: Partial<Column<StoreSecret>> = {}): Column<StoreSecret> => ({
    id,
    header,
    sortBy: (store) => said(store, id),
    cell: (store) => <Text size="sm">{said(store, id) || '–'}</Text>,
    ...more,
  })
  return (
    <SecretList
      kind="stores"
      rows={data?.resources}
      error={error}
      retry={() => void refetch()}
      columns={[
        column('type', words.type),
        column('bucket', words.bucket, { wide: true }),
        column('region', words.region, { wide: true }),
        column('endpoint', words.endpoint, {
          wide: true,
          cell: (store) =>
            said(store, 'endpoint') === '' ? '–' : <Copyable value={said(store, 'endpoint')} label={words.endpoint} code />,
        }),
      ]}
      rowId={({ name }) => name}
      may={() => true}
      removeText={words.removeStoreText}
      remove={async ({ name }) => {
        await api.DELETE('/v2/admin/objectStoreSecrets/{objectStoreName}', { params: { path: { objectStoreName: name } } })
        await readAgain('objectStoreSecrets')
      }}
      edit={(store, close) => <EditStore store={store} onClose={close} />}
    />
  )
}
