import { describe, expect, it } from 'vitest'
import type { FormatId } from '../../src/wires/canonical/format.ts'
import { translationBetween } from '../../src/wires/translation.ts'
import { facts } from './facts.ts'

const ask = (caller: FormatId, backend: string, json: Record<string, unknown>, below = '/x') => {
  const { requestId, model, at } = facts
  return translationBetween(caller, backend)?.({ below, accept: '', json, model: 'm', facts: { requestId, model, at } })
}
const hello = {
  openai: { messages: [{ role: 'user', content: 'Hi' }] },
  'openai-responses': { input: 'Hi' },
  anthropic: { max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] },
  'bedrock-converse': { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] },
  gemini: { contents: [{ parts: [{ text: 'Hi' }] }] },
}

describe('what has no place in the backend’s API is refused by name', () => {
  it.each([
    ['openai', { logit_bias: { 50256: -100 } }, '"logit_bias" cannot be carried to Anthropic Messages; leave it out'],
    ['openai', { n: 3 }, '"n" is 3, which cannot be carried to Anthropic Messages; leave it out, or say 1'],
    ['openai', { logprobs: true }, '"logprobs" is true'],
    ['openai', { modalities: ['text', 'audio'] }, '"modalities"'],
    ['openai', { store: true }, '"store" is true'],
    ['openai', { verbosity: 'low' }, '"verbosity" cannot be carried'],
    ['openai', { messages: 'Hi' }, '"messages" is a string; it must be an array'],
    ['openai', { messages: [] }, 'the request has no messages'],
    ['openai', { messages: [{ role: 'user', content: '' }] }, 'the request has no messages'],
    ['openai', { messages: [7] }, '"messages[0]" is a number; it must be an object'],
    ['openai', { messages: [{ role: 'robot', content: '' }] }, '"messages[0].role" is "robot"'],
    ['openai', { messages: [{ content: '' }] }, '"messages[0].role" is missing'],
    ['openai', { messages: [{ role: 'user', content: 'Hi', name: 'ada' }] }, '"messages[0].name" is "ada"'],
    [
      'openai',
      { messages: [{ role: 'user', content: [{ type: 'file', file: {} }] }] },
      '"messages[0].content[0].type" is "file"',
    ],
    [
      'openai',
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'a', x: 1 }] }] },
      '"messages[0].content[0].x" cannot be carried',
    ],
    [
      'openai',
      { messages: [{ role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{' } }] }] },
      'messages with the arguments of tool call a: they are no JSON object: {',
    ],
    ['openai', { tools: [{ type: 'web_search' }] }, '"tools[0].type" is "web_search"'],
    ['openai', { temperature: 'hot' }, '"temperature" is a string; it must be a number'],
    ['openai', { stream_options: { x: 1 } }, '"stream_options.x"'],
  ] as const)('%s: %j', (caller, more, message) => {
    expect(() => ask(caller, 'anthropic', { ...hello[caller], ...more })).toThrow(message)
  })

  it.each([
    [
      'openai-responses',
      { previous_response_id: 'resp_1' },
      '"previous_response_id" cannot be carried to OpenAI Chat Completions',
    ],
    ['openai-responses', { store: true }, '"store" is true'],
    ['openai-responses', { background: true }, '"background" is true'],
    ['openai-responses', { conversation: 'c' }, '"conversation"'],
    ['openai-responses', { include: ['file_search_call.results'] }, '"include" names "file_search_call.results"'],
    [
      'openai-responses',
      { input: [{ type: 'item_reference', id: 'i' }] },
      '"input[0].type" is "item_reference", but answers are not stored here; say "store": false',
    ],
    [
      'openai-responses',
      { input: [{ role: 'user', content: [{ type: 'input_file' }] }] },
      '"input[0].content[0].type" is "input_file"',
    ],
    ['openai-responses', { tools: [{ type: 'code_interpreter' }] }, '"tools[0].type" is "code_interpreter"'],
    ['anthropic', { mcp_servers: [{}] }, '"mcp_servers"'],
    ['anthropic', { tools: [{ type: 'bash_20250124', name: 'bash' }] }, '"tools[0].type" is "bash_20250124"'],
    [
      'anthropic',
      { messages: [{ role: 'user', content: [{ type: 'document', source: {} }] }] },
      '"messages[0].content[0].type" is "document"',
    ],
    ['anthropic', { metadata: { user_id: 'a', team: 'b' } }, '"metadata.team"'],
    ['bedrock-converse', { guardrailConfig: {} }, '"guardrailConfig"'],
    ['bedrock-converse', { additionalModelRequestFields: { mirostat: 1 } }, '"additionalModelRequestFields.mirostat"'],
    ['bedrock-converse', { messages: [{ role: 'user', content: [{ video: {} }] }] }, '"messages[0].content[0].video"'],
    ['gemini', { safetySettings: [{}] }, '"safetySettings"'],
    ['gemini', { cachedContent: 'c' }, '"cachedContent"'],
    ['gemini', { generationConfig: { candidateCount: 2 } }, '"generationConfig.candidateCount" is 2'],
    ['gemini', { tools: [{ googleSearch: {} }] }, '"tools[0].googleSearch"'],
    [
      'gemini',
      { contents: [{ parts: [{ inlineData: { mimeType: 'audio/wav', data: '' } }] }] },
      '"contents[0].parts[0].inlineData.mimeType" is "audio/wav"',
    ],
    [
      'gemini',
      { contents: [{ parts: [{ functionResponse: { name: 'f', response: {} } }] }] },
      'which no function call before it has',
    ],
  ] as const)('%s: %j', (caller, more, message) => {
    expect(() => ask(caller, 'openai', { ...hello[caller], ...more })).toThrow(message)
  })

  it.each([
    ['gemini', 'anthropic', { generationConfig: { seed: 7 } }, 'generationConfig.seed cannot be carried to Anthropic Messages'],
    ['gemini', 'anthropic', { labels: { team: 'a' } }, 'labels cannot be carried'],
    ['anthropic', 'openai-responses', { stop_sequences: ['a'] }, 'stop_sequences cannot be carried to OpenAI Responses'],
    [
      'openai-responses',
      'bedrock-converse',
      { reasoning: { effort: 'low' } },
      'reasoning.effort cannot be carried to Bedrock Converse; model m has no field',
    ],
    ['openai-responses', 'anthropic', { text: { format: { type: 'json_object' } } }, 'text.format json_object cannot be carried'],
    [
      'bedrock-converse',
      'openai-responses',
      { additionalModelRequestFields: { top_k: 3 } },
      'additionalModelRequestFields.top_k cannot',
    ],
    [
      'openai',
      'bedrock-converse',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a.example/b.png' } }] }] },
      'messages with the address of an image',
    ],
    [
      'openai',
      'gemini',
      { user: 'Ada Lovelace' },
      'user "Ada Lovelace" cannot be carried to Gemini generateContent; as a label it may hold',
    ],
  ] as const)('in the caller’s own name for it: %s → %s: %j', (caller, backend, more, message) => {
    expect(() => ask(caller, backend, { ...hello[caller], ...more })).toThrow(message)
  })

  it('and is the caller’s to mend', () => {
    expect(() => ask('openai', 'gemini', { ...hello.openai, logit_bias: {} })).toThrow(
      expect.objectContaining({ code: 'invalid', details: { target: 'logit_bias' } }),
    )
  })
})

