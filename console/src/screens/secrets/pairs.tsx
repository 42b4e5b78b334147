import { ActionIcon, Button, FileButton, Group, PasswordInput, Stack, TextInput } from '@mantine/core'
import { IconFileUpload, IconPlus, IconTrash } from '@tabler/icons-react'
import { formatBytes } from '../../parts/numbers.ts'
import { useLanguage } from '../../words/words.ts'
import { useWords } from './words.ts'

/** A key and its value: what was typed, or a file. `at` tells rows apart. */
export type Pair = { readonly at: number; readonly key: string; readonly text: string; readonly file: File | null }

export const noPair: Pair = { at: 0, key: '', text: '', file: null }

/** Keys with values that nobody sees while they are typed, and that may be files. */
export function Pairs({
  value,
  onChange,
  files = false,
}: {
  readonly value: readonly Pair[]
  readonly onChange: (value: readonly Pair[]) => void
  /** Whether a value may be a file. */
  readonly files?: boolean
}) {
  const words = useWords()
  const language = useLanguage()
  const change = (at: number, more: Partial<Pair>): void =>
    onChange(value.map((each) => (each.at === at ? { ...each, ...more } : each)))
  return (
    <Stack gap="xs">
      {value.map(({ at, key, text, file }, index) => (
        <Group key={at} gap="xs" wrap="nowrap">
          <TextInput
            aria-label={words.keyOf(index + 1)}
            placeholder={words.key}
            value={key}
            onChange={({ currentTarget }) => change(at, { key: currentTarget.value })}
            autoComplete="off"
            spellCheck={false}
            flex={2}
            miw={0}
          />
          {file ? (
            <TextInput
              aria-label={words.valueOf(index + 1)}
              value={words.ofFile(file.name, formatBytes(file.size, language))}
              readOnly
              flex={3}
              miw={0}
            />
          ) : (
            <PasswordInput
              aria-label={words.valueOf(index + 1)}
              placeholder={words.value}
              value={text}
              onChange={({ currentTarget }) => change(at, { text: currentTarget.value })}
              autoComplete="new-password"
              flex={3}
              miw={0}
            />
          )}
          {files && (
            <FileButton onChange={(chosen) => change(at, { file: chosen, key: key || (chosen?.name ?? '') })}>
              {(props) => (
                <ActionIcon {...props} variant="default" size={36} aria-label={words.fromFile(index + 1)}>
                  <IconFileUpload size={16} />
                </ActionIcon>
              )}
            </FileButton>
          )}
          <ActionIcon
            variant="default"
            size={36}
            aria-label={words.removeKey(index + 1)}
            disabled={value.length === 1}
            onClick={() => onChange(value.filter((each) => each.at !== at))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="default"
        size="xs"
        w="fit-content"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...value, { ...noPair, at: Math.max(0, ...value.map(({ at }) => at)) + 1 }])}
      >
        {words.addKey}
      </Button>
    </Stack>
  )
}

/** What is filled in, as bytes. */
export const bytesOf = async ({ text, file }: Pair): Promise<Uint8Array> =>
  file ? new Uint8Array(await file.arrayBuffer()) : new TextEncoder().encode(text)

export function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
