import { Table, Text } from '@mantine/core'
import { useLanguage } from '../words/words.ts'
import type { ChartProps } from './chart.tsx'
import { formatValue } from './chart-look.ts'
import { useChartWords } from './chart-words.ts'
import { formatNumber } from './numbers.ts'
import { absoluteTime } from './time.tsx'

/** The readings as rows, the newest first: for those who read rather than look. */
export function ChartTable({ title, times, series, unit, height }: ChartProps) {
  const words = useChartWords()
  const language = useLanguage()
  const rows = times.map((_, index) => index).reverse()
  const cut = rows.slice(0, mostRows)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section would be the same with more words
    <div
      role="region"
      aria-label={title}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key
      tabIndex={0}
      style={{ height, overflow: 'auto', border: '1px solid var(--lectern-line)', borderRadius: 'var(--mantine-radius-md)' }}
    >
      <Table stickyHeader fz="xs" verticalSpacing={3}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.time}</Table.Th>
            {series.map(({ id, label }) => (
              <Table.Th key={id} ta="right">
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cut.map((index) => (
            <Table.Tr key={index}>
              <Table.Td className="number">{absoluteTime(times[index] ?? 0, language)}</Table.Td>
              {series.map(({ id, values }) => (
                <Table.Td key={id} ta="right" className="number">
                  {formatValue(values[index], unit, language)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {cut.length < rows.length && (
        <Text size="xs" c="dimmed" p="xs">
          {words.newest(formatNumber(mostRows, language))}
        </Text>
      )}
    </div>
  )
}

const mostRows = 1_000