describe('errors of a backend', () => {
  const bodies = {
    openai: { error: { message: 'too long', type: 'invalid_request_error', param: null, code: null } },
    anthropic: { type: 'error', error: { type: 'invalid_request_error', message: 'too long' } },
    'bedrock-converse': { message: 'too long' },
    gemini: { error: { code: 400, message: 'too long', status: 'INVALID_ARGUMENT' } },
  }
  const words: Record<FormatId, unknown> = {
    openai: { error: { message: 'too long', type: 'invalid_request_error', param: null, code: null } },
    'openai-responses': { error: { message: 'too long', type: 'invalid_request_error', param: null, code: null } },
    anthropic: { type: 'error', error: { type: 'invalid_request_error', message: 'too long' } },
    'bedrock-converse': { __type: 'ValidationException', message: 'too long' },
    gemini: { error: { code: 400, message: 'too long', status: 'INVALID_ARGUMENT' } },
  }
  const pairs = Object.keys(hello).flatMap((caller) =>
    Object.keys(bodies)
      .filter((backend) => backend !== caller)
      .map((backend) => [caller as FormatId, backend as keyof typeof bodies] as const),
  )

  it.each(pairs)('%s ← %s', (caller, backend) => {
    const call = ask(caller, backend, hello[caller])
    expect(JSON.parse(call?.answer(400, Buffer.from(JSON.stringify(bodies[backend]))).toString() ?? '')).toEqual(words[caller])
  })

  it('in an unknown shape are shown as they are', () => {
    const call = ask('anthropic', 'openai', hello.anthropic)
    expect(JSON.parse(call?.answer(529, Buffer.from('<h1>Busy</h1>')).toString() ?? '')).toEqual({
      type: 'error',
      error: { type: 'overloaded_error', message: '<h1>Busy</h1>' },
    })
    expect(call?.answer(500, Buffer.from([0xff])).toString()).toContain('the model server gave no reason')
  })

  it.each([
    ['anthropic', 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n'],
    ['openai', 'data: {"error":{"message":"Overloaded","type":"server_error"}}\n\n'],
    ['gemini', 'data: {"error":{"code":503,"message":"Overloaded","status":"UNAVAILABLE"}}\n\n'],
    ['bedrock-converse', 'data: {"throttlingException":{"message":"Overloaded"}}\n\n'],
  ] as const)('in the middle of a stream of %s reach every caller', (backend, event) => {
    for (const caller of Object.keys(hello) as FormatId[]) {
      if (caller === backend) continue
      const stream = ask(caller, backend, hello[caller], '/converse-stream')?.openStream()
      const said = stream?.push(Buffer.from(event))?.toString() ?? ''
      expect(said).toContain('Overloaded')
      expect(said + (stream?.end()?.toString() ?? '')).not.toMatch(
        /\[DONE\]|message_stop|messageStop|response\.completed|finishReason/,
      )
      expect(stream?.ended()).toBe(false)
    }
  })

  it.each([
    ['no JSON', 'data: {"a\n\n', 'no JSON object'],
    ['no object', 'data: [1]\n\n', 'no JSON object'],
    ['nothing at all', '', 'closed the stream before its end'],
    ['half an event', 'data: {"choices":[]', 'in the middle of an event'],
    ['an answer without its end', 'data: {"choices":[{"delta":{"content":"a"}}]}\n\n', 'closed the stream before its end'],
  ])('a stream that is %s breaks', (_name, bytes, message) => {
    const stream = ask('anthropic', 'openai', hello.anthropic)?.openStream()
    expect(() => {
      stream?.push(Buffer.from(bytes))
      stream?.end()
    }).toThrow(message)
  })

  it('are told where an answer is not what it should be', () => {
    const call = ask('anthropic', 'openai', hello.anthropic)
    expect(() => call?.answer(200, Buffer.from('<html>'))).toThrow('no JSON object')
    const strange = ask('openai', 'anthropic', hello.openai)
    expect(() => strange?.answer(200, Buffer.from('{"content":[{"type":"server_tool_use"}]}'))).toThrow(
      'a "server_tool_use" block, which cannot be carried',
    )
    const call2 = ask('anthropic', 'openai', hello.anthropic)
    const broken = { choices: [{ message: { tool_calls: [{ id: 'a', function: { name: 'f', arguments: '{"a"' } }] } }] }
    expect(() => call2?.answer(200, Buffer.from(JSON.stringify(broken)))).toThrow('arguments that are no JSON object')
  })
})
