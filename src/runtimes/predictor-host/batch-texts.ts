import { Buffer } from 'node:buffer'
import type { BackendCall, Reply } from './backend.ts'
import type { AnswerPart, Rows } from './batch-shape.ts'
import { elementsOf, membersOf, type Span } from './json-rows.ts'

/** V1: the rows stay the text that they came as, so numbers of any size do. null: nothing that could be split. */
export function textRows(call: BackendCall): Rows | null {
  const { payload } = call
  if (!isJson(payload)) return null
  const members = membersOf(payload)
  const key = members?.has('instances') ? 'instances' : 'inputs'
  const list = members?.get(key)
  const spans = list && elementsOf(payload, list)
  if (!members || !spans || spans.length === 0) return null
  const others = [...members]
    .filter(([name]) => name !== key)
    .map(([name, { from, to }]) => `,${JSON.stringify(name)}:${payload.toString('utf8', from, to)}`)
  const rest = others.join('')
  return {
    group: `v1 ${key} ${rest}`,
    count: spans.length,
    part: (from, to) => ({ count: to - from, pieces: [textOf(payload, spans, from, to)] }),
    join: (parts) => ({
      op: call.op,
      protocol: 'v1',
      payload: Buffer.concat([Buffer.from(`{"${key}":[`), ...separated(parts), Buffer.from(`]${rest}}`)]),
    }),
    split,
    answer: (parts) => ({
      payload: Buffer.concat([Buffer.from('{"predictions":['), ...separated(parts), Buffer.from(']}')]),
      outputs: [],
    }),
  }
}

function split({ payload, contentType }: Reply, counts: readonly number[]): readonly AnswerPart[] | null {
  if (contentType !== null) return null
  const members = membersOf(payload)
  const list = members?.get('predictions')
  const spans = list && elementsOf(payload, list)
  if (members?.size !== 1 || !spans || spans.length !== counts.reduce((sum, each) => sum + each, 0)) return null
  let at = 0
  return counts.map((count) => {
    at += count
    return { count, pieces: [textOf(payload, spans, at - count, at)], like: '' }
  })
}

const textOf = (text: Buffer, spans: readonly Span[], from: number, to: number): Buffer =>
  text.subarray(spans[from]?.from ?? 0, spans[to - 1]?.to ?? 0)

const separated = (parts: readonly { readonly pieces: readonly Uint8Array[] }[]): Uint8Array[] =>
  parts.flatMap(({ pieces }, index) => (index === 0 ? pieces : [comma, ...pieces]))

const comma = Buffer.from(',')

/** What is none goes to the script alone, which says so in its own words. */
function isJson(payload: Buffer): boolean {
  try {
    JSON.parse(payload.toString('utf8'))
    return true
  } catch {
    return false
  }
}
