import { Paper, SimpleGrid, Text } from '@mantine/core'
import { costsText } from '../../parts/costs.ts'
import { formatCompact, formatDuration, formatNumber } from '../../parts/numbers.ts'
import { useLanguage } from '../../words/words.ts'
import type { Row } from './rows.ts'
import { useWords } from './words.ts'

/** The sums of all that is shown. */
export function Figures({ row }: { readonly row: Row }) {
  const words = useWords()
  const language = useLanguage()
  const number = (value: number): string => formatNumber(value, language)
  const time = (seconds: number): string => formatDuration(seconds * 1_000, language)
  const tokens = row.inputTokens + row.outputTokens
  const figures = [
    {
      name: words.cost,
      value: costsText(row.costs, language) || (row.unpriced > 0 ? words.noCost : '0'),
      note: row.unpriced > 0 ? words.unpriced(number(row.unpriced)) : words.allPriced,
    },
    { name: words.calls, value: number(row.calls), note: words.reached(number(row.requests)) },
    {
      name: words.inputTokens,
      value: tokens > 1e7 ? formatCompact(row.inputTokens, language) : number(row.inputTokens),
      note: words.ofWhichCached(number(row.cachedInputTokens)),
    },
    {
      name: words.outputTokens,
      value: tokens > 1e7 ? formatCompact(row.outputTokens, language) : number(row.outputTokens),
      note: words.ofWhichReasoning(number(row.reasoningTokens)),
    },
    { name: words.runningTime, value: time(row.runningSeconds), note: words.busy(time(row.instanceSeconds)) },
  ]
  return (
    <SimpleGrid cols={{ base: 2, md: 5 }} spacing="sm">
      {figures.map(({ name, value, note }) => (
        <Paper key={name} withBorder p="sm">
          <Text size="xs" c="dimmed">
            {name}
          </Text>
          <Text fz={20} lh="28px" fw={650} className="number" style={{ overflowWrap: 'anywhere' }}>
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
