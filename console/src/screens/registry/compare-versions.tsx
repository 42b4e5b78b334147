import { Anchor, Modal, ScrollArea, Table, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Figure } from '../../parts/figure.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { TableCopy } from '../../parts/table-copy.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { useCommonWords } from '../../words/common.ts'
import { useLanguage } from '../../words/words.ts'
import { Metric, metricText } from './columns.tsx'
import { metricNames, type Version } from './data.ts'
import { useWords } from './words.ts'

/** Versions of one model side by side; metrics also as what they differ from the first by. */
export function CompareVersions({ versions, onClose }: { readonly versions: readonly Version[]; readonly onClose: () => void }) {
  const words = useWords()
  const common = useCommonWords()
  const ordered = [...versions].sort((one, other) => one.version - other.version)
  const [first] = ordered
  const metric = (name: string, each: Version): ReactNode => {
    const value = each.metrics[name]
    const base = first?.metrics[name]
    if (value === undefined) return words.none
    const change = base === undefined || each === first ? null : value - base
    return (
      <>
        <Metric value={value} />
        {change !== null && change !== 0 && (
          <Text size="xs" c="dimmed">
            {sentence(words.difference, <Change value={change} />)}
          </Text>
        )}
      </>
    )
  }
  const rows: readonly (readonly [string, (each: Version) => ReactNode])[] = [
    ...metricNames(ordered).map((name) => [name, (each: Version) => metric(name, each)] as const),
    [words.framework, ({ framework }) => framework ?? words.none],
    [words.size, ({ bytes }) => <Figure value={bytes} unit="bytes" />],
    [words.files, ({ fileCount }) => <Figure value={fileCount} />],
    [words.by, ({ creator }) => creator],
    [words.created, ({ createdAt }) => <RelativeTime at={createdAt} />],
  ]
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.compareTitle}
      size={Math.min(1_180, 240 + ordered.length * 160)}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <TableCopy>
        <ScrollArea type="auto" viewportProps={{ tabIndex: 0 }}>
          <Table verticalSpacing={8} miw={160 + ordered.length * 120}>
            <Table.Thead>
              <Table.Tr>
                <Table.Td w={150} />
                {ordered.map(({ name, version }) => (
                  <Table.Th key={version} scope="col" ta="right">
                    <Anchor
                      size="sm"
                      fw={650}
                      renderRoot={(props) => (
                        <Link to="/registry/$name/$version" params={{ name, version: String(version) }} {...props} />
                      )}
                    >
                      {version}
                    </Anchor>
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(([name, cell]) => (
                <Table.Tr key={name}>
                  <Table.Th scope="row">
                    <Text size="sm" fw={500}>
                      {name}
                    </Text>
                  </Table.Th>
                  {ordered.map((each) => (
                    <Table.Td key={each.version} ta="right">
                      {cell(each)}
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

/** A number with its sign. */
function Change({ value }: { readonly value: number }) {
  const language = useLanguage()
  return <Figure value={value}>{`${value > 0 ? '+' : '−'}${metricText(Math.abs(value), language)}`}</Figure>
}
