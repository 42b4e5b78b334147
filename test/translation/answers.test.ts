import { describe, expect, it } from 'vitest'
import type { AnswerPart, ChatAnswer, StopReason } from '../../src/wires/canonical/chat.ts'
import type { ChatFormat, FormatId } from '../../src/wires/canonical/format.ts'
import { translationBetween } from '../../src/wires/translation.ts'
import { eventsOf, facts, formats, gathered } from './facts.ts'
import { type Recorded, recorded } from './fixtures.ts'

const formatOf = (id: FormatId): ChatFormat => formats.find((each) => each.id === id) as ChatFormat

describe('reading what a backend says', () => {
  it.each(recorded)('$format: $name', ({ format, answer, stream, says }) => {
    const { id: _id, parts, stop, stopSequence, usage } = formatOf(format).readAnswer(answer as Record<string, unknown>, facts)
    expect({ parts, stop, stopSequence, usage }).toEqual(says)
    const events = eventsOf(formatOf(format).readStream(facts), Buffer.from(stream))
    expect(gathered(events)).toEqual(says)
  })

  it.each(recorded)('$format: $name, cut at any byte', ({ format, stream }) => {
    const bytes = Buffer.from(stream)
    const whole = eventsOf(formatOf(format).readStream(facts), bytes)
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(eventsOf(formatOf(format).readStream(facts), bytes, [cut])).toEqual(whole)
    }
    const each = Array.from({ length: bytes.length }, (_, at) => at)
    expect(eventsOf(formatOf(format).readStream(facts), bytes, each)).toEqual(whole)
  })
})

/** What is left of an answer when it is said in a wire and read again. */
const inWordsOf = (caller: ChatFormat, { parts, stop, stopSequence, usage }: Omit<ChatAnswer, 'id'>): Omit<ChatAnswer, 'id'> => {
  const called = parts.some(({ kind }) => kind === 'tool-call')
  const stops: Partial<Record<FormatId, Partial<Record<StopReason, StopReason>>>> = {
    openai: { 'stop-sequence': 'end' },
    'openai-responses': { 'stop-sequence': 'end' },
    gemini: { 'stop-sequence': called ? 'tool-calls' : 'end' },
  }
  const told = caller.id === 'anthropic' || caller.id === 'bedrock-converse'
  return {
    parts: caller.id === 'openai' ? [...parts.filter(isThought), ...parts.filter((part) => !isThought(part))] : parts,
    stop: stops[caller.id]?.[stop] ?? stop,
    stopSequence: caller.id === 'anthropic' ? stopSequence : null,
    usage: usage && {
      ...usage,
      ...(told ? { output: usage.output + usage.reasoning, reasoning: 0 } : {}),
      ...(caller.id === 'openai-responses' || caller.id === 'gemini'
        ? { uncached: usage.uncached + usage.cacheWrite, cacheWrite: 0 }
        : {}),
    },
  }
}
const isThought = (part: AnswerPart): boolean => part.kind === 'reasoning' || part.kind === 'redacted'

const minimal: Record<FormatId, Record<string, unknown>> = {
  openai: { model: 'chat', messages: [{ role: 'user', content: 'Hi' }], stream_options: { include_usage: true } },
  'openai-responses': { model: 'chat', input: 'Hi' },
  anthropic: { model: 'chat', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] },
  'bedrock-converse': { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] },
  gemini: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
}
const callOf = (caller: ChatFormat, { format }: Recorded, below: string) => {
  const translation = translationBetween(caller.id, format)
  if (!translation) throw new Error('the same wire')
  const { requestId, model, at } = facts
  return translation({ below, accept: '', json: minimal[caller.id], model: 'm', facts: { requestId, model, at } })
}

const pairs = formats.flatMap((caller) =>
  recorded
    .filter(({ format }) => format !== caller.id)
    .map((each) => ({ caller: caller.id, backend: each.format, what: each.name, format: caller, each })),
)

describe('saying it to somebody else', () => {
  it.each(pairs)('$caller ← $backend: $what', ({ format, each }) => {
    const call = callOf(format, each, '/any')
    const json = JSON.parse(call.answer(200, Buffer.from(JSON.stringify(each.answer))).toString())
    const { id: _id, parts, stop, stopSequence, usage } = format.readAnswer(json, facts)
    expect({ parts: unsigned(parts), stop, stopSequence, usage }).toEqual(
      inWordsOf(format, { ...each.says, parts: unsigned(each.says.parts) }),
    )
  })

  it.each(pairs)('$caller ← $backend: $what, streamed and cut at any byte', ({ format, each }) => {
    const bytes = Buffer.from(each.stream)
    const translated = (cuts: readonly number[]): string => {
      const stream = callOf(format, each, '/any-stream').openStream()
      let text = ''
      let from = 0
      for (const cut of [...cuts, bytes.length]) {
        text += stream.push(bytes.subarray(from, cut))?.toString() ?? ''
        from = cut
      }
      text += stream.end()?.toString() ?? ''
      expect(stream.ended()).toBe(true)
      return text
    }
    const whole = translated([])
    // With the bytes that gateways get, `test/providers/every-split.test.ts` cuts all the others everywhere, too.
    const step = each.format === 'openai-responses' ? 1 : 7
    for (let cut = 0; cut < bytes.length; cut += step) expect(translated([cut])).toBe(whole)
    const read = gathered(eventsOf(format.readStream(facts), Buffer.from(whole)))
    const expected = inWordsOf(format, { ...each.says, parts: unsigned(each.says.parts) })
    expect({ ...read, parts: unsigned(read.parts) }).toEqual(expected)
  })
})

/** Reasoning without a signature reads as such whether a wire says none or an empty one; arguments are compared as JSON. */
const unsigned = (parts: readonly AnswerPart[]): AnswerPart[] =>
  parts.map((part) =>
    part.kind === 'reasoning'
      ? { ...part, signature: part.signature || null }
      : part.kind === 'tool-call'
        ? { ...part, input: JSON.stringify(JSON.parse(part.input)) }
        : part,
  )
