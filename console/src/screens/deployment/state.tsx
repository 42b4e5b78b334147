import { Anchor, Group, Paper, Progress, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Copyable } from '../../parts/copyable.tsx'
import { Figure } from '../../parts/figure.tsx'
import type { Unit } from '../../parts/numbers.ts'
import { joined, sentence } from '../../parts/sentence.tsx'
import { shownStatus } from '../deployments/columns.tsx'
import { type Details, urlOf } from './data.ts'
import type { DeploymentTab } from './routes.ts'
import { useWords } from './words.ts'

/** Where it is called, how far it is, why it is as it is, and what to do about it. */
export function State({ deployment }: { readonly deployment: Details }) {
  const words = useWords()
  const { statusMessage, progress } = deployment
  const url = urlOf(deployment)
  const next = nextOf(deployment)
  return (
    <Stack gap="xs">
      {url !== '' && <Copyable value={url} label={words.url} code />}
      {progress && <Coming progress={progress} />}
      {(statusMessage !== '' || next) && (
        <Paper withBorder px="md" py="xs" component="section" aria-label={words.why}>
          <Group gap="xs" align="baseline">
            {statusMessage !== '' && (
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {statusMessage}
              </Text>
            )}
            {next && (
              <Text size="sm" c="dimmed">
                {words.next[next.id]}{' '}
                {next.tab && (
                  <Anchor
                    renderRoot={(props) => (
                      <Link
                        to="/deployments/$deploymentId"
                        params={{ deploymentId: deployment.id }}
                        search={{ tab: next.tab }}
                        {...props}
                      />
                    )}
                    inherit
                    underline="always"
                  >
                    {words.tabs[next.tab]}
                  </Anchor>
                )}
              </Text>
            )}
          </Group>
        </Paper>
      )}
    </Stack>
  )
}

function Coming({ progress }: { readonly progress: NonNullable<Details['progress']> }) {
  const words = useWords()
  const { phase, done, total, ratePerSecond, etaMs } = progress
  const percent = done !== null && total ? Math.floor((done / total) * 100) : null
  const parts = [
    done === null ? null : total ? sentence(ofAll, number(done), number(total)) : number(done),
    ratePerSecond === null ? null : sentence(words.rate, number(ratePerSecond)),
    etaMs === null ? null : sentence(words.left, number(etaMs, 'ms')),
  ].filter((part) => part !== null)
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={600}>
          {percent === null || !total
            ? words.phases[phase]
            : joined([
                words.phases[phase],
                <Figure key="percent" value={((done ?? 0) / total) * 100} unit="percent">{`${percent} %`}</Figure>,
              ])}
        </Text>
        <Text size="xs" c="dimmed">
          {joined(parts)}
        </Text>
      </Group>
      <Progress value={percent ?? 100} animated aria-label={words.phases[phase]} />
    </div>
  )
}

const number = (value: number, unit: Unit = 'bytes') => <Figure value={value} unit={unit} />

const ofAll = (done: string, total: string): string => `${done} / ${total}`

type Next = keyof ReturnType<typeof useWords>['next']

/** What somebody may want to do now; nothing where all is well. */
function nextOf(deployment: Details): { readonly id: Next; readonly tab?: DeploymentTab } | null {
  const { instances, rollout, progress } = deployment
  const status = shownStatus(deployment)
  if (status === 'DEAD') return { id: 'dead', tab: instances ? 'logs' : 'settings' }
  if (status === 'STOPPED') return { id: 'stopped' }
  if (status === 'PAUSED') return { id: 'paused' }
  if (status === 'DELETING') return { id: 'deleting' }
  if (status === 'PENDING' || status === 'UNKNOWN')
    return progress ? { id: 'coming' } : { id: 'pending', ...(instances ? { tab: 'logs' as const } : {}) }
  if (status !== 'RUNNING') return null
  if (rollout?.status === 'ROLLED_BACK') return { id: 'rolledBack', tab: 'versions' }
  if (rollout) return { id: 'rollout', tab: 'versions' }
  if (instances?.predictor?.running === 0 && instances.predictor.least === 0) return { id: 'asleep', tab: 'scaling' }
  return null
}
