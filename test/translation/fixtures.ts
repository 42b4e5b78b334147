import type { AnswerPart, ChatAnswer } from '../../src/wires/canonical/chat.ts'
import type { FormatId } from '../../src/wires/canonical/format.ts'
import { encodeFrame } from '../../src/wires/event-stream/frames.ts'

/** One answer in a backend's own words, whole and streamed, and what it says. Written after the providers' documentation. */
export type Recorded = {
  readonly name: string
  readonly format: FormatId
  readonly answer: unknown
  /** The whole stream as server-sent events. */
  readonly stream: string
  readonly says: Omit<ChatAnswer, 'id'>
}

const lines = (events: readonly unknown[], end = ''): string =>
  events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('') + end
const named = (events: readonly { readonly type: string }[]): string =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')

const text = (said: string): AnswerPart => ({ kind: 'text', text: said })
const call = (id: string, name: string, input: unknown): AnswerPart => ({
  kind: 'tool-call',
  id,
  name,
  input: JSON.stringify(input),
})

// OpenAI Chat Completions -----------------------------------------------------------------------------------------------------

const chunk = (delta: unknown, finish_reason: string | null = null) => ({
  id: 'chatcmpl-C1',
  object: 'chat.completion.chunk',
  created: 1_763_600_000,
  model: 'gpt-4o-2024-08-06',
  system_fingerprint: 'fp_1',
  choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  usage: null,
})
const chatUsage = {
  prompt_tokens: 19,
  completion_tokens: 12,
  total_tokens: 31,
  prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 5,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
}
const usageChunk = { ...chunk({}), choices: [], usage: chatUsage }
const completion = (message: unknown, finish_reason: string) => ({
  id: 'chatcmpl-C1',
  object: 'chat.completion',
  created: 1_763_600_000,
  model: 'gpt-4o-2024-08-06',
  choices: [{ index: 0, message, logprobs: null, finish_reason }],
  usage: chatUsage,
  system_fingerprint: 'fp_1',
  service_tier: 'default',
})
const chatUsed = { uncached: 15, cacheRead: 4, cacheWrite: 0, output: 7, reasoning: 5 }

const openaiText: Recorded = {
  name: 'text',
  format: 'openai',
  answer: completion({ role: 'assistant', content: 'Grüße 👋\nthere', refusal: null, annotations: [] }, 'stop'),
  stream: lines(
    [
      // Azure begins with its filters' results, and no choices.
      {
        choices: [],
        created: 0,
        id: '',
        model: '',
        object: '',
        prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
      },
      chunk({ role: 'assistant', content: '', refusal: null }),
      chunk({ content: 'Grüße 👋' }),
      chunk({ content: '\nthere' }),
      chunk({}, 'stop'),
      usageChunk,
    ],
    'data: [DONE]\n\n',
  ),
  says: { parts: [text('Grüße 👋\nthere')], stop: 'end', stopSequence: null, usage: chatUsed },
}

const openaiTools: Recorded = {
  name: 'parallel tools',
  format: 'openai',
  answer: completion(
    {
      role: 'assistant',
      content: null,
      refusal: null,
      tool_calls: [
        { id: 'call_A', type: 'function', function: { name: 'weather', arguments: '{"city":"Berlin"}' } },
        { id: 'call_B', type: 'function', function: { name: 'weather', arguments: '{"city":"São Paulo"}' } },
      ],
    },
    'tool_calls',
  ),
  stream: lines(
    [
      chunk({
        role: 'assistant',
        content: null,
        tool_calls: [{ index: 0, id: 'call_A', type: 'function', function: { name: 'weather', arguments: '' } }],
      }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '"Berlin"}' } }] }),
      chunk({ tool_calls: [{ index: 1, id: 'call_B', type: 'function', function: { name: 'weather', arguments: '' } }] }),
      chunk({ tool_calls: [{ index: 1, function: { arguments: '{"city":"São' } }] }),
      chunk({ tool_calls: [{ index: 1, function: { arguments: ' Paulo"}' } }] }),
      chunk({}, 'tool_calls'),
      usageChunk,
    ],
    'data: [DONE]\n\n',
  ),
  says: {
    parts: [call('call_A', 'weather', { city: 'Berlin' }), call('call_B', 'weather', { city: 'São Paulo' })],
    stop: 'tool-calls',
    stopSequence: null,
    usage: chatUsed,
  },
}

