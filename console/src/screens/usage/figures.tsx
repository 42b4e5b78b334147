import { Paper, SimpleGrid, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Figure } from '../../parts/figure.tsx'
import { Costs } from '../../parts/money.tsx'
import { sentence } from '../../parts/sentence.tsx'
import type { Row } from './rows.ts'
import { useWords } from './words.ts'

/** The sums of all that is shown. */
export function Figures({ row }: { readonly row: Row }) {
  const words = useWords()
  const time = (seconds: number): ReactNode => <Figure value={seconds * 1_000} unit="ms" />
  const note = (say: (n: string) => string, value: number): ReactNode => sentence(say, <Figure value={value} />)
  const unit = row.inputTokens + row.outputTokens > 1e7 ? 'compact' : 'tokens'
  const figures = [
    {
      name: words.cost,
      value: <Costs costs={row.costs} none={row.unpriced > 0 ? words.noCost : <Figure value={0} />} />,
      note: row.unpriced > 0 ? note(words.unpriced, row.unpriced) : words.allPriced,
    },
    { name: words.calls, value: <Figure value={row.calls} />, note: note(words.reached, row.requests) },
    {
      name: words.inputTokens,
      value: <Figure value={row.inputTokens} unit={unit} />,
      note: note(words.ofWhichCached, row.cachedInputTokens),
    },
    {
      name: words.outputTokens,
      value: <Figure value={row.outputTokens} unit={unit} />,
      note: note(words.ofWhichReasoning, row.reasoningTokens),
    },
    { name: words.runningTime, value: time(row.runningSeconds), note: sentence(words.busy, time(row.instanceSeconds)) },
  ]
  return (
    <SimpleGrid cols={{ base: 2, md: 5 }} spacing="sm">
      {figures.map(({ name, value, note }) => (
        <Paper key={name} withBorder p="sm">
          <Text size="xs" c="dimmed">
            {name}
          </Text>
          <Text fz={20} lh="28px" fw={650}>
            {value}
          </Text>
          <Text size="xs" c="dimmed">
            {note}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  )
}
