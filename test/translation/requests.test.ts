import { describe, expect, it } from 'vitest'
import { Failure } from '../../src/domain/failure.ts'
import type { ChatRequest, Part } from '../../src/wires/canonical/chat.ts'
import type { FormatId } from '../../src/wires/canonical/format.ts'
import { formats } from './facts.ts'

const user = (...parts: Part[]) => ({ role: 'user', parts }) as const
const text = (said: string): Part => ({ kind: 'text', text: said })
const base: ChatRequest = {
  messages: [user(text('Hello'))],
  stream: false,
  streamUsage: true,
  maxTokens: 100,
  temperature: null,
  topP: null,
  topK: null,
  stop: [],
  seed: null,
  presencePenalty: null,
  frequencyPenalty: null,
  format: { kind: 'text' },
  tools: [],
  toolChoice: null,
  parallelTools: null,
  reasoning: null,
  user: null,
  metadata: null,
}
const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] }
const weather = { name: 'weather', description: 'Weather of a city', schema, strict: null }
const image: Part = { kind: 'image', source: { by: 'data', base64: 'iVBORw0KGgo=', mime: 'image/png' } }
const linked: Part = { kind: 'image', source: { by: 'url', url: 'https://example.com/a.png', mime: null } }
const called: Part = { kind: 'tool-call', id: 'call_1', name: 'weather', input: '{"n":1}' }
const answered = (failed: boolean): Part => ({
  kind: 'tool-result',
  callId: 'call_1',
  content: [{ kind: 'text', text: 'sunny' }],
  failed,
})
const talk = (...parts: Part[]) => [user(text('Hello')), { role: 'assistant', parts } as const]

type Row = {
  readonly feature: string
  readonly asked: Partial<ChatRequest>
  /** Wires that refuse it, with what the refusal says. */
  readonly refused?: Partial<Record<FormatId, string>>
  /** How it comes back from a wire, where that is in other words. */
  readonly back?: Partial<Record<FormatId, Partial<ChatRequest>>>
}

