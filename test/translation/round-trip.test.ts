import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnswerPart, ChatAnswer, ChatEvent, ChatRequest, Part, TextPart } from '../../src/wires/canonical/chat.ts'
import { turnsOf } from '../../src/wires/canonical/conversation.ts'
import type { FormatId } from '../../src/wires/canonical/format.ts'
import { eventsOf, facts, formats, gathered } from './facts.ts'

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => !text.includes('__thought__'))
const id = fc.stringMatching(/^[a-zA-Z0-9_-]{1,12}$/).filter((text) => !text.includes('__'))
const text: fc.Arbitrary<TextPart> = word.map((said) => ({ kind: 'text', text: said }))
const json = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null)), {
  maxKeys: 3,
})
const image: fc.Arbitrary<Part> = fc
  .record({ mime: fc.constantFrom('image/png', 'image/jpeg', 'image/webp'), data: fc.uint8Array({ minLength: 1, maxLength: 9 }) })
  .map(({ mime, data }) => ({ kind: 'image', source: { by: 'data', mime, base64: Buffer.from(data).toString('base64') } }))
const signed: fc.Arbitrary<Part> = fc.record({ text: word, signature: id }).map((each) => ({ kind: 'reasoning', ...each }))
const call = fc
  .record({ id, name: id, input: json.map((value) => JSON.stringify(value)) })
  .map((each) => ({ kind: 'tool-call', ...each }) as const)

/** Talk as it really goes: every call is answered in the next message of the user. */
const talk = fc
  .array(
    fc.record({
      asked: fc.array(fc.oneof(text, image), { minLength: 1, maxLength: 3 }),
      thought: fc.option(signed),
      said: fc.option(text),
      calls: fc.uniqueArray(call, { maxLength: 3, selector: (each) => each.id }),
      results: fc.array(word, { minLength: 3, maxLength: 3 }),
      failed: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((rounds) => {
    let number = 0
    return rounds.flatMap(({ asked, thought, said, calls, results, failed }) => {
      number += 1
      const renamed = calls.map((each) => ({ ...each, id: `${each.id}-${number}` }))
      const parts: Part[] = [...(thought ? [thought] : []), ...(said ? [said] : []), ...renamed]
      const answers: Part[] = renamed.map((each, at) => ({
        kind: 'tool-result',
        callId: each.id,
        content: [{ kind: 'text', text: `Error ${results[at]}` }],
        failed: failed && at === 0,
      }))
      return [
        { role: 'user' as const, parts: asked as Part[] },
        { role: 'assistant' as const, parts },
        { role: 'user' as const, parts: answers },
      ]
    })
  })

const option = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null })
const fraction = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100)
const tool = fc.record({
  name: id,
  description: option(word),
  schema: json.map((properties) => ({
    type: 'object',
    properties: Object.fromEntries(Object.keys(properties).map((key) => [key, { type: 'string' }])),
  })),
  strict: fc.constant(null),
})

const request: fc.Arbitrary<ChatRequest> = fc.record({
  messages: fc
    .tuple(option(word), talk)
    .map(([system, messages]) => [
      ...(system ? [{ role: 'system' as const, parts: [{ kind: 'text' as const, text: system }] }] : []),
      ...messages,
    ]),
  stream: fc.boolean(),
  streamUsage: fc.constant(true),
  maxTokens: fc.integer({ min: 1, max: 9999 }),
  temperature: option(fraction),
  topP: option(fraction),
  topK: option(fc.integer({ min: 1, max: 99 })),
  stop: fc.uniqueArray(word, { maxLength: 3 }),
  seed: option(fc.integer()),
  presencePenalty: option(fraction),
  frequencyPenalty: option(fraction),
  format: fc.oneof(
    fc.constant({ kind: 'text' } as const),
    fc.constant({ kind: 'json' } as const),
    json.map((schema) => ({ kind: 'schema', schema, name: null, description: null, strict: null }) as const),
  ),
  tools: fc.uniqueArray(tool, { maxLength: 3, selector: (each) => each.name }),
  toolChoice: option(
    fc.oneof(
      fc.constantFrom('auto', 'none', 'required').map((kind) => ({ kind }) as const),
      id.map((name) => ({ kind: 'one', name }) as const),
    ),
  ),
  parallelTools: fc.constantFrom(null, false),
  reasoning: option(
    fc.oneof(
      fc.constant({ kind: 'off' } as const),
      fc.constant({ kind: 'auto' } as const),
      fc.integer({ min: 1024, max: 9999 }).map((tokens) => ({ kind: 'budget', tokens }) as const),
    ),
  ),
  user: option(word),
  metadata: option(fc.dictionary(id, word, { maxKeys: 2 })),
})

