import { Anchor, CloseButton, Group, Modal, ScrollArea, Table, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { TableCopy } from '../../parts/table-copy.tsx'
import { useCommonWords } from '../../words/common.ts'
import { DeployButton, TryButton } from './buttons.tsx'
import type { Entry } from './entries.ts'
import { Abilities, PerMillion, Retires, StageMark, Tokens } from './marks.tsx'
import { useWords } from './words.ts'

/** Up to four models side by side; of numbers the best is marked. */
export function Compare({
  entries,
  onTakeOut,
  onClose,
}: {
  readonly entries: readonly Entry[]
  readonly onTakeOut: (key: string) => void
  readonly onClose: () => void
}) {
  const words = useWords()
  const common = useCommonWords()
  const rows: readonly Row[] = [
    { name: words.provider, cell: ({ by }) => by },
    { name: words.lifecycle, cell: ({ stage }) => <StageMark stage={stage} /> },
    { name: words.abilities, cell: ({ can }) => <Abilities can={can} /> },
    { name: words.inputs, cell: ({ now }) => now.inputTypes.join(', ') || words.none },
    {
      name: words.contextLength,
      cell: ({ now }) => <Tokens value={now.contextLength} />,
      number: ({ now }) => now.contextLength,
      most: true,
    },
    {
      name: words.maxOutput,
      cell: ({ now }) => <Tokens value={now.maxOutputTokens} />,
      number: ({ now }) => now.maxOutputTokens,
      most: true,
    },
    ...(['input', 'cachedInput', 'output'] as const).map(
      (part): Row => ({
        name: { input: words.input, cachedInput: words.cached, output: words.output }[part],
        note: words.perMillion,
        cell: ({ price }) => <PerMillion price={price} part={part} />,
        number: ({ price }) => price?.[part] ?? null,
        // Amounts of different currencies are not compared.
        alike: ({ price }) => price?.currency ?? '',
      }),
    ),
    { name: words.streaming, cell: ({ now }) => (now.streamingSupported ? words.yes : words.no) },
    { name: words.retires, cell: ({ now }) => <Retires version={now} /> },
    { name: words.replacement, cell: ({ now }) => now.suggestedReplacements.join(', ') || words.none },
    {
      name: common.actions,
      cell: (entry) => (
        <Group gap={6}>
          <TryButton entry={entry} small />
          <DeployButton entry={entry} small />
        </Group>
      ),
    },
  ]
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.compareTitle}
      size={Math.min(1_180, 260 + entries.length * 240)}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <TableCopy>
        <ScrollArea type="auto" viewportProps={{ tabIndex: 0 }}>
          <Table verticalSpacing={8} miw={180 + entries.length * 170} layout="fixed">
            <Table.Thead>
              <Table.Tr>
                <Table.Td w={140} />
                {entries.map(({ key, model }) => (
                  <Table.Th key={key} scope="col">
                    <Group justify="space-between" wrap="nowrap" gap={4}>
                      <Anchor
                        renderRoot={(props) => (
                          <Link
                            to="/models/$executableId/$model"
                            params={{ executableId: model.executableId, model: model.model }}
                            {...props}
                          />
                        )}
                        size="sm"
                        fw={650}
                      >
                        {model.displayName}
                      </Anchor>
                      <CloseButton size="xs" aria-label={words.takeOut(model.displayName)} onClick={() => onTakeOut(key)} />
                    </Group>
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={row.name}>
                  <Table.Th scope="row">
                    <Text size="sm" fw={500}>
                      {row.name}
                    </Text>
                    {row.note && (
                      <Text size="xs" c="dimmed">
                        {row.note}
                      </Text>
                    )}
                  </Table.Th>
                  {entries.map((entry) => (
                    <Table.Td key={entry.key}>
                      {row.cell(entry) ?? words.none}
                      {isBest(row, entry, entries) && (
                        <Text span size="xs" ml={6} c="var(--lectern-ok)">
                          {words.best}
                        </Text>
                      )}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      </TableCopy>
    </Modal>
  )
}

type Row = {
  readonly name: string
  readonly note?: string
  readonly cell: (entry: Entry) => ReactNode
  /** What is compared; the least is best unless `most`. */
  readonly number?: (entry: Entry) => number | null
  readonly most?: boolean
  readonly alike?: (entry: Entry) => string
}

function isBest({ number, most = false, alike }: Row, entry: Entry, entries: readonly Entry[]): boolean {
  const own = number?.(entry) ?? null
  if (!number || own === null || entries.length < 2) return false
  if (alike && entries.some((each) => number(each) !== null && alike(each) !== alike(entry))) return false
  const others = entries.filter((each) => each !== entry).map(number)
  const beats = (other: number | null): boolean => other === null || (most ? own > other : own < other)
  return others.every(beats) && others.some((other) => other !== null)
}
