import { idFrom, inputOf, outputOf } from '../canonical/answers.ts'
import type { AnswerPart, ChatUsage, JsonObject, StopReason } from '../canonical/chat.ts'
import type { CallFacts } from '../canonical/format.ts'

/** An item of `output`; `at` makes its id, since ids of items live only within one answer here. */
export const messageItem = (text: string, at: number, call: CallFacts, status = 'completed'): JsonObject => ({
  type: 'message',
  id: `${idFrom('msg_', call.requestId)}_${at}`,
  status,
  role: 'assistant',
  content: status === 'completed' ? [textPart(text)] : [],
})

export const textPart = (text: string): JsonObject => ({ type: 'output_text', text, annotations: [], logprobs: [] })

export const callItem = (
  callId: string,
  name: string,
  input: string,
  at: number,
  call: CallFacts,
  status = 'completed',
): JsonObject => ({
  type: 'function_call',
  id: `${idFrom('fc_', call.requestId)}_${at}`,
  status,
  call_id: callId,
  name,
  arguments: input,
})

export const reasoningItem = (text: string, signature: string | null, at: number, call: CallFacts): JsonObject => ({
  type: 'reasoning',
  id: `${idFrom('rs_', call.requestId)}_${at}`,
  summary: text === '' ? [] : [{ type: 'summary_text', text }],
  ...(signature === null ? {} : { encrypted_content: signature }),
})

export function itemOf(part: AnswerPart, at: number, call: CallFacts): JsonObject {
  switch (part.kind) {
    case 'text':
      return messageItem(part.text, at, call)
    case 'tool-call':
      return callItem(part.id, part.name, part.input === '' ? '{}' : part.input, at, call)
    case 'reasoning':
      return reasoningItem(part.text, part.signature, at, call)
    case 'redacted':
      return reasoningItem('', part.data, at, call)
  }
}

/** Cached tokens are part of the input's, reasoning part of the output's. */
export const writeUsage = (usage: ChatUsage): JsonObject => ({
  input_tokens: inputOf(usage),
  input_tokens_details: { cached_tokens: usage.cacheRead },
  output_tokens: outputOf(usage),
  output_tokens_details: { reasoning_tokens: usage.reasoning },
  total_tokens: inputOf(usage) + outputOf(usage),
})

const reasons: Partial<Record<StopReason, string>> = { length: 'max_output_tokens', 'content-filter': 'content_filter' }

/** A `response` object; the fields after `output` repeat what was asked, as OpenAI does. `stop` null: under way. */
export function responseOf(
  output: readonly JsonObject[],
  stop: StopReason | null,
  usage: ChatUsage | null,
  call: CallFacts,
): JsonObject {
  const { asked } = call
  const reason = stop === null ? undefined : reasons[stop]
  const status = stop === null ? 'in_progress' : reason === undefined ? 'completed' : 'incomplete'
  const created = Math.floor(call.at / 1000)
  return {
    id: idFrom('resp_', call.requestId),
    object: 'response',
    created_at: created,
    status,
    background: false,
    error: null,
    incomplete_details: reason === undefined ? null : { reason },
    instructions: asked['instructions'] ?? null,
    max_output_tokens: asked['max_output_tokens'] ?? null,
    model: call.model,
    output,
    parallel_tool_calls: asked['parallel_tool_calls'] ?? true,
    previous_response_id: null,
    reasoning: asked['reasoning'] ?? { effort: null, summary: null },
    store: false,
    temperature: asked['temperature'] ?? null,
    text: asked['text'] ?? { format: { type: 'text' } },
    tool_choice: asked['tool_choice'] ?? 'auto',
    tools: asked['tools'] ?? [],
    top_p: asked['top_p'] ?? null,
    truncation: 'disabled',
    usage: usage === null ? null : writeUsage(usage),
    user: asked['user'] ?? null,
    metadata: asked['metadata'] ?? {},
  }
}
