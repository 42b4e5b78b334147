import { Skeleton, Stack, Table, Text, Title } from '@mantine/core'
import { read } from '../../api/client.ts'
import { DiffView } from '../../parts/code-editor.tsx'
import { Failed } from '../../parts/failed.tsx'
import type { Details } from './data.ts'
import { useVersionWords } from './version-words.ts'

/** In what two versions differ, a line for each setting; long texts side by side. */
export function VersionDiff({
  deployment,
  from,
  to,
}: {
  readonly deployment: Details
  readonly from: number
  readonly to: number
}) {
  const words = useVersionWords()
  const { data, error } = read.useQuery('get', '/v2/lm/deployments/{deploymentId}/versions/{version}/diff', {
    params: { path: { deploymentId: deployment.id, version: to }, query: { from } },
  })
  const isLong = (text: string | null): boolean => text !== null && (text.includes('\n') || text.length > 120)
  const long = data?.differences.filter((each) => isLong(each.from) || isLong(each.to)) ?? []
  const short = data?.differences.filter((each) => !long.includes(each)) ?? []
  return (
    <Stack gap="xs" mt="md" component="section" aria-label={words.diff(from, to)}>
      <Title order={3} size="sm">
        {words.diff(from, to)}
      </Title>
      {error ? (
        <Failed error={error} />
      ) : !data ? (
        <Skeleton height={80} />
      ) : data.differences.length === 0 ? (
        <Text size="sm" c="dimmed">
          {words.same}
        </Text>
      ) : (
        short.length > 0 && (
          <Table fz="sm" withTableBorder withColumnBorders layout="fixed">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{words.setting}</Table.Th>
                <Table.Th>{words.versionNumber(from)}</Table.Th>
                <Table.Th>{words.versionNumber(to)}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {short.map((each) => (
                <Table.Tr key={each.field}>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{each.field}</Table.Td>
                  <Value text={each.from} color="var(--lectern-failed)" />
                  <Value text={each.to} color="var(--lectern-ok)" />
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )
      )}
      {long.map((each) => (
        <DiffView
          key={each.field}
          label={each.field}
          before={each.from ?? ''}
          after={each.to ?? ''}
          beforeLabel={`${each.field} · ${words.versionNumber(from)}`}
          afterLabel={`${each.field} · ${words.versionNumber(to)}`}
          language={/^\s*[{[]/.test(each.to ?? each.from ?? '') ? 'json' : 'text'}
        />
      ))}
    </Stack>
  )
}

function Value({ text, color }: { readonly text: string | null; readonly color: string }) {
  const words = useVersionWords()
  return (
    <Table.Td style={{ overflowWrap: 'anywhere' }}>
      {text === null ? (
        <Text span size="sm" c="dimmed">
          {words.absent}
        </Text>
      ) : (
        <Text span size="sm" c={color} ff="monospace">
          {text}
        </Text>
      )}
    </Table.Td>
  )
}
