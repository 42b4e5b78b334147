import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type ReactNode, useState } from 'react'
import { useMay } from '../../api/session.ts'
import { useCommonWords } from '../../words/common.ts'
import { useWords } from './words.ts'

/** A piece of the deployment that is changed and saved by itself. `save` rejects with the server's words, which are shown here. */
export function FormCard({
  title,
  text,
  dirty,
  save,
  undo,
  verb,
  done,
  children,
}: {
  readonly title: string
  readonly text?: ReactNode
  /** Whether there is anything to save. */
  readonly dirty: boolean
  readonly save: () => Promise<unknown>
  /** Puts what is set back to what is in force. */
  readonly undo?: () => void
  readonly verb?: string
  /** Said when it was saved. */
  readonly done?: string
  readonly children: ReactNode
}) {
  const words = useWords()
  const common = useCommonWords()
  const may = useMay('operator')
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const submit = async (): Promise<void> => {
    setBusy(true)
    setTrouble(null)
    await save().then(
      () => notifications.show({ message: done ?? words.saved }),
      (error: Error) => setTrouble(error.message),
    )
    setBusy(false)
  }
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (dirty && may) void submit()
        }}
      >
        <Stack gap="sm">
          <div>
            <Title order={2} size="h3">
              {title}
            </Title>
            {text && (
              <Text size="sm" c="dimmed" component="div">
                {text}
              </Text>
            )}
          </div>
          <fieldset disabled={!may} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
            <Stack gap="sm">{children}</Stack>
          </fieldset>
          {trouble && (
            <Alert color="red" variant="outline" role="alert">
              {trouble}
            </Alert>
          )}
          {may ? (
            <Group gap="xs" justify="flex-end">
              {undo && dirty && (
                <Button variant="default" onClick={undo}>
                  {words.undo}
                </Button>
              )}
              <Button type="submit" disabled={!dirty} loading={busy}>
                {verb ?? common.save}
              </Button>
            </Group>
          ) : (
            <Text size="xs" c="dimmed">
              {words.needsOperator}
            </Text>
          )}
        </Stack>
      </form>
    </Paper>
  )
}
