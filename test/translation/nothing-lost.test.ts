import { describe, expect, it } from 'vitest'
import type { FormatId } from '../../src/wires/canonical/format.ts'
import { translationBetween } from '../../src/wires/translation.ts'
import { facts } from './facts.ts'

type Json = Record<string, unknown>

const ask = (caller: FormatId, backend: FormatId, json: Json) => {
  const { requestId, model, at } = facts
  const translation = translationBetween(caller, backend)
  if (!translation) throw new Error('the same wire')
  return translation({ below: '/x-stream', accept: '', json, model: 'anthropic--m', facts: { requestId, model, at } })
}
const hello: Record<FormatId, Json> = {
  openai: { messages: [{ role: 'user', content: 'Hi' }] },
  'openai-responses': { input: 'Hi' },
  anthropic: { max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] },
  'bedrock-converse': { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] },
  gemini: { contents: [{ parts: [{ text: 'Hi' }] }] },
}
const thinking = { type: 'enabled', budget_tokens: 2_000 }
const schema = { type: 'object' }
const calling = (name: string, args: string): Json => ({
  messages: [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'weather', arguments: args } }] },
    { role: 'tool', tool_call_id: 'a', name, content: 'sunny' },
  ],
})
const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`

describe('what is said twice, or where it means nothing, is refused', () => {
  it.each<[FormatId, FormatId, Json, string]>([
    ['openai', 'anthropic', { max_tokens: 9, max_completion_tokens: 8 }, '"max_tokens" is 9'],
    [
      'openai',
      'anthropic',
      {
        messages: [
          {
            role: 'assistant',
            content: 'a',
            reasoning_content: 'one',
            thinking_blocks: [{ type: 'thinking', thinking: 'two', signature: 's' }],
          },
        ],
      },
      '"messages[0].reasoning_content" is "one"',
    ],
    ['openai', 'anthropic', calling('news', '{}'), '"messages[2].name" is "news", which cannot be carried'],
    ['openai', 'bedrock-converse', { tool_choice: 'required' }, 'there are no tools to choose from'],
    ['anthropic', 'gemini', { thinking, output_config: { effort: 'high' } }, '"output_config.effort" cannot be carried'],
    ['anthropic', 'gemini', { thinking: { ...thinking, type: 'disabled' } }, '"thinking.budget_tokens" has no meaning'],
    ['anthropic', 'gemini', { system: [{ type: 'document', text: 'a' }] }, '"system[0].type" is "document"'],
    ['bedrock-converse', 'openai', { serviceTier: { type: 'priority' } }, '"serviceTier.type" is "priority"'],
    [
      'bedrock-converse',
      'openai',
      { outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: '5' } } } } },
      'jsonSchema.schema" is no JSON object',
    ],
    ['gemini', 'openai', { generationConfig: { responseSchema: schema } }, '"generationConfig.responseMimeType" must be'],
    [
      'gemini',
      'openai',
      { generationConfig: { responseMimeType: 'application/json', responseSchema: schema, responseJsonSchema: schema } },
      '"generationConfig.responseJsonSchema" cannot',
    ],
    [
      'gemini',
      'openai',
      { tools: [{ functionDeclarations: [{ name: 'f', parameters: schema, parametersJsonSchema: schema }] }] },
      'parametersJsonSchema" cannot',
    ],
    [
      'gemini',
      'openai',
      { toolConfig: { functionCallingConfig: { mode: 'AUTO', allowedFunctionNames: ['f'] } } },
      'allowedFunctionNames" cannot be carried to OpenAI Chat Completions unless the mode is ANY',
    ],
    ['gemini', 'openai', { generationConfig: { thinkingConfig: { thinkingBudget: 9, thinkingLevel: 'LOW' } } }, 'thinkingLevel"'],
    [
      'gemini',
      'openai',
      {
        contents: [
          { role: 'model', parts: [{ functionCall: { id: 'a', name: 'weather' } }] },
          { role: 'user', parts: [{ functionResponse: { id: 'a', name: 'news', response: {} } }] },
        ],
      },
      'functionResponse.name" is "news", but the function call "a" before it is of "weather"',
    ],
  ])('%s → %s: %j', (caller, backend, more, message) => {
    expect(() => ask(caller, backend, { ...hello[caller], ...more })).toThrow(message)
  })
})

describe('what no JSON can carry is refused', () => {
  it.each(['anthropic', 'gemini', 'bedrock-converse'] as const)('arguments that nest without end, to %s', (backend) => {
    expect(() => ask('openai', backend, calling('weather', deep))).toThrow('deeper than 200 levels')
  })

  it('a number beyond all numbers', () => {
    const json = JSON.parse('{"temperature":1e999}')
    expect(() => ask('openai', 'gemini', { ...hello.openai, ...json })).toThrow('"temperature" is larger than any number')
  })

  it('at no greater length than it takes', () => {
    const name = 'x'.repeat(100_000)
    for (const json of [{ [name]: 1 }, { messages: [{ role: name, content: 'a' }] }, { user: name }]) {
      const refused = expect.objectContaining({ message: expect.stringMatching(/^.{1,700}$/) })
      expect(() => ask('openai', 'gemini', { ...hello.openai, ...json })).toThrow(refused)
    }
  })
})

describe('what says nothing new is taken', () => {
  it('the name of a result, which is that of its call', () => {
    const { json } = ask('openai', 'anthropic', calling('weather', '{}'))
    expect(JSON.stringify(json['messages'])).toContain('"tool_use_id":"a"')
  })

  it('text as the only modality, and one bound under both of its names', () => {
    const { json } = ask('openai', 'anthropic', {
      ...hello.openai,
      modalities: ['text'],
      max_tokens: 7,
      max_completion_tokens: 7,
    })
    expect(json).toMatchObject({ max_tokens: 7 })
  })

  it('that the model made its calls itself', () => {
    const messages = (type: string) => [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'weather', input: {}, caller: { type } }] },
    ]
    const { json } = ask('anthropic', 'openai', { max_tokens: 9, messages: messages('direct') })
    expect(json['messages']).toMatchObject([{}, { tool_calls: [{ id: 'a' }] }])
    expect(() => ask('anthropic', 'openai', { max_tokens: 9, messages: messages('code_execution_20250825') })).toThrow(
      'caller.type"',
    )
  })

  it('no choice of no tools', () => {
    const { json } = ask('openai', 'bedrock-converse', { ...hello.openai, tool_choice: 'none' })
    expect(json).not.toHaveProperty('toolConfig')
  })
})

describe('what belongs together arrives together', () => {
  it('a signature in Google’s own place for it, and the result of the call that it is on', () => {
    const call = {
      id: 'a',
      type: 'function',
      function: { name: 'weather', arguments: '{}' },
      extra_content: { google: { thought_signature: 'CiQB+/8=' } },
    }
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', tool_calls: [call] },
      { role: 'tool', tool_call_id: 'a', content: 'sunny' },
    ]
    expect(ask('openai', 'gemini', { messages }).json['contents']).toMatchObject([
      { role: 'user' },
      { parts: [{ functionCall: { id: 'a', name: 'weather' }, thoughtSignature: 'CiQB+/8=' }] },
      { parts: [{ functionResponse: { id: 'a', name: 'weather', response: { output: 'sunny' } } }] },
    ])
  })

  it('the description of a format and its schema’s own', () => {
    const json_schema = { name: 'a', description: 'of the answer', schema: { description: 'of the schema' } }
    const { json } = ask('openai', 'anthropic', { ...hello.openai, response_format: { type: 'json_schema', json_schema } })
    expect(json['output_config']).toEqual({
      format: { type: 'json_schema', schema: { description: 'of the answer\n\nof the schema' } },
    })
  })
})
