import OpenAI, { APIError, AzureOpenAI } from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually, type Harness, route, startHarness, target } from './gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from './openai-upstream.ts'

let upstream: OpenaiUpstream
let harness: Harness
let openai: OpenAI
let azure: AzureOpenAI
const messages = [{ role: 'user' as const, content: 'Hello' }]

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  const azureTarget = target(upstream.address, {
    paths: [{ below: '/**', path: '/openai/deployments/gpt-4o/{rest}' }],
    query: { 'api-version': '2024-10-21' },
    headers: { 'api-key': 'provider-key' },
  })
  harness = await startHarness([
    route('chat', [target(upstream.address, { model: 'gpt-4o-2024-08-06' })], { capabilities: ['chat', 'responses'] }),
    route('azure', [azureTarget], { modelName: 'gpt-4o-azure' }),
    route('embed', [target(upstream.address)], { modelName: 'text-embedding-3-small', capabilities: ['embeddings'] }),
    route('asleep', [], { state: 'stopped', message: 'stopped by ada' }),
  ])
  openai = new OpenAI({ baseURL: `${harness.url}/v1`, apiKey: 'admin', maxRetries: 0 })
  azure = new AzureOpenAI({ endpoint: harness.url, apiKey: 'admin', apiVersion: '2024-06-01', maxRetries: 0 })
})
beforeEach(() => {
  upstream.reset()
  harness.logged.length = 0
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

describe('the OpenAI client', () => {
  it('chats; the backend gets its own model name and our key, not the caller’s', async () => {
    const { data, response } = await openai.chat.completions.create({ model: 'chat', messages }).withResponse()
    expect(data.choices[0]?.message.content).toBe('Hello there!')
    expect(response.headers.get('x-request-id')).toMatch(/^request-/)
    expect(response.headers.get('x-upstream-request-id')).toBe('req_upstream_1')
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('99')
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(response.headers.get('openai-organization')).toBeNull()
    const [got] = upstream.received
    expect(got?.json?.['model']).toBe('gpt-4o-2024-08-06')
    expect(got?.headers.authorization).toBe('Bearer provider-key')
    expect(got?.headers['x-request-id']).toBe(response.headers.get('x-request-id'))
  })

  it.each([
    { by: 'name', model: () => 'chat' },
    { by: 'id', model: () => route('chat', []).deploymentId },
    { by: 'model name that one deployment serves', model: () => 'gpt-4o' },
  ])('names a deployment by $by', async ({ model }) => {
    await openai.chat.completions.create({ model: model(), messages })
    expect(upstream.received[0]?.json?.['model']).toBe('gpt-4o-2024-08-06')
  })

  it('streams, and sees no usage event that it did not ask for, though we count it', async () => {
    const chunks = []
    for await (const chunk of await openai.chat.completions.create({ model: 'chat', messages, stream: true })) chunks.push(chunk)
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe('Hello there!')
    expect(chunks.every((chunk) => chunk.choices.length === 1)).toBe(true)
    expect(upstream.received[0]?.json?.['stream_options']).toEqual({ include_usage: true })
    await eventually(() => harness.logged.some((line) => line['outputTokens'] === 3 && line['inputTokens'] === 9))
  })

  it('streams with usage when it asks', async () => {
    const stream = await openai.chat.completions.create({
      model: 'chat',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    })
    const chunks = []
    for await (const chunk of stream) chunks.push(chunk)
    expect(chunks.at(-1)?.usage?.completion_tokens).toBe(3)
  })

  it('aborts: the upstream stops in the middle', async () => {
    Object.assign(upstream.behaviour, { words: new Array(1000).fill('word '), chunkMs: 5 })
    const stream = await openai.chat.completions.create({ model: 'chat', messages, stream: true })
    let seen = 0
    for await (const _ of stream) {
      seen += 1
      if (seen === 3) break
    }
    await eventually(() => upstream.received[0]?.cutAt !== null)
    expect(upstream.received[0]?.chunks).toBeLessThan(1000)
    await eventually(() => harness.logged.some((line) => line['outcome'] === 'hang-up' && line['status'] === 499))
  })

  it('embeds, base64 on the wire', async () => {
    const answer = await openai.embeddings.create({ model: 'embed', input: ['a', 'b'] })
    expect(upstream.received[0]?.json?.['encoding_format']).toBe('base64')
    expect(answer.data.map((each) => [...each.embedding])).toEqual([
      [0.25, -0.5, 0.75, 1],
      [0.25, -0.5, 0.75, 1],
    ])
  })

  it('uses the responses API, whole, streamed, and by id', async () => {
    const answer = await openai.responses.create({ model: 'chat', input: 'Hello' })
    expect(answer.output_text).toBe('Hello there!')
    const types = []
    for await (const event of await openai.responses.create({ model: 'chat', input: 'Hello', stream: true }))
      types.push(event.type)
    expect(types).toEqual(['response.created', 'response.output_text.delta', 'response.completed'])
    const again = await openai.responses.retrieve('resp_1', {}, { query: { model: 'chat' } })
    expect(again.id).toBe('resp_1')
    expect(upstream.received.at(-1)?.url).toBe('/v1/responses/resp_1')
    await eventually(() => harness.logged.filter((line) => line['reasoningTokens'] === 1).length === 2)
  })

  it('uploads audio: the file’s bytes arrive as they were, the model part says what the backend knows', async () => {
    const file = new File([Buffer.from([0, 1, 2, 13, 10, 45, 45, 255])], 'a.wav', { type: 'audio/wav' })
    const answer = await openai.audio.transcriptions.create({ file, model: 'chat' })
    expect(answer.text).toBe('hello')
    const [got] = upstream.received
    expect(got?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(got?.body.includes(Buffer.from([0, 1, 2, 13, 10, 45, 45, 255]))).toBe(true)
    expect(got?.body.toString()).toContain('name="model"\r\n\r\ngpt-4o-2024-08-06\r\n')
  })

  it('lists what the caller may use, newest first, and only that', async () => {
    const names = async (apiKey: string) =>
      (await new OpenAI({ baseURL: `${harness.url}/openai/v1`, apiKey }).models.list()).data.map((each) => each.id)
    expect((await names('admin')).sort()).toEqual(['azure', 'chat', 'embed'])
    expect(await names('narrow')).toEqual(['chat'])
    expect(await names('blue')).toEqual([])
    const one = await openai.models.retrieve('embed')
    expect(one).toMatchObject({ id: 'embed', object: 'model', created: 1_763_600_000, owned_by: 'test-executable' })
    await expect(openai.models.retrieve('nope')).rejects.toMatchObject({ status: 404, code: 'model_not_found' })
  })

  it.each([
    {
      name: 'an unknown model',
      key: 'admin',
      body: { model: 'nope' },
      expected: { status: 404, code: 'model_not_found', param: 'model' },
    },
    { name: 'no model', key: 'admin', body: {}, expected: { status: 400, type: 'invalid_request_error', param: 'model' } },
    { name: 'a bad key', key: 'wrong', body: { model: 'chat' }, expected: { status: 401, code: 'invalid_api_key' } },
    { name: 'a viewer', key: 'viewer', body: { model: 'chat' }, expected: { status: 403, code: 'permission_denied' } },
    {
      name: 'a deployment outside the key',
      key: 'narrow',
      body: { model: 'embed' },
      expected: { status: 403, code: 'permission_denied' },
    },
    {
      name: 'a stopped deployment',
      key: 'admin',
      body: { model: 'asleep' },
      expected: { status: 423, code: 'deployment_stopped' },
    },
    {
      name: 'what the backend refuses',
      key: 'admin',
      body: { model: 'chat', messages: undefined },
      expected: { status: 400, param: 'messages' },
    },
  ])('gets a typed error for $name', async ({ key, body, expected }) => {
    const client = new OpenAI({ baseURL: `${harness.url}/v1`, apiKey: key, maxRetries: 0 })
    const call = client.chat.completions.create({ messages, ...body } as never)
    await expect(call).rejects.toBeInstanceOf(APIError)
    await expect(call).rejects.toMatchObject(expected)
  })

  it('gets a rate limit of the provider as it was, and retries it', async () => {
    upstream.behaviour.answer = {
      status: 429,
      headers: { 'content-type': 'application/json', 'retry-after-ms': '10', 'x-ratelimit-remaining-tokens': '0' },
      body: '{"error":{"message":"slow down","type":"tokens","param":null,"code":"rate_limit_exceeded"}}',
    }
    const call = new OpenAI({ baseURL: `${harness.url}/v1`, apiKey: 'admin', maxRetries: 1 }).chat.completions.create({
      model: 'chat',
      messages,
    })
    await expect(call).rejects.toMatchObject({ status: 429, code: 'rate_limit_exceeded' })
    expect(upstream.received).toHaveLength(4)
  })

  it('learns in its stream that the upstream died', async () => {
    Object.assign(upstream.behaviour, { dieAfterChunks: 2 })
    const words: string[] = []
    const read = async (): Promise<void> => {
      const stream = await openai.chat.completions.create({ model: 'chat', messages, stream: true })
      for await (const chunk of stream) words.push(chunk.choices[0]?.delta.content ?? '')
    }
    await expect(read()).rejects.toMatchObject({ error: { code: 'upstream_failed' } })
    expect(words).toEqual(['Hello', ' there'])
  })
})

describe('the Azure OpenAI client', () => {
  it('chats and streams: the path names the deployment, whatever the body says', async () => {
    upstream.behaviour.style = 'azure'
    const answer = await azure.chat.completions.create({ model: 'azure', messages })
    expect(answer.choices[0]?.message.content).toBe('Hello there!')
    expect(upstream.received[0]?.url).toBe('/openai/deployments/gpt-4o/chat/completions?api-version=2024-06-01')
    expect(upstream.received[0]?.headers['api-key']).toBe('provider-key')
    const chunks = []
    for await (const chunk of await azure.chat.completions.create({ model: 'azure', messages, stream: true })) chunks.push(chunk)
    expect(chunks[0]).toMatchObject({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] })
    expect(chunks.slice(1).every((chunk) => chunk.choices.length === 1)).toBe(true)
  })

  it('gets Azure’s error for an unknown deployment', async () => {
    await expect(azure.chat.completions.create({ model: 'nope', messages })).rejects.toMatchObject({
      status: 404,
      code: 'DeploymentNotFound',
    })
    const stranger = new AzureOpenAI({ endpoint: harness.url, apiKey: 'wrong', apiVersion: '2024-06-01', maxRetries: 0 })
    await expect(stranger.chat.completions.create({ model: 'azure', messages })).rejects.toMatchObject({
      status: 401,
      code: '401',
    })
  })

  it('finds the deployments listed', async () => {
    type Listing = { id: string; data: { id: string }[] }
    const get = async (path: string): Promise<Listing> =>
      (await (await fetch(`${harness.url}${path}`, { headers: { 'api-key': 'admin' } })).json()) as Listing
    const { data } = await get('/openai/deployments?api-version=2023-03-15-preview')
    expect(data).toContainEqual(
      expect.objectContaining({ id: 'embed', object: 'deployment', model: 'text-embedding-3-small', status: 'succeeded' }),
    )
    expect(await get('/openai/deployments/embed')).toMatchObject({ id: 'embed' })
    expect((await get('/openai/models')).data.map((each) => each.id).sort()).toEqual(['azure', 'chat', 'embed'])
  })

  it('works on a deployment’s own SAP address, api-version and all', async () => {
    const baseURL = `${harness.url}/v2/inference/deployments/${route('azure', []).deploymentId}`
    const client = new AzureOpenAI({ baseURL, apiKey: 'admin', apiVersion: '2024-10-21', maxRetries: 0 })
    const answer = await client.chat.completions.create({ model: 'ignored', messages })
    expect(answer.choices[0]?.message.content).toBe('Hello there!')
  })
})
