import { Group, Stack, Table, Tabs, Text } from '@mantine/core'
import { useGroup } from '../../../api/group.ts'
import { serverUrl } from '../../../app/place.ts'
import { CopyIcon } from '../../../parts/copyable.tsx'
import { Figure, FiguresAreStops } from '../../../parts/figure.tsx'
import { JsonView } from '../../../parts/json-view.tsx'
import { joined, sentence } from '../../../parts/sentence.tsx'
import { Snippet } from '../../../parts/snippet.tsx'
import { TabRow } from '../../../parts/tab-row.tsx'
import { TableCopy } from '../../../parts/table-copy.tsx'
import { useLanguage } from '../../../words/words.ts'
import { embeddingTabs } from '../code/plain-code.ts'
import type { Target } from '../targets.ts'
import { cosine, type Embedded } from './ask.ts'
import { useEmbeddingWords } from './words.ts'

export function Result({ embedded, target }: { readonly embedded: Embedded; readonly target: Target }) {
  const words = useEmbeddingWords()
  const group = useGroup()
  const { texts, vectors, tokens, ms, answer } = embedded
  const code = embeddingTabs(target.name, texts, { id: target.id, server: serverUrl, group })
  return (
    <Stack gap="xs">
      <Tabs defaultValue="similarity" keepMounted={false}>
        <TabRow>
          <Tabs.Tab value="similarity">{words.similarity}</Tabs.Tab>
          <Tabs.Tab value="vectors">{words.vectors}</Tabs.Tab>
          <Tabs.Tab value="raw">{words.raw}</Tabs.Tab>
          <Tabs.Tab value="code">{words.code}</Tabs.Tab>
        </TabRow>
        <Tabs.Panel value="similarity" pt="sm">
          <Matrix texts={texts} vectors={vectors} />
        </Tabs.Panel>
        <Tabs.Panel value="vectors" pt="sm">
          <Stack gap="sm">
            {vectors.map((vector, at) => (
              <div key={at}>
                <Group gap={4} justify="space-between" wrap="nowrap">
                  <Text size="sm" fw={600} truncate>
                    {texts[at]}
                  </Text>
                  <Group gap={4} wrap="nowrap">
                    <Text size="xs" c="dimmed">
                      {sentence(words.numbers, <Figure value={vector.length} />)}
                    </Text>
                    <CopyIcon value={JSON.stringify(vector)} label={words.text(at + 1)} />
                  </Group>
                </Group>
                <Text size="xs" c="dimmed" ff="monospace" lineClamp={2}>
                  <FiguresAreStops value={false}>
                    {joined(
                      vector.slice(0, 16).map((value, place) => (
                        <Figure key={place} value={value}>
                          {value.toFixed(4)}
                        </Figure>
                      )),
                      '  ',
                    )}
                  </FiguresAreStops>
                </Text>
              </div>
            ))}
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="raw" pt="sm">
          <JsonView label={words.raw} value={answer} depth={2} />
        </Tabs.Panel>
        <Tabs.Panel value="code" pt="sm">
          <Snippet label={words.code} tabs={code} keyVariable="LECTERN_API_KEY" />
        </Tabs.Panel>
      </Tabs>
      <Group gap="sm" c="dimmed" fz="xs" role="status">
        <span>
          {`${words.took}: `}
          <Figure value={ms} unit="ms" />
        </span>
        {tokens !== null && <span>{sentence(words.tokens, <Figure value={tokens} />)}</span>}
      </Group>
    </Stack>
  )
}

/** Deeper colour is more alike; the number says it exactly. */
function Matrix({ texts, vectors }: Pick<Embedded, 'texts' | 'vectors'>) {
  const words = useEmbeddingWords()
  const language = useLanguage()
  const format = new Intl.NumberFormat(language, { minimumFractionDigits: 3, maximumFractionDigits: 3 })
  return (
    <TableCopy>
      <Table.ScrollContainer minWidth={280} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table aria-label={words.similarity} withColumnBorders withTableBorder>
          <Table.Thead>
            <Table.Tr>
              <Table.Td />
              {texts.map((text, at) => (
                <Table.Th key={at} scope="col" ta="right" maw={90}>
                  <Text size="xs" fw={600} truncate title={text}>
                    {at + 1}
                  </Text>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {vectors.map((row, at) => (
              <Table.Tr key={at}>
                <Table.Th scope="row" maw={180}>
                  <Text size="xs" fw={600} truncate title={texts[at]}>
                    {`${at + 1} · ${texts[at]}`}
                  </Text>
                </Table.Th>
                {vectors.map((column, place) => {
                  const alike = cosine(row, column)
                  const share = Math.round(Math.max(0, alike) * 38)
                  return (
                    <Table.Td
                      key={place}
                      ta="right"
                      style={{ background: `color-mix(in srgb, var(--mantine-color-lamp-6) ${share}%, transparent)` }}
                    >
                      <Figure value={alike}>{format.format(alike)}</Figure>
                    </Table.Td>
                  )
                })}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </TableCopy>
  )
}
