import { ActionIcon, Button, CloseButton, FileButton, Group, Kbd, Stack, Text, Textarea, Tooltip } from '@mantine/core'
import { IconPhoto, IconPlayerStopFilled, IconSend2 } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import classes from './chat.module.css'
import { useChatWords } from './words.ts'

const mostImageBytes = 10 * 1024 * 1024

/**
 * Where messages are written. ⌘/Ctrl Enter sends (or Enter, where `enterSends`), ⇧ Esc comes here from anywhere, ↑ in an empty one
 * brings the last message back. `blocked`: why nothing can be sent now.
 */
export function Composer({
  busy,
  blocked,
  blind,
  last,
  enterSends,
  submits,
  onSend,
  onStop,
}: {
  readonly busy: boolean
  readonly blocked: string | null
  readonly blind: boolean
  readonly last: string
  readonly enterSends: boolean
  readonly submits: (event: React.KeyboardEvent) => boolean
  readonly onSend: (text: string, images: readonly string[]) => void
  readonly onStop: () => void
}) {
  const words = useChatWords()
  const [text, setText] = useState('')
  const [images, setImages] = useState<readonly string[]>([])
  const [refused, setRefused] = useState<string | null>(null)
  const input = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    const come = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || !event.shiftKey) return
      event.preventDefault()
      input.current?.focus()
    }
    window.addEventListener('keydown', come)
    return () => window.removeEventListener('keydown', come)
  }, [])
  const sendable = !busy && blocked === null && (text.trim() !== '' || images.length > 0)
  const send = (): void => {
    if (!sendable) return
    onSend(text.trim(), images)
    setText('')
    setImages([])
  }
  const attach = async (files: readonly File[]): Promise<void> => {
    const large = files.find(({ size }) => size > mostImageBytes)
    setRefused(large ? words.tooLarge(large.name) : null)
    const read = await Promise.all(files.filter(({ size }) => size <= mostImageBytes).map(dataUrl))
    setImages((before) => [...before, ...read.filter((each) => !before.includes(each))])
  }
  return (
    <Stack gap={6}>
      {images.length > 0 && (
        <Group gap="xs">
          {images.map((image, at) => (
            <Group key={image} gap={2} align="flex-start" wrap="nowrap">
              <img src={image} alt={words.attached(at + 1)} className={classes['image']} />
              <CloseButton
                size="sm"
                aria-label={words.detach(at + 1)}
                onClick={() => setImages(images.filter((each) => each !== image))}
              />
            </Group>
          ))}
        </Group>
      )}
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Textarea
          ref={input}
          flex={1}
          aria-label={words.prompt}
          placeholder={words.promptHint}
          autosize
          minRows={2}
          maxRows={10}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onPaste={({ clipboardData }) => {
            const pasted = [...clipboardData.files].filter(({ type }) => type.startsWith('image/'))
            if (!blind && pasted.length > 0) void attach(pasted)
          }}
          onKeyDown={(event) => {
            if (submits(event)) send()
            else if (event.key === 'ArrowUp' && text === '' && last !== '') setText(last)
            else return
            event.preventDefault()
          }}
        />
        <FileButton onChange={(files) => void attach(files)} accept="image/png,image/jpeg,image/gif,image/webp" multiple>
          {(props) => (
            <Tooltip label={blind ? words.blind : words.attach}>
              <ActionIcon {...props} variant="default" size={36} aria-label={words.attach} disabled={blind}>
                <IconPhoto size={18} stroke={1.6} />
              </ActionIcon>
            </Tooltip>
          )}
        </FileButton>
        {busy ? (
          <Button variant="default" leftSection={<IconPlayerStopFilled size={14} />} onClick={onStop}>
            {words.stop}
          </Button>
        ) : (
          <Button leftSection={<IconSend2 size={16} />} disabled={!sendable} onClick={send}>
            {words.send}
          </Button>
        )}
      </Group>
      <Group gap="xs" justify="space-between">
        <Text size="xs" c={refused || blocked ? 'var(--lectern-warning)' : 'dimmed'} role="status">
          {refused ?? blocked ?? ''}
        </Text>
        <Text size="xs" c="dimmed" visibleFrom="sm" component="div">
          {enterSends ? words.enterSends : <Keys />}
        </Text>
      </Group>
    </Stack>
  )
}

function Keys() {
  const words = useChatWords()
  return (
    <Group gap={6}>
      <Kbd size="xs">{/Mac/.test(navigator.platform) ? '⌘' : 'Ctrl'}</Kbd>
      <Kbd size="xs">Enter</Kbd>
      {words.keys}
    </Group>
  )
}

const dataUrl = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
