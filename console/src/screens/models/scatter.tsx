import { Group, Paper, Select, Stack, Text, VisuallyHidden } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useMemo } from 'react'
import { FiguresAreStops } from '../../parts/figure.tsx'
import { Moment } from '../../parts/time.tsx'
import { useLanguage } from '../../words/words.ts'
import type { Entry } from './entries.ts'
import { PerMillion, Tokens } from './marks.tsx'
import classes from './scatter.module.css'
import { type Axis, axes, numberOf, textOf, tickOf, usualCurrency } from './scatter-axes.ts'
import { Drawing } from './scatter-drawing.tsx'
import { useScatterWords } from './words-scatter.ts'

/** Models as points by two of their numbers, each a link to its page; for those who cannot see it, the same as a table. */
export function Scatter({
  entries,
  x,
  y,
  onAxis,
}: {
  readonly entries: readonly Entry[]
  readonly x: Axis
  readonly y: Axis
  readonly onAxis: (axes: { readonly x?: Axis; readonly y?: Axis }) => void
}) {
  const words = useScatterWords()
  const language = useLanguage()
  const { ref, width } = useElementSize()
  const currency = useMemo(() => usualCurrency(entries), [entries])
  const valued = useMemo(
    () =>
      entries.flatMap((entry) => {
        const [across, up] = [numberOf(entry, x, currency), numberOf(entry, y, currency)]
        return across === null || up === null ? [] : [{ entry, x: across, y: up }]
      }),
    [entries, x, y, currency],
  )
  const text = (value: number, axis: Axis): string => textOf(value, axis, currency, language)
  const tick = (value: number, axis: Axis): string => tickOf(value, axis, currency, language)
  const choices = axes.map((value) => ({ value, label: words.axes[value] }))
  const missing = entries.length - valued.length
  return (
    <Paper withBorder p="md" component="section" aria-label={words.title}>
      <Stack gap="sm">
        <Group gap="sm" align="end">
          {(['y', 'x'] as const).map((which) => (
            <Select
              key={which}
              size="xs"
              w={{ base: 'calc(50% - 6px)', xs: 170 }}
              label={words.sides[which]}
              data={choices}
              value={which === 'x' ? x : y}
              onChange={(next) => next && onAxis({ [which]: next as Axis })}
              allowDeselect={false}
            />
          ))}
          <Group gap="md" ml="auto">
            {(['here', 'others'] as const).map((which) => (
              <Group key={which} gap={6}>
                <span className={classes['dot']} {...(which === 'here' ? { 'data-here': true } : {})} />
                <Text size="xs">{words.legend[which]}</Text>
              </Group>
            ))}
          </Group>
        </Group>
        <div ref={ref} className={classes['frame']}>
          {valued.length > 0 && width > 0 && <Drawing valued={valued} width={width} x={x} y={y} text={text} tick={tick} />}
          <VisuallyHidden>
            <FiguresAreStops value={false}>
              <table>
                <caption>{words.drawing(words.axes[x], words.axes[y])}</caption>
                <thead>
                  <tr>
                    <th scope="col">{words.model}</th>
                    <th scope="col">{words.axes[x]}</th>
                    <th scope="col">{words.axes[y]}</th>
                  </tr>
                </thead>
                <tbody>
                  {valued.map(({ entry }) => (
                    <tr key={entry.key}>
                      <th scope="row">{words.name(entry.model.displayName, entry.by)}</th>
                      <td>
                        <Value entry={entry} axis={x} />
                      </td>
                      <td>
                        <Value entry={entry} axis={y} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </FiguresAreStops>
          </VisuallyHidden>
        </div>
        {missing > 0 && (
          <Text size="xs" c="dimmed">
            {words.missing(missing)}
          </Text>
        )}
      </Stack>
    </Paper>
  )
}

/** As the cards say it. */
function Value({ entry: { now, price }, axis }: { readonly entry: Entry; readonly axis: Axis }) {
  if (axis === 'released') return <Moment at={now.latestFrom ?? ''} day />
  if (axis === 'context' || axis === 'maxOutput')
    return <Tokens value={axis === 'context' ? now.contextLength : now.maxOutputTokens} />
  return <PerMillion price={price} part={axis} />
}
