import type { Buffer } from 'node:buffer'
import { Refusal } from './refusal.ts'

/** A JSON object, or 400 with what is wrong. */
export function parseObject(payload: Buffer): Record<string, unknown> {
  let body: unknown
  try {
    body = JSON.parse(payload.toString('utf8'))
  } catch (cause) {
    throw new Refusal(400, `the body is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  if (isObject(body)) return body
  throw new Refusal(400, 'the body must be a JSON object')
}

export type V1Body = {
  readonly instances: readonly unknown[]
  /** The word that the caller used: `instances` or `inputs`. */
  readonly key: string
  /** Every other key, and what is under `parameters`. */
  readonly parameters: Readonly<Record<string, unknown>>
}

/**
 * Throws a 400 where the instances are no list. `columns`: of a model that may be given a list for each of these instead, by name:
 * `{"inputs": {"a": […], "b": […]}}`.
 */
export function readV1(payload: Buffer, columns: readonly string[] = []): V1Body {
  const body = parseObject(payload)
  const key = 'instances' in body ? 'instances' : 'inputs'
  const { [key]: given, parameters, ...others } = body
  const instances = isObject(given) && columns.length > 0 ? rowsOf(given, key, columns) : given
  if (!Array.isArray(instances)) throw new Refusal(400, 'Expected "instances" or "inputs" to be a list')
  return { instances, key, parameters: { ...others, ...(isObject(parameters) ? parameters : {}) } }
}

function rowsOf(given: Record<string, unknown>, key: string, columns: readonly string[]): readonly unknown[] {
  const unknown = Object.keys(given).find((name) => !columns.includes(name))
  if (unknown !== undefined) throw new Refusal(400, `${key}.${unknown} is not known; the model takes ${columns.join(', ')}`)
  const lists = columns.map((name) => {
    const list = given[name]
    if (list === undefined) throw new Refusal(400, `${key}.${name} is missing`)
    if (!Array.isArray(list)) throw new Refusal(400, `${key}.${name} must be a list`)
    return { name, list }
  })
  const [first] = lists
  const other = lists.find(({ list }) => list.length !== first?.list.length)
  if (first && other)
    throw new Refusal(400, `${key}.${other.name} has ${other.list.length} rows, ${key}.${first.name} ${first.list.length}`)
  return (first?.list ?? []).map((_, row) => Object.fromEntries(lists.map(({ name, list }) => [name, list[row]])))
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
