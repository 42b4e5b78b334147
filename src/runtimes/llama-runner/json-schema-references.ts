import { unsupported } from './refusal.ts'

type Json = Record<string, unknown>

/** Schemas that others point to by `$ref`, as the engine knows them: all in `$defs`, under names of ours. */
export type References = {
  /** What the engine calls the schema that `ref` points to, as a `$ref` of its own. Refuses what points nowhere. */
  readonly to: (ref: unknown, path: string) => string
  /** All that is pointed to, and what these point to. */
  readonly convert: (one: (schema: unknown, path: string) => Json) => Json
}

/** `#`, `#/$defs/node`, `#/definitions/node`, `#/properties/next`: any place in the schema that holds a schema. */
export const makeReferences = (root: unknown, rootPath: string): References => {
  const found = new Map<string, { readonly schema: unknown; readonly path: string }>()
  return {
    to(ref, path) {
      const schema = typeof ref === 'string' ? at(root, ref) : undefined
      if (typeof ref !== 'string' || typeof schema !== 'object' || schema === null || Array.isArray(schema))
        throw unsupported(
          `${path}.$ref`,
          `${path}.$ref ${JSON.stringify(ref)} must point to a schema within this one, such as # or one of its $defs: ${defsOf(root).join(', ') || 'there are none'}`,
        )
      const name = /^#\/\$defs\/([\w.-]+)$/.exec(ref)?.[1] ?? ref
      if (!found.has(name)) found.set(name, { schema, path: rootPath + ref.slice(1).replaceAll('/', '.') })
      return `#/$defs/${name}`
    },
    convert(one) {
      const defs: Json = {}
      // What is found while they are converted comes behind them.
      for (const [name, { schema, path }] of found) defs[name] = one(schema, path)
      mustWriteSomething(defs, rootPath)
      return defs
    },
  }
}

/** By a JSON pointer; undefined: there is nothing. */
const at = (root: unknown, ref: string): unknown => {
  if (ref === '#') return root
  if (!ref.startsWith('#/')) return undefined
  let value = root
  for (const part of ref.slice(2).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Json)[key]
  }
  return value
}

const defsOf = (root: unknown): string[] => {
  const defs = (root as Json)['$defs']
  return typeof defs === 'object' && defs !== null ? Object.keys(defs).map((name) => `#/$defs/${name}`) : []
}

/** What points to itself before anything was written would never begin. */
const mustWriteSomething = (defs: Json, rootPath: string): void => {
  const open = new Set<string>()
  const done = new Set<string>()
  const follow = (name: string): void => {
    if (done.has(name)) return
    if (open.has(name)) throw unsupported(rootPath, `${rootPath}: "${name}" refers to itself with nothing between`)
    open.add(name)
    for (const next of first(defs[name])) follow(next)
    open.delete(name)
    done.add(name)
  }
  for (const name of Object.keys(defs)) follow(name)
}

/** Names that a schema may begin with. */
const first = (schema: unknown): string[] => {
  const { $ref: ref, oneOf } = schema as Json
  if (typeof ref === 'string') return [ref.slice('#/$defs/'.length)]
  return Array.isArray(oneOf) ? oneOf.flatMap(first) : []
}
