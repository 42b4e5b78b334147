import { Alert, Button, Code, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core'
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { exampleBodies } from '../../../../src/domain/model-example.ts'
import { useMay } from '../../api/session.ts'
import { CodeEditor } from '../../parts/code-editor.tsx'
import { Figure } from '../../parts/figure.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { LogView } from '../../parts/log-view.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { Mark } from '../../parts/status.tsx'
import type { Version } from './data.ts'
import { isEmpty, type ScriptDraft } from './draft.ts'
import { notBegun, type Step, type TrialRun, traceIn, tryOut } from './trial-run.ts'
import { useScriptWords } from './words-scripts.ts'

/** Runs what is written for a moment and shows what came of it. `turn` grows when somebody asks for a run from elsewhere. */
export function TryPanel({
  version,
  draft,
  turn,
  onKept,
}: {
  readonly version: Version
  readonly draft: ScriptDraft
  readonly turn: number
  readonly onKept: (artifact: number) => void
}) {
  const words = useScriptWords()
  const may = useMay('operator')
  const [input, setInput] = useState(() => written(bodyOf(version)))
  const [packages, setPackages] = useState('')
  const [run, setRun] = useState<TrialRun | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])
  const language = packagesOf(version, draft)
  const busy = run !== null && run.step !== 'done'
  const begin = (): void => {
    if (busy) return
    setTrouble(null)
    let body: unknown
    try {
      body = JSON.parse(input)
    } catch {
      setTrouble(words.noInput)
      return
    }
    stop.current = new AbortController()
    setRun(notBegun)
    const key = language === 'javascript' ? 'dependencies' : 'requirements'
    const parameters = packages.trim() === '' ? [] : [{ key, value: packages.trim() }]
    void tryOut({ version, draft, input: body, parameters }, stop.current.signal, (more) => {
      setRun((before) => ({ ...(before ?? notBegun), ...more }))
      if (more.artifact) onKept(more.artifact)
    })
  }
  // Asked for by the key in the editor.
  useEffect(() => {
    if (turn > 0) begin()
  }, [turn])
  return (
    <Paper withBorder p="md" component="section" aria-label={words.try}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h3">
            {words.try}
          </Title>
          {busy ? (
            <Button
              variant="default"
              leftSection={<IconPlayerStop size={16} />}
              disabled={run.step === 'cleaning'}
              onClick={() => stop.current?.abort()}
            >
              {words.stop}
            </Button>
          ) : (
            <Button variant="default" leftSection={<IconPlayerPlay size={16} />} disabled={!may} onClick={begin}>
              {words.run}
            </Button>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {isEmpty(draft) ? words.tryFiles : words.tryText}
        </Text>
        <CodeEditor label={words.input} language="json" value={input} onChange={setInput} onSubmit={begin} minHeight="90px" />
        {language !== null && (
          <Textarea
            label={language === 'python' ? words.requirements : words.dependencies}
            description={language === 'python' ? words.requirementsText : words.dependenciesText}
            value={packages}
            onChange={(event) => setPackages(event.currentTarget.value)}
            autosize
            minRows={1}
            spellCheck={false}
          />
        )}
        {trouble && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {trouble}
          </Text>
        )}
        {run && <Came run={run} />}
      </Stack>
    </Paper>
  )
}

function Came({ run }: { readonly run: TrialRun }) {
  const words = useScriptWords()
  const { step, message, answer, trouble, log } = run
  const trace = answer?.status === 200 ? null : traceIn(log)
  return (
    <Stack gap="sm">
      <Group gap="xs" role="status">
        {step === 'done' ? (
          answer ? (
            <Mark
              tone={answer.status < 400 ? 'ok' : 'failed'}
              text={sentence(words.answered, answer.status, <Figure value={answer.ms} unit="ms" />)}
            />
          ) : (
            <Mark tone={trouble === null ? 'off' : 'failed'} text={trouble === null ? words.stopped : words.notStarted} />
          )
        ) : (
          <Mark tone="busy" text={words.steps[step as Step]} />
        )}
        {message && (
          <Text size="xs" c="dimmed">
            {message}
          </Text>
        )}
      </Group>
      {trouble && (
        <Alert color="red" variant="outline" role="alert">
          {trouble}
        </Alert>
      )}
      {answer && <JsonView label={words.output} value={answer.body} search={false} maxHeight="320px" />}
      {trace && (
        <section aria-label={words.trace}>
          <Text size="sm" fw={500}>
            {words.trace}
          </Text>
          <Code block tabIndex={0}>
            {trace}
          </Code>
        </section>
      )}
      {log.length > 0 && <LogView label={words.log} lines={log} height="200px" fileName="try" />}
    </Stack>
  )
}

/** What the registered example makes of a call; else one that any list of numbers fits. */
const bodyOf = ({ inputExample }: Version): object => exampleBodies(null, inputExample).v1 ?? { instances: [[1, 2, 3]] }

/** In one line where that can be read. */
function written(body: object): string {
  const short = JSON.stringify(body)
  return short.length <= 60 ? short : JSON.stringify(body, null, 2)
}

/** Whose packages can be asked for: the predictor's, or those of a model that Python serves without a script. */
function packagesOf({ framework }: Version, { scripts }: ScriptDraft): 'python' | 'javascript' | null {
  const path = scripts.predictor?.path
  if (path === undefined) return framework === 'SKLEARN' ? 'python' : null
  return /\.[cm]?[jt]s$/i.test(path) ? 'javascript' : 'python'
}
