import { z } from 'zod'
import { variableOf } from '../../../../src/config.ts'
import { type ConfigOption, configOptions } from '../../../../src/config-options.ts'
import { cell, code, table } from './markdown.ts'

/** Every setting with its three names, what it may be, and its default. */
export function settingsTable(): string {
  const rows = (configOptions as readonly ConfigOption[]).map(({ key, flag, description, schema }) => [
    [flag, variableOf(key), key]
      .filter((each) => each !== null)
      .map((each) => code(each))
      .join('<br>'),
    `${cell(description)}<br>${typeAndDefault(schema)}`,
  ])
  return table(['Flag, variable, key', ''], ...rows)
}

function typeAndDefault(schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as Shape
  const isSaid = json.default !== undefined && json.default !== '' && !(Array.isArray(json.default) && json.default.length === 0)
  return `May be: ${inWords(json)}.${isSaid ? ` Default: ${code(textOf(json.default))}.` : ''}`
}

type Shape = {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly anyOf?: readonly Shape[]
  readonly items?: Shape
  readonly default?: unknown
}

function inWords(shape: Shape): string {
  if (shape.enum) return shape.enum.map((each) => code(String(each))).join(', ')
  if (shape.const !== undefined) return code(String(shape.const))
  if (shape.anyOf) return [...new Set(shape.anyOf.map(inWords))].join(', or ')
  if (shape.type === 'boolean') return 'yes or no'
  if (shape.type === 'array') return `list: ${inWords(shape.items ?? {})}`
  if (shape.type === 'integer' || shape.type === 'number')
    return `${shape.type === 'integer' ? 'whole number' : 'number'}${boundsOf(shape)}`
  return shape.format === 'uri' ? 'URL' : 'text'
}

function boundsOf({ minimum, maximum }: Shape): string {
  const low = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? null : minimum
  const high = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? null : maximum
  if (low !== null && high !== null) return `, ${low} to ${high}`
  return low !== null ? ` from ${low} on` : high !== null ? ` up to ${high}` : ''
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
