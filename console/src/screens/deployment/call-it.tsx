import { Alert, Anchor, Group, Paper, Select, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useGroup } from '../../api/group.ts'
import { serverUrl } from '../../app/place.ts'
import { Snippet } from '../../parts/snippet.tsx'
import { type CallKind, useCallKinds, useExamples } from './call-kinds.ts'
import { type Details, urlOf } from './data.ts'
import { useOverviewWords } from './overview-words.ts'
import { keyVariable, type Way } from './snippets.ts'
import { chatWays } from './snippets-chat.ts'
import { embeddingWays, predictWays } from './snippets-model.ts'

/** The calls that it answers, with everything filled in but the key. */
export function CallIt({ deployment }: { readonly deployment: Details }) {
  const words = useOverviewWords()
  const group = useGroup()
  const kinds = useCallKinds(deployment)
  const examples = useExamples(deployment, kinds.includes('predict') && deployment.status === 'RUNNING')
  const [chosen, choose] = useState<string | null>(null)
  const facts = {
    ...{ id: deployment.id, name: deployment.name, group, server: serverUrl, hello: words.example },
    notes: { needs: words.needs, sapKey: words.sapKey },
  }
  const made: Readonly<Record<CallKind, () => readonly Way[]>> = {
    chat: () => chatWays(facts),
    embeddings: () => embeddingWays(facts),
    predict: () => predictWays(facts, examples),
  }
  // One kind: what it is mainly for. The others follow from the client.
  const [kind] = kinds
  const ways = kind ? made[kind]() : []
  const way = ways.find(({ id }) => id === chosen) ?? ways[0]
  if (!way) return null
  return (
    <Paper withBorder p="md" component="section" aria-label={words.callIt} style={{ minWidth: 0 }}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          {words.callIt}
        </Title>
        <Select
          size="xs"
          w={210}
          aria-label={words.api}
          data={ways.map(({ id, label }) => ({ value: id, label }))}
          value={way.id}
          onChange={choose}
          allowDeselect={false}
        />
      </Group>
      {urlOf(deployment) === '' && (
        <Alert variant="outline" color="gray" mb="xs" py={6}>
          {words.notYet}
        </Alert>
      )}
      <Snippet label={words.callIt} tabs={way.tabs} keyVariable={keyVariable} />
      {kind === 'predict' && examples.v1 === null && (
        <Text size="xs" c="dimmed" mt={4}>
          {words.noPredict}
        </Text>
      )}
      <Text size="xs" c="dimmed" mt={4}>
        {words.keyText}{' '}
        <Anchor renderRoot={(props) => <Link to="/keys" search={{ create: true }} {...props} />} inherit underline="always">
          {words.createKey}
        </Anchor>
      </Text>
    </Paper>
  )
}
