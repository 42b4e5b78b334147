import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useCommonWords } from '../words/common.ts'

/** Asks for the name of what is about to be destroyed. `act` rejects with the server's words, which are shown here. */
export function ConfirmByName({
  opened,
  onClose,
  title,
  name,
  text,
  act,
  verb,
}: {
  readonly opened: boolean
  readonly onClose: () => void
  readonly title: string
  readonly name: string
  readonly text: ReactNode
  readonly act: () => Promise<unknown>
  /** On the button; "Delete" where absent. */
  readonly verb?: string
}) {
  const words = useCommonWords()
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const close = (): void => {
    setTyped('')
    setTrouble(null)
    onClose()
  }
  const submit = async (): Promise<void> => {
    setBusy(true)
    setTrouble(null)
    await act().then(close, (error: Error) => setTrouble(error.message))
    setBusy(false)
  }
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': words.close }}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (typed === name) void submit()
        }}
      >
        <Stack>
          <Text size="sm" component="div">
            {text}
          </Text>
          <TextInput
            label={words.confirmByName(name)}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-autofocus
            autoComplete="off"
            spellCheck={false}
          />
          {trouble && (
            <Alert color="red" variant="outline" role="alert">
              {trouble}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {words.cancel}
            </Button>
            <Button type="submit" color="red" disabled={typed !== name} loading={busy}>
              {verb ?? words.remove}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