const rows: readonly Row[] = [
  { feature: 'text', asked: {} },
  { feature: 'a system prompt', asked: { messages: [{ role: 'system', parts: [text('Be brief')] }, user(text('Hello'))] } },
  {
    feature: 'a system message in the middle',
    asked: { messages: [user(text('Hello')), { role: 'system', parts: [text('Be brief')] }, user(text('Go on'))] },
    refused: {
      anthropic: 'messages with a system message after the first',
      'bedrock-converse': 'messages with a system message after the first',
      gemini: 'messages with a system message after the first',
    },
  },
  { feature: 'an image', asked: { messages: [user(text('Look'), image)] } },
  {
    feature: 'the address of an image',
    asked: { messages: [user(text('Look'), linked)] },
    refused: { 'bedrock-converse': 'the address of an image' },
    back: {
      gemini: {
        messages: [
          user(text('Look'), { kind: 'image', source: { by: 'url', url: 'https://example.com/a.png', mime: 'image/png' } }),
        ],
      },
    },
  },
  { feature: 'temperature and top_p', asked: { temperature: 0.5, topP: 0.9 } },
  {
    feature: 'a temperature over 1',
    asked: { temperature: 1.5 },
    refused: { anthropic: 'temperature 1.5', 'bedrock-converse': 'temperature 1.5' },
  },
  { feature: 'top_k', asked: { topK: 40 }, refused: { 'openai-responses': 'top_k', 'bedrock-converse': 'top_k' } },
  { feature: 'stop', asked: { stop: ['END', '\n'] }, refused: { 'openai-responses': 'stop' } },
  { feature: 'seed', asked: { seed: 7 }, refused: { 'openai-responses': 'seed', anthropic: 'seed', 'bedrock-converse': 'seed' } },
  {
    feature: 'penalties',
    asked: { presencePenalty: 0.5, frequencyPenalty: -0.5 },
    refused: { 'openai-responses': 'presence_penalty', anthropic: 'presence_penalty', 'bedrock-converse': 'presence_penalty' },
  },
  {
    feature: 'JSON without a schema',
    asked: { format: { kind: 'json' } },
    refused: { anthropic: 'response_format json_object', 'bedrock-converse': 'response_format json_object' },
  },
  {
    feature: 'JSON by a schema',
    asked: { format: { kind: 'schema', schema, name: 'answer', description: null, strict: null } },
    back: {
      anthropic: { format: { kind: 'schema', schema, name: null, description: null, strict: null } },
      gemini: { format: { kind: 'schema', schema, name: null, description: null, strict: null } },
    },
  },
  {
    feature: 'tools',
    asked: { tools: [weather, { ...weather, name: 'now' }] },
    back: {
      'openai-responses': {
        tools: [
          { ...weather, strict: false },
          { ...weather, name: 'now', strict: false },
        ],
      },
    },
  },
  ...(['auto', 'required'] as const).map((kind) => ({
    feature: `tool choice ${kind}`,
    asked: { tools: [{ ...weather, strict: false }], toolChoice: { kind } },
  })),
  {
    feature: 'tool choice none',
    asked: { tools: [{ ...weather, strict: false }], toolChoice: { kind: 'none' } },
    refused: { 'bedrock-converse': 'tool_choice none' },
  },
  { feature: 'one tool', asked: { tools: [{ ...weather, strict: false }], toolChoice: { kind: 'one', name: 'weather' } } },
  {
    feature: 'no parallel tools',
    asked: { tools: [{ ...weather, strict: false }], toolChoice: { kind: 'auto' }, parallelTools: false },
    refused: { 'bedrock-converse': 'parallel_tool_calls false', gemini: 'parallel_tool_calls false' },
  },
  { feature: 'a tool call and its result', asked: { messages: [...talk(text('I look'), called), user(answered(false))] } },
  {
    feature: 'parallel calls and their results',
    asked: {
      messages: [
        ...talk(called, { ...called, id: 'call_2', name: 'now', input: '{}' }),
        user(answered(false), {
          kind: 'tool-result',
          callId: 'call_2',
          content: [{ kind: 'text', text: 'noon' }],
          failed: false,
        }),
      ],
    },
  },
  {
    feature: 'a failed tool',
    asked: { messages: [...talk(called), user(answered(true))] },
    back: Object.fromEntries(
      (['openai', 'openai-responses'] as const).map((id) => [
        id,
        {
          messages: [
            ...talk(called),
            user({ kind: 'tool-result', callId: 'call_1', content: [{ kind: 'text', text: 'Error: sunny' }], failed: false }),
          ],
        },
      ]),
    ),
  },
  {
    feature: 'an image as result of a tool',
    asked: {
      messages: [...talk(called), user({ kind: 'tool-result', callId: 'call_1', content: [image as never], failed: false })],
    },
    refused: { openai: 'an image in a tool result', gemini: 'an image in a tool result' },
  },
  {
    feature: 'signed reasoning',
    asked: { messages: [...talk({ kind: 'reasoning', text: 'Hm', signature: 'EqQB==' }, text('Yes')), user(text('Sure?'))] },
  },
  {
    feature: 'reasoning without a signature',
    asked: { messages: [...talk({ kind: 'reasoning', text: 'Hm', signature: null }, text('Yes')), user(text('Sure?'))] },
    refused: { anthropic: 'reasoning_content without the signature' },
  },
  {
    feature: 'redacted reasoning',
    asked: { messages: [...talk({ kind: 'redacted', data: 'EmwK' }, text('Yes')), user(text('Sure?'))] },
  },
  {
    feature: 'an effort of reasoning',
    asked: { reasoning: { kind: 'effort', effort: 'medium' } },
    refused: { 'bedrock-converse': 'reasoning_effort' },
    back: { anthropic: { reasoning: { kind: 'budget', tokens: 1024 } }, gemini: { reasoning: { kind: 'budget', tokens: 8192 } } },
  },
  {
    feature: 'a budget of reasoning',
    asked: { reasoning: { kind: 'budget', tokens: 2000 } },
    refused: { 'bedrock-converse': 'reasoning_effort' },
    back: {
      openai: { reasoning: { kind: 'effort', effort: 'low' } },
      'openai-responses': { reasoning: { kind: 'effort', effort: 'low' } },
    },
  },
  { feature: 'no reasoning', asked: { reasoning: { kind: 'off' } }, refused: { 'bedrock-converse': 'reasoning_effort' } },
  { feature: 'a user', asked: { user: 'ada' } },
  { feature: 'a user with a long name', asked: { user: 'Ada Lovelace' }, refused: { gemini: 'user "Ada Lovelace"' } },
  { feature: 'metadata', asked: { metadata: { team: 'blue' }, user: 'ada' }, refused: { anthropic: 'metadata' } },
  { feature: 'strict tools', asked: { tools: [{ ...weather, strict: true }], toolChoice: { kind: 'auto' } } },
  {
    feature: 'a described schema',
    asked: { format: { kind: 'schema', schema, name: 'answer', description: 'A number', strict: true } },
    back: {
      ...Object.fromEntries(
        (['anthropic', 'gemini'] as const).map((id) => [
          id,
          {
            format: {
              kind: 'schema',
              schema: { description: 'A number', ...schema },
              name: null,
              description: null,
              strict: null,
            },
          },
        ]),
      ),
      'bedrock-converse': { format: { kind: 'schema', schema, name: 'answer', description: 'A number', strict: null } },
    },
  },
  { feature: 'a stream', asked: { stream: true } },
  {
    feature: 'a place to cache up to',
    asked: { messages: [user({ kind: 'text', text: 'Long', cache: '1h' }, text('Hello'))] },
    back: Object.fromEntries(
      (['openai', 'openai-responses', 'gemini'] as const).map((id) => [id, { messages: [user(text('Long'), text('Hello'))] }]),
    ),
  },
]

