import { ActionIcon, Group, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconTrash } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../../api/client.ts'
import { Problem } from '../../api/problem.ts'
import { CodeEditor, type CodeLanguage } from '../../parts/code-editor.tsx'
import { Mark } from '../../parts/status.tsx'
import type { Script } from './draft.ts'
import type { Role } from './templates.ts'
import { useScriptWords } from './words-scripts.ts'

/** One script with what the server finds wrong in it, at its line, while it is being written. */
export function ScriptEditor({
  role,
  script,
  packaged,
  onChange,
  onRemove,
  onSubmit,
  readOnly,
}: {
  readonly role: Role
  readonly script: Script
  /** A package.json goes along. */
  readonly packaged: boolean
  readonly onChange: (script: Script) => void
  readonly onRemove: () => void
  readonly onSubmit: () => void
  readonly readOnly: boolean
}) {
  const words = useScriptWords()
  const { message, line, busy } = useFault(role, script, packaged, !readOnly)
  const troubles = useMemo(
    () => (message === null ? [] : [{ line: line ?? 1, severity: 'error' as const, message }]),
    [message, line],
  )
  return (
    <Stack gap="xs">
      <Group gap="xs" align="flex-end">
        <TextInput
          size="xs"
          w={{ base: '100%', sm: 220 }}
          label={`${words.role[role]}: ${words.fileName}`}
          value={script.path}
          onChange={(event) => onChange({ ...script, path: event.currentTarget.value })}
          readOnly={readOnly}
          spellCheck={false}
        />
        <Group gap="xs" h={30} role="status">
          {busy ? (
            <Mark tone="busy" text={words.checking} />
          ) : message === null ? (
            <Mark tone="ok" text={words.sound} />
          ) : (
            <Mark tone="failed" text={words.wrong} />
          )}
        </Group>
        {!readOnly && (
          <Tooltip label={words.takeAway(words.role[role])}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={30}
              ml="auto"
              aria-label={words.takeAway(words.role[role])}
              onClick={onRemove}
            >
              <IconTrash size={15} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
      <CodeEditor
        label={words.role[role]}
        hideLabel
        language={languageOf(script.path)}
        value={script.text}
        onChange={(text) => onChange({ ...script, text })}
        troubles={troubles}
        onSubmit={onSubmit}
        readOnly={readOnly}
        height="auto"
        minHeight="280px"
      />
      {message !== null && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {message}
        </Text>
      )}
    </Stack>
  )
}

/** What the server says of a text that has not changed for a moment. */
function useFault(role: Role, { path, text }: Script, packaged: boolean, enabled: boolean) {
  const now = JSON.stringify({ path, role, text, packaged })
  const [settled] = useDebouncedValue(now, 400)
  const { data, error, isFetching } = useQuery({
    queryKey: ['script check', settled],
    queryFn: async () => {
      const { data } = await api.POST('/v2/lm/registry/scripts/check', { body: JSON.parse(settled) })
      return data?.fault ?? null
    },
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  })
  const refused = error instanceof Problem ? error.message : null
  return { message: refused ?? data?.message ?? null, line: data?.line ?? null, busy: isFetching || settled !== now }
}

function languageOf(path: string): CodeLanguage {
  if (/\.py$/i.test(path)) return 'python'
  if (/\.ts$/i.test(path)) return 'typescript'
  if (/\.[cm]?js$/i.test(path)) return 'javascript'
  return /\.ipynb$/i.test(path) ? 'json' : 'text'
}
