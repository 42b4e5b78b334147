import { Anchor, Group, Paper, Progress, Table, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { read } from '../../api/client.ts'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { usePhaseWords } from '../../parts/phase-words.ts'
import { sentence } from '../../parts/sentence.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark, type Tone } from '../../parts/status.tsx'
import { TableCopy } from '../../parts/table-copy.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import type { Details } from './data.ts'
import { shortId } from './instances.ts'
import { useScalingWords } from './scaling-words.ts'

const tones: Readonly<Record<string, Tone>> = { running: 'ok', failed: 'failed', stopping: 'off', pending: 'off' }

/** The instances that there are, and what they take of the machine; looked at anew every few seconds. */
export function InstancesNow({ deployment }: { readonly deployment: Details }) {
  const words = useScalingWords()
  const phases = usePhaseWords()
  const { data, error, refetch } = read.useQuery(
    'get',
    '/v2/lm/deployments/{deploymentId}/instances',
    { params: { path: { deploymentId: deployment.id } } },
    { refetchInterval: 3_000 },
  )
  const reason = deployment.scaling?.predictor?.reason
  return (
    <Paper withBorder p="md" component="section" aria-label={words.now}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          {words.now}
        </Title>
        {reason && (
          <Text size="xs" c="dimmed">
            {reason}
          </Text>
        )}
      </Group>
      {error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : !data ? (
        <SkeletonRows rows={2} />
      ) : data.resources.length === 0 ? (
        <Text size="sm" c="dimmed">
          {words.noInstance}
        </Text>
      ) : (
        <TableCopy>
          <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
            <Table fz="sm" verticalSpacing={6}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{words.instance}</Table.Th>
                  <Table.Th>{words.phase}</Table.Th>
                  <Table.Th>{words.since}</Table.Th>
                  <Table.Th ta="right">{words.cpu}</Table.Th>
                  <Table.Th ta="right">{words.memory}</Table.Th>
                  <Table.Th ta="right">{words.restarts}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.resources.map((each) => (
                  <Table.Tr key={each.id}>
                    <Table.Td>
                      <Anchor
                        size="sm"
                        renderRoot={(props) => (
                          <Link
                            to="/deployments/$deploymentId"
                            params={{ deploymentId: deployment.id }}
                            search={{ tab: 'logs', source: each.id }}
                            {...props}
                          />
                        )}
                      >
                        {`${words.components[each.component]} ${shortId(each.id)}`}
                      </Anchor>
                    </Table.Td>
                    <Table.Td miw={130}>
                      <Mark tone={tones[each.phase] ?? 'busy'} text={phases[each.phase]} />
                      {each.message && (
                        <Text size="xs" c="dimmed" lineClamp={2}>
                          {each.message}
                        </Text>
                      )}
                      {each.progress?.total && (
                        <Progress
                          mt={4}
                          size="sm"
                          value={(each.progress.done / each.progress.total) * 100}
                          aria-label={phases[each.phase]}
                        />
                      )}
                    </Table.Td>
                    <Table.Td>
                      <RelativeTime at={each.since} />
                    </Table.Td>
                    <Table.Td ta="right">
                      <Of
                        used={<Figure value={each.cpu} />}
                        limit={each.cpuLimit === null ? null : sentence(words.cores, <Figure value={each.cpuLimit} digits={1} />)}
                      />
                    </Table.Td>
                    <Table.Td ta="right">
                      <Of
                        used={<Figure value={each.memoryBytes} unit="bytes" />}
                        limit={each.memoryLimitBytes === null ? null : <Figure value={each.memoryLimitBytes} unit="bytes" />}
                      />
                    </Table.Td>
                    <Table.Td ta="right">
                      <Figure value={each.restarts} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </TableCopy>
      )}
    </Paper>
  )
}

function Of({ used, limit }: { readonly used: ReactNode; readonly limit: ReactNode }) {
  return (
    <>
      {used}
      {limit && (
        <Text span size="xs" c="dimmed">
          {' / '}
          {limit}
        </Text>
      )}
    </>
  )
}
