import {
  callIdFrom,
  countOf,
  idFrom,
  inputOf,
  noUsage,
  objectOf,
  objectsOf,
  outputOf,
  secondsOf,
  textIn,
  textOf,
} from '../canonical/answers.ts'
import { sealId } from '../canonical/call-ids.ts'
import type {
  AnswerPart,
  ChatAnswer,
  ChatUsage,
  JsonObject,
  ReasoningPart,
  RedactedPart,
  StopReason,
  ToolCallPart,
} from '../canonical/chat.ts'
import type { CallFacts } from '../canonical/format.ts'
import { writeCall, writeReasoning } from './write-request.ts'

/** A `chat.completion`. Its first choice is the answer: more than one is never asked for. */
export function readAnswer(json: JsonObject, call: CallFacts): ChatAnswer {
  const choice = objectOf(objectsOf(json['choices'])[0])
  const message = objectOf(choice['message'])
  const calls = objectsOf(message['tool_calls']).map((each, index) => readCall(each, callIdFrom(index, call.requestId)))
  const text = textOf(message['content']) || textOf(message['refusal'])
  return {
    id: textOf(json['id']) || null,
    parts: [...readReasoning(message), ...(text === '' ? [] : [{ kind: 'text', text } as const]), ...calls],
    stop: textOf(message['refusal']) === '' ? stopOf(choice['finish_reason'], calls.length > 0) : 'content-filter',
    stopSequence: null,
    usage: json['usage'] ? readUsage(objectOf(json['usage'])) : null,
  }
}

/** Servers differ in the name of reasoning: `reasoning_content` (most), `reasoning`. */
export const reasoningIn = (message: JsonObject): string => textOf(message['reasoning_content']) || textOf(message['reasoning'])

function readReasoning(message: JsonObject): (ReasoningPart | RedactedPart)[] {
  const blocks = objectsOf(message['thinking_blocks']).map((block) =>
    block['type'] === 'redacted_thinking'
      ? ({ kind: 'redacted', data: textOf(block['data']) } as const)
      : ({ kind: 'reasoning', text: textOf(block['thinking']), signature: textOf(block['signature']) || null } as const),
  )
  const text = reasoningIn(message)
  return blocks.length > 0 || text === '' ? blocks : [{ kind: 'reasoning', text, signature: null }]
}

function readCall(call: JsonObject, ownId: string): ToolCallPart {
  const named = objectOf(call['function'])
  return {
    kind: 'tool-call',
    id: sealId(textOf(call['id']) || ownId, signatureIn(call)),
    name: textOf(named['name']),
    input: textOf(named['arguments']),
  }
}

export const signatureIn = (call: JsonObject): string =>
  textOf(objectOf(objectOf(call['extra_content'])['google'])['thought_signature'])

/** Some servers say `stop` after tool calls. */
export function stopOf(reason: unknown, called: boolean): StopReason {
  if (reason === 'length') return 'length'
  if (reason === 'content_filter') return 'content-filter'
  return called || reason === 'tool_calls' || reason === 'function_call' ? 'tool-calls' : 'end'
}

export const finishReasons = {
  end: 'stop',
  length: 'length',
  'stop-sequence': 'stop',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
} as const satisfies Record<StopReason, string>

/** Cached tokens are part of the prompt's, reasoning part of the completion's. */
export function readUsage(usage: JsonObject): ChatUsage {
  const prompt = countOf(usage['prompt_tokens'])
  const completion = countOf(usage['completion_tokens'])
  const details = objectOf(usage['prompt_tokens_details'])
  const cacheRead = Math.min(prompt, countOf(details['cached_tokens']))
  const cacheWrite = Math.min(prompt - cacheRead, countOf(details['cache_write_tokens']))
  const reasoning = Math.min(completion, countOf(objectOf(usage['completion_tokens_details'])['reasoning_tokens']))
  return { uncached: prompt - cacheRead - cacheWrite, cacheRead, cacheWrite, output: completion - reasoning, reasoning }
}

export const writeUsage = (usage: ChatUsage): JsonObject => ({
  prompt_tokens: inputOf(usage),
  completion_tokens: outputOf(usage),
  total_tokens: inputOf(usage) + outputOf(usage),
  prompt_tokens_details: {
    cached_tokens: usage.cacheRead,
    ...(usage.cacheWrite > 0 ? { cache_write_tokens: usage.cacheWrite } : {}),
  },
  completion_tokens_details: { reasoning_tokens: usage.reasoning },
})

export function writeAnswer(answer: ChatAnswer, call: CallFacts): JsonObject {
  const calls = answer.parts.filter((part) => part.kind === 'tool-call')
  const message = {
    role: 'assistant',
    content: textIn(answer.parts),
    refusal: null,
    ...writeReasoning(answer.parts.filter(isThought)),
    ...(calls.length > 0 ? { tool_calls: calls.map(writeCall) } : {}),
  }
  return {
    id: answer.id ?? idFrom('chatcmpl-', call.requestId),
    object: 'chat.completion',
    created: secondsOf(call.at),
    model: call.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReasons[answer.stop] }],
    usage: writeUsage(answer.usage ?? noUsage),
  }
}

const isThought = (part: AnswerPart): part is ReasoningPart | RedactedPart =>
  part.kind === 'reasoning' || part.kind === 'redacted'
