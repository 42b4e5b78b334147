import { makeReferences, type References } from './json-schema-references.ts'
import { unsupported } from './refusal.ts'

/**
 * Turns a caller's JSON Schema into the subset that the engine makes a grammar of. A keyword that the grammar could not
 * hold the answer to is refused by name, never skipped; annotations (`title`, `default`, …) are dropped.
 */
export const toGrammarSchema = (schema: unknown, path: string): GrammarSchema => {
  const references = makeReferences(schema, path)
  const converted = convert(schema, path, references)
  const $defs = references.convert((def, at) => convert(def, at, references))
  return Object.keys($defs).length === 0 ? converted : { ...converted, $defs }
}

/** A schema that the engine takes. */
export type GrammarSchema = Readonly<Record<string, unknown>>

type Json = Record<string, unknown>

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const convert = (schema: unknown, path: string, defs: References): Json => {
  if (!isRecord(schema)) throw unsupported(path, `${path} must be a schema object; true and false are not supported`)
  const stated = Object.keys(schema).filter((keyword) => !annotations.has(keyword) && !isSafeBound(schema, keyword))
  if (stated.includes('$ref')) return reference(schema, path, defs, stated)
  const alternatives = stated.includes('anyOf') ? 'anyOf' : stated.includes('oneOf') ? 'oneOf' : null
  if (alternatives !== null) return choice(schema[alternatives], `${path}.${alternatives}`, defs, stated, path)
  if (stated.includes('const')) return literals([schema['const']], schema['type'], `${path}.const`, stated, path)
  if (stated.includes('enum')) return literals(schema['enum'], schema['type'], `${path}.enum`, stated, path)
  const { type } = schema
  if (Array.isArray(type)) return { oneOf: type.map((one) => convert(only(schema, one), path, defs)) }
  if (typeof type !== 'string' || !Object.hasOwn(byType, type))
    throw unsupported(
      `${path}.type`,
      `${path} needs one of type (${Object.keys(byType).join(', ')}), enum, const, anyOf, oneOf, $ref`,
    )
  checkBounds(schema, path)
  allow(stated, ['type', ...(byType[type as TypeName] satisfies readonly string[])], path)
  return typed(schema, type as TypeName, path, defs)
}

/** Bounds that every integer of the grammar is within: of 15 digits at most. Some clients write them for any integer. */
const isSafeBound = ({ type, minimum, maximum }: Json, keyword: string): boolean =>
  type === 'integer' &&
  ((keyword === 'minimum' && Number(minimum) <= -longestInteger) || (keyword === 'maximum' && Number(maximum) >= longestInteger))
const longestInteger = 999_999_999_999_999

/** Meaningless for the form of the answer. */
const annotations = new Set([
  '$schema',
  '$id',
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  // Of use only where something refers to them.
  '$defs',
  'definitions',
])

/** Keywords that the engine's grammar holds the answer to. */
const byType = {
  object: ['properties', 'required', 'additionalProperties', 'minProperties', 'maxProperties'],
  array: ['items', 'prefixItems', 'minItems', 'maxItems'],
  string: ['minLength', 'maxLength', 'format'],
  number: [],
  integer: [],
  boolean: [],
  null: [],
} as const satisfies Record<string, readonly string[]>
type TypeName = keyof typeof byType

const typed = (schema: Json, type: TypeName, path: string, defs: References): Json => {
  if (type === 'object') return objectSchema(schema, path, defs)
  if (type === 'array') return arraySchema(schema, path, defs)
  if (type === 'string') return stringSchema(schema, path)
  return { type }
}

const objectSchema = (schema: Json, path: string, defs: References): Json => {
  const { properties = {}, required = [], additionalProperties, minProperties, maxProperties } = schema
  if (!isRecord(properties)) throw unsupported(`${path}.properties`, `${path}.properties must be an object of schemas`)
  if (!Array.isArray(required)) throw unsupported(`${path}.required`, `${path}.required must be a list of property names`)
  const missing = required.find((name) => !Object.hasOwn(properties, String(name)))
  if (missing !== undefined)
    throw unsupported(`${path}.required`, `${path}.required names ${JSON.stringify(missing)}, which is not in properties`)
  const names = Object.keys(properties)
  for (const name of names) mustBeWritable(name, `${path}.properties`)
  // The engine writes every property once, and in place of further ones it could write the same names again: readers would take the last.
  if (Number(minProperties ?? 0) > Math.max(1, names.length))
    throw unsupported(
      `${path}.minProperties`,
      `${path}.minProperties can be at most the number of properties that are named here`,
    )
  if (names.length > Number(maxProperties ?? most))
    throw unsupported(
      `${path}.maxProperties`,
      `${path}.maxProperties must be at least the number of properties that are named here`,
    )
  return {
    type: 'object',
    properties: mapValues(properties, (property, name) => convert(property, `${path}.properties.${name}`, defs)),
    ...(names.length > 0
      ? {}
      : given({
          // Absent means allowed, and an answer without additional properties satisfies that.
          additionalProperties: isRecord(additionalProperties)
            ? convert(additionalProperties, `${path}.additionalProperties`, defs)
            : additionalProperties,
          minProperties,
          maxProperties,
        })),
  }
}