/** The part of a request that each wire can carry: what it refuses is taken out, what it says in other words is said so. */
const carried: Record<FormatId, (request: ChatRequest) => ChatRequest> = {
  openai: (each) => ({
    ...each,
    reasoning: each.reasoning?.kind === 'off' ? each.reasoning : null,
    messages: unfailed(each.messages),
    format: named(each.format),
  }),
  'openai-responses': (each) => ({
    ...each,
    topK: null,
    stop: [],
    seed: null,
    presencePenalty: null,
    frequencyPenalty: null,
    reasoning: each.reasoning?.kind === 'budget' ? null : each.reasoning,
    messages: unfailed(each.messages),
    tools: each.tools.map((one) => ({ ...one, strict: false })),
    format: named(each.format),
  }),
  anthropic: (each) => ({
    ...each,
    seed: null,
    presencePenalty: null,
    frequencyPenalty: null,
    metadata: null,
    format: each.format.kind === 'json' ? { kind: 'text' } : each.format,
    ...serial(each),
  }),
  'bedrock-converse': (each) => ({
    ...each,
    seed: null,
    presencePenalty: null,
    frequencyPenalty: null,
    parallelTools: null,
    metadata: unlessEmpty(each.metadata),
    format: each.format.kind === 'json' ? { kind: 'text' } : each.format,
    toolChoice: each.toolChoice?.kind === 'none' || each.tools.length === 0 ? null : each.toolChoice,
  }),
  gemini: (each) => ({
    ...each,
    parallelTools: null,
    user: each.user && label.test(each.user) ? each.user : null,
    metadata:
      each.metadata &&
      Object.entries(each.metadata)
        .flat()
        .every((said) => label.test(said))
        ? unlessEmpty(each.metadata)
        : null,
  }),
}
const label = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u
const unlessEmpty = (metadata: ChatRequest['metadata']): ChatRequest['metadata'] =>
  metadata && Object.keys(metadata).length > 0 ? metadata : null

/** Anthropic has the flag inside of the choice. */
const serial = ({ tools, toolChoice, parallelTools }: ChatRequest): Partial<ChatRequest> => {
  const flag = toolChoice?.kind === 'none' ? null : parallelTools
  return {
    parallelTools: toolChoice === null && tools.length === 0 ? null : flag,
    toolChoice: toolChoice ?? (flag === false && tools.length > 0 ? { kind: 'auto' } : null),
  }
}
const named = (format: ChatRequest['format']): ChatRequest['format'] =>
  format.kind === 'schema' ? { ...format, name: 'answer' } : format
const unfailed = (messages: ChatRequest['messages']): ChatRequest['messages'] =>
  messages.map((each) => ({
    ...each,
    parts: each.parts.map((part) => (part.kind === 'tool-result' ? { ...part, failed: false } : part)),
  }))
const inTurns = (each: ChatRequest): ChatRequest => ({ ...each, messages: turnsOf(each.messages) })

