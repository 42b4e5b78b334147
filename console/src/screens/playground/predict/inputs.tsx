import { Button, Code, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CodeEditor } from '../../../parts/code-editor.tsx'
import { Guarded } from '../../../parts/guarded.tsx'
import { SchemaForm } from '../../../parts/schema-form.tsx'
import type { Target } from '../targets.ts'
import { bodyFor, type Way } from './document.ts'
import { usePredictWords } from './words.ts'

/** `body`: JSON. */
export type Request = { readonly path: string; readonly body: string }

type Runs = { readonly pending: boolean; readonly onRun: (request: Request) => void }

/** A form for what the model says that it takes; the same as JSON is one switch away. The server checks what is sent. */
export function WayInput({ way, pending, onRun }: Runs & { readonly way: Way }) {
  const words = usePredictWords()
  const [value, setValue] = useState<Readonly<Record<string, unknown>>>(way.example)
  const [anew, setAnew] = useState(0)
  const [asked, setAsked] = useState(false)
  return (
    <Stack gap="sm">
      <Text size="xs" c="dimmed">
        <Code>{`POST ${way.path}`}</Code> {way.order && words.asLists}
      </Text>
      <SchemaForm
        key={anew}
        label={words.input}
        schema={way.schema}
        value={value}
        showAll={asked}
        onChange={(next) => setValue(next)}
      />
      <Group gap="xs">
        <Guarded least="consumer">
          {(may) => (
            <Button
              loading={pending}
              disabled={!may}
              onClick={() => {
                setAsked(true)
                onRun({ path: way.path, body: JSON.stringify(bodyFor(way, value)) })
              }}
            >
              {words.run}
            </Button>
          )}
        </Guarded>
        <Button
          variant="default"
          onClick={() => {
            setValue(way.example)
            setAnew(anew + 1)
          }}
        >
          {words.example}
        </Button>
      </Group>
    </Stack>
  )
}

export function FreeInput({ target, known, pending, onRun }: Runs & { readonly target: Target; readonly known: boolean }) {
  const words = usePredictWords()
  const [path, setPath] = useState(`/v1/models/${target.name}:predict`)
  const [body, setBody] = useState('{\n  "instances": []\n}')
  const run = (): void => onRun({ path: path.startsWith('/') ? path : `/${path}`, body })
  return (
    <Stack gap="sm">
      {!known && (
        <Text size="sm" c="dimmed">
          {words.unknown}
        </Text>
      )}
      <TextInput
        label={words.path}
        description={words.pathHint}
        value={path}
        onChange={(event) => setPath(event.currentTarget.value)}
      />
      <CodeEditor label={words.body} language="json" value={body} onChange={setBody} onSubmit={run} height="220px" />
      <Group>
        <Guarded least="consumer">
          {(may) => (
            <Button loading={pending} disabled={!may} onClick={run}>
              {words.run}
            </Button>
          )}
        </Guarded>
      </Group>
    </Stack>
  )
}
