import { Anchor, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Column } from '../../parts/data-table.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Mark } from '../../parts/status.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { Metric } from './columns.tsx'
import { metricNames, type Version } from './data.ts'
import { useWords } from './words.ts'

/** One column for each metric. `best`: the version that is best by the metric asked for. */
export function useVersionColumns(versions: readonly Version[], best: number | null): readonly Column<Version>[] {
  const words = useWords()
  return [
    {
      id: 'version',
      header: words.version,
      sortBy: ({ version }) => version,
      cell: ({ name, version }) => (
        <Group gap={6} wrap="nowrap">
          <Anchor
            renderRoot={(props) => <Link to="/registry/$name/$version" params={{ name, version: String(version) }} {...props} />}
            fw={600}
            size="sm"
          >
            {version}
          </Anchor>
          {version === best && <Mark tone="ok" text={words.best} />}
        </Group>
      ),
    },
    {
      id: 'framework',
      header: words.framework,
      wide: true,
      cell: ({ framework }) => <Text size="sm">{framework ?? words.none}</Text>,
    },
    ...metricNames(versions).map(
      (metric): Column<Version> => ({
        id: `metric.${metric}`,
        header: metric,
        align: 'right',
        sortBy: ({ metrics }) => metrics[metric] ?? Number.NEGATIVE_INFINITY,
        cell: ({ metrics }) => (metrics[metric] === undefined ? words.none : <Metric value={metrics[metric]} />),
      }),
    ),
    {
      id: 'size',
      header: words.size,
      align: 'right',
      wide: true,
      sortBy: ({ bytes }) => bytes,
      cell: ({ bytes }) => <Figure value={bytes} unit="bytes" />,
    },
    {
      id: 'by',
      header: words.by,
      wide: true,
      cell: ({ creator }) => <Text size="sm">{creator}</Text>,
    },
    {
      id: 'created',
      header: words.created,
      wide: true,
      sortBy: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => (
        <Text size="sm" component="span">
          <RelativeTime at={createdAt} />
        </Text>
      ),
    },
  ]
}
