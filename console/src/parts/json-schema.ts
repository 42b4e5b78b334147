import { type Schema, Validator } from '@cfworker/json-schema'

/** What forms read of a JSON Schema (2020-12). `x-unit` and `x-secret` are ours; `writeOnly` and `format: password` say secret, too. */
export type JsonSchema = {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly additionalProperties?: boolean | JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly writeOnly?: boolean
  readonly deprecated?: boolean
  readonly [key: string]: unknown
}

/** How a place is filled in. `json`: as text, where nothing simpler says all of it. */
export type FieldKind = 'text' | 'secret' | 'number' | 'switch' | 'choice' | 'list' | 'object' | 'json'

export function fieldKind(schema: JsonSchema): FieldKind {
  if (choicesOf(schema)) return 'choice'
  switch (typeOf(schema)) {
    case 'string':
      return schema.writeOnly || schema.format === 'password' || schema['x-secret'] ? 'secret' : 'text'
    case 'integer':
    case 'number':
      return 'number'
    case 'boolean':
      return 'switch'
    case 'array':
      return schema.items && fieldKind(schema.items) !== 'json' ? 'list' : 'json'
    case 'object':
      return Object.keys(schema.properties ?? {}).length > 0 ? 'object' : 'json'
    default:
      return 'json'
  }
}

/** The values to choose from, where there are only some. */
export function choicesOf(schema: JsonSchema): readonly unknown[] | null {
  if (schema.enum) return schema.enum.filter((value) => value !== null)
  const ways = schema.anyOf ?? schema.oneOf
  return ways && ways.length > 1 && ways.every((way) => way.const !== undefined) ? ways.map((way) => way.const) : null
}

export const typeOf = (schema: JsonSchema): string | undefined =>
  typeof schema.type === 'string' ? schema.type : schema.type?.find((type) => type !== 'null')

/** Follows references within `root`, and takes the one way that is not `null`. */
export function settled(schema: JsonSchema, root: JsonSchema, depth = 0): JsonSchema {
  if (depth > 20) return {}
  const name = /^#\/(?:\$defs|definitions)\/(.+)$/.exec(schema.$ref ?? '')?.[1]
  if (name !== undefined) {
    const defs = root.$defs ?? (root['definitions'] as JsonSchema['$defs'])
    const { $ref: _, ...own } = schema
    return settled({ ...(defs?.[name] ?? {}), ...own }, root, depth + 1)
  }
  const ways = (schema.anyOf ?? schema.oneOf)?.filter((way) => way.type !== 'null')
  if (ways?.length === 1 && ways[0]) {
    const { anyOf: _any, oneOf: _one, ...own } = schema
    return settled({ ...ways[0], ...own }, root, depth + 1)
  }
  return schema
}

/** What is wrong, by place: `/servers/0/port` → text. The empty place is the whole. */
export type SchemaTroubles = ReadonlyMap<string, string>

/** Made once for a schema. Needs no `eval`, which the page's policy forbids. */
export function makeCheck(schema: JsonSchema): (value: unknown) => SchemaTroubles {
  const validator = new Validator(schema as Schema, '2020-12', false)
  return (value) => {
    const { errors } = validator.validate(value ?? null)
    const found = new Map<string, string>()
    // A parent's "does not match" comes before what is wrong in it; the deepest says most.
    for (const { instanceLocation, keyword, error } of errors) {
      if (passing.has(keyword)) continue
      const missing = keyword === 'required' ? /"([^"]+)"\.?$/.exec(error)?.[1] : undefined
      const place = instanceLocation.replace(/^#/, '') + (missing === undefined ? '' : `/${missing}`)
      if (!found.has(place)) found.set(place, missing === undefined ? error : 'required')
    }
    return found
  }
}

const passing = new Set(['properties', 'items', 'prefixItems', '$ref', 'allOf', 'additionalProperties'])
