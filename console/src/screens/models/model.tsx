import { Anchor, Group, Paper, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Copyable } from '../../parts/copyable.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { NotFound } from '../../parts/not-found.tsx'
import { Page } from '../../parts/page.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { TableCopy } from '../../parts/table-copy.tsx'
import { Moment } from '../../parts/time.tsx'
import { DeployButton, TryButton } from './buttons.tsx'
import { type Entry, useEntries } from './entries.ts'
import { Abilities, PerMillion, Retires, StageMark, Tokens } from './marks.tsx'
import { modelRoute } from './routes.ts'
import { Deployments, Elsewhere, Ways } from './serving.tsx'
import { Versions } from './versions.tsx'
import { useWords } from './words.ts'

/** Everything known of one model: versions, prices, ends, and who serves it. */
export function Model() {
  const words = useWords()
  const { executableId, model } = modelRoute.useParams()
  const { entries, error, retry } = useEntries()
  const entry = entries?.find(({ key }) => key === `${executableId}/${model}`)
  const back = (
    <Anchor renderRoot={(props) => <Link to="/models" {...props} />} size="sm">
      <Group gap={4} component="span" display="inline-flex">
        <IconArrowLeft size={14} />
        {words.back}
      </Group>
    </Anchor>
  )
  if (!entry)
    return (
      <Page title={model} before={back}>
        {error ? <Failed error={error} retry={retry} /> : entries ? <NotFound /> : <SkeletonRows rows={8} />}
      </Page>
    )
  return (
    <Page
      title={entry.model.displayName}
      before={back}
      badge={<StageMark stage={entry.stage} />}
      description={entry.model.description}
      actions={
        <>
          <TryButton entry={entry} />
          <DeployButton entry={entry} />
        </>
      }
    >
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Facts entry={entry} />
        <Stack>
          <Prices entry={entry} />
          <Deployments entry={entry} />
          <Ways entry={entry} />
        </Stack>
      </SimpleGrid>
      <Versions entry={entry} entries={entries ?? []} />
      <Elsewhere entry={entry} entries={entries ?? []} />
    </Page>
  )
}

function Facts({ entry }: { readonly entry: Entry }) {
  const words = useWords()
  const { model, now, by, can } = entry
  const facts: readonly (readonly [string, ReactNode])[] = [
    [words.id, <Copyable key="id" value={model.model} label={words.id} code />],
    [words.provider, model.provider === by ? by : `${model.provider} · ${by}`],
    ...(now.providerModelId
      ? [[words.providerId, <Copyable key="p" value={now.providerModelId} label={words.providerId} code />] as const]
      : []),
    [words.abilities, <Abilities key="can" can={can} />],
    [words.inputs, now.inputTypes.join(', ') || words.none],
    [words.contextLength, <Tokens key="context" value={now.contextLength} />],
    [words.maxOutput, <Tokens key="output" value={now.maxOutputTokens} />],
    [words.streaming, now.streamingSupported ? words.yes : words.no],
    [words.retires, <Retires key="retires" version={now} />],
    [words.source, model.source],
    ...(model.override ? [[words.override, words.yes] as const] : []),
  ]
  return (
    <Paper withBorder p="md" component="section" aria-label={words.facts}>
      <Table variant="vertical">
        <Table.Tbody>
          {facts.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w={170}>{name}</Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}

function Prices({ entry: { price, now } }: { readonly entry: Entry }) {
  const words = useWords()
  const parts = { input: words.input, cachedInput: words.cached, output: words.output } as const
  return (
    <Paper withBorder p="md" component="section" aria-label={words.priceTitle}>
      <Stack gap="sm">
        {price ? (
          <>
            <Group gap="xl">
              {(Object.keys(parts) as (keyof typeof parts)[]).map((part) => (
                <div key={part}>
                  <Text size="xs" c="dimmed">
                    {parts[part]}
                  </Text>
                  <Text size="lg" fw={650}>
                    <PerMillion price={price} part={part} />
                  </Text>
                </div>
              ))}
            </Group>
            <Text size="xs" c="dimmed">
              {words.perMillion}.{' '}
              {price.validFrom === '1970-01-01'
                ? words.priceSource(price.source, '')
                : sentence(words.priceSource, price.source, <Moment at={price.validFrom} day />)}
            </Text>
            {price.longPrompt && (
              <Text size="sm">
                {sentence(
                  words.longPrompt,
                  <Figure value={price.longPrompt.moreThan} />,
                  <PerMillion price={{ ...price, ...price.longPrompt }} part="input" />,
                  <PerMillion price={{ ...price, ...price.longPrompt }} part="output" />,
                )}
              </Text>
            )}
          </>
        ) : (
          <Text size="sm">{words.priceUnknown}</Text>
        )}
        {now.prices.length > 1 && (
          <>
            <Title order={2} size="h3">
              {words.priceHistory}
            </Title>
            <TableCopy>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{words.from}</Table.Th>
                    <Table.Th ta="right">{words.input}</Table.Th>
                    <Table.Th ta="right">{words.output}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {now.prices.map((each) => (
                    <Table.Tr key={each.validFrom}>
                      <Table.Td>
                        <Moment at={each.validFrom} day />
                      </Table.Td>
                      <Table.Td ta="right">
                        <PerMillion price={each} part="input" />
                      </Table.Td>
                      <Table.Td ta="right">
                        <PerMillion price={each} part="output" />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </TableCopy>
          </>
        )}
      </Stack>
    </Paper>
  )
}
