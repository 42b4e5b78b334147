import { Alert, Stack, Table, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMay } from '../../api/session.ts'
import { Copyable } from '../../parts/copyable.tsx'
import { Failed } from '../../parts/failed.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { formatDuration, formatMoney, formatNumber } from '../../parts/numbers.ts'
import { PeekPanel } from '../../parts/peek-panel.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark } from '../../parts/status.tsx'
import { absoluteTime } from '../../parts/time.tsx'
import { useLanguage } from '../../words/words.ts'
import { type KeptCall, type LedgerCall, useBodies } from './calls.ts'
import { toneOf } from './request-columns.tsx'
import { useRequestWords } from './request-words.ts'

/** One call: what is known of it, and what was said where that was kept. j and k go on to the next. */
export function CallPeek({
  call,
  kept,
  onClose,
}: {
  readonly call: LedgerCall
  readonly kept: KeptCall | undefined
  readonly onClose: () => void
}) {
  const words = useRequestWords()
  const language = useLanguage()
  const may = useMay('consumer')
  const count = (n: number): string => formatNumber(n, language)
  const facts: readonly (readonly [string, ReactNode])[] = [
    [words.requestId, <Copyable key="id" value={call.requestId} label={words.requestId} code />],
    [words.at, absoluteTime(Date.parse(call.startedAt), language)],
    [words.state, words.states[call.state]],
    [words.duration, formatDuration(call.durationMs, language)],
    ...(call.firstByteMs === null ? [] : [[words.firstByte, formatDuration(call.firstByteMs, language)] as const]),
    [words.key, <Copyable key="key" value={call.apiKey} label={words.key} />],
    [words.dialect, call.dialect],
    ...(call.model === null ? [] : [[words.model, [call.model, call.modelVersion].filter(Boolean).join(' ')] as const]),
    [words.input, words.parts(count(call.inputTokens), count(call.cachedInputTokens), words.cached)],
    [words.output, words.parts(count(call.outputTokens), count(call.reasoningTokens), words.reasoning)],
    [words.countedBy, words.sources[call.usageSource]],
    [words.cost, call.cost === null ? words.pricings[call.pricing] : formatMoney(call.cost.amount, call.cost.currency, language)],
  ]
  return (
    <PeekPanel title={words.call} label={words.peek(call.requestId)} onClose={onClose}>
      <Stack>
        <Mark tone={toneOf(call)} text={call.status === null ? words.states[call.state] : words.answered(call.status)} />
        <Table variant="vertical" fz="sm">
          <Table.Tbody>
            {facts.map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th w={150}>{name}</Table.Th>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {kept ? (
          <Bodies record={kept} />
        ) : (
          <Alert variant="outline" color="gray" py={6}>
            {may ? words.notKept : words.mayNot}
          </Alert>
        )}
      </Stack>
    </PeekPanel>
  )
}

function Bodies({ record }: { readonly record: KeptCall }) {
  const words = useRequestWords()
  const { data, error, refetch } = useBodies(record)
  if (error) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={2} height={90} />
  return (
    <>
      <Body title={words.request} text={bodyOf(data.request)} facts={data.requestBody} />
      <Body title={words.response} text={data.response} facts={data.responseBody} />
    </>
  )
}

function Body({
  title,
  text,
  facts,
}: {
  readonly title: string
  readonly text: string | undefined
  readonly facts: KeptCall['requestBody']
}) {
  const words = useRequestWords()
  const language = useLanguage()
  const parsed = parse(text)
  return (
    <section aria-label={title}>
      <Title order={3} size="sm" mb={4}>
        {title}
      </Title>
      {text === undefined ? (
        <Text size="sm" c="dimmed">
          {words.partNotKept}
        </Text>
      ) : parsed !== undefined ? (
        <JsonView label={title} value={parsed} depth={5} search={false} maxHeight="36vh" />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key
        <pre tabIndex={0} style={{ maxHeight: '36vh', overflow: 'auto', whiteSpace: 'pre-wrap', fontSize: 12, margin: 0 }}>
          {text}
        </pre>
      )}
      {facts?.truncated && (
        <Text size="xs" c="dimmed">
          {words.cut(formatNumber(facts.bytes, language))}
        </Text>
      )}
    </section>
  )
}

/** The record's request is JSON around the body that came. */
function bodyOf(request: string | undefined): string | undefined {
  const read = parse(request) as { readonly body?: unknown } | undefined
  return typeof read?.body === 'string' ? read.body : request
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
