import { Text } from '@mantine/core'
import type { components } from '../../../../src/client/openapi.ts'
import type { Column } from '../../parts/data-table.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Money } from '../../parts/money.tsx'
import { useScopeNames } from '../../parts/scope-text.tsx'
import { Mark, type Tone } from '../../parts/status.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { useWords } from './words.ts'

export type Call = components['schemas']['LedgerRecord']

export const stateTones = { settled: 'ok', aborted: 'warning', uncertain: 'failed' } as const satisfies Record<
  Call['state'],
  Tone
>

export function useCallColumns(): readonly Column<Call>[] {
  const words = useWords()
  const named = useScopeNames()
  return [
    {
      id: 'started',
      header: words.started,
      sortBy: ({ startedAt }) => startedAt,
      cell: ({ startedAt }) => (
        <Text size="sm" component="span">
          <RelativeTime at={startedAt} />
        </Text>
      ),
    },
    {
      id: 'deployment',
      header: words.dimensions.deployment,
      sortBy: ({ deploymentName }) => deploymentName,
      cell: ({ deploymentName, model, modelVersion }) => (
        <>
          <Text size="sm" fw={600}>
            {deploymentName}
          </Text>
          <Text size="xs" c="dimmed">
            {[model, modelVersion].filter(Boolean).join(' ')}
          </Text>
        </>
      ),
    },
    {
      id: 'apiKey',
      header: words.dimensions.apiKey,
      wide: true,
      sortBy: ({ apiKey }) => named('apiKey', apiKey),
      cell: ({ apiKey }) => <Text size="sm">{named('apiKey', apiKey)}</Text>,
    },
    {
      id: 'state',
      header: words.state,
      wide: true,
      sortBy: ({ state }) => state,
      cell: ({ state }) => <Mark tone={stateTones[state]} text={words.states[state]} />,
    },
    {
      id: 'status',
      header: words.status,
      align: 'right',
      wide: true,
      sortBy: ({ status }) => status ?? 0,
      cell: ({ status }) => <Figure value={status}>{status}</Figure>,
    },
    {
      id: 'duration',
      header: words.duration,
      align: 'right',
      wide: true,
      sortBy: ({ durationMs }) => durationMs,
      cell: ({ durationMs }) => <Figure value={durationMs} unit="ms" />,
    },
    {
      id: 'inputTokens',
      header: words.inputTokens,
      align: 'right',
      wide: true,
      sortBy: ({ inputTokens }) => inputTokens,
      cell: ({ inputTokens }) => <Figure value={inputTokens} />,
    },
    {
      id: 'outputTokens',
      header: words.outputTokens,
      align: 'right',
      wide: true,
      sortBy: ({ outputTokens }) => outputTokens,
      cell: ({ outputTokens }) => <Figure value={outputTokens} />,
    },
    {
      id: 'cost',
      header: words.cost,
      align: 'right',
      sortBy: ({ cost }) => cost?.nano ?? 0,
      cell: ({ cost, pricing }) => (cost ? <Money {...cost} /> : pricing === 'unpriced' ? words.noCost : '–'),
    },
  ]
}
