import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { type ShouldBlockFn, useBlocker } from '@tanstack/react-router'
import { useCommonWords } from '../words/common.ts'
import { useUnsavedWords } from './unsaved-words.ts'

/**
 * Asks once before what is unsaved is lost: another page is gone to, or the tab is closed. A page that puts its own state into its
 * address replaces that, and is not left by it. After saving, go with `ignoreBlocker`.
 */
export function AskBeforeLeaving({ unsaved }: { readonly unsaved: boolean }) {
  const words = useUnsavedWords()
  const common = useCommonWords()
  const blocker = useBlocker({
    shouldBlockFn: (going) => unsaved && isLeaving(going),
    enableBeforeUnload: unsaved,
    disabled: !unsaved,
    withResolver: true,
  })
  return (
    <Modal
      opened={blocker.status === 'blocked'}
      onClose={() => blocker.reset?.()}
      title={words.title}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <Stack>
        <Text size="sm">{words.text}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => blocker.reset?.()} data-autofocus>
            {words.stay}
          </Button>
          <Button color="red" onClick={() => blocker.proceed?.()}>
            {words.discard}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

const isLeaving = ({ action, current, next }: Parameters<ShouldBlockFn>[0]): boolean =>
  action !== 'REPLACE' || current.pathname !== next.pathname