/** Some servers send the pieces of parallel calls in turns. */
const openaiInterleaved: Recorded = {
  ...openaiTools,
  name: 'interleaved tools',
  stream: lines(
    [
      chunk({ tool_calls: [{ index: 0, id: 'call_A', type: 'function', function: { name: 'weather', arguments: '' } }] }),
      chunk({ tool_calls: [{ index: 1, id: 'call_B', type: 'function', function: { name: 'weather', arguments: '{"city":' } }] }),
      chunk({
        tool_calls: [
          { index: 0, function: { arguments: '{"city":"Berlin"}' } },
          { index: 1, function: { arguments: '"São Paulo"}' } },
        ],
      }),
      chunk({}, 'tool_calls'),
      usageChunk,
    ],
    'data: [DONE]\n\n',
  ),
}

const openaiReasoning: Recorded = {
  name: 'reasoning, cut at the bound',
  format: 'openai',
  answer: completion({ role: 'assistant', content: 'Four', reasoning_content: '2+2… easy' }, 'length'),
  stream: lines(
    [
      chunk({ role: 'assistant', content: null, reasoning_content: '2+2' }),
      chunk({ reasoning_content: '… easy' }),
      chunk({ content: 'Four' }),
      chunk({}, 'length'),
      usageChunk,
    ],
    'data: [DONE]\n\n',
  ),
  says: {
    parts: [{ kind: 'reasoning', text: '2+2… easy', signature: null }, text('Four')],
    stop: 'length',
    stopSequence: null,
    usage: chatUsed,
  },
}

// OpenAI Responses ------------------------------------------------------------------------------------------------------------

const responseUsage = {
  input_tokens: 19,
  input_tokens_details: { cached_tokens: 4 },
  output_tokens: 12,
  output_tokens_details: { reasoning_tokens: 5 },
  total_tokens: 31,
}
const response = (output: readonly unknown[], more = {}) => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1_763_600_000,
  status: 'completed',
  error: null,
  incomplete_details: null,
  model: 'gpt-5',
  output,
  usage: responseUsage,
  ...more,
})
const reasoningItem = {
  id: 'rs_1',
  type: 'reasoning',
  summary: [{ type: 'summary_text', text: 'Both cities' }],
  encrypted_content: 'gAAAAsealed==',
}
const fc = (id: string, city: string, done = true) => ({
  id: `fc_${id}`,
  type: 'function_call',
  status: done ? 'completed' : 'in_progress',
  call_id: id,
  name: 'weather',
  arguments: done ? JSON.stringify({ city }) : '',
})
const output = [reasoningItem, fc('call_A', 'Berlin'), fc('call_B', 'São Paulo')]

