import { Table, Text } from '@mantine/core'
import { useLanguage } from '../words/words.ts'
import type { ChartProps } from './chart.tsx'
import { useChartWords } from './chart-words.ts'
import { Figure } from './figure.tsx'
import { formatNumber } from './numbers.ts'
import { copyHeight, TableCopy } from './table-copy.tsx'
import { Moment } from './time.tsx'

/** The readings as rows, the newest first: for those who read rather than look. */
export function ChartTable({ title, times, series, unit, height }: ChartProps) {
  const words = useChartWords()
  const language = useLanguage()
  const rows = times.map((_, index) => index).reverse()
  const cut = rows.slice(0, mostRows)
  return (
    <TableCopy>
      {/* biome-ignore lint/a11y/useSemanticElements: a section would be the same with more words */}
      <div
        role="region"
        aria-label={title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key
        tabIndex={0}
        style={{
          height: `calc(${height ?? 200}px - ${copyHeight})`,
          overflow: 'auto',
          border: '1px solid var(--lectern-line)',
          borderRadius: 'var(--mantine-radius-md)',
        }}
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
                <Table.Td>
                  <Moment at={times[index] ?? 0} />
                </Table.Td>
                {series.map(({ id, values }) => (
                  <Table.Td key={id} ta="right">
                    <Figure value={values[index]} unit={unit} />
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
    </TableCopy>
  )
}

const mostRows = 1_000
