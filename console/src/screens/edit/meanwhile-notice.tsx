import { Alert, Button, Stack, Text, Title } from '@mantine/core'
import { DiffView } from '../../parts/code-editor.tsx'
import { useYaml } from './copies.ts'
import type { There } from './there.ts'
import { useEditWords } from './words-edit.ts'

/** The deployment was changed elsewhere: nothing is saved until it is chosen what becomes of the draft. */
export function MeanwhileNotice({
  news,
  back,
  onStartOver,
  onKeep,
}: {
  /** Fields that were changed there. */
  readonly news: readonly string[]
  /** Those of them that saving the draft would put back. */
  readonly back: readonly string[]
  readonly onStartOver: () => void
  readonly onKeep: () => void
}) {
  const words = useEditWords()
  return (
    <Alert
      color="orange"
      variant="outline"
      role="alert"
      p="xs"
      title={words.meanwhile}
      styles={{ title: { color: 'var(--lectern-warning)' } }}
    >
      <Stack gap="xs">
        <Text size="sm">{words.meanwhileText}</Text>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {words.elsewhere(news.join(', '))}
        </Text>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {back.length > 0 ? words.keepOver(back.join(', ')) : words.keepBeside}
        </Text>
        <Button variant="default" size="xs" onClick={onKeep}>
          {words.keep}
        </Button>
        <Button variant="default" size="xs" onClick={onStartOver}>
          {words.startOver}
        </Button>
      </Stack>
    </Alert>
  )
}

/** What was changed there, line by line. */
export function MeanwhileView({ before, there }: { readonly before: There; readonly there: There }) {
  const words = useEditWords()
  const texts = useYaml(before.document, there.document)
  if (!texts || texts[0] === texts[1]) return null
  return (
    <Stack gap="xs">
      <Title order={2} size="h3">
        {words.meanwhile}
      </Title>
      <DiffView
        label={words.meanwhile}
        before={texts[0]}
        after={texts[1]}
        beforeLabel={words.began}
        afterLabel={words.now}
        language="yaml"
        maxHeight="360px"
      />
    </Stack>
  )
}
