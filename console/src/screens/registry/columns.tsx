import { Anchor, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import type { Column } from '../../parts/data-table.tsx'
import { Figure } from '../../parts/figure.tsx'
import { formatNumber } from '../../parts/numbers.ts'
import { RelativeTime } from '../../parts/time.tsx'
import { type Language, useLanguage } from '../../words/words.ts'
import type { RegisteredModel } from './data.ts'
import { TagChips } from './tag-chips.tsx'
import { useWords } from './words.ts'

/** The columns of the list of models. */
export function useColumns(): readonly Column<RegisteredModel>[] {
  const words = useWords()
  return [
    {
      id: 'name',
      header: words.model,
      sortBy: ({ name }) => name.toLowerCase(),
      cell: ({ name, newest }) => (
        <>
          <Anchor
            renderRoot={(props) => <Link to="/registry/$name" params={{ name }} {...props} />}
            fw={600}
            size="sm"
            style={{ overflowWrap: 'anywhere' }}
          >
            {name}
          </Anchor>
          {newest.description && (
            <Text size="xs" c="dimmed" lineClamp={1} maw={320}>
              {newest.description}
            </Text>
          )}
        </>
      ),
    },
    {
      id: 'framework',
      header: words.framework,
      sortBy: ({ newest }) => newest.framework ?? '',
      cell: ({ newest }) => <Text size="sm">{newest.framework ?? words.none}</Text>,
    },
    {
      id: 'newest',
      header: words.newest,
      align: 'right',
      sortBy: ({ newest }) => newest.version,
      cell: ({ name, newest }) => (
        <Anchor
          renderRoot={(props) => (
            <Link to="/registry/$name/$version" params={{ name, version: String(newest.version) }} {...props} />
          )}
          size="sm"
        >
          {newest.version}
        </Anchor>
      ),
    },
    {
      id: 'metrics',
      header: words.metrics,
      wide: true,
      cell: ({ newest }) => (
        <Text size="sm" lineClamp={2}>
          {Object.keys(newest.metrics).length === 0 && words.none}
          {Object.entries(newest.metrics).map(([name, value], at) => (
            <Fragment key={name}>
              {`${at > 0 ? ' · ' : ''}${name} `}
              <Metric value={value} />
            </Fragment>
          ))}
        </Text>
      ),
    },
    {
      id: 'size',
      header: words.size,
      align: 'right',
      wide: true,
      sortBy: ({ newest }) => newest.bytes,
      cell: ({ newest }) => <Figure value={newest.bytes} unit="bytes" />,
    },
    { id: 'tags', header: words.tags, wide: true, cell: ({ tags }) => <TagChips tags={tags} /> },
    {
      id: 'changed',
      header: words.changed,
      wide: true,
      sortBy: ({ newest }) => newest.createdAt,
      cell: ({ newest }) => (
        <Text size="sm" component="span">
          <RelativeTime at={newest.createdAt} />
        </Text>
      ),
    },
  ]
}

export function Metric({ value }: { readonly value: number }) {
  const language = useLanguage()
  return <Figure value={value}>{metricText(value, language)}</Figure>
}

/** As many digits as tell it from its neighbours. */
export const metricText = (value: number, language: Language): string =>
  Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-4) ? value.toExponential(3) : formatNumber(value, language, 5)
