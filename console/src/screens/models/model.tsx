import { Anchor, Group, Paper, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Copyable } from '../../parts/copyable.tsx'
import { Failed } from '../../parts/failed.tsx'
import { NotFound } from '../../parts/not-found.tsx'
import { formatNumber } from '../../parts/numbers.ts'
import { Page } from '../../parts/page.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { absoluteDate } from '../../parts/time.tsx'
import { useLanguage } from '../../words/words.ts'
import { DeployButton, TryButton } from './buttons.tsx'
import { type Entry, useEntries } from './entries.ts'
import { Abilities, perMillion, Retires, StageMark, tokensText } from './marks.tsx'
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
  const language = useLanguage()
  const { model, now, by, can } = entry
  const facts: readonly (readonly [string, ReactNode])[] = [
    [words.id, <Copyable key="id" value={model.model} label={words.id} code />],
    [words.provider, model.provider === by ? by : `${model.provider} · ${by}`],
    ...(now.providerModelId
      ? [[words.providerId, <Copyable key="p" value={now.providerModelId} label={words.providerId} code />] as const]
      : []),
    [words.abilities, <Abilities key="can" can={can} />],
    [words.inputs, now.inputTypes.join(', ') || words.none],
    [words.contextLength, tokensText(now.contextLength, language) ?? words.none],
    [words.maxOutput, tokensText(now.maxOutputTokens, language) ?? words.none],
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
  const language = useLanguage()
  const parts = { input: words.input, cachedInput: words.cached, output: words.output } as const
  const day = (text: string): string => absoluteDate(Date.parse(text), language)
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
                  <Text size="lg" fw={650} className="number">
                    {perMillion(price, part, language) ?? words.none}
                  </Text>
                </div>
              ))}
            </Group>
            <Text size="xs" c="dimmed">
              {words.perMillion}.{' '}
              {words.priceSource(price.source, price.validFrom === '1970-01-01' ? null : day(price.validFrom))}
            </Text>
            {price.longPrompt && (
              <Text size="sm">
                {words.longPrompt(
                  formatNumber(price.longPrompt.moreThan, language),
                  perMillion({ ...price, ...price.longPrompt }, 'input', language) ?? words.none,
                  perMillion({ ...price, ...price.longPrompt }, 'output', language) ?? words.none,
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
                    <Table.Td className="number">{day(each.validFrom)}</Table.Td>
                    <Table.Td ta="right" className="number">
                      {perMillion(each, 'input', language) ?? words.none}
                    </Table.Td>
                    <Table.Td ta="right" className="number">
                      {perMillion(each, 'output', language) ?? words.none}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </>
        )}
      </Stack>
    </Paper>
  )
}
