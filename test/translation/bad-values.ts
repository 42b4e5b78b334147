import fc from 'fast-check'
import type { FormatId } from '../../src/wires/canonical/format.ts'

type Json = Record<string, unknown>

const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)
/** What may stand where something else should. */
export const wrong = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 0, -1, 1e308, -1e308, 2 ** 53, 0.1, [], {}, [null], [[]], [7], 'x'.repeat(5_000)),
  fc.constantFrom<unknown>('__proto__', 'constructor', '\u0000', '\ud800', '{', '[1', 'data:image/png;base64,', ':', '%'),
  fc.constantFrom<unknown>(deep(150), { type: 'text' }, { toString: 1 }, { length: 3 }, JSON.parse('{"__proto__":{"a":1}}')),
  fc.jsonValue(),
)

/** Every place in a value, objects and arrays too. */
export function* places(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (path.length > 0) yield path
  if (typeof value !== 'object' || value === null) return
  for (const [name, each] of Object.entries(value)) yield* places(each, [...path, name])
}

/** The value with something else at a place of it. */
export const put = (value: unknown, [name, ...rest]: readonly string[], what: unknown): unknown => {
  if (name === undefined) return what
  if (Array.isArray(value)) return value.map((each, at) => (String(at) === name ? put(each, rest, what) : each))
  return { ...(value as Json), [name]: put((value as Json)[name], rest, what) }
}

const hi = [{ role: 'user', content: 'Hi' }]
/** The least that each API takes, asked for as a stream where the body says so. */
export const minimal: Readonly<Record<FormatId, Json>> = {
  openai: { model: 'chat', messages: hi, stream: true, stream_options: { include_usage: true } },
  'openai-responses': { model: 'chat', input: 'Hi', stream: true },
  anthropic: { model: 'chat', max_tokens: 9, messages: hi, stream: true },
  'bedrock-converse': { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] },
  gemini: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
}
