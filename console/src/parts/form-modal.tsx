import { Alert, Button, Group, Modal, Stack } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useCommonWords } from '../words/common.ts'

/** A small form in a dialog. `submit` rejects with the server's words, which are shown above the buttons. */
export function FormModal({
  opened,
  onClose,
  title,
  verb,
  submit,
  disabled = false,
  size = 'md',
  children,
}: {
  readonly opened: boolean
  readonly onClose: () => void
  readonly title: string
  /** On the button. */
  readonly verb: string
  readonly submit: () => Promise<unknown>
  readonly disabled?: boolean
  readonly size?: string
  readonly children: ReactNode
}) {
  const words = useCommonWords()
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const close = (): void => {
    setTrouble(null)
    onClose()
  }
  const send = async (): Promise<void> => {
    setBusy(true)
    setTrouble(null)
    await submit().catch((error: Error) => setTrouble(error.message))
    setBusy(false)
  }
  return (
    <Modal opened={opened} onClose={close} title={title} size={size} closeButtonProps={{ 'aria-label': words.close }}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <Stack>
          {children}
          {trouble && (
            <Alert color="red" variant="outline" role="alert">
              {trouble}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {words.cancel}
            </Button>
            <Button type="submit" loading={busy} disabled={disabled}>
              {verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
