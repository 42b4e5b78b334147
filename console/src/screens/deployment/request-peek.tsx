import { Alert, Stack, Table, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMay } from '../../api/session.ts'
import { Copyable } from '../../parts/copyable.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { Money } from '../../parts/money.tsx'
import { PeekPanel } from '../../parts/peek-panel.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark } from '../../parts/status.tsx'
import { Moment } from '../../parts/time.tsx'
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
  const may = useMay('consumer')
  const count = (n: number): ReactNode => <Figure value={n} />
  const duration = (ms: number): ReactNode => <Figure value={ms} unit="ms" />
  const counts = (all: number, part: number, name: string): ReactNode =>
    sentence(words.parts, count(all), part === 0 ? '' : count(part), name)
  const facts: readonly (readonly [string, ReactNode])[] = [
    [words.requestId, <Copyable key="id" value={call.requestId} label={words.requestId} code />],
    [words.at, <Moment key="at" at={call.startedAt} />],
    [words.state, words.states[call.state]],
    [words.duration, duration(call.durationMs)],
    ...(call.firstByteMs === null ? [] : [[words.firstByte, duration(call.firstByteMs)] as const]),
    [words.key, <Copyable key="key" value={call.apiKey} label={words.key} />],
    [words.dialect, call.dialect],
    ...(call.model === null ? [] : [[words.model, [call.model, call.modelVersion].filter(Boolean).join(' ')] as const]),
    [words.input, counts(call.inputTokens, call.cachedInputTokens, words.cached)],
    [words.output, counts(call.outputTokens, call.reasoningTokens, words.reasoning)],
    [words.countedBy, words.sources[call.usageSource]],
    [words.cost, call.cost === null ? words.pricings[call.pricing] : <Money key="cost" {...call.cost} />],
  ]
  return (
    <PeekPanel title={words.call} label={words.peek(call.requestId)} onClose={onClose}>
      <Stack>
        <Mark
          tone={toneOf(call)}
          text={
            call.status === null
              ? words.states[call.state]
              : sentence(words.answered, <Figure value={call.status}>{call.status}</Figure>)
          }
        />
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
          {sentence(words.cut, <Figure value={facts.bytes} />)}
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