const used = fc.record({
  uncached: fc.nat(9999),
  cacheRead: fc.nat(9999),
  cacheWrite: fc.nat(9999),
  output: fc.nat(9999),
  reasoning: fc.nat(9999),
})
const answer: fc.Arbitrary<Omit<ChatAnswer, 'id'>> = fc
  .record({
    thought: option(signed),
    said: option(text),
    calls: fc.uniqueArray(call, { maxLength: 3, selector: (each) => each.id }),
    cut: fc.constantFrom('end', 'length', 'content-filter'),
    usage: used,
  })
  .map(({ thought, said, calls, cut, usage }) => ({
    parts: [...(thought ? [thought as AnswerPart] : []), ...(said ? [said] : []), ...calls],
    stop: cut === 'end' && calls.length > 0 ? 'tool-calls' : (cut as 'end'),
    stopSequence: null,
    usage,
  }))

/** What a wire's usage tells apart. */
const counted = (format: FormatId, { usage, ...rest }: Omit<ChatAnswer, 'id'>): Omit<ChatAnswer, 'id'> => {
  if (usage === null) return { ...rest, usage }
  const [whole, merged] = [
    { ...usage, output: usage.output + usage.reasoning, reasoning: 0 },
    { ...usage, uncached: usage.uncached + usage.cacheWrite, cacheWrite: 0 },
  ]
  return {
    ...rest,
    usage: format === 'anthropic' || format === 'bedrock-converse' ? whole : format === 'openai' ? usage : merged,
  }
}

/** The answer as a stream, its texts cut in two. */
const eventsFor = ({ parts, stop, stopSequence, usage }: Omit<ChatAnswer, 'id'>): ChatEvent[] => {
  let calls = 0
  const halves = (said: string): string[] =>
    [[...said].slice(0, 1).join(''), [...said].slice(1).join('')].filter((each) => each !== '')
  const events = parts.flatMap((part): ChatEvent[] => {
    if (part.kind === 'text') return halves(part.text).map((each) => ({ kind: 'text', text: each }))
    if (part.kind === 'redacted') return [part]
    if (part.kind === 'reasoning')
      return [
        ...halves(part.text).map((each) => ({ kind: 'reasoning', text: each }) as const),
        ...(part.signature ? [{ kind: 'signature', signature: part.signature } as const] : []),
      ]
    const index = calls
    calls += 1
    return [
      { kind: 'tool-start', index, id: part.id, name: part.name },
      ...halves(part.input).map((each) => ({ kind: 'tool-input', index, text: each }) as const),
    ]
  })
  return [
    { kind: 'start', id: null },
    ...events,
    { kind: 'stop', reason: stop, sequence: stopSequence },
    ...(usage ? [{ kind: 'usage', usage } as const] : []),
    { kind: 'end' },
  ]
}

describe.each(formats.map((format) => ({ wire: format.id, format })))('through $wire and back', ({ format }) => {
  it('a request says the same', () => {
    fc.assert(
      fc.property(request, (any) => {
        const asked = carried[format.id](any)
        const { json: body, below } = format.writeRequest(asked, { model: 'anthropic--claude' })
        const read = format.readRequest(JSON.parse(JSON.stringify(body)), /stream/i.test(below), 'X')
        expect(inTurns({ ...read, streamUsage: true })).toEqual(inTurns(asked))
      }),
      { numRuns: 300 },
    )
  })

  it('an answer says the same', () => {
    fc.assert(
      fc.property(answer, (any) => {
        const { id: _id, ...read } = format.readAnswer(
          JSON.parse(JSON.stringify(format.writeAnswer({ id: null, ...any }, facts))),
          facts,
        )
        const { parts, stop, stopSequence, usage } = read
        expect({ parts, stop, stopSequence, usage }).toEqual(counted(format.id, any))
      }),
      { numRuns: 300 },
    )
  })

  it('a stream says the same, however it is cut', () => {
    fc.assert(
      fc.property(answer, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }), (any, places) => {
        const writer = format.writeStream(facts, true)
        const bytes = Buffer.from(
          eventsFor(any)
            .map((event) => writer.push(event))
            .join('') + writer.end(),
        )
        const cuts = places.map((place) => Math.floor(place * bytes.length)).sort((a, b) => a - b)
        expect(gathered(eventsOf(format.readStream(facts), bytes, cuts))).toEqual(counted(format.id, any))
      }),
      { numRuns: 300 },
    )
  })
})
