import { z } from 'zod'
import { Failure } from './failure.ts'

/** How the checked value is called: `at` precedes field names (`parameterBindings.`), `whole` names the value itself (`body`). */
export type Naming = { readonly at?: string; readonly whole?: string }

/** Parses, or throws `Failure('invalid')` with one sentence that names each field, its trouble and what is allowed. */
export const parseAs = <Schema extends z.ZodType>(schema: Schema, value: unknown, naming: Naming = {}): z.output<Schema> => {
  const parsed = schema.safeParse(value, { error: (issue) => say(issue), reportInput: true })
  if (parsed.success) return parsed.data
  throw refusalOf(parsed.error, naming)
}

/** What is wrong with it, each in words and with its place; nothing where it is sound. `keys`: those that are unknown there. */
export const issuesIn = (
  schema: z.ZodType,
  value: unknown,
): readonly { readonly path: readonly PropertyKey[]; readonly message: string; readonly keys: readonly string[] }[] => {
  const parsed = schema.safeParse(value, { error: (issue) => say(issue), reportInput: true })
  if (parsed.success) return []
  return parsed.error.issues.map((issue) => ({
    path: issue.path,
    message: `${issue.message}${got(issue)}`,
    keys: issue.code === 'unrecognized_keys' ? issue.keys : [],
  }))
}

const mostIssues = 5

const refusalOf = (error: z.ZodError, { at = '', whole = 'body' }: Naming): Failure => {
  const sentences = error.issues
    .slice(0, mostIssues)
    .map((issue) => `${nameOf(issue.path, at, whole)} ${issue.message}${got(issue)}`)
  const more = error.issues.length - mostIssues
  const message = sentences.join('; ') + (more > 0 ? `; and ${more} more` : '')
  return new Failure('invalid', message, { target: nameOf(error.issues[0]?.path ?? [], at, whole) })
}

/** `parameterBindings[0].key` */
const nameOf = (path: readonly PropertyKey[], at: string, whole: string): string => {
  if (path.length === 0) return at.replace(/\.$/, '') || whole
  const name = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('')
  return `${at}${name.replace(/^\./, '')}`.slice(0, 300)
}

/** Speaks for every schema without words of its own. */
const say = (issue: z.core.$ZodRawIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${withArticle(issue.expected)}, got ${kindOf(issue)}`
    case 'too_small':
      return `must ${bound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)}`
    case 'too_big':
      return `must ${bound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)}`
    case 'invalid_value':
      return issue.input === undefined
        ? 'is required'
        : `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`
    case 'unrecognized_keys':
      return `has unknown ${issue.keys.map((key) => JSON.stringify(key.slice(0, 60))).join(', ')}${knownTo(issue.inst)}`
    case 'invalid_format':
      if (issue.format === 'date') return 'must be a day, such as 2026-11-30'
      return issue.pattern ? `must match ${issue.pattern}` : `must be a valid ${issue.format}`
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'invalid_key':
      return `has a key that is not allowed: ${issue.issues.map((each) => each.message).join(', ')}`
    default:
      return 'is not valid'
  }
}

const bound = (origin: string, how: string, limit: number | bigint): string => {
  if (origin === 'string') return `have ${how} ${limit} characters`
  if (origin === 'array' || origin === 'set' || origin === 'map')
    return `have ${how} ${limit} ${Number(limit) === 1 ? 'entry' : 'entries'}`
  return `be ${how} ${limit}`
}

const withArticle = (type: string): string => {
  if (type === 'int') return 'a whole number'
  return `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type === 'record' ? 'object' : type}`.replace('a object', 'an object')
}

const kindOf = ({ expected, input: value }: z.core.$ZodRawIssue & { readonly code: 'invalid_type' }): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number' && expected === 'int' && Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'no number' : withArticle(typeof value)
}

const knownTo = (schema: unknown): string => {
  if (!(schema instanceof z.ZodObject)) return ''
  const names = Object.keys(schema.shape)
  return names.length === 0 ? '; none is known' : `; known are ${names.join(', ')}`
}

/** Values below these names are never repeated in a message. */
const secretFields = new Set(['data', 'credential', 'client_secret', 'password', 'old', 'new', 'secret', 'token', 'key'])

const got = ({ code, input, path, message }: z.core.$ZodIssue): string => {
  if (code === 'invalid_type' || message.includes('is required') || path.some((step) => secretFields.has(String(step)))) return ''
  if (typeof input !== 'string' && typeof input !== 'number') return ''
  const shown = JSON.stringify(input)
  return `, got ${shown.length > 80 ? `${shown.slice(0, 77)}…` : shown}`
}
