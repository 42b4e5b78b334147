import type { SchemaSubset } from '../domain/parameter-rules.ts'

/** Values that may still be looked at; counted down. */
export type SchemaBudget = { left: number }

type Json = Readonly<Record<string, unknown>>
/** Where in the schema: `('properties', 'age')`. */
type Place = { readonly step: string; readonly before: Place } | null
type Open = { readonly schema: unknown; readonly place: Place; readonly depth: number }

/**
 * What keeps a model from holding its answer to a JSON Schema, in the words of OpenAI's API; null: nothing. Takes time for
 * `budget.left` values at most, whatever the schema.
 */
export function troubleWithSchema(root: unknown, subset: SchemaSubset, budget: SchemaBudget): string | null {
  if (!isRecord(root) || (root['type'] !== 'object' && root['$ref'] === undefined))
    return `schema must be a JSON Schema of 'type: "object"', got 'type: "${typeOf(root)}"'.`
  if (root['anyOf'] !== undefined) return notPermitted(null, 'anyOf')
  const refused = new Set(subset.refused)
  const open: Open[] = [{ schema: root, place: null, depth: 0 }]
  for (const name of ['$defs', 'definitions']) {
    const definitions = root[name]
    if (definitions === undefined) continue
    if (!isRecord(definitions)) return at(null, `'${name}' must be an object of schemas.`)
    const place = { step: name, before: null }
    for (const key in definitions) {
      budget.left -= 1
      if (budget.left < 0) return tooLarge
      open.push({ schema: definitions[key], place: { step: key, before: place }, depth: 0 })
    }
  }
  let properties = 0
  for (let next = open.pop(); next; next = open.pop()) {
    const { schema, place, depth } = next
    if (!isRecord(schema)) return at(place, 'schema must be an object.')
    for (const keyword in schema) {
      budget.left -= 1
      if (budget.left < 0) return tooLarge
      if (refused.has(keyword)) return notPermitted(place, keyword)
    }
    const { $ref: ref, anyOf, items, type } = schema
    if (ref !== undefined) {
      if (typeof ref !== 'string' || !resolves(root, ref))
        return at(place, `reference ${JSON.stringify(String(ref).slice(0, 80))} must point into this schema.`)
      if (schema !== root) continue
    }
    if (Array.isArray(anyOf)) {
      if (anyOf.length > budget.left) return tooLarge
      const under = { step: 'anyOf', before: place }
      for (const [index, each] of anyOf.entries())
        open.push({ schema: each, place: { step: String(index), before: under }, depth })
    } else if (anyOf !== undefined) return at(place, "'anyOf' must be an array of schemas.")
    if (is(type, 'object') || schema['properties'] !== undefined) {
      if (depth >= subset.depth) return at(place, `objects may be nested ${subset.depth} levels deep at most.`)
      const { properties: own = {} } = schema
      if (!isRecord(own)) return at(place, "'properties' must be an object of schemas.")
      if (schema['additionalProperties'] !== false)
        return at(place, "'additionalProperties' is required to be supplied and to be false.")
      const under = { step: 'properties', before: place }
      for (const key in own) {
        properties += 1
        if (properties > subset.properties) return at(place, `a schema may have ${subset.properties} properties at most.`)
        open.push({ schema: own[key], place: { step: key, before: under }, depth: depth + 1 })
      }
      const wrong = troubleWithRequired(own, schema['required'], budget)
      if (wrong !== null) return at(place, wrong)
    }
    if (is(type, 'array')) {
      if (items === undefined) return at(place, 'array schema missing items.')
      open.push({ schema: items, place: { step: 'items', before: place }, depth })
    }
    if (type === undefined && ref === undefined && anyOf === undefined && !('enum' in schema) && !('const' in schema))
      return at(place, "schema must have a 'type' key.")
  }
  return null
}

function troubleWithRequired(own: Json, required: unknown, budget: SchemaBudget): string | null {
  const usual = "'required' is required to be supplied and to be an array including every key in properties."
  const names = new Set<unknown>()
  if (Array.isArray(required)) {
    budget.left -= required.length
    if (budget.left < 0) return 'it is too large.'
    for (const name of required) names.add(name)
  }
  for (const key in own) if (!names.has(key)) return `${usual} Missing '${key}'.`
  for (const name of names) if (!Object.hasOwn(own, String(name))) return `${usual} Extra required key '${name}' supplied.`
  return null
}

/** `#` and `#/$defs/node`. */
function resolves(root: Json, ref: string): boolean {
  if (ref === '#') return true
  if (!ref.startsWith('#/') || ref.length > 512) return false
  let value: unknown = root
  for (const part of ref.slice(2).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false
    value = (value as Json)[key]
  }
  return isRecord(value)
}

const tooLarge = 'it is too large.'

const notPermitted = (place: Place, keyword: string): string => at(place, `'${keyword}' is not permitted.`)

const at = (place: Place, words: string): string => `In context=${told(place)}, ${words}`

/** As Python writes a tuple. */
function told(place: Place): string {
  const steps: string[] = []
  for (let each = place; each; each = each.before) steps.unshift(`'${each.step.slice(0, 64)}'`)
  return `(${steps.join(', ')}${steps.length === 1 ? ',' : ''})`
}

const is = (type: unknown, wanted: string): boolean => type === wanted || (Array.isArray(type) && type.includes(wanted))

const typeOf = (root: unknown): string => {
  const type = isRecord(root) ? root['type'] : undefined
  return typeof type === 'string' ? type.slice(0, 64) : 'None'
}

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
