import { Group, SegmentedControl, Stack } from '@mantine/core'
import { useMemo, useState } from 'react'
import { makeWords } from '../words/words.ts'
import { CodeEditor, type CodeTrouble } from './code-editor.tsx'
import { type JsonSchema, makeCheck, type SchemaTroubles, settled } from './json-schema.ts'
import { SchemaField } from './schema-field.tsx'
import type { SchemaFormProps } from './schema-form.tsx'

export function SchemaFormView({ schema, value, onChange, errors, showAll = false, disabled = false, label }: SchemaFormProps) {
  const words = useWords()
  const check = useMemo(() => makeCheck(schema), [schema])
  const [asJson, setAsJson] = useState<string | null>(null)
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const [outdated, setOutdated] = useState<ReadonlySet<string>>(new Set())
  const troubles = useMemo(() => check(value), [check, value])
  const [badJson, setBadJson] = useState<string | null>(null)
  const root = settled(schema, schema)
  const change = (next: Record<string, unknown>): void => onChange(next, check(next).size === 0)
  const errorAt = (place: string): string | undefined => {
    const said = outdated.has(place) ? undefined : errors?.[place]
    const found = showAll || touched.has(place) ? troubles.get(place) : undefined
    return said ?? (found === 'required' ? words.required : found)
  }
  const switchTo = (mode: string): void => setAsJson(mode === 'json' ? JSON.stringify(value, null, 2) : null)
  const lines = useMemo(
    () => (asJson === null ? [] : placed(asJson, troubles, badJson, words.required)),
    [asJson, troubles, badJson, words],
  )
  return (
    <fieldset aria-label={label} disabled={disabled} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
      <Group justify="flex-end" mb="xs">
        <SegmentedControl
          size="xs"
          aria-label={words.mode}
          data={[
            { value: 'form', label: words.form },
            { value: 'json', label: words.json },
          ]}
          value={asJson === null ? 'form' : 'json'}
          onChange={switchTo}
        />
      </Group>
      {asJson !== null ? (
        <CodeEditor
          label={label}
          hideLabel
          language="json"
          value={asJson}
          readOnly={disabled}
          troubles={lines}
          onChange={(text) => {
            setAsJson(text)
            const read = readJson(text)
            setBadJson(read.trouble)
            if (read.value) change(read.value)
            else onChange({ ...value }, false)
          }}
        />
      ) : (
        <Stack gap="md">
          {Object.entries(root.properties ?? {}).map(([name, each]) => (
            <SchemaField
              key={name}
              name={name}
              place={`/${name}`}
              schema={settled(each, schema)}
              root={schema}
              value={value[name]}
              required={root.required?.includes(name) ?? false}
              disabled={disabled}
              errorAt={errorAt}
              onTouch={(place) => setTouched((before) => new Set(before).add(place))}
              onChange={(next, place) => {
                setOutdated((before) => new Set(before).add(place))
                change(withKey(value, name, next))
              }}
            />
          ))}
        </Stack>
      )}
    </fieldset>
  )
}

/** An emptied field is not there: what is optional falls back to its standard. */
export function withKey(value: Readonly<Record<string, unknown>>, name: string, next: unknown): Record<string, unknown> {
  const { [name]: _, ...rest } = value
  return next === undefined ? rest : { ...value, [name]: next }
}

function readJson(text: string): { readonly value?: Record<string, unknown>; readonly trouble: string | null } {
  try {
    const value: unknown = JSON.parse(text)
    const fits = typeof value === 'object' && value !== null && !Array.isArray(value)
    return fits ? { value: value as Record<string, unknown>, trouble: null } : { trouble: '{…}' }
  } catch (error) {
    return { trouble: (error as Error).message }
  }
}

/** Troubles beside the line that names their last key. */
function placed(text: string, troubles: SchemaTroubles, bad: string | null, required: string): readonly CodeTrouble[] {
  if (bad !== null) return [{ line: 1, severity: 'error', message: bad }]
  const lines = text.split('\n')
  return [...troubles].map(([place, message]) => {
    const key = place.split('/').at(-1) ?? ''
    const line =
      Math.max(
        0,
        lines.findIndex((each) => each.includes(`"${key}"`)),
      ) + 1
    return { line, severity: 'error', message: `${place}: ${message === 'required' ? required : message}` }
  })
}

export type { JsonSchema }

const useWords = makeWords({
  en: { mode: 'How to fill it in', form: 'Form', json: 'JSON', required: 'Has to be filled in' },
  de: { mode: 'Art der Eingabe', form: 'Formular', json: 'JSON', required: 'Muss ausgefüllt werden' },
})
