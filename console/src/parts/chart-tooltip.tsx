import { Group, Paper, Text } from '@mantine/core'
import { useLanguage } from '../words/words.ts'
import type { ChartSeries, ChartUnit } from './chart.tsx'
import { formatValue } from './chart-look.ts'
import { absoluteTime } from './time.tsx'

/** The values of one reading beside the cursor, on the side where there is room. */
export function ChartTooltip({
  x,
  y,
  time,
  series,
  index,
  unit,
}: {
  readonly x: number
  readonly y: number
  readonly time: number
  readonly series: readonly (ChartSeries & { readonly color: string })[]
  readonly index: number
  readonly unit: ChartUnit
}) {
  const language = useLanguage()
  return (
    <Paper
      withBorder
      shadow="sm"
      px="xs"
      py={6}
      ref={(box) => {
        const room = box?.parentElement?.clientWidth
        if (box && room) box.style.left = `${x + 14 + box.offsetWidth > room ? Math.max(0, x - 14 - box.offsetWidth) : x + 14}px`
      }}
      style={{ position: 'absolute', top: Math.max(0, y - 20), pointerEvents: 'none', zIndex: 5, whiteSpace: 'nowrap' }}
    >
      <Text size="xs" c="dimmed" className="number">
        {absoluteTime(time, language)}
      </Text>
      {series.map(({ id, label, color, values }) => (
        <Group key={id} gap={6} wrap="nowrap" justify="space-between">
          <Group gap={6} wrap="nowrap">
            <span style={{ width: 8, height: 8, borderRadius: 2, background: color }} />
            <Text size="xs">{label}</Text>
          </Group>
          <Text size="xs" fw={600} className="number" pl="sm">
            {formatValue(values[index], unit, language)}
          </Text>
        </Group>
      ))}
    </Paper>
  )
}
