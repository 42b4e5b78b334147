import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { CodeEditor } from '../../../parts/code-editor.tsx'
import { useCommonWords } from '../../../words/common.ts'
import { useSettingsWords } from './settings-words.ts'

/** JSON to write; `onDone` is for what can be read only. Empty is that, too. */
export function JsonDialog({
  title,
  hint,
  example,
  text,
  onDone,
  onClose,
}: {
  readonly title: string
  readonly hint: string
  readonly example: object
  readonly text: string
  readonly onDone: (text: string) => void
  readonly onClose: () => void
}) {
  const words = useSettingsWords()
  const common = useCommonWords()
  const [now, setNow] = useState(text)
  const trouble = useMemo(() => troubleIn(now), [now])
  const troubles = useMemo(() => (trouble === null ? [] : [{ line: 1, severity: 'error' as const, message: trouble }]), [trouble])
  return (
    <Modal opened onClose={onClose} title={title} size="lg" closeButtonProps={{ 'aria-label': common.close }}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {hint}
        </Text>
        <CodeEditor
          label={title}
          hideLabel
          language="json"
          value={now}
          onChange={setNow}
          troubles={troubles}
          height="320px"
          onSubmit={() => trouble === null && onDone(now)}
        />
        <Text size="xs" c="var(--mantine-color-error)" role="status" mih={18}>
          {trouble ?? ''}
        </Text>
        <Group justify="space-between">
          <Button variant="default" onClick={() => setNow(JSON.stringify(example, null, 2))}>
            {words.example}
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button disabled={trouble !== null} onClick={() => onDone(now)}>
              {common.save}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  )
}

function troubleIn(text: string): string | null {
  if (text.trim() === '') return null
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
