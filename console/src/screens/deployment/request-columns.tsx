import { Text } from '@mantine/core'
import { IconFileText } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Column } from '../../parts/data-table.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Money } from '../../parts/money.tsx'
import { Mark, type Tone } from '../../parts/status.tsx'
import { Moment } from '../../parts/time.tsx'
import { type Language, useLanguage } from '../../words/words.ts'
import type { KeptCall, LedgerCall } from './calls.ts'
import { useRequestWords } from './request-words.ts'

/** `kept`: what was kept of calls, by request id. */
export function useRequestColumns(kept: ReadonlyMap<string, KeptCall>): readonly Column<LedgerCall>[] {
  const words = useRequestWords()
  const language = useLanguage()
  const tokens = (n: number): ReactNode => <Figure value={n === 0 ? null : n} />
  return [
    {
      id: 'at',
      header: words.at,
      sortBy: ({ startedAt }) => startedAt,
      cell: ({ startedAt }) => (
        <Text size="sm" span>
          <Moment at={startedAt}>{timeOf(Date.parse(startedAt), language)}</Moment>
        </Text>
      ),
    },
    {
      id: 'status',
      header: words.answer,
      sortBy: ({ status }) => status ?? 0,
      cell: (call) => (
        <Mark
          tone={toneOf(call)}
          text={call.status === null ? words.states[call.state] : <Figure value={call.status}>{call.status}</Figure>}
        />
      ),
    },
    {
      id: 'kept',
      header: words.bodies,
      cell: ({ requestId }) =>
        kept.get(requestId)?.persistenceMode === 'full' ? <IconFileText size={16} role="img" aria-label={words.kept} /> : null,
    },
    { id: 'dialect', header: words.dialect, wide: true, sortBy: ({ dialect }) => dialect, cell: ({ dialect }) => dialect },
    {
      id: 'model',
      header: words.model,
      wide: true,
      sortBy: ({ model }) => model ?? '',
      cell: ({ model, modelVersion }) => [model, modelVersion].filter(Boolean).join(' ') || '–',
    },
    {
      id: 'duration',
      header: words.duration,
      align: 'right',
      sortBy: ({ durationMs }) => durationMs,
      cell: ({ durationMs }) => <Figure value={durationMs} unit="ms" />,
    },
    {
      id: 'firstByte',
      header: words.firstByte,
      align: 'right',
      wide: true,
      sortBy: ({ firstByteMs }) => firstByteMs ?? -1,
      cell: ({ firstByteMs }) => <Figure value={firstByteMs} unit="ms" />,
    },
    {
      id: 'in',
      header: words.input,
      align: 'right',
      wide: true,
      sortBy: ({ inputTokens }) => inputTokens,
      cell: ({ inputTokens }) => tokens(inputTokens),
    },
    {
      id: 'out',
      header: words.output,
      align: 'right',
      wide: true,
      sortBy: ({ outputTokens }) => outputTokens,
      cell: ({ outputTokens }) => tokens(outputTokens),
    },
    {
      id: 'cost',
      header: words.cost,
      align: 'right',
      wide: true,
      sortBy: ({ cost }) => cost?.nano ?? -1,
      cell: ({ cost }) => (cost === null ? '–' : <Money {...cost} />),
    },
  ]
}

export function toneOf({ status, state }: LedgerCall): Tone {
  if (state === 'uncertain' || status === null) return 'off'
  if (state === 'aborted' || status === 429) return 'warning'
  return status >= 500 ? 'failed' : status >= 400 ? 'warning' : 'ok'
}

/** Calls are told apart by seconds: how long ago says too little. */
const timeOf = (at: number, language: Language): string =>
  new Intl.DateTimeFormat(language, {
    ...(new Date(at).toDateString() === new Date().toDateString() ? {} : { day: 'numeric', month: 'short' }),
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 1, hourCycle: 'h23' },
  }).format(at)
