import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Runner, startRunner, tinyFile } from '../../../test/llama-runner.ts'

let runner: Runner
beforeAll(async () => {
  runner = await startRunner(tinyFile({ contextLength: 256 }), ['--parallel', '1'])
})
afterAll(() => runner[Symbol.asyncDispose]())

const messages = [{ role: 'user', content: 'hi' }]
const schema = (schema: object) => ({ messages, response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } })
const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,' } }

describe('a chat request is refused in words of OpenAI that name the field', () => {
  it.each([
    { body: {}, param: 'messages', says: /messages: / },
    { body: { messages: [] }, param: 'messages', says: /at least one message/ },
    { body: { messages: 'hi' }, param: 'messages', says: /expected array/ },
    { body: { messages: [{ role: 'robot', content: '' }] }, param: 'messages[0].role', says: /messages\[0\].role/ },
    { body: { messages: [{ role: 'user' }] }, param: 'messages[0].content', says: /must be a string or a list/ },
    {
      body: { messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }, image] }] },
      param: 'messages[0].content[1].type',
      code: 'unsupported_value',
      says: /"image_url" parts are not supported/,
    },
    { body: { messages: [{ role: 'tool', content: 'a', tool_call_id: 'b' }] }, param: 'messages[0].role', says: /role/ },
    { body: { messages, temperature: 3 }, param: 'temperature', says: /<=2/ },
    { body: { messages, temperature: '1' }, param: 'temperature', says: /expected number/ },
    { body: { messages, max_tokens: 0 }, param: 'max_tokens', says: /max_tokens: / },
    { body: { messages, n: 5 }, param: 'n', says: /<=4/ },
    { body: { messages, stop: ['a', 'b', 'c', 'd', 'e'] }, param: 'stop', says: /up to 4 strings/ },
    { body: { messages, stop: '' }, param: 'stop', says: /none empty/ },
    { body: { messages, top_logprobs: 2 }, param: 'top_logprobs', says: /needs logprobs: true/ },
    { body: { messages, logit_bias: { 99999: 1 } }, param: 'logit_bias', says: /not in the vocabulary \(0 to 262\)/ },
    { body: { messages, temprature: 1 }, param: 'temprature', code: 'unknown_parameter', says: /known fields: .*temperature/ },
    {
      body: { messages, tools: [{ type: 'function' }] },
      param: 'tools',
      code: 'unsupported_parameter',
      says: /tools: is not supported/,
    },
    {
      body: { messages, reasoning_effort: 'low' },
      param: 'reasoning_effort',
      code: 'unsupported_parameter',
      says: /send "none"/,
    },
    { body: { messages, verbosity: 'low' }, param: 'verbosity', code: 'unsupported_parameter', says: /send "medium"/ },
    { body: { messages, service_tier: 'gold' }, param: 'service_tier', says: /"auto"\|"default"/ },
    { body: { messages, tool_choice: 'required' }, param: 'tool_choice', says: /"none"\|"auto"/ },
    { body: { messages, response_format: { type: 'xml' } }, param: 'response_format.type', says: /response_format.type/ },
    {
      body: schema({ type: 'object', properties: { a: { type: 'string', pattern: '^a' } } }),
      param: 'response_format.json_schema.schema.properties.a.pattern',
      code: 'unsupported_value',
      says: /keyword "pattern" is not supported here; supported are type, minLength, maxLength, format/,
    },
    {
      body: { ...schema({ type: 'object', properties: {} }), logprobs: true },
      param: 'logprobs',
      code: 'unsupported_parameter',
      says: /cannot be combined/,
    },
    { body: [], param: null, says: /the body: .*expected object/ },
    { body: '{"messages":', param: null, code: null, says: /not valid JSON/ },
    { body: `${'['.repeat(5000)}${']'.repeat(5000)}`, param: null, code: null, says: /nested deeper than 100/ },
  ])('$says', async ({ body, param, code = 'invalid_value', says }) => {
    const answer = await runner.post('/v1/chat/completions', body)
    expect(answer.status).toBe(400)
    expect(answer.body['error']).toEqual({ type: 'invalid_request_error', param, code, message: expect.stringMatching(says) })
  })
})

it.each([
  { body: { prompt: 'a', echo: true }, param: 'echo' },
  { body: { prompt: 'a', suffix: 'b' }, param: 'suffix' },
  { body: { prompt: 'a', best_of: 2 }, param: 'best_of' },
  { body: { prompt: 'a', logprobs: 6 }, param: 'logprobs' },
  { body: { prompt: [1, 2] }, param: 'prompt' },
  { body: {}, param: 'prompt' },
])('a completion is refused for $param', async ({ body, param }) => {
  const answer = await runner.post('/completions', body)
  expect(answer).toMatchObject({ status: 400, body: { error: { param } } })
})

it('says how long the context is and how long the prompt', async () => {
  const tooLong = runner.client.chat.completions.create({ model: 'any', messages: [{ role: 'user', content: 'a'.repeat(300) }] })
  const error = await tooLong.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(OpenAI.BadRequestError)
  expect(error).toMatchObject({
    code: 'context_length_exceeded',
    param: 'messages',
    message: expect.stringMatching(/context length is 256 tokens, but your messages resulted in 3\d\d tokens/),
  })
})

it('refuses a body over 16 MB, told or not how long it is', async () => {
  const big = Buffer.alloc(17 * 1024 * 1024, 0x20)
  const told = await fetch(`${runner.url}/v1/completions`, { method: 'POST', body: big })
  const untold = await fetch(`${runner.url}/v1/completions`, { method: 'POST', body: new Blob([big]).stream(), duplex: 'half' })
  expect([told.status, untold.status]).toEqual([413, 413])
  expect(await untold.json()).toMatchObject({ error: { message: 'the body is larger than 16777216 bytes' } })
})

it('refuses what it cannot read, does not have, or not by this method', async () => {
  const status = async (path: string, init: RequestInit) => (await fetch(runner.url + path, init)).status
  expect(await status('/v1/completions', { method: 'POST', body: '{}', headers: { 'content-encoding': 'gzip' } })).toBe(415)
  expect(await status('/v1/images/generations', { method: 'POST', body: '{}' })).toBe(404)
  expect(await status('/__proto__', {})).toBe(404)
  expect(await status('/health', { method: 'POST' })).toBe(405)
  const get = await fetch(`${runner.url}/v1/chat/completions`)
  expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
})

it('lists its one model, and answers without /v1 and without content type', async () => {
  expect(await (await fetch(`${runner.url}/v1/models`)).json()).toMatchObject({
    data: [{ id: 'model', object: 'model', meta: { n_ctx: 256 } }],
  })
  const bare = await fetch(`${runner.url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ messages, max_tokens: 1 }),
  })
  expect(bare.status).toBe(200)
})
