import { anthropicMessages } from '../../src/wires/anthropic/translate.ts'
import { bedrockConverse } from '../../src/wires/bedrock-converse/translate.ts'
import type { AnswerPart, ChatAnswer, ChatEvent } from '../../src/wires/canonical/chat.ts'
import type { CallFacts, ChatFormat, StreamReader } from '../../src/wires/canonical/format.ts'
import { geminiContent } from '../../src/wires/gemini/translate.ts'
import { openaiChat } from '../../src/wires/openai/translate.ts'
import { openaiResponses } from '../../src/wires/openai-responses/translate.ts'

export const formats: readonly ChatFormat[] = [openaiChat, openaiResponses, anthropicMessages, bedrockConverse, geminiContent]

export const facts: CallFacts = { requestId: 'request-1', model: 'chat', at: 1_763_600_000_000, asked: {} }

/** All events of a stream that comes in pieces, cut at these places. */
export function eventsOf(reader: StreamReader, bytes: Buffer, cuts: readonly number[] = []): ChatEvent[] {
  const events: ChatEvent[] = []
  let from = 0
  for (const cut of [...cuts, bytes.length]) {
    events.push(...reader.push(bytes.subarray(from, cut)))
    from = cut
  }
  return [...events, ...reader.end()]
}

/** What a stream's events say together: what the same answer says when it comes whole. */
export function gathered(events: readonly ChatEvent[]): Omit<ChatAnswer, 'id'> {
  const parts: AnswerPart[] = []
  const calls = new Map<number, number>()
  let answer: Omit<ChatAnswer, 'id' | 'parts'> = { stop: 'end', stopSequence: null, usage: null }
  const last = () => parts.at(-1)
  for (const event of events) {
    const before = last()
    if (event.kind === 'text') {
      if (before?.kind === 'text') parts[parts.length - 1] = { ...before, text: before.text + event.text }
      else parts.push({ kind: 'text', text: event.text })
    } else if (event.kind === 'reasoning') {
      if (before?.kind === 'reasoning' && before.signature === null)
        parts[parts.length - 1] = { ...before, text: before.text + event.text }
      else parts.push({ kind: 'reasoning', text: event.text, signature: null })
    } else if (event.kind === 'signature') {
      if (before?.kind === 'reasoning') parts[parts.length - 1] = { ...before, signature: event.signature }
    } else if (event.kind === 'redacted') parts.push({ kind: 'redacted', data: event.data })
    else if (event.kind === 'tool-start') {
      calls.set(event.index, parts.length)
      parts.push({ kind: 'tool-call', id: event.id, name: event.name, input: '' })
    } else if (event.kind === 'tool-input') {
      const at = calls.get(event.index) ?? -1
      const part = parts[at]
      if (part?.kind === 'tool-call') parts[at] = { ...part, input: part.input + event.text }
    } else if (event.kind === 'stop') answer = { ...answer, stop: event.reason, stopSequence: event.sequence }
    else if (event.kind === 'usage') answer = { ...answer, usage: event.usage }
  }
  return {
    parts: parts.map((part) => (part.kind === 'tool-call' && part.input === '' ? { ...part, input: '{}' } : part)),
    ...answer,
  }
}
