import { Group, Stack, Table, Tabs, Text } from '@mantine/core'
import { useGroup } from '../../../api/group.ts'
import { serverUrl } from '../../../app/place.ts'
import { CopyIcon } from '../../../parts/copyable.tsx'
import { JsonView } from '../../../parts/json-view.tsx'
import { formatDuration, formatNumber } from '../../../parts/numbers.ts'
import { Snippet } from '../../../parts/snippet.tsx'
import { useLanguage } from '../../../words/words.ts'
import { embeddingTabs } from '../code/plain-code.ts'
import type { Target } from '../targets.ts'
import { cosine, type Embedded } from './ask.ts'
import { useEmbeddingWords } from './words.ts'

export function Result({ embedded, target }: { readonly embedded: Embedded; readonly target: Target }) {
  const words = useEmbeddingWords()
  const language = useLanguage()
  const group = useGroup()
  const { texts, vectors, tokens, ms, answer } = embedded
  const code = embeddingTabs(target.name, texts, { id: target.id, server: serverUrl, group })
  return (
    <Stack gap="xs">
      <Tabs defaultValue="similarity" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="similarity">{words.similarity}</Tabs.Tab>
          <Tabs.Tab value="vectors">{words.vectors}</Tabs.Tab>
          <Tabs.Tab value="raw">{words.raw}</Tabs.Tab>
          <Tabs.Tab value="code">{words.code}</Tabs.Tab>
        </Tabs.List>
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
                    <Text size="xs" c="dimmed" className="number">
                      {words.numbers(vector.length)}
                    </Text>
                    <CopyIcon value={JSON.stringify(vector)} label={words.text(at + 1)} />
                  </Group>
                </Group>
                <Text size="xs" c="dimmed" ff="monospace" lineClamp={2}>
                  {vector
                    .slice(0, 16)
                    .map((value) => value.toFixed(4))
                    .join('  ')}
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
      <Group gap="sm" c="dimmed" fz="xs" className="number" role="status">
        {`${words.took}: ${formatDuration(ms, language)}`}
        {tokens !== null && <span>{words.tokens(formatNumber(tokens, language))}</span>}
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
                    className="number"
                    style={{ background: `color-mix(in srgb, var(--mantine-color-lamp-6) ${share}%, transparent)` }}
                  >
                    {format.format(alike)}
                  </Table.Td>
                )
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
