import { Stack, Text } from '@mantine/core'
import { CodeEditor } from '../../parts/code-editor.tsx'

/** JSON that may be left out. `trouble`: what the whole form said of it. */
export function JsonField({
  label,
  value,
  onChange,
  trouble,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly trouble?: string | undefined
}) {
  return (
    <Stack gap={2}>
      <CodeEditor label={label} language="json" value={value} onChange={onChange} minHeight="56px" />
      {trouble && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {trouble}
        </Text>
      )}
    </Stack>
  )
}

/** undefined: nothing is said. Throws words for people that name the field. */
export function parsed(text: string, field: string, say: (field: string, why: string) => string): unknown {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(say(field, error instanceof Error ? error.message : String(error)))
  }
}
