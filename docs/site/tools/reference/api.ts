import type { Page } from '../pages.ts'
import { fieldsOf, typeOf } from './fields.ts'
import { cell, code, prose, table } from './markdown.ts'
import type { Api, Operation, Schema } from './read-api.ts'

export { readApi } from './read-api.ts'

const tagsOf = ({ operations }: Api): ReadonlyMap<string, readonly Operation[]> =>
  Map.groupBy(operations, ({ tags }) => tags?.[0] ?? 'Other')

const slugOfTag = (tag: string): string => `reference/operations/${tag.replaceAll(/(?<=[a-z])(?=[A-Z])|\s+/g, '-').toLowerCase()}`

/** All pages of operations, with what they hold. */
export const operationsTable = (api: Api): string =>
  table(
    ['Page', 'Operations', 'First of them'],
    ...[...tagsOf(api)].map(([tag, operations]) => [
      `[${tag}](/docs/${slugOfTag(tag)}/)`,
      String(operations.length),
      operations
        .slice(0, 3)
        .map(({ method, path }) => code(`${method} ${path}`))
        .join(', '),
    ]),
  )

/** A page for each tag. */
export const operationPages = (api: Api): readonly Page[] =>
  [...tagsOf(api)].map(([tag, operations]) => ({
    slug: slugOfTag(tag),
    title: tag,
    description: `${operations.length === 1 ? 'One operation' : `${operations.length} operations`}: ${operations
      .slice(0, 4)
      .map(({ summary }) => within(summary))
      .join(', ')}.`,
    body: operations.map((each) => section(each, api)).join('\n\n'),
  }))

/** A sentence within another: names like API and SAP stay as they are. */
const within = (summary: string): string => summary.replace(/^[A-Z](?=[a-z]|\s)/, (letter) => letter.toLowerCase())

function section(operation: Operation, api: Api): string {
  const { method, path, summary, description } = operation
  const body = bodyOf(operation)
  return [
    `## ${heading(summary)}`,
    `\`\`\`txt\n${method} ${path}\n\`\`\``,
    prose(
      [description, accessOf(operation), operation['x-lectern'] ? 'An addition to the SAP AI API.' : '']
        .filter(Boolean)
        .join(' '),
    ),
    parametersTable(operation),
    body ? `**Body** (${body.type})\n\n${fieldsTable(body.schema, api, true)}` : '',
    answersOf(operation, api),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

const heading = (summary: string): string => prose(summary.replaceAll(/([*_[\]{}])/g, '\\$1'))

function accessOf({ 'x-lectern-access': access }: Operation): string {
  if (access === 'public') return 'Open to everybody.'
  if (!access) return ''
  const where = { header: ' of the resource group', scope: ' of the resource group, or of the tenant', none: '' }[access.group]
  return `Takes the role ${access.role}${where}.`
}

function parametersTable({ parameters = [] }: Operation): string {
  const rows = parameters.map(({ name, in: place, required, description, schema }) => [
    code(name),
    `${place}${required ? ', required' : ''}`,
    cell(typeOf(schema ?? {})),
    cell(description ?? ''),
  ])
  return table(['Parameter', 'In', 'Type', ''], ...rows)
}

function bodyOf({ requestBody }: Operation): { readonly type: string; readonly schema: Schema } | null {
  const [first] = Object.entries(requestBody?.content ?? {})
  return first ? { type: code(first[0]), schema: first[1].schema ?? {} } : null
}

function fieldsTable(schema: Schema, api: Api, asked: boolean): string {
  const fields = fieldsOf(schema, api.schemas)
  if (fields.length === 0) return `${cell(typeOf(schema))}.`
  const rows = fields.map(({ name, type, required, description }) => [
    code(name),
    `${cell(type)}${asked && required ? ', required' : ''}`,
    cell(description),
  ])
  return table(['Field', 'Type', ''], ...rows)
}

function answersOf({ responses = {} }: Operation, api: Api): string {
  return Object.entries(responses)
    .filter(([status]) => /^2/.test(status))
    .map(([status, { description, content }]) => {
      const [first] = Object.entries(content ?? {})
      const schema = first?.[1].schema
      const known = schema !== undefined && (schema.$ref !== undefined || Object.keys(schema).length > 0)
      return `**Answer ${status}**${known ? `\n\n${fieldsTable(schema, api, false)}` : `: ${description ?? ''}.`}`
    })
    .join('\n\n')
}
