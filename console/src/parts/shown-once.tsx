import { Alert, Button, Code, Group, Modal, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconCopy, IconDownload } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useCommonWords } from '../words/common.ts'
import { makeWords } from '../words/words.ts'
import { useCopy } from './clipboard.ts'

/** A secret that is shown this once. `fileName`: offers it as a file, too. */
export function ShownOnce({
  title,
  secret,
  fileName,
  onClose,
  children,
}: {
  readonly title: string
  /** null: closed. */
  readonly secret: string | null
  readonly fileName?: string
  readonly onClose: () => void
  /** What to do with it. */
  readonly children?: ReactNode
}) {
  const words = useWords()
  const common = useCommonWords()
  const { copied, copy } = useCopy()
  return (
    <Modal
      opened={secret !== null}
      onClose={onClose}
      title={title}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <Stack>
        <Alert icon={<IconAlertTriangle />} variant="outline" color="yellow">
          <Text size="sm">{words.once}</Text>
        </Alert>
        <Code block tabIndex={0} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {secret}
        </Code>
        <Group gap="xs">
          <Button
            leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            onClick={() => void copy(secret ?? '')}
            data-autofocus
          >
            {copied ? common.copied : common.copy}
          </Button>
          {fileName && (
            <Button
              component="a"
              variant="default"
              leftSection={<IconDownload size={16} />}
              href={URL.createObjectURL(new Blob([secret ?? '']))}
              download={fileName}
            >
              {common.download}
            </Button>
          )}
        </Group>
        {children}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.kept}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

const useWords = makeWords({
  en: { once: 'This is shown once and cannot be shown again. Keep it where secrets are kept.', kept: 'I have kept it' },
  de: {
    once: 'Das wird einmal gezeigt und kann nicht wieder gezeigt werden. Bewahren Sie es dort auf, wo Geheimnisse hingehören.',
    kept: 'Ich habe es aufbewahrt',
  },
})
