import { ActionIcon, Group, Progress, Text } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react'
import { Figure } from './figure.tsx'
import { joined, sentence } from './sentence.tsx'
import { Mark } from './status.tsx'
import { useUploadWords } from './upload-words.ts'

/** A file on its way. */
export type Sending = {
  readonly path: string
  readonly file: File
  readonly done: number
  /** When its first byte of this try went, by the page's own clock, and how many were there then. */
  readonly startedAt: { readonly at: number; readonly done: number } | null
  readonly uploadId: string | null
  readonly trouble: string | null
  readonly paused: boolean
}

export function UploadRow({
  sending,
  onPause,
  onResume,
  onRemove,
}: {
  readonly sending: Sending
  readonly onPause: () => void
  readonly onResume: () => void
  readonly onRemove: () => void
}) {
  const words = useUploadWords()
  const { path, file, done, startedAt, uploadId, trouble, paused } = sending
  const share = file.size === 0 ? 100 : (done / file.size) * 100
  const stands = paused || trouble !== null
  const seconds = startedAt ? (performance.now() - startedAt.at) / 1_000 : 0
  const rate = startedAt && seconds > 0.5 ? (done - startedAt.done) / seconds : 0
  const bytes = (value: number) => <Figure value={value} unit="bytes" />
  const facts = [sentence(words.progress, bytes(done), bytes(file.size))]
  if (!stands && rate > 0) facts.push(sentence(words.rate, bytes(rate)))
  if (!stands && rate > 0 && done < file.size)
    facts.push(sentence(words.left, <Figure value={((file.size - done) / rate) * 1_000} unit="ms" />))
  if (!stands && done === file.size) facts.push(words.checking)
  const button = { variant: 'subtle', color: 'gray', size: 'sm' } as const
  return (
    <div>
      <Group gap="sm" wrap="nowrap" justify="space-between">
        <Text size="sm" truncate miw={0}>
          {path}
        </Text>
        <Group gap={4} wrap="nowrap">
          {uploadId !== null ? (
            <>
              <Text size="xs" c="dimmed">
                {bytes(file.size)}
              </Text>
              <Mark tone="ok" text={words.complete} />
            </>
          ) : (
            <>
              <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
                {joined(facts)}
              </Text>
              {paused && <Mark tone="off" text={words.paused} />}
              {stands ? (
                <ActionIcon {...button} aria-label={words.resume(path)} onClick={onResume}>
                  <IconPlayerPlay size={15} />
                </ActionIcon>
              ) : (
                <ActionIcon {...button} aria-label={words.pause(path)} onClick={onPause}>
                  <IconPlayerPause size={15} />
                </ActionIcon>
              )}
            </>
          )}
          <ActionIcon {...button} aria-label={words.remove(path)} onClick={onRemove}>
            <IconX size={15} />
          </ActionIcon>
        </Group>
      </Group>
      {uploadId === null && <Progress value={share} size="sm" aria-label={path} {...(stands ? { color: 'gray' } : {})} />}
      {trouble && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {trouble}
        </Text>
      )}
    </div>
  )
}
