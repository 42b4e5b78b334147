import { Group, Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { read } from '../../api/client.ts'
import { Mark, type Tone } from '../../parts/status.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { useWords } from './words.ts'

type Application = components['schemas']['ArgoCDApplicationDataResponse']

/** A folder of a repository, how its last synchronisation went, and what of it file by file. */
export function ApplicationCard({ application, actions }: { readonly application: Application; readonly actions: ReactNode }) {
  const words = useWords()
  const { applicationName, repositoryUrl, path, revision } = application
  const { data } = read.useQuery(
    'get',
    '/v2/admin/applications/{applicationName}/status',
    { params: { path: { applicationName } } },
    // Until the first synchronisation is over: what it brings is told as a change of templates, how it ended is not.
    { refetchInterval: ({ state }) => (state.data?.healthStatus === 'Progressing' ? 1_000 : false) },
  )
  const tone: Tone = data === undefined ? 'off' : (tones[data.healthStatus] ?? 'busy')
  return (
    <section aria-label={applicationName}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Group gap="xs">
            <Text size="sm" fw={600}>
              {applicationName}
            </Text>
            {data && (
              <Mark tone={tone} text={words.syncStates[tone === 'ok' ? 'synced' : tone === 'busy' ? 'pending' : 'trouble']} />
            )}
            {data?.syncFinishedAt && (
              <Text size="xs" c="dimmed" component="span">
                <RelativeTime at={data.syncFinishedAt} />
              </Text>
            )}
          </Group>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {`${repositoryUrl} · ${path} · ${revision}`}
          </Text>
          {data?.message && (
            <Text size="xs" c={tone === 'failed' ? 'var(--mantine-color-error)' : 'dimmed'}>
              {data.message}
            </Text>
          )}
        </div>
        <Group gap="xs">{actions}</Group>
      </Group>
      {data && data.syncResourcesStatus.length > 0 && (
        <Table mt={4} fz="xs" aria-label={words.files(applicationName)}>
          <Table.Tbody>
            {data.syncResourcesStatus.map(({ name, kind, status, message }) => (
              <Table.Tr key={`${kind} ${name}`}>
                <Table.Td>{name}</Table.Td>
                <Table.Td>{kind}</Table.Td>
                <Table.Td>
                  <Mark
                    tone={status === 'Synced' ? 'ok' : status === 'SyncFailed' ? 'failed' : 'warning'}
                    text={words.fileStates[status as keyof typeof words.fileStates] ?? status}
                  />
                </Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{message}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  )
}

const tones: Readonly<Record<string, Tone>> = { Healthy: 'ok', Degraded: 'failed', Progressing: 'busy' }
