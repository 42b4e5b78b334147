import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useMay } from '../../api/session.ts'
import { EditRegistry } from './edit-registry.tsx'
import { SecretList } from './secret-list.tsx'
import { UsedBy, useUsedBy } from './used-by.tsx'
import { useWords } from './words.ts'

/** What opens registries of container images. */
export function Registries() {
  const words = useWords()
  const isAdmin = useMay('admin')
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/dockerRegistrySecrets', {})
  const usedBy = useUsedBy()
  return (
    <SecretList
      kind="registries"
      rows={data?.resources}
      error={error}
      retry={() => void refetch()}
      columns={[{ id: 'used', header: words.usedBy, cell: ({ name }) => <UsedBy users={usedBy.get(`registries/${name}`)} /> }]}
      rowId={({ name }) => name}
      may={() => isAdmin}
      removeText={words.removeText}
      remove={async ({ name }) => {
        await api.DELETE('/v2/admin/dockerRegistrySecrets/{dockerRegistryName}', {
          params: { path: { dockerRegistryName: name } },
        })
        await readAgain('dockerRegistrySecrets')
      }}
      edit={(secret, close) => <EditRegistry name={secret?.name ?? null} onClose={close} />}
    />
  )
}
