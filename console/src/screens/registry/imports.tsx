import { ActionIcon, Anchor, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { Figure } from '../../parts/figure.tsx'
import type { Unit } from '../../parts/numbers.ts'
import { joined, sentence } from '../../parts/sentence.tsx'
import { Mark, type Tone } from '../../parts/status.tsx'
import { useNow } from '../../parts/time.tsx'
import { useCommonWords } from '../../words/common.ts'
import type { Import } from './data.ts'
import { useBringWords } from './words-bring.ts'

const tones: Readonly<Record<Import['state'], Tone>> = { running: 'busy', done: 'ok', failed: 'failed', cancelled: 'off' }
/** How long what is over is told of: what went wrong must be seen, also later. */
const toldMs: Readonly<Record<Import['state'], number>> = {
  running: Number.POSITIVE_INFINITY,
  done: 120_000,
  cancelled: 120_000,
  failed: 3_600_000,
}

/** Versions on their way in, and what became of the last ones. */
export function Imports() {
  const words = useBringWords()
  const { data } = read.useQuery(
    'get',
    '/v2/lm/registry/imports',
    {},
    { refetchInterval: ({ state }) => (state.data?.resources.some((each) => each.state === 'running') ? 500 : false) },
  )
  const now = useNow()
  const running = data?.resources.filter(({ state }) => state === 'running').length ?? 0
  const before = useRef(0)
  // One that has come is a version of the list.
  useEffect(() => {
    if (running < before.current) void readAgain('registry')
    before.current = running
  }, [running])
  const shown = (data?.resources ?? []).filter(({ state, modifiedAt }) => now - Date.parse(modifiedAt) < toldMs[state])
  if (shown.length === 0) return null
  return (
    <Paper withBorder p="sm" component="section" aria-label={words.imports}>
      <Stack gap="sm">
        <Title order={2} size="h3">
          {words.imports}
        </Title>
        {shown.map((each) => (
          <Row key={each.id} import_={each} />
        ))}
      </Stack>
    </Paper>
  )
}

function Row({ import_ }: { readonly import_: Import }) {
  const words = useBringWords()
  const common = useCommonWords()
  const number = (value: number, unit: Unit = 'count') => <Figure value={value} unit={unit} />
  const { id, name, version, source, state, bytesDone, bytesTotal, filesDone, filesTotal, currentFile, error } = import_
  const share = bytesTotal ? (bytesDone / bytesTotal) * 100 : 0
  const facts = [
    sentence(words.progress, number(bytesDone, 'bytes'), bytesTotal === null ? '?' : number(bytesTotal, 'bytes')),
    ...(filesTotal === null ? [] : [sentence(words.filesDone, number(filesDone), number(filesTotal))]),
    ...(currentFile === null ? [] : [currentFile]),
  ]
  const cancel = (): void =>
    void api
      .DELETE('/v2/lm/registry/imports/{importId}', { params: { path: { importId: id } } })
      .then(() => readAgain('registry'))
      .catch((trouble: Error) => notifications.show({ color: 'red', title: common.failed, message: trouble.message }))
  return (
    <div>
      <Group gap="sm" wrap="nowrap" justify="space-between">
        <Group gap="sm" miw={0}>
          <Mark tone={tones[state]} text={words.state[state]} />
          {state === 'done' && version !== null ? (
            <Anchor
              size="sm"
              fw={600}
              renderRoot={(props) => (
                <Link to="/registry/$name/$version" params={{ name, version: String(version) }} {...props} />
              )}
            >
              {`${name} ${version}`}
            </Anchor>
          ) : (
            <Text size="sm" fw={600}>
              {name}
            </Text>
          )}
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {source}
          </Text>
        </Group>
        {state === 'running' && (
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={words.cancelImport(name)} onClick={cancel}>
            <IconX size={15} />
          </ActionIcon>
        )}
      </Group>
      {state === 'running' && (
        <>
          <Progress value={share} size="sm" mt={4} aria-label={name} />
          <Text size="xs" c="dimmed">
            {joined(facts)}
          </Text>
        </>
      )}
      {error !== null && (
        <Text size="xs" c="var(--mantine-color-error)">
          {error}
        </Text>
      )}
    </div>
  )
}
