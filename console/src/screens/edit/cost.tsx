import { Group, NumberInput, SimpleGrid, Stack, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Money } from '../../parts/money.tsx'
import { useLanguage } from '../../words/words.ts'
import { useEdit } from './context.ts'
import { type Estimate, perHour, tokenPrice, useEstimate, usualWorkload, type Workload } from './estimate.ts'
import { useWords } from './words.ts'

/** What it would cost before there is any of it: by the hour, by the million tokens, and in a month of the calls that are expected. */
export function CostAhead() {
  const words = useWords()
  const language = useLanguage()
  const { trial } = useEdit()
  const [workload, setWorkload] = useState<Workload>(usualWorkload)
  const { estimate, error } = useEstimate(trial, workload)
  if (!trial) return null
  if (!estimate)
    return error ? (
      <Text size="xs" c="dimmed">
        {error.message}
      </Text>
    ) : null
  // Instances cost what they cost, however many calls there are.
  const hasTokens = !trial.instances.predictor || tokenPrice(estimate) !== null
  const number = (key: keyof Workload, label: string) => (
    <NumberInput
      label={label}
      size="xs"
      value={workload[key]}
      onChange={(next) => typeof next === 'number' && setWorkload({ ...workload, [key]: next })}
      min={key === 'requestsPerMinute' ? 0.01 : 0}
      max={1_000_000}
      thousandSeparator={language === 'de' ? '.' : ','}
      decimalSeparator={language === 'de' ? ',' : '.'}
      hideControls
    />
  )
  return (
    <Stack gap="xs" component="section" aria-label={words.cost}>
      <Figures estimate={estimate} />
      {hasTokens && (
        <SimpleGrid cols={3} spacing={6}>
          {number('requestsPerMinute', words.callsAMinute)}
          {number('inputTokens', words.tokensIn)}
          {number('outputTokens', words.tokensOut)}
        </SimpleGrid>
      )}
      {estimate.unknown.map((each) => (
        <Text key={each} size="xs" c="dimmed">
          {each}
        </Text>
      ))}
    </Stack>
  )
}

function Figures({ estimate }: { readonly estimate: Estimate }) {
  const words = useWords()
  const hour = perHour(estimate)
  const price = tokenPrice(estimate)
  const figure = (label: string, value: ReactNode, strong = false) => (
    <Group key={label} justify="space-between" gap="xs" wrap="nowrap" mih={24}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text size="sm" fw={strong ? 650 : 400} ta="right">
        {value}
      </Text>
    </Group>
  )
  return (
    <Stack gap={0}>
      {hour && figure(words.perHour, <Money {...hour} />)}
      {price && price.share !== 'none' && (
        <>
          {figure(words.perMillionIn, <Money nano={price.input} currency={price.currency} />)}
          {price.output !== null && figure(words.perMillionOut, <Money nano={price.output} currency={price.currency} />)}
        </>
      )}
      {estimate.totals.map((total) => figure(words.perMonth, <Money {...total} />, true))}
      {!hour && estimate.totals.length === 0 && figure(words.perMonth, words.notKnown)}
    </Stack>
  )
}
