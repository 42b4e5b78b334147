import { Button, Group, NumberInput, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { api } from '../../../api/client.ts'
import { Figure } from '../../../parts/figure.tsx'
import { sentence } from '../../../parts/sentence.tsx'
import { useLanguage } from '../../../words/words.ts'
import type { Residency } from '../facts.ts'
import { useWords } from '../words.ts'
import { useAdvancedWords } from '../words-advanced.ts'

/** Reckons the capacity that calls take, and takes that much. */
export function UnitsNeeded({
  model,
  type,
  residency,
  onChange,
}: {
  readonly model: string
  readonly type: 'standard' | 'provisioned'
  readonly residency: Residency
  readonly onChange: (capacity: number) => void
}) {
  const words = useAdvancedWords()
  const names = useWords()
  const language = useLanguage()
  const [requestsPerMinute, setRequests] = useState(60)
  const [inputTokens, setInput] = useState(1_000)
  const [outputTokens, setOutput] = useState(300)
  const [said, setSaid] = useState<{ readonly text: ReactNode; readonly failed: boolean } | null>(null)
  const reckon = async (): Promise<void> => {
    await api
      .POST('/v2/lm/models/capacity', {
        body: { model, deploymentType: type, residency, workloads: [{ requestsPerMinute, inputTokens, outputTokens }] },
      })
      .then(({ data }) => {
        if (!data) return
        onChange(data.capacity)
        setSaid({
          text: sentence(words.unitsNeeded, <Figure value={data.capacity} />, <Figure value={data.raw} />),
          failed: false,
        })
      })
      .catch((error: Error) => setSaid({ text: error.message, failed: true }))
  }
  const number = (label: string, value: number, set: (value: number) => void) => (
    <NumberInput
      label={label}
      size="xs"
      w={110}
      value={value}
      onChange={(next) => typeof next === 'number' && set(next)}
      min={0}
      thousandSeparator={language === 'de' ? '.' : ','}
      decimalSeparator={language === 'de' ? ',' : '.'}
      hideControls
    />
  )
  return (
    <section aria-label={words.calculator}>
      <Text size="sm" fw={500} mb={4}>
        {words.calculator}
      </Text>
      <Group align="flex-end" gap="xs">
        {number(names.callsAMinute, requestsPerMinute, setRequests)}
        {number(names.tokensIn, inputTokens, setInput)}
        {number(names.tokensOut, outputTokens, setOutput)}
        <Button variant="default" size="xs" onClick={() => void reckon()}>
          {words.calculate}
        </Button>
      </Group>
      {said && (
        <Text size="xs" c={said.failed ? 'var(--mantine-color-error)' : 'dimmed'} mt={4} role="status">
          {said.text}
        </Text>
      )}
    </section>
  )
}
