import type { JsonObject } from '../canonical/chat.ts'
import { isObject } from '../canonical/fields.ts'

/** Gemini's own schema dialect (OpenAPI 3.0, types in capitals, `nullable`, counts as strings) as JSON Schema. */
export function toJsonSchema(schema: JsonObject): JsonObject {
  const json: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(schema)) {
    if (name === 'nullable' || name === 'propertyOrdering' || (name === 'type' && value === 'TYPE_UNSPECIFIED')) continue
    json[name] = readMember(name, value)
  }
  if (schema['nullable'] !== true) return json
  const values = json['enum']
  if (Array.isArray(values) && !values.includes(null)) json['enum'] = [...values, null]
  if (typeof json['type'] === 'string') json['type'] = [json['type'], 'null']
  else if (Array.isArray(json['anyOf'])) json['anyOf'] = [...json['anyOf'], { type: 'null' }]
  return json
}

const counts = new Set(['minItems', 'maxItems', 'minProperties', 'maxProperties', 'minLength', 'maxLength'])

function readMember(name: string, value: unknown): unknown {
  if (name === 'type' && typeof value === 'string') return value.toLowerCase()
  if (counts.has(name) && typeof value === 'string') return Number(value)
  if ((name === 'properties' || name === '$defs' || name === 'defs') && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, isObject(each) ? toJsonSchema(each) : each]))
  }
  if ((name === 'items' || name === 'additionalProperties') && isObject(value)) return toJsonSchema(value)
  if ((name === 'anyOf' || name === 'prefixItems') && Array.isArray(value)) {
    return value.map((each: unknown) => (isObject(each) ? toJsonSchema(each) : each))
  }
  return value
}
