import { Group, Paper, Text } from '@mantine/core'
import type { ChartSeries, ChartUnit } from './chart.tsx'
import { Figure, FiguresAreStops } from './figure.tsx'
import { Moment } from './time.tsx'

/** The values of one reading beside the cursor, on the side where there is room. `kept`: it stays, so that they can be copied. */
export function ChartTooltip({
  x,
  y,
  time,
  series,
  index,
  unit,
  kept,
}: {
  readonly x: number
  readonly y: number
  readonly time: number
  readonly series: readonly (ChartSeries & { readonly color: string })[]
  readonly index: number
  readonly unit: ChartUnit
  readonly kept: boolean
}) {
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
      style={{
        position: 'absolute',
        top: Math.max(0, y - 20),
        pointerEvents: kept ? 'auto' : 'none',
        zIndex: 5,
        whiteSpace: 'nowrap',
      }}
    >
      <FiguresAreStops value={kept}>
        <Text size="xs" c="dimmed">
          <Moment at={time} />
        </Text>
        {series.map(({ id, label, color, values }) => (
          <Group key={id} gap={6} wrap="nowrap" justify="space-between" {...(kept ? { mih: 24 } : {})}>
            <Group gap={6} wrap="nowrap">
              <span style={{ width: 8, height: 8, borderRadius: 2, background: color }} />
              <Text size="xs">{label}</Text>
            </Group>
            <Text size="xs" fw={600} pl="sm">
              <Figure value={values[index]} unit={unit} />
            </Text>
          </Group>
        ))}
      </FiguresAreStops>
    </Paper>
  )
}
