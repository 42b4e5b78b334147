import { Anchor, Checkbox, Group, Paper, Text } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { FiguresAreStops } from '../../parts/figure.tsx'
import { DeployButton, TryButton } from './buttons.tsx'
import classes from './cards.module.css'
import type { Entry } from './entries.ts'
import { Abilities, PerMillion, StageMark, Tokens } from './marks.tsx'
import { useWords } from './words.ts'

type Chosen = { readonly chosen: ReadonlySet<string>; readonly onChoose: (key: string) => void }

const cardWidth = 300
const gap = 12

/** Models as cards, as many beside one another as fit; only those in sight are there. */
export function Cards({ entries, ...choice }: Chosen & { readonly entries: readonly Entry[] }) {
  const words = useWords()
  const scroller = useRef<HTMLDivElement | null>(null)
  const { ref: sized, width } = useElementSize()
  const columns = Math.max(1, Math.floor((width + gap) / (cardWidth + gap)))
  const rows = Math.ceil(entries.length / columns)
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => 196,
    gap,
    overscan: 3,
  })
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section would be the same with more words
    <div
      ref={scroller}
      className={classes['scroller']}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key
      tabIndex={0}
      role="region"
      aria-label={words.title}
    >
      <div ref={sized} style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => (
          <div
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            className={classes['row']}
            style={{ transform: `translateY(${start}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
          >
            {/* Each has stops enough; the same list as a table is copied as a whole. */}
            <FiguresAreStops value={false}>
              {entries.slice(index * columns, (index + 1) * columns).map((entry) => (
                <Card key={entry.key} entry={entry} {...choice} />
              ))}
            </FiguresAreStops>
          </div>
        ))}
      </div>
    </div>
  )
}

function Card({ entry, chosen, onChoose }: Chosen & { readonly entry: Entry }) {
  const words = useWords()
  const { model, now, price, by } = entry
  const facts = [
    [words.contextLength, <Tokens key="context" value={now.contextLength} />],
    [words.input, <PerMillion key="input" price={price} part="input" />],
    [words.output, <PerMillion key="output" price={price} part="output" />],
  ] as const
  return (
    <Paper withBorder p="sm" component="article" aria-label={model.displayName} className={classes['card'] ?? ''}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <div style={{ minWidth: 0 }}>
          <Anchor
            renderRoot={(props) => (
              <Link
                to="/models/$executableId/$model"
                params={{ executableId: model.executableId, model: model.model }}
                {...props}
              />
            )}
            fw={600}
            size="sm"
          >
            {model.displayName}
          </Anchor>
          <Text size="xs" c="dimmed" truncate>
            {model.provider === by ? by : `${model.provider} · ${by}`}
          </Text>
        </div>
        <Checkbox
          size="xs"
          checked={chosen.has(entry.key)}
          onChange={() => onChoose(entry.key)}
          aria-label={words.addToCompare(model.displayName)}
        />
      </Group>
      <Text size="xs" c="dimmed" lineClamp={2} mih={34}>
        {model.description}
      </Text>
      <Abilities can={entry.can} />
      <Group gap="lg">
        {facts.map(([name, value]) => (
          <div key={name}>
            <Text size="xs" c="dimmed">
              {name}
            </Text>
            <Text size="sm">{value}</Text>
          </div>
        ))}
      </Group>
      <Group justify="space-between" mt="auto" gap={6}>
        <StageMark stage={entry.stage} />
        <Group gap={6}>
          <TryButton entry={entry} small />
          <DeployButton entry={entry} small />
        </Group>
      </Group>
    </Paper>
  )
}
