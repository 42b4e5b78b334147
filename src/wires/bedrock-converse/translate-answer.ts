import { calledWith, countOf, inputOf, noUsage, objectOf, objectsOf, outputOf, textOf, unheardOf } from '../canonical/answers.ts'
import type { AnswerPart, ChatAnswer, ChatUsage, JsonObject, StopReason } from '../canonical/chat.ts'
import type { CallFacts } from '../canonical/format.ts'
import { writeBlock } from './write-request.ts'

export const readAnswer = (json: JsonObject): ChatAnswer => ({
  id: null,
  parts: objectsOf(objectOf(objectOf(json['output'])['message'])['content']).map(readPart),
  stop: stopOf(json['stopReason']),
  stopSequence: null,
  usage: json['usage'] ? readUsage(objectOf(json['usage'])) : null,
})

function readPart(block: JsonObject): AnswerPart {
  if (typeof block['text'] === 'string') return { kind: 'text', text: block['text'] }
  if (block['toolUse']) {
    const use = objectOf(block['toolUse'])
    return {
      kind: 'tool-call',
      id: textOf(use['toolUseId']),
      name: textOf(use['name']),
      input: JSON.stringify(use['input'] ?? {}),
    }
  }
  if (block['reasoningContent']) {
    const reasoning = objectOf(block['reasoningContent'])
    const text = objectOf(reasoning['reasoningText'])
    if (reasoning['reasoningText'])
      return { kind: 'reasoning', text: textOf(text['text']), signature: textOf(text['signature']) || null }
    return { kind: 'redacted', data: textOf(reasoning['redactedContent']) }
  }
  throw unheardOf(`a "${Object.keys(block)[0] ?? ''}" block`)
}

const stops: Readonly<Record<string, StopReason>> = {
  end_turn: 'end',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  stop_sequence: 'stop-sequence',
  tool_use: 'tool-calls',
  guardrail_intervened: 'content-filter',
  content_filtered: 'content-filter',
}
export const stopOf = (reason: unknown): StopReason => stops[textOf(reason)] ?? 'end'

export const stopReasons = {
  end: 'end_turn',
  length: 'max_tokens',
  'stop-sequence': 'stop_sequence',
  'tool-calls': 'tool_use',
  'content-filter': 'content_filtered',
} as const satisfies Record<StopReason, string>

/** Cached tokens are beside the input's; reasoning is in the output's and not told apart. */
export const readUsage = (usage: JsonObject): ChatUsage => ({
  uncached: countOf(usage['inputTokens']),
  cacheRead: countOf(usage['cacheReadInputTokens']),
  cacheWrite: countOf(usage['cacheWriteInputTokens']),
  output: countOf(usage['outputTokens']),
  reasoning: 0,
})

export const writeUsage = (usage: ChatUsage): JsonObject => ({
  inputTokens: usage.uncached,
  outputTokens: outputOf(usage),
  totalTokens: inputOf(usage) + outputOf(usage),
  cacheReadInputTokens: usage.cacheRead,
  cacheWriteInputTokens: usage.cacheWrite,
})

/** `latencyMs` is the provider's own measure, which other wires do not have. */
export const writeAnswer = (answer: ChatAnswer, _call: CallFacts): JsonObject => ({
  output: { message: { role: 'assistant', content: answer.parts.map(writePart) } },
  stopReason: stopReasons[answer.stop],
  usage: writeUsage(answer.usage ?? noUsage),
  metrics: { latencyMs: 0 },
})

/** Ids stay as they are on the way to a caller: they come back. */
const writePart = (part: AnswerPart): JsonObject =>
  part.kind === 'tool-call'
    ? { toolUse: { toolUseId: part.id, name: part.name, input: calledWith(part.input, part.name) } }
    : writeBlock(part)
