import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { callOk } from '../../api/client.ts'
import { CodeEditor, type CodeLanguage } from '../../parts/code-editor.tsx'
import { CopyIcon } from '../../parts/copyable.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { Markdown } from '../../parts/markdown.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { useCommonWords } from '../../words/common.ts'
import type { RegisteredFile } from './data.ts'
import { encoded } from './file-tree.ts'
import { useVersionWords } from './words-version.ts'

/** Most that is read to be looked at. */
const mostBytes = 256 * 1024

const languages: Readonly<Record<string, CodeLanguage>> = {
  py: 'python',
  json: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  ts: 'typescript',
}

/** The beginning of a file where it is text. `address`: of the version. */
export function FilePreview({
  file,
  address,
  onSave,
}: {
  readonly file: RegisteredFile
  readonly address: string
  readonly onSave: (address: string, fileName: string) => Promise<void>
}) {
  const words = useVersionWords()
  const common = useCommonWords()
  const [busy, setBusy] = useState(false)
  const path = `${address}/files/${encoded(file.path)}`
  const name = file.path.split('/').at(-1) ?? file.path
  const { data, error, refetch } = useQuery({
    queryKey: ['get', path, file.sha256],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const headers: Record<string, string> = file.bytes > mostBytes ? { range: `bytes=0-${mostBytes - 1}` } : {}
      const answer = await callOk(path, { headers, signal })
      return textOf(new Uint8Array(await answer.arrayBuffer()), file.bytes > mostBytes)
    },
  })
  const save = (): void => {
    setBusy(true)
    void onSave(path, name)
      .catch((trouble: Error) => notifications.show({ color: 'red', title: common.failed, message: trouble.message }))
      .finally(() => setBusy(false))
  }
  return (
    <Stack gap="sm" component="section" aria-label={words.preview(file.path)}>
      <Group justify="space-between" gap="xs">
        <Title order={2} size="h3" style={{ overflowWrap: 'anywhere' }}>
          {file.path}
        </Title>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={14} />}
          loading={busy}
          onClick={save}
          aria-label={words.downloadFile(file.path)}
        >
          {words.download}
        </Button>
      </Group>
      <Group gap={4} wrap="nowrap">
        <Text size="xs" c="dimmed">
          <Figure value={file.bytes} unit="bytes" />
          {` · ${words.hash} ${file.sha256.slice(0, 12)}…`}
        </Text>
        <CopyIcon value={file.sha256} label={words.hash} />
      </Group>
      {error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton height={180} />
      ) : data === null ? (
        <Text size="sm" c="dimmed">
          {words.binary}
        </Text>
      ) : (
        <>
          {file.bytes > mostBytes && (
            <Text size="xs" c="dimmed">
              {sentence(words.beginning, <Figure value={mostBytes} unit="bytes" />, <Figure value={file.bytes} unit="bytes" />)}
            </Text>
          )}
          <Shown name={name} text={data} whole={file.bytes <= mostBytes} />
        </>
      )}
    </Stack>
  )
}

function Shown({ name, text, whole }: { readonly name: string; readonly text: string; readonly whole: boolean }) {
  const words = useVersionWords()
  const ending = name.split('.').at(-1)?.toLowerCase() ?? ''
  const json = whole && (ending === 'json' || ending === 'ipynb') ? jsonIn(text) : undefined
  if (json !== undefined) return <JsonView label={words.preview(name)} value={json} />
  if (ending === 'md') return <Markdown text={text} />
  return (
    <CodeEditor
      label={words.preview(name)}
      hideLabel
      value={text}
      readOnly
      language={languages[ending] ?? 'text'}
      height="480px"
    />
  )
}

/** null: it is no text. The end of a cut one may be half a character. */
function textOf(bytes: Uint8Array, cut: boolean): string | null {
  if (bytes.subarray(0, 8_192).includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: !cut }).decode(bytes)
  } catch {
    return null
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