/** The engine knows how to write these few control characters in a string. */
const mustBeWritable = (text: string, path: string): void => {
  if (unwritable.test(text))
    throw unsupported(path, `${path}: ${JSON.stringify(text)} has control characters that cannot be enforced here`)
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is they that are looked for
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/

const arraySchema = (schema: Json, path: string, defs: References): Json => {
  const { items, prefixItems, minItems, maxItems } = schema
  if (prefixItems !== undefined && !Array.isArray(prefixItems))
    throw unsupported(`${path}.prefixItems`, `${path}.prefixItems must be a list of schemas`)
  if ((prefixItems?.length ?? 0) > Number(maxItems ?? most))
    throw unsupported(`${path}.maxItems`, `${path}.maxItems must be at least the number of prefixItems`)
  return {
    type: 'array',
    ...given({
      items: items === undefined ? undefined : convert(items, `${path}.items`, defs),
      prefixItems: prefixItems?.map((item, index) => convert(item, `${path}.prefixItems[${index}]`, defs)),
      minItems,
      maxItems,
    }),
  }
}

const formats = ['date-time', 'date', 'time']

const stringSchema = (schema: Json, path: string): Json => {
  const { minLength, maxLength, format } = schema
  if (format === undefined) return { type: 'string', ...given({ minLength, maxLength }) }
  if (typeof format !== 'string' || !formats.includes(format))
    throw unsupported(
      `${path}.format`,
      `${path}.format ${JSON.stringify(format)} is not supported; supported are ${formats.join(', ')}`,
    )
  if (minLength !== undefined || maxLength !== undefined)
    throw unsupported(`${path}.format`, `${path}.format cannot be combined with minLength or maxLength`)
  return { type: 'string', format }
}

const choice = (branches: unknown, branchPath: string, defs: References, stated: readonly string[], path: string): Json => {
  allow(stated, [branchPath.endsWith('anyOf') ? 'anyOf' : 'oneOf'], path)
  if (!Array.isArray(branches) || branches.length === 0)
    throw unsupported(branchPath, `${branchPath} must be a list of at least one schema`)
  return { oneOf: branches.map((branch, index) => convert(branch, `${branchPath}[${index}]`, defs)) }
}

const literals = (values: unknown, type: unknown, valuesPath: string, stated: readonly string[], path: string): Json => {
  allow(stated, ['type', 'const', 'enum'], path)
  const plain = Array.isArray(values) && values.length > 0 && values.every((value) => value === null || typeof value !== 'object')
  if (!plain) throw unsupported(valuesPath, `${valuesPath} must hold strings, numbers, booleans or null`)
  const fitting = type === undefined ? values : values.filter((value) => [type].flat().some((one) => isOf(value, one)))
  if (fitting.length === 0) throw unsupported(valuesPath, `${valuesPath} holds no value of type ${JSON.stringify(type)}`)
  for (const value of fitting) if (typeof value === 'string') mustBeWritable(value, valuesPath)
  return { enum: fitting }
}

const isOf = (value: unknown, type: unknown): boolean =>
  type === 'null' ? value === null : type === 'integer' ? Number.isInteger(value) : typeof value === type

const reference = (schema: Json, path: string, defs: References, stated: readonly string[]): Json => {
  allow(stated, ['$ref'], path)
  return { $ref: defs.to(schema['$ref'], path) }
}

const allow = (stated: readonly string[], allowed: readonly string[], path: string): void => {
  const unknown = stated.find((keyword) => !allowed.includes(keyword))
  if (unknown !== undefined)
    throw unsupported(
      `${path}.${unknown}`,
      `${path}: the keyword "${unknown}" is not supported here; supported are ${allowed.join(', ')}`,
    )
}

const most = 4096

/** Bounds become repetitions in the grammar, so they are held to a size that the engine copes with. */
const checkBounds = (schema: Json, path: string): void => {
  for (const size of ['Length', 'Items', 'Properties']) {
    const [least = 0, greatest = most] = [schema[`min${size}`], schema[`max${size}`]]
    for (const [keyword, value] of [
      [`min${size}`, least],
      [`max${size}`, greatest],
    ] as const) {
      if (!Number.isInteger(value) || Number(value) < 0 || Number(value) > most)
        throw unsupported(`${path}.${keyword}`, `${path}.${keyword} must be a whole number from 0 to ${most}`)
    }
    if (Number(greatest) < Number(least))
      throw unsupported(`${path}.max${size}`, `${path}.max${size} must be at least min${size}`)
  }
}

/** The schema for one of its types, with the keywords that concern that type. */
const only = (schema: Json, type: unknown): Json => {
  const keywords: readonly string[] = typeof type === 'string' && Object.hasOwn(byType, type) ? byType[type as TypeName] : []
  const others = Object.values(byType).flat<readonly (readonly string[])[]>() as readonly string[]
  return Object.fromEntries([
    ...Object.entries(schema).filter(
      ([keyword]) => keyword !== 'type' && (keywords.includes(keyword) || !others.includes(keyword)),
    ),
    ['type', type],
  ])
}

const given = (fields: Json): Json => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
const mapValues = (record: Json, map: (value: unknown, key: string) => unknown): Json =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
