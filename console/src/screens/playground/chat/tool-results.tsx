import { Button, Group, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { ToolCall } from './types.ts'
import { useChatWords } from './words.ts'

/** Stands in for the program that would run the tools: their results are typed in. */
export function ToolResults({
  calls,
  onSend,
}: {
  readonly calls: readonly ToolCall[]
  readonly onSend: (texts: Readonly<Record<string, string>>) => void
}) {
  const words = useChatWords()
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({})
  return (
    <Stack gap="xs">
      {calls.map((call) => (
        <Textarea
          key={call.id}
          label={words.toolResult(call.name)}
          autosize
          minRows={1}
          maxRows={8}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          value={texts[call.id] ?? ''}
          onChange={(event) => setTexts({ ...texts, [call.id]: event.currentTarget.value })}
        />
      ))}
      <Group>
        <Button size="xs" onClick={() => onSend(texts)}>
          {words.sendResults}
        </Button>
      </Group>
    </Stack>
  )
}
