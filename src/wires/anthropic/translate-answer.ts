import { calledWith, countOf, idFrom, noUsage, objectOf, objectsOf, textOf, unheardOf } from '../canonical/answers.ts'
import type { AnswerPart, ChatAnswer, ChatUsage, JsonObject, StopReason } from '../canonical/chat.ts'
import type { CallFacts } from '../canonical/format.ts'

export const readAnswer = (json: JsonObject): ChatAnswer => ({
  id: textOf(json['id']) || null,
  parts: objectsOf(json['content']).map(readPart),
  stop: stopOf(json['stop_reason']),
  stopSequence: textOf(json['stop_sequence']) || null,
  usage: readUsage(objectOf(json['usage']), noUsage),
})

function readPart(block: JsonObject): AnswerPart {
  switch (block['type']) {
    case 'text':
      return { kind: 'text', text: textOf(block['text']) }
    case 'tool_use':
      return {
        kind: 'tool-call',
        id: textOf(block['id']),
        name: textOf(block['name']),
        input: JSON.stringify(block['input'] ?? {}),
      }
    case 'thinking':
      return { kind: 'reasoning', text: textOf(block['thinking']), signature: textOf(block['signature']) || null }
    case 'redacted_thinking':
      return { kind: 'redacted', data: textOf(block['data']) }
    default:
      throw unheardOf(`a "${textOf(block['type'])}" block`)
  }
}

const stops: Readonly<Record<string, StopReason>> = {
  end_turn: 'end',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  stop_sequence: 'stop-sequence',
  tool_use: 'tool-calls',
  refusal: 'content-filter',
}
export const stopOf = (reason: unknown): StopReason => stops[textOf(reason)] ?? 'end'

export const stopReasons = {
  end: 'end_turn',
  length: 'max_tokens',
  'stop-sequence': 'stop_sequence',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
} as const satisfies Record<StopReason, string>

/** Cached tokens are beside the input's; a stream says the input's in its first event and the output's in its last. */
export function readUsage(usage: JsonObject, before: ChatUsage): ChatUsage {
  const said = (name: string, otherwise: number): number => (typeof usage[name] === 'number' ? countOf(usage[name]) : otherwise)
  const output = said('output_tokens', before.output + before.reasoning)
  const details = objectOf(usage['output_tokens_details'])
  const reasoning = Math.min(output, countOf(details['thinking_tokens'] ?? details['reasoning_tokens']))
  return {
    uncached: said('input_tokens', before.uncached),
    cacheRead: said('cache_read_input_tokens', before.cacheRead),
    cacheWrite: said('cache_creation_input_tokens', before.cacheWrite),
    output: output - reasoning,
    reasoning,
  }
}

export const writeUsage = (usage: ChatUsage): JsonObject => ({
  input_tokens: usage.uncached,
  cache_creation_input_tokens: usage.cacheWrite,
  cache_read_input_tokens: usage.cacheRead,
  output_tokens: usage.output + usage.reasoning,
})

export const writeAnswer = (answer: ChatAnswer, call: CallFacts): JsonObject => ({
  id: messageId(answer.id, call),
  type: 'message',
  role: 'assistant',
  model: call.model,
  content: answer.parts.map(writePart),
  stop_reason: stopReasons[answer.stop],
  stop_sequence: answer.stopSequence,
  usage: writeUsage(answer.usage ?? noUsage),
})

export const messageId = (id: string | null, call: CallFacts): string =>
  id?.startsWith('msg_') ? id : idFrom('msg_', call.requestId)

function writePart(part: AnswerPart): JsonObject {
  switch (part.kind) {
    case 'text':
      return { type: 'text', text: part.text, citations: null }
    case 'tool-call':
      return { type: 'tool_use', id: part.id, name: part.name, input: calledWith(part.input, part.name) }
    case 'reasoning':
      return { type: 'thinking', thinking: part.text, signature: part.signature ?? '' }
    case 'redacted':
      return { type: 'redacted_thinking', data: part.data }
  }
}
