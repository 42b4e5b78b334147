import { Anchor, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Column } from '../../parts/data-table.tsx'
import type { Entry } from './entries.ts'
import { sortKeys } from './filter.ts'
import { Abilities, PerMillion, Retires, StageMark, Tokens } from './marks.tsx'
import { useWords } from './words.ts'

export function useColumns(): readonly Column<Entry>[] {
  const words = useWords()
  return [
    {
      id: 'name',
      header: words.model,
      sortBy: sortKeys.name,
      cell: ({ model }) => (
        <>
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
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {model.model}
          </Text>
        </>
      ),
    },
    {
      id: 'provider',
      header: words.provider,
      wide: true,
      sortBy: ({ by }) => by.toLowerCase(),
      cell: ({ by, offers }) => (
        <>
          <Text size="sm">{by}</Text>
          {offers.length > 0 && (
            <Text size="xs" c="dimmed">
              {words.connected}
            </Text>
          )}
        </>
      ),
    },
    { id: 'can', header: words.abilities, wide: true, cell: ({ can }) => <Abilities can={can} /> },
    {
      id: 'context',
      header: words.contextLength,
      align: 'right',
      wide: true,
      sortBy: sortKeys.context,
      cell: ({ now }) => <Tokens value={now.contextLength} />,
    },
    {
      id: 'input',
      header: words.input,
      align: 'right',
      sortBy: sortKeys.input,
      cell: ({ price }) => <PerMillion price={price} part="input" />,
    },
    {
      id: 'output',
      header: words.output,
      align: 'right',
      wide: true,
      sortBy: sortKeys.output,
      cell: ({ price }) => <PerMillion price={price} part="output" />,
    },
    {
      id: 'stage',
      header: words.lifecycle,
      wide: true,
      sortBy: ({ stage }) => stage,
      cell: ({ stage }) => <StageMark stage={stage} />,
    },
    {
      id: 'retires',
      header: words.retires,
      wide: true,
      sortBy: sortKeys.retires,
      cell: ({ now }) => <Retires version={now} />,
    },
  ]
}
