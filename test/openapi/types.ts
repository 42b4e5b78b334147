import { createRequire } from 'node:module'
import { z } from 'zod'

/** The OpenAPI document of the control API, as the types that `src/client` and the console are written against. */

/** Our own API; what speaks for others (Hopsworks, Azure), and calls of models, have clients and documents of their own. */
const ours = /^\/(v2|console|oauth|healthz|readyz|v1\/(files|batches))(\/|$)/
const passing = /^\/v2\/inference\//

type Json = Readonly<Record<string, unknown>>
const Operation = z.looseObject({ responses: z.record(z.string(), z.unknown()) })
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
})

/** The text of `src/client/openapi.ts`; not `immutable`, since openapi-fetch takes read-only lists for objects. */
export async function typesOf(document: unknown): Promise<string> {
  const { openapiTS, astToString } = loadGenerator()
  const tree = await openapiTS(onlyOurs(document), { alphabetize: true, defaultNonNullable: false })
  return `${heading}${compact(astToString(tree))}`
}

const heading = `// Made by \`npm run types\` from the API's own description. Change the routes, not this file.\n\n`

/** Paths of ours with what they need, refusals by reference: each operation would repeat them. */
function onlyOurs(document: unknown): Json {
  const { openapi, info, paths, components } = Document.parse(whole(document))
  const kept = Object.entries(paths).filter(([path]) => ours.test(path) && !passing.test(path))
  const refusals: Record<string, unknown> = {}
  const tidy = Object.fromEntries(
    kept.map(([path, operations]) => [
      path,
      Object.fromEntries(Object.entries(operations).map(([method, operation]) => [method, tidied(operation, refusals)])),
    ]),
  )
  const schemas = reachable([tidy, refusals], components.schemas)
  return { openapi, info, paths: tidy, components: { schemas, parameters, responses: refusals } }
}

/** Answers of which `$select` leaves something out are theirs who ask for it: nobody else is to tell them apart. */
const whole = (document: unknown): unknown =>
  JSON.parse(JSON.stringify(document), (key, value) =>
    key === 'anyOf' && Array.isArray(value) ? value.filter((each) => !/StatusOnly$/.test(each.$ref ?? '')) : value,
  )

/** Headers that many operations take, named once. */
const parameters = {
  resourceGroup: header('AI-Resource-Group', { type: 'string' }, 'Resource group to act in; absent: default'),
  tenantScope: header('AI-Tenant-Scope', { type: 'boolean' }, 'Act for the tenant instead; takes an administrator'),
}
const shared = new Map(Object.entries(parameters).map(([key, { name }]) => [name, { $ref: `#/components/parameters/${key}` }]))

function header(name: string, schema: Json, description: string) {
  return { name, in: 'header', required: false, schema, description }
}

/** Collects into `refusals` by the name of the body's schema. */
function tidied(operation: z.infer<typeof Operation>, refusals: Record<string, unknown>): Json {
  const taken = z
    .array(z.looseObject({ name: z.string(), in: z.string() }))
    .optional()
    .parse(operation['parameters'])
  const answers = Object.entries(operation.responses).flatMap(([status, answer]): [string, unknown][] => {
    if (status.startsWith('2')) return [[status, answer]]
    const name = /"#\/components\/schemas\/([^"]+)"/.exec(JSON.stringify(answer))?.[1]
    if (name === undefined || status !== '4XX') return []
    refusals[name] = answer
    return [[status, { $ref: `#/components/responses/${name}` }]]
  })
  return {
    ...operation,
    ...(taken ? { parameters: taken.map((each) => (each.in === 'header' && shared.get(each.name)) || each) } : {}),
    responses: Object.fromEntries(answers),
  }
}

function reachable(from: unknown, schemas: Json): Json {
  const used = new Set<string>()
  const visit = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value ?? null).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue
      used.add(name)
      visit(schemas[name])
    }
  }
  visit(from)
  return Object.fromEntries([...used].sort().map((name) => [name, schemas[name]]))
}

/** Leaves out what says that nothing is there, and folds what fits into a line: two thirds of the text otherwise. */
function compact(text: string): string {
  const spare = text
    .replaceAll(/^ *(readonly )?headers: \{\n *(readonly )?\[name: string\]: unknown;\n *\};\n/gm, '')
    .replaceAll(/^ *(readonly )?\w+\?: never;\n/gm, '')
    .replaceAll(/^ *\/\*\* @description (Done, or on its way|Refused; the message says why) \*\/\n/gm, '')
    .replaceAll(/^ *(readonly )?parameters: \{\n *\};\n/gm, '')
    .replaceAll(/: \{\n *\};/g, ': {};')
    .replaceAll(/^( +)(?=(\*?))/gm, (_all, spaces: string, star: string) =>
      ' '.repeat(star ? (spaces.length + 1) / 2 : spaces.length / 2),
    )
  return [1, 2, 3].reduce((folded) => folded.replaceAll(/\{\n *(?!\/)([^\n]{1,90});\n *\}/g, '{ $1 }'), spare)
}

type Generator = {
  openapiTS(document: Json, options: Json): Promise<unknown>
  astToString(tree: unknown): string
}

/** It lives with the console's tools, since it needs an older compiler than ours. */
function loadGenerator(): Generator {
  const require = createRequire(new URL('../../console/package.json', import.meta.url))
  const { default: openapiTS, astToString } = require('openapi-typescript')
  return { openapiTS, astToString }
}
