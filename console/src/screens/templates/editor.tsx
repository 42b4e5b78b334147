import { Alert, Button, Grid, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { CodeEditor } from '../../parts/code-editor.tsx'
import { Mark } from '../../parts/status.tsx'
import { useWords } from './words.ts'

/** A template's YAML, with what the server finds in it beside its lines, and what it would become. `onSave` absent: it is only looked at. */
export function TemplateEditor({
  start,
  verb,
  onSave,
}: {
  readonly start: string
  readonly verb: string
  readonly onSave?: (template: string) => Promise<void>
}) {
  const words = useWords()
  const [text, setText] = useState(start)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [calm] = useDebouncedValue(text, 350)
  const { data: verdict } = useQuery({
    queryKey: ['validate', calm],
    queryFn: async () => (await api.POST('/v2/admin/servingTemplates/validate', { body: { template: calm } })).data ?? null,
    enabled: calm.trim() !== '',
    placeholderData: keepPreviousData,
    retry: false,
  })
  const save = async (): Promise<void> => {
    if (!onSave) return
    setBusy(true)
    setTrouble(null)
    await onSave(text).catch((error: Error) => setTrouble(error.message))
    setBusy(false)
  }
  const troubles = [
    ...(verdict?.problems ?? []).map((each) => ({ ...each, severity: 'error' as const })),
    ...(verdict?.warnings ?? []).map((each) => ({ ...each, severity: 'warning' as const })),
  ]
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 8 }}>
        <CodeEditor
          label={words.editor}
          language="yaml"
          value={text}
          onChange={setText}
          readOnly={!onSave}
          troubles={troubles.map(({ line, message, severity }) => ({ line: Math.max(1, line), message, severity }))}
          onSubmit={() => void save()}
          height="560px"
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 4 }}>
        <Paper withBorder p="md" component="section" aria-label={words.verdict} style={{ position: 'sticky', top: 68 }}>
          <Stack gap="sm">
            <Group justify="space-between">
              <Title order={2} size="h3">
                {words.verdict}
              </Title>
              {verdict && <Mark tone={verdict.valid ? 'ok' : 'failed'} text={verdict.valid ? words.sound : words.unsound} />}
            </Group>
            {verdict?.executable && (
              <div>
                <Text size="sm">{words.becomes(verdict.executable.id, verdict.executable.scenarioId)}</Text>
                <Text size="xs" c="dimmed">
                  {words.takes(verdict.executable.parameters.join(', '), verdict.executable.inputArtifacts.join(', '))}
                </Text>
              </div>
            )}
            {troubles.map(({ line, path, message, severity }) => (
              <Text
                key={`${path} ${message}`}
                size="xs"
                c={severity === 'error' ? 'var(--mantine-color-error)' : 'var(--lectern-warning)'}
                style={{ overflowWrap: 'anywhere' }}
              >
                {words.atLine(line, message)}
              </Text>
            ))}
            {trouble && (
              <Alert color="red" variant="outline" role="alert" p="xs">
                <Text size="sm">{trouble}</Text>
              </Alert>
            )}
            {onSave && (
              <Button
                onClick={() => void save()}
                loading={busy}
                disabled={!verdict?.valid || (text === start && verb !== words.upload)}
              >
                {verb}
              </Button>
            )}
          </Stack>
        </Paper>
      </Grid.Col>
    </Grid>
  )
}