const responsesTools: Recorded = {
  name: 'reasoning and parallel tools',
  format: 'openai-responses',
  answer: response(output),
  stream: named(
    [
      { type: 'response.created', response: response([], { status: 'in_progress', usage: null }) },
      { type: 'response.in_progress', response: response([], { status: 'in_progress', usage: null }) },
      { type: 'response.output_item.added', output_index: 0, item: { id: 'rs_1', type: 'reasoning', summary: [] } },
      {
        type: 'response.reasoning_summary_part.added',
        item_id: 'rs_1',
        output_index: 0,
        summary_index: 0,
        part: { type: 'summary_text', text: '' },
      },
      { type: 'response.reasoning_summary_text.delta', item_id: 'rs_1', output_index: 0, summary_index: 0, delta: 'Both' },
      { type: 'response.reasoning_summary_text.delta', item_id: 'rs_1', output_index: 0, summary_index: 0, delta: ' cities' },
      { type: 'response.output_item.done', output_index: 0, item: reasoningItem },
      { type: 'response.output_item.added', output_index: 1, item: fc('call_A', 'Berlin', false) },
      { type: 'response.function_call_arguments.delta', item_id: 'fc_call_A', output_index: 1, delta: '{"city":' },
      { type: 'response.function_call_arguments.delta', item_id: 'fc_call_A', output_index: 1, delta: '"Berlin"}' },
      { type: 'response.function_call_arguments.done', item_id: 'fc_call_A', output_index: 1, arguments: '{"city":"Berlin"}' },
      { type: 'response.output_item.done', output_index: 1, item: fc('call_A', 'Berlin') },
      { type: 'response.output_item.added', output_index: 2, item: fc('call_B', 'São Paulo', false) },
      { type: 'response.function_call_arguments.delta', item_id: 'fc_call_B', output_index: 2, delta: '{"city":"São Paulo"}' },
      { type: 'response.output_item.done', output_index: 2, item: fc('call_B', 'São Paulo') },
      { type: 'response.completed', response: response(output) },
    ].map((event, sequence_number) => ({ ...event, sequence_number })),
  ),
  says: {
    parts: [{ kind: 'reasoning', text: 'Both cities', signature: 'gAAAAsealed==' }, ...openaiTools.says.parts],
    stop: 'tool-calls',
    stopSequence: null,
    usage: chatUsed,
  },
}

// Anthropic Messages ----------------------------------------------------------------------------------------------------------

const message = (content: readonly unknown[], stop_reason: string | null, more = {}) => ({
  id: 'msg_01',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
  content,
  stop_reason,
  stop_sequence: null,
  usage: {
    input_tokens: 12,
    cache_creation_input_tokens: 1,
    cache_read_input_tokens: 2,
    output_tokens: 30,
    service_tier: 'standard',
  },
  ...more,
})
const started = {
  type: 'message_start',
  message: message([], null, {
    usage: { input_tokens: 12, cache_creation_input_tokens: 1, cache_read_input_tokens: 2, output_tokens: 1 },
  }),
}
const delta = (index: number, more: object) => ({ type: 'content_block_delta', index, delta: more })
const anthropicUsed = { uncached: 12, cacheRead: 2, cacheWrite: 1, output: 30, reasoning: 0 }

const anthropicThinking: Recorded = {
  name: 'thinking, text, tools',
  format: 'anthropic',
  answer: message(
    [
      { type: 'thinking', thinking: 'Two cities', signature: 'EqQBCgIYAhIM==' },
      { type: 'redacted_thinking', data: 'EmwKAhgB' },
      { type: 'text', text: 'Let me look 🔭' },
      { type: 'tool_use', id: 'toolu_01', name: 'weather', input: { city: 'Berlin' } },
      { type: 'tool_use', id: 'toolu_02', name: 'now', input: {} },
    ],
    'tool_use',
  ),
  stream: named([
    started,
    { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } } as never,
    { type: 'ping' },
    delta(0, { type: 'thinking_delta', thinking: 'Two ' }),
    delta(0, { type: 'thinking_delta', thinking: 'cities' }),
    delta(0, { type: 'signature_delta', signature: 'EqQBCgIYAhIM==' }),
    { type: 'content_block_stop', index: 0 } as never,
    { type: 'content_block_start', index: 1, content_block: { type: 'redacted_thinking', data: 'EmwKAhgB' } } as never,
    { type: 'content_block_stop', index: 1 } as never,
    { type: 'content_block_start', index: 2, content_block: { type: 'text', text: '' } } as never,
    delta(2, { type: 'text_delta', text: 'Let me' }),
    delta(2, { type: 'text_delta', text: ' look 🔭' }),
    { type: 'content_block_stop', index: 2 } as never,
    {
      type: 'content_block_start',
      index: 3,
      content_block: { type: 'tool_use', id: 'toolu_01', name: 'weather', input: {} },
    } as never,
    delta(3, { type: 'input_json_delta', partial_json: '' }),
    delta(3, { type: 'input_json_delta', partial_json: '{"city":"Ber' }),
    delta(3, { type: 'input_json_delta', partial_json: 'lin"}' }),
    { type: 'content_block_stop', index: 3 } as never,
    {
      type: 'content_block_start',
      index: 4,
      content_block: { type: 'tool_use', id: 'toolu_02', name: 'now', input: {} },
    } as never,
    { type: 'content_block_stop', index: 4 } as never,
    { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 30 } } as never,
    { type: 'message_stop' },
  ]),
  says: {
    parts: [
      { kind: 'reasoning', text: 'Two cities', signature: 'EqQBCgIYAhIM==' },
      { kind: 'redacted', data: 'EmwKAhgB' },
      text('Let me look 🔭'),
      call('toolu_01', 'weather', { city: 'Berlin' }),
      call('toolu_02', 'now', {}),
    ],
    stop: 'tool-calls',
    stopSequence: null,
    usage: anthropicUsed,
  },
}

