import { SchemaForm } from '../../parts/schema-form.tsx'
import { part, textsOf, valuesOf } from './bindings.ts'
import { useEdit } from './context.ts'
import type { Executable } from './facts.ts'
import { propertiesOf } from './infer.ts'

/** Some parameters of an executable, by their schema. What the server refuses is said at its field. */
export function Parameters({
  label,
  executable,
  wanted,
}: {
  readonly label: string
  readonly executable: Executable
  readonly wanted: (key: string) => boolean
}) {
  const { draft, dispatch, problem } = useEdit()
  const schema = part(executable.parameters, wanted)
  const bindings = draft.document.configuration?.parameterBindings ?? {}
  const at = problem?.target?.replace(/^parameterBindings\./, '')
  const errors = at !== undefined && at in propertiesOf(schema) && problem ? { [`/${at}`]: problem.message } : {}
  return (
    <SchemaForm
      label={label}
      schema={schema}
      value={valuesOf(bindings, schema)}
      errors={errors}
      onChange={(values) => dispatch({ do: 'parameters', values: textsOf(values, schema) })}
    />
  )
}
