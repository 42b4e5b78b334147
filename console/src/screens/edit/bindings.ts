import type { JsonSchema } from '../../parts/json-schema.ts'
import { settled, typeOf } from '../../parts/json-schema.ts'
import { propertiesOf, requiredOf } from './infer.ts'

/** Parameters whose values are text in bindings, as values of the types that their schema names. What does not read stays text. */
export function valuesOf(bindings: Readonly<Record<string, string>>, schema: JsonSchema): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(propertiesOf(schema)).flatMap((key) => {
      const text = bindings[key]
      return text === undefined ? [] : [[key, valueIn(text, settled(propertiesOf(schema)[key] as JsonSchema, schema))]]
    }),
  )
}

function valueIn(text: string, schema: JsonSchema): unknown {
  const type = typeOf(schema)
  const isNumber = type === 'number' || type === 'integer' || (schema.anyOf ?? []).some((way) => way.type === 'integer')
  if (isNumber && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

/** The same back as texts; what the form shows and does not have is taken out. */
export const textsOf = (values: Readonly<Record<string, unknown>>, schema: JsonSchema): Record<string, string | undefined> =>
  Object.fromEntries(Object.keys(propertiesOf(schema)).map((key) => [key, textOf(values[key])]))

const textOf = (value: unknown): string | undefined => {
  if (value === undefined || value === null || value === '') return undefined
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Of an executable's schema the parameters that `wanted` chooses, as a schema of its own. */
export function part(schema: unknown, wanted: (key: string) => boolean): JsonSchema {
  const whole = schema as JsonSchema
  const properties = Object.fromEntries(Object.entries(propertiesOf(schema)).filter(([key]) => wanted(key)))
  return { ...whole, properties: properties as JsonSchema['properties'] & {}, required: requiredOf(schema).filter(wanted) }
}