const anthropicStop: Recorded = {
  name: 'a stop sequence',
  format: 'anthropic',
  answer: message([{ type: 'text', text: 'one, two' }], 'stop_sequence', { stop_sequence: 'three' }),
  stream: named([
    started,
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } } as never,
    delta(0, { type: 'text_delta', text: 'one,' }),
    delta(0, { type: 'text_delta', text: ' two' }),
    { type: 'content_block_stop', index: 0 } as never,
    {
      type: 'message_delta',
      delta: { stop_reason: 'stop_sequence', stop_sequence: 'three' },
      usage: { output_tokens: 30 },
    } as never,
    { type: 'message_stop' },
  ]),
  says: { parts: [text('one, two')], stop: 'stop-sequence', stopSequence: 'three', usage: anthropicUsed },
}

// Bedrock Converse ------------------------------------------------------------------------------------------------------------

const converseUsage = { inputTokens: 12, outputTokens: 30, totalTokens: 45, cacheReadInputTokens: 2, cacheWriteInputTokens: 1 }
const at = (contentBlockIndex: number, more: object) => ({ contentBlockDelta: { contentBlockIndex, delta: more, p: 'abcd' } })
const closed = (contentBlockIndex: number) => ({ contentBlockStop: { contentBlockIndex, p: 'ab' } })
export const converseToolEvents: readonly Record<string, unknown>[] = [
  { messageStart: { role: 'assistant', p: 'abc' } },
  at(0, { reasoningContent: { text: 'Two ' } }),
  at(0, { reasoningContent: { text: 'cities' } }),
  at(0, { reasoningContent: { signature: 'EqQBCgIYAhIM==' } }),
  closed(0),
  at(1, { text: 'Let me' }),
  at(1, { text: ' look 🔭' }),
  closed(1),
  { contentBlockStart: { contentBlockIndex: 2, start: { toolUse: { toolUseId: 'tooluse_A', name: 'weather' } } } },
  at(2, { toolUse: { input: '{"city":' } }),
  at(2, { toolUse: { input: '"Berlin"}' } }),
  closed(2),
  { contentBlockStart: { contentBlockIndex: 3, start: { toolUse: { toolUseId: 'tooluse_B', name: 'weather' } } } },
  at(3, { toolUse: { input: '{"city":"São Paulo"}' } }),
  closed(3),
  { messageStop: { stopReason: 'tool_use' } },
  { metadata: { usage: converseUsage, metrics: { latencyMs: 512 } } },
]
export const asFrames = (events: readonly Record<string, unknown>[]): Buffer =>
  Buffer.concat(
    events.flatMap((event) =>
      Object.entries(event).map(([type, value]) =>
        encodeFrame(
          { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' },
          Buffer.from(JSON.stringify(value)),
        ),
      ),
    ),
  )
const converseTools: Recorded = {
  name: 'reasoning, text, parallel tools',
  format: 'bedrock-converse',
  answer: {
    output: {
      message: {
        role: 'assistant',
        content: [
          { reasoningContent: { reasoningText: { text: 'Two cities', signature: 'EqQBCgIYAhIM==' } } },
          { text: 'Let me look 🔭' },
          { toolUse: { toolUseId: 'tooluse_A', name: 'weather', input: { city: 'Berlin' } } },
          { toolUse: { toolUseId: 'tooluse_B', name: 'weather', input: { city: 'São Paulo' } } },
        ],
      },
    },
    stopReason: 'tool_use',
    usage: converseUsage,
    metrics: { latencyMs: 512 },
  },
  stream: lines(converseToolEvents),
  says: {
    parts: [
      { kind: 'reasoning', text: 'Two cities', signature: 'EqQBCgIYAhIM==' },
      text('Let me look 🔭'),
      call('tooluse_A', 'weather', { city: 'Berlin' }),
      call('tooluse_B', 'weather', { city: 'São Paulo' }),
    ],
    stop: 'tool-calls',
    stopSequence: null,
    usage: { uncached: 12, cacheRead: 2, cacheWrite: 1, output: 30, reasoning: 0 },
  },
}

// Gemini ----------------------------------------------------------------------------------------------------------------------

const usageMetadata = {
  promptTokenCount: 16,
  cachedContentTokenCount: 4,
  candidatesTokenCount: 5,
  thoughtsTokenCount: 20,
  totalTokenCount: 41,
}
const about = { modelVersion: 'gemini-3-pro', responseId: 'r-1' }
const piece = (
  parts: readonly unknown[],
  more = {},
  usage: object = { promptTokenCount: 16, candidatesTokenCount: 1, totalTokenCount: 17 },
) => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...more }],
  usageMetadata: usage,
  ...about,
})
const geminiTools: Recorded = {
  name: 'thoughts, text, signed parallel calls',
  format: 'gemini',
  answer: piece(
    [
      { text: 'Two cities', thought: true },
      { text: 'Let me look 🔭' },
      { functionCall: { name: 'weather', args: { city: 'Berlin' } }, thoughtSignature: 'CiQB+/8=' },
      { functionCall: { id: 'fc-2', name: 'weather', args: { city: 'São Paulo' } } },
    ],
    { finishReason: 'STOP' },
    usageMetadata,
  ),
  stream: [
    piece([{ text: 'Two ', thought: true }], {}, { trafficType: 'ON_DEMAND' }),
    piece([{ text: 'cities', thought: true }]),
    piece([{ text: 'Let me' }]),
    piece([{ text: ' look 🔭' }]),
    piece([
      { functionCall: { name: 'weather', args: { city: 'Berlin' } }, thoughtSignature: 'CiQB+/8=' },
      { functionCall: { id: 'fc-2', name: 'weather', args: { city: 'São Paulo' } } },
    ]),
    piece([{ text: '' }], { finishReason: 'STOP' }, usageMetadata),
  ]
    .map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`)
    .join(''),
  says: {
    parts: [
      { kind: 'reasoning', text: 'Two cities', signature: null },
      text('Let me look 🔭'),
      call('call_0_request1__thought__CiQB-_8', 'weather', { city: 'Berlin' }),
      call('fc-2', 'weather', { city: 'São Paulo' }),
    ],
    stop: 'tool-calls',
    stopSequence: null,
    usage: { uncached: 12, cacheRead: 4, cacheWrite: 0, output: 5, reasoning: 20 },
  },
}

const geminiFiltered: Recorded = {
  name: 'cut by a filter',
  format: 'gemini',
  answer: piece([{ text: 'Well' }], { finishReason: 'SAFETY', safetyRatings: [] }, usageMetadata),
  stream: lines([piece([{ text: 'We' }]), piece([{ text: 'll' }], { finishReason: 'SAFETY', safetyRatings: [] }, usageMetadata)]),
  says: { parts: [text('Well')], stop: 'content-filter', stopSequence: null, usage: geminiTools.says.usage },
}

export const recorded: readonly Recorded[] = [
  openaiText,
  openaiTools,
  openaiInterleaved,
  openaiReasoning,
  responsesTools,
  anthropicThinking,
  anthropicStop,
  converseTools,
  geminiTools,
  geminiFiltered,
]
