import { Anchor, Group, Paper, ScrollArea, Table, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { lifecycleOf } from '../../../../src/decide/model-version.ts'
import { Mark } from '../../parts/status.tsx'
import { TableCopy } from '../../parts/table-copy.tsx'
import { type Entry, priceOf } from './entries.ts'
import { PerMillion, Retires, StageMark, Tokens } from './marks.tsx'
import { useWords } from './words.ts'

/** All versions, the newest first: where each is in its life, and what comes after it. */
export function Versions({ entry, entries }: { readonly entry: Entry; readonly entries: readonly Entry[] }) {
  const words = useWords()
  const now = Date.now()
  return (
    <Paper withBorder p="md" component="section" aria-label={words.versions}>
      <Title order={2} size="h3" mb="xs">
        {words.versions}
      </Title>
      <TableCopy>
        <ScrollArea type="auto" viewportProps={{ tabIndex: 0 }}>
          <Table miw={720} verticalSpacing={8}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{words.version}</Table.Th>
                <Table.Th>{words.lifecycle}</Table.Th>
                <Table.Th>{words.retires}</Table.Th>
                <Table.Th>{words.replacement}</Table.Th>
                <Table.Th ta="right">{words.contextLength}</Table.Th>
                <Table.Th ta="right">{words.input}</Table.Th>
                <Table.Th ta="right">{words.output}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {[...entry.model.versions].reverse().map((version) => {
                const price = priceOf(version, now)
                return (
                  <Table.Tr key={version.name}>
                    <Table.Td>
                      <Group gap={6}>
                        <Text size="sm" fw={600}>
                          {version.name}
                        </Text>
                        {version.name === entry.now.name && <Mark tone="ok" text={words.latest} />}
                      </Group>
                    </Table.Td>
                    <Table.Td>
                      <StageMark stage={lifecycleOf(version as never, now)} />
                    </Table.Td>
                    <Table.Td>
                      <Retires version={version} />
                    </Table.Td>
                    <Table.Td>
                      <Replacements names={version.suggestedReplacements} entry={entry} entries={entries} />
                    </Table.Td>
                    <Table.Td ta="right">
                      <Tokens value={version.contextLength} />
                    </Table.Td>
                    <Table.Td ta="right">
                      <PerMillion price={price} part="input" />
                    </Table.Td>
                    <Table.Td ta="right">
                      <PerMillion price={price} part="output" />
                    </Table.Td>
                  </Table.Tr>
                )
              })}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      </TableCopy>
    </Paper>
  )
}

/** A name is of the same executable, or says another's before it. What the catalog does not know is no link. */
function Replacements({
  names,
  entry,
  entries,
}: {
  readonly names: readonly string[]
  readonly entry: Entry
  readonly entries: readonly Entry[]
}) {
  const words = useWords()
  if (names.length === 0) return words.none
  return (
    <Group gap={6}>
      {names.map((name) => {
        const found =
          entries.find(({ key }) => key === `${entry.model.executableId}/${name}`) ?? entries.find(({ key }) => key === name)
        if (!found)
          return (
            <Text key={name} size="sm">
              {name}
            </Text>
          )
        const { executableId, model } = found.model
        return (
          <Anchor
            key={name}
            size="sm"
            renderRoot={(props) => <Link to="/models/$executableId/$model" params={{ executableId, model }} {...props} />}
          >
            {found.model.displayName}
          </Anchor>
        )
      })}
    </Group>
  )
}
