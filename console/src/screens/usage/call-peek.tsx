import { Stack, Table, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Copyable } from '../../parts/copyable.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Money } from '../../parts/money.tsx'
import { PeekPanel } from '../../parts/peek-panel.tsx'
import { useScopeNames } from '../../parts/scope-text.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { Mark } from '../../parts/status.tsx'
import { Moment } from '../../parts/time.tsx'
import { type Call, stateTones } from './call-columns.tsx'
import { useWords } from './words.ts'

type Fact = readonly [string, ReactNode]

/** All that the ledger knows of one call, and the price that it was charged by. */
export function CallPeek({ call, onClose }: { readonly call: Call; readonly onClose: () => void }) {
  const words = useWords()
  const named = useScopeNames()
  const number = (value: number): ReactNode => <Figure value={value} />
  const duration = (ms: number | null): ReactNode => <Figure value={ms} unit="ms" />
  const when = (time: string): ReactNode => <Moment at={time} />
  const counts: readonly (readonly [string, number])[] = [
    [words.inputTokens, call.inputTokens],
    [words.cached, call.cachedInputTokens],
    [words.rateCacheWrite, call.cacheWriteTokens],
    [words.outputTokens, call.outputTokens],
    [words.reasoning, call.reasoningTokens],
    [words.images, call.images],
  ]
  const facts: readonly Fact[] = [
    [words.call, <Copyable key="id" value={call.id} label={words.call} code />],
    [words.requestId, <Copyable key="request" value={call.requestId} label={words.requestId} code />],
    [words.started, when(call.startedAt)],
    [words.ended, when(call.endedAt)],
    [words.duration, duration(call.durationMs)],
    [words.firstByte, duration(call.firstByteMs)],
    [words.status, call.status === null ? '–' : number(call.status)],
    [words.dimensions.deployment, call.deploymentName],
    [words.dimensions.resourceGroup, call.resourceGroup],
    [words.dimensions.model, [call.model, call.modelVersion].filter(Boolean).join(' ') || '–'],
    [words.dimensions.apiKey, named('apiKey', call.apiKey)],
    [words.dialect, call.dialect],
    [words.wire, call.wire],
    [words.target, call.target],
    [words.dimensions.deploymentType, call.deploymentType ?? '–'],
    [words.tier, call.serviceTier ?? '–'],
    ...counts.filter(([, value]) => value > 0).map(([name, value]): Fact => [name, number(value)]),
    ...(call.instanceSeconds > 0 ? [[words.instanceTime, duration(call.instanceSeconds * 1_000)] as Fact] : []),
    [words.counted, words.sources[call.usageSource]],
    [words.cost, call.cost ? <Money key="cost" {...call.cost} /> : '–'],
    [words.pricing, words.pricings[call.pricing]],
  ]
  return (
    <PeekPanel title={call.deploymentName} label={words.peek(call.id)} onClose={onClose}>
      <Stack>
        <div>
          <Mark tone={stateTones[call.state]} text={words.states[call.state]} />
          <Text size="xs" c="dimmed" mt={4}>
            {words.statesText[call.state]}
          </Text>
        </div>
        <Facts facts={facts} />
        {call.rate && <UsedRate rate={call.rate} />}
      </Stack>
    </PeekPanel>
  )
}

function UsedRate({ rate }: { readonly rate: NonNullable<Call['rate']> }) {
  const words = useWords()
  const money = (nano: number | null): ReactNode => (nano === null ? '–' : <Money nano={nano} currency={rate.currency} />)
  const figures = (of: {
    input: number
    cachedInput: number | null
    cacheWrite: number | null
    output: number | null
  }): Fact[] => [
    [words.rateInput, money(of.input)],
    [words.rateCachedInput, money(of.cachedInput)],
    [words.rateCacheWrite, money(of.cacheWrite)],
    [words.rateOutput, money(of.output)],
  ]
  return (
    <section>
      <Title order={3} size="sm" mb={4}>
        {words.rateUsed}
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        {words.ratesUnit(rate.currency)} <Moment at={rate.validFrom} day />
      </Text>
      <Facts
        facts={[
          ...figures(rate),
          ...(rate.share ? [[words.share, words.shares[rate.share]] as Fact] : []),
          [words.rateFrom, rate.source],
          ...(rate.rateCard
            ? [[words.rateCard, <Copyable key="card" value={rate.rateCard} label={words.rateCard} code />] as Fact]
            : []),
        ]}
      />
      {rate.longPrompt && (
        <>
          <Text size="xs" c="dimmed" my="xs">
            {sentence(words.longPrompt, <Figure value={rate.longPrompt.moreThan} />)}
          </Text>
          <Facts facts={figures(rate.longPrompt)} />
        </>
      )}
    </section>
  )
}

const Facts = ({ facts }: { readonly facts: readonly Fact[] }) => (
  <Table variant="vertical">
    <Table.Tbody>
      {facts.map(([name, value]) => (
        <Table.Tr key={name}>
          <Table.Th w={150}>{name}</Table.Th>
          <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
)
