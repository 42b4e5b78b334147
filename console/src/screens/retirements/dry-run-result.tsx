import { Alert, Button, Group, Progress, Stack, Table, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useMay } from '../../api/session.ts'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { joined, sentence } from '../../parts/sentence.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark } from '../../parts/status.tsx'
import { TableCopy } from '../../parts/table-copy.tsx'
import { useCommonWords } from '../../words/common.ts'
import { DryRunCalls } from './dry-run-calls.tsx'
import { useWords } from './words.ts'

type Sum = components['schemas']['DryRunSum']

const stateTones = { running: 'busy', completed: 'ok', failed: 'failed' } as const
const lookMs = 1_000

/** How far a dry run is, both sides beside each other, and call by call. */
export function DryRunResult({ deploymentId, number }: { readonly deploymentId: string; readonly number: number }) {
  const words = useWords()
  const params = { path: { deploymentId, number } }
  const { data, error, refetch } = read.useQuery(
    'get',
    '/v2/lm/deployments/{deploymentId}/dry-runs/{number}',
    { params },
    // Its progress is not told on the live line.
    { refetchInterval: ({ state }) => (state.data?.state === 'running' ? lookMs : false) },
  )
  if (error) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={5} />
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <Mark tone={stateTones[data.state]} text={words.runStates[data.state]} />
        <Text size="sm">{sentence(words.progress, <Figure value={data.done} />, <Figure value={data.total} />)}</Text>
        {data.skipped > 0 && (
          <Text size="xs" c="dimmed">
            {sentence(words.skipped, <Figure value={data.skipped} />)}
          </Text>
        )}
      </Group>
      {data.state === 'running' && (
        <Progress
          value={data.total === 0 ? 0 : (data.done / data.total) * 100}
          aria-label={words.progress(String(data.done), String(data.total))}
        />
      )}
      {data.message !== '' && (
        <Alert color="red" variant="outline">
          {data.message}
        </Alert>
      )}
      {data.done > 0 && (
        <>
          <Compared before={data.before} after={data.after} statusChanged={data.statusChanged} />
          <DryRunCalls deploymentId={deploymentId} run={data} />
        </>
      )}
      {data.state === 'completed' && <Switch deploymentId={deploymentId} configurationId={data.configurationId} />}
    </Stack>
  )
}

function Compared({
  before,
  after,
  statusChanged,
}: {
  readonly before: Sum
  readonly after: Sum
  readonly statusChanged: number
}) {
  const words = useWords()
  const number = (value: number | null) => <Figure value={value} />
  const time = (value: number | null) => <Figure value={value} unit="ms" />
  const cost = ({ costs, unpriced }: Sum) =>
    costs.length === 0
      ? unpriced > 0
        ? words.notKnown
        : '–'
      : joined(
          costs.map(({ amount, currency }) => <Figure key={currency} value={amount} unit={{ currency }} />),
          ' + ',
        )
  const rows = [
    [words.succeeded, number(before.succeeded), number(after.succeeded)],
    [words.otherStatus, '', number(statusChanged)],
    [words.p50, time(before.p50Ms), time(after.p50Ms)],
    [words.p95, time(before.p95Ms), time(after.p95Ms)],
    [words.tokensIn, number(before.inputTokens), number(after.inputTokens)],
    [words.tokensOut, number(before.outputTokens), number(after.outputTokens)],
    [words.cost, cost(before), cost(after)],
  ] as const
  return (
    <TableCopy>
      <Table maw={560} aria-label={words.compared}>
        <Table.Thead>
          <Table.Tr>
            <Table.Td />
            <Table.Th ta="right">{words.before}</Table.Th>
            <Table.Th ta="right">{words.after}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([name, one, other]) => (
            <Table.Tr key={name}>
              <Table.Th fw={400}>{name}</Table.Th>
              <Table.Td ta="right">{one}</Table.Td>
              <Table.Td ta="right" fw={600}>
                {other}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </TableCopy>
  )
}

/** Gives the deployment what was tried; the version in use answers until it is ready. */
function Switch({ deploymentId, configurationId }: { readonly deploymentId: string; readonly configurationId: string }) {
  const words = useWords()
  const common = useCommonWords()
  const may = useMay('operator')
  const [busy, setBusy] = useState(false)
  const change = async (): Promise<void> => {
    setBusy(true)
    const params = { path: { deploymentId } }
    await api.PATCH('/v2/lm/deployments/{deploymentId}', { params, body: { configurationId } }).then(
      () => notifications.show({ message: words.switched }),
      (error: Error) => notifications.show({ color: 'red', title: common.failed, message: error.message }),
    )
    await Promise.all([readAgain('deployments'), readAgain('retirements')])
    setBusy(false)
  }
  return (
    <Group gap="sm">
      <Button variant="default" disabled={!may} loading={busy} onClick={() => void change()}>
        {words.switchTo}
      </Button>
      <Text size="xs" c="dimmed">
        {words.switchText}
      </Text>
    </Group>
  )
}