const cells = rows.flatMap((row) => formats.map((format) => ({ ...row, wire: format.id, format })))

describe('requests', () => {
  it.each(cells)('$feature → $wire', ({ asked, refused, back, format }) => {
    const request = { ...base, ...asked }
    const refusal = refused?.[format.id]
    if (refusal !== undefined) {
      expect(() => format.writeRequest(request, { model: 'm' })).toThrow(Failure)
      expect(() => format.writeRequest(request, { model: 'm' })).toThrow(refusal)
      expect(() => format.writeRequest(request, { model: 'm' })).toThrow(format.title)
      return
    }
    const { below, json } = format.writeRequest(request, { model: 'm' })
    const read = format.readRequest(JSON.parse(JSON.stringify(json)), /stream/i.test(below), 'X')
    const expected = { ...request, ...back?.[format.id] }
    expect({ ...read, streamUsage: true }).toEqual({
      ...expected,
      ...(format.id === 'gemini' ? { tools: expected.tools.map((tool) => ({ ...tool, strict: tool.strict || null })) } : {}),
      ...(format.id === 'openai' || format.id === 'openai-responses'
        ? { messages: expected.messages.flatMap(apart(format.id)) }
        : {}),
    })
  })

  it('go to models of Anthropic on Bedrock with what those alone take', () => {
    const bedrock = formats.find(({ id }) => id === 'bedrock-converse')
    const request = { ...base, topK: 40, reasoning: { kind: 'effort', effort: 'high' } as const }
    expect(bedrock?.writeRequest(request, { model: 'anthropic--claude-4-sonnet' }).json).toMatchObject({
      additionalModelRequestFields: { top_k: 40, thinking: { type: 'enabled', budget_tokens: 1024 } },
    })
  })

  it.each([
    ['gpt-4o', { max_tokens: 100 }],
    ['o3-mini', { max_completion_tokens: 100 }],
    ['gpt-5-nano', { max_completion_tokens: 100 }],
  ])('bound the tokens of %s by the name that it knows', (model, expected) => {
    expect(formats[0]?.writeRequest(base, { model }).json).toMatchObject(expected)
  })

  it('put all calls of a turn into one message for OpenAI, however many items they came in', () => {
    const calls = [called, { ...called, id: 'call_2' }].map((part) => ({ role: 'assistant', parts: [part] }) as const)
    const { json } =
      formats[0]?.writeRequest({ ...base, messages: [...base.messages, ...calls, user(answered(false))] }, { model: 'm' }) ?? {}
    expect(json?.['messages']).toMatchObject([
      { role: 'user' },
      { tool_calls: [{ id: 'call_1' }, { id: 'call_2' }] },
      { role: 'tool' },
    ])
  })

  it('keep an effort of reasoning within the bound of the answer', () => {
    const reasoning = { kind: 'effort', effort: 'high' } as const
    const write = (maxTokens: number) => formats[2]?.writeRequest({ ...base, maxTokens, reasoning }, { model: 'm' }).json
    expect(write(5000)).toMatchObject({ max_tokens: 5000, thinking: { budget_tokens: 4000 } })
    expect(write(64_000)).toMatchObject({ thinking: { budget_tokens: 16_384 } })
  })

  it('give Anthropic the bound that it insists on', () => {
    const write = (more: Partial<ChatRequest>) =>
      formats[2]?.writeRequest({ ...base, maxTokens: null, ...more }, { model: 'm' }).json
    expect(write({})).toMatchObject({ max_tokens: 4096 })
    expect(write({ reasoning: { kind: 'budget', tokens: 2000 } })).toMatchObject({ max_tokens: 6096 })
  })
})

/** Every result is a message of its own on OpenAI's wires; on Responses reasoning and calls are items beside messages. */
const apart =
  (id: FormatId) =>
  (message: ChatRequest['messages'][number]): ChatRequest['messages'][number][] => {
    const alone = (part: Part): boolean =>
      part.kind !== 'text' && part.kind !== 'image' && (id === 'openai-responses' || part.kind === 'tool-result')
    if (!message.parts.some(alone)) return [message]
    return message.parts.map((part) => ({ role: message.role, parts: [part] }))
  }
