import { Alert, Button, Group, Paper, Progress, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type ReactNode, useEffect, useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { useMay } from '../../api/session.ts'
import { Figure } from '../../parts/figure.tsx'
import { Guarded } from '../../parts/guarded.tsx'
import { joined, sentence } from '../../parts/sentence.tsx'
import { SliderWithNumber } from '../../parts/slider-with-number.tsx'
import { Mark } from '../../parts/status.tsx'
import { TableCopy } from '../../parts/table-copy.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { readAgain } from '../deployments/acts.ts'
import { change, type Details } from './data.ts'
import { useVersionWords } from './version-words.ts'
import { ConfigurationName } from './versions.tsx'

type Report = components['schemas']['RolloutReport']

/** The rollout under way: its share as a slider, how both sides do, and its end one way or the other. */
export function Rollout({ deployment }: { readonly deployment: Details }) {
  const words = useVersionWords()
  const params = { path: { deploymentId: deployment.id } }
  const over = deployment.rollout?.status === 'ROLLED_BACK'
  const { data } = read.useQuery(
    'get',
    '/v2/lm/deployments/{deploymentId}/rollout',
    { params },
    { refetchInterval: over ? false : 3_000 },
  )
  const rollout = data ?? deployment.rollout
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  if (!rollout) return null
  const run = async (act: () => Promise<unknown>, done: string): Promise<void> => {
    setBusy(true)
    setTrouble(null)
    await act().then(
      () => notifications.show({ message: done }),
      (error: Error) => setTrouble(error.message),
    )
    await readAgain()
    setBusy(false)
  }
  const promote = () => api.POST('/v2/lm/deployments/{deploymentId}/promote', { params })
  const takeBack = () => api.POST('/v2/lm/deployments/{deploymentId}/rollback', { params, body: {} })
  return (
    <Paper withBorder p="md" component="section" aria-label={words.rollout}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap="sm">
            <Title order={2} size="h3">
              {words.rollout}
            </Title>
            <Mark
              tone={over ? 'warning' : rollout.status === 'PENDING' ? 'busy' : 'ok'}
              text={words.rolloutStates[rollout.status]}
            />
          </Group>
          {!over && (
            <Group gap="xs">
              <Guarded least="operator">
                {(may) => (
                  <>
                    <Button variant="default" disabled={!may || busy} onClick={() => void run(takeBack, words.tookBack)}>
                      {words.takeBack}
                    </Button>
                    <Button
                      disabled={!may || rollout.status !== 'PROGRESSING'}
                      loading={busy}
                      onClick={() => void run(promote, words.promoted)}
                    >
                      {words.promote}
                    </Button>
                  </>
                )}
              </Guarded>
            </Group>
          )}
        </Group>
        <Group gap="xs">
          <Text size="sm">{words.strategies[rollout.strategy]}</Text>
          <Text size="sm" c="dimmed">
            {words.versionNumber(rollout.version)}
          </Text>
          <ConfigurationName id={rollout.configurationId} />
          <Text size="sm" c="dimmed">
            <RelativeTime at={rollout.startedAt} />
          </Text>
        </Group>
        {rollout.statusMessage && <Text size="sm">{rollout.statusMessage}</Text>}
        {trouble && (
          <Alert color="red" variant="outline" role="alert">
            {trouble}
          </Alert>
        )}
        {!over && <Share deployment={deployment} percent={rollout.percent} most={rollout.strategy === 'mirror' ? 50 : 100} />}
        {rollout.steps && <Steps steps={rollout.steps} at={rollout.step ?? 1} />}
        {data && <Sides report={data} />}
        <Text size="xs" c="dimmed">
          {sentence(
            words.failsWhen,
            <Figure value={rollout.failOn.errorPercent} unit="percent" />,
            <Figure value={rollout.failOn.minCalls} />,
            <Figure value={rollout.failOn.deaths} />,
          )}
          {rollout.header ? ` ${words.byHeader(rollout.header.name, rollout.header.value)}` : ''}
          {rollout.sticky ? ` ${words.sticky(rollout.sticky === true ? null : rollout.sticky.header)}` : ''}
        </Text>
      </Stack>
    </Paper>
  )
}

/** The share as it is in force, until somebody moves it; then until it is set. */
function Share({ deployment, percent, most }: { readonly deployment: Details; readonly percent: number; readonly most: number }) {
  const words = useVersionWords()
  const may = useMay('operator')
  const [wanted, setWanted] = useState(percent)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  useEffect(() => setWanted(percent), [percent])
  const apply = async (): Promise<void> => {
    setBusy(true)
    await change(deployment.id, { rollout: { percent: wanted } }).then(
      () => setTrouble(undefined),
      (error: Error) => setTrouble(error.message),
    )
    setBusy(false)
  }
  return (
    <Group align="flex-end" gap="md">
      <div style={{ flex: 1, minWidth: 260 }}>
        <SliderWithNumber
          label={words.share}
          value={wanted}
          onChange={setWanted}
          max={most}
          unit="%"
          error={trouble}
          disabled={!may}
        />
      </div>
      <Guarded least="operator">
        {(may) => (
          <Button variant="default" mb={18} disabled={!may || wanted === percent} loading={busy} onClick={() => void apply()}>
            {words.setShare(wanted)}
          </Button>
        )}
      </Guarded>
    </Group>
  )
}

function Steps({ steps, at }: { readonly steps: NonNullable<Report['steps']>; readonly at: number }) {
  const words = useVersionWords()
  return (
    <div>
      <Progress value={((at - 1) / steps.length) * 100} aria-label={words.step(String(at), String(steps.length))} mb={4} />
      <Text size="xs" c="dimmed">
        {sentence(words.step, <Figure value={at} />, <Figure value={steps.length} />)}: <StepsText steps={steps} />
      </Text>
    </div>
  )
}

/** `10 % for 5 min → 100 % for 0 min`. */
export function StepsText({ steps }: { readonly steps: NonNullable<Report['steps']> }) {
  const words = useVersionWords()
  return joined(
    steps.map(({ percent, minutes }) =>
      sentence(
        words.stepText,
        <Figure value={percent} unit="percent" />,
        <Figure value={minutes * 60_000} unit="ms">{`${minutes} min`}</Figure>,
      ),
    ),
    ' → ',
  )
}

/** What both answered since it began. */
function Sides({ report }: { readonly report: Report }) {
  const words = useVersionWords()
  const { current, new: next, compared } = report
  const n = (value: number) => <Figure value={value} />
  const rows: readonly (readonly [string, (side: Report['new']) => ReactNode])[] = [
    [words.calls, ({ calls }) => n(calls)],
    [
      words.failures,
      ({ errors, calls }) => (
        <>
          {n(errors)}
          {calls > 0 && (
            <>
              {' ('}
              <Figure value={(errors / calls) * 100} unit="percent" />)
            </>
          )}
        </>
      ),
    ],
    [words.average, ({ averageMs }) => <Figure value={averageMs} unit="ms" />],
    [words.tokensIn, ({ inputTokens }) => n(inputTokens)],
    [words.tokensOut, ({ outputTokens }) => n(outputTokens)],
  ]
  return (
    <SimpleGrid cols={{ base: 1, md: compared ? 2 : 1 }}>
      <TableCopy>
        <Table fz="sm" maw={640}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th />
              <Table.Th ta="right">{words.inUse}</Table.Th>
              <Table.Th ta="right">{words.newOne}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(([name, of]) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={400}>
                  {name}
                </Table.Th>
                <Table.Td ta="right">{of(current)}</Table.Td>
                <Table.Td ta="right">{of(next)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </TableCopy>
      {compared && (
        <Text size="sm">
          {sentence(words.compared, n(compared.pairs), n(compared.sameStatus), n(compared.slower), n(compared.sameOutputTokens))}
        </Text>
      )}
    </SimpleGrid>
  )
}
