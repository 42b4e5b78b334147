import type { Schema } from './read-api.ts'

/** A field of a body, however deep: `targets[].weight`. */
export type Field = { readonly name: string; readonly type: string; readonly required: boolean; readonly description: string }

/** Deeper than this readers look into the API browser. */
const deepest = 3
const mostFields = 80

/** The fields of a schema with their paths, references followed, each only once on the way down. */
export function fieldsOf(schema: Schema, schemas: Readonly<Record<string, Schema>>): readonly Field[] {
  const found: Field[] = []
  const visit = (given: Schema, prefix: string, depth: number, above: readonly string[]): void => {
    const { schema: at, seen } = followed(given, schemas, above)
    if (depth > deepest || at === null) return
    for (const part of at.allOf ?? []) visit(part, prefix, depth, seen)
    const items = itemsOf(at)
    if (items) {
      visit(items, prefix === '' ? '[]' : `${prefix}[]`, depth, seen)
      return
    }
    for (const option of at.anyOf ?? at.oneOf ?? []) if (option.type !== 'null') visit(option, prefix, depth, seen)
    for (const [key, value] of Object.entries(at.properties ?? {})) {
      const name = prefix === '' ? key : `${prefix}.${key}`
      if (found.some((field) => field.name === name)) continue
      const { schema: shown } = followed(value, schemas, seen)
      found.push({
        name,
        type: typeOf(shown ?? value),
        required: at.required?.includes(key) ?? false,
        description: value.description ?? shown?.description ?? '',
      })
      visit(value, name, depth + 1, seen)
    }
  }
  visit(schema, '', 1, [])
  return found.slice(0, mostFields)
}

/** `schema` null: it is one of those above, which is shown there already. */
function followed(given: Schema, schemas: Readonly<Record<string, Schema>>, above: readonly string[]) {
  let schema: Schema | undefined = given
  const seen = [...above]
  while (schema?.$ref !== undefined) {
    const name: string = schema.$ref.split('/').at(-1) ?? ''
    if (seen.includes(name)) return { schema: null, seen }
    seen.push(name)
    schema = schemas[name]
  }
  return { schema: schema ?? null, seen }
}

const itemsOf = (schema: Schema): Schema | null => (schema.type === 'array' && schema.items ? schema.items : null)

/** A type in a few words; what follows from it is said by the fields below. */
export function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return (schema.$ref.split('/').at(-1) ?? '').replace(/Input$/, '')
  if (schema.enum) return schema.enum.map((each) => `\`${JSON.stringify(each)}\``).join(', ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  const options = schema.anyOf ?? schema.oneOf
  if (options) return [...new Set(options.map(typeOf))].join(' or ')
  if (schema.type === 'array') return `list of ${schema.items ? typeOf(schema.items) : 'anything'}`
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type as string | undefined)
  const bounds = boundsOf(schema)
  const usual = schema.default === undefined ? '' : `, default ${JSON.stringify(schema.default)}`
  return `${type ?? (schema.properties ? 'object' : 'anything')}${schema.format ? ` (${schema.format})` : ''}${bounds}${usual}`
}

function boundsOf({ minimum, maximum, exclusiveMinimum }: Schema): string {
  const low = exclusiveMinimum === undefined ? minimum : exclusiveMinimum + 1
  const least = low === undefined || low <= Number.MIN_SAFE_INTEGER ? null : low
  const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? null : maximum
  if (least !== null && most !== null) return `, ${least} to ${most}`
  return least !== null ? `, from ${least}` : most !== null ? `, up to ${most}` : ''
}
