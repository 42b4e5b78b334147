import { AzureOpenAiChatClient, AzureOpenAiEmbeddingClient } from '@sap-ai-sdk/foundation-models'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Deployed, drain, eventually, must, openScene, type Scene } from './scene.ts'

/** `@sap-ai-sdk/foundation-models` as it is published: finds deployments by itself, talks to them on Azure's wire. */

const messages = [{ role: 'user' as const, content: 'Hello' }]
let scene: Scene
let chat: Deployed
let pinned: Deployed
let embed: Deployed

beforeAll(async () => {
  scene = await openScene({ at: '2026-01-15T10:00:00Z' })
  chat = await scene.deploy({ name: 'chat', parameters: { modelName: 'gpt-4o' } })
  pinned = await scene.deploy({
    name: 'pinned',
    parameters: { modelName: 'gpt-4o', modelVersion: '2024-05-13', deploymentName: 'old' },
  })
  embed = await scene.deploy({ name: 'embed', parameters: { modelName: 'text-embedding-3-small' } })
  must(202, await scene.platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'team-blue' }))
})
beforeEach(() => {
  scene.upstream.reset()
  scene.upstream.behaviour.style = 'azure'
})
afterAll(() => scene[Symbol.asyncDispose]())

const last = () => scene.upstream.received.at(-1)
const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no failure',
    (error: unknown) => error,
  )

describe('finds its deployment', () => {
  it.each([
    { name: 'by model name, the newest first', model: 'gpt-4o' as const, azure: 'old' },
    { name: 'by version', model: { modelName: 'gpt-4o', modelVersion: '2024-05-13' } as const, azure: 'old' },
    {
      name: 'by the version as it was configured',
      model: { modelName: 'gpt-4o', modelVersion: 'latest' } as const,
      azure: 'gpt-4o',
    },
    {
      name: 'by name, version and group',
      model: { modelName: 'gpt-4o', modelVersion: 'latest', resourceGroup: 'default' } as const,
      azure: 'gpt-4o',
    },
  ])('$name', async ({ model, azure }) => {
    const answer = await new AzureOpenAiChatClient(model).run({ messages })
    expect(answer.getContent()).toBe('Hello there!')
    expect(answer.getFinishReason()).toBe('stop')
    expect(answer.getTokenUsage()).toMatchObject({ prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 })
    expect(last()?.url).toBe(`/openai/deployments/${azure}/chat/completions?api-version=2024-10-21`)
    expect(last()?.headers['api-key']).toBe('provider-key')
    expect(last()?.headers.authorization).toBeUndefined()
  })

  it('by id', async () => {
    for (const { id, azure } of [
      { id: chat.id, azure: 'gpt-4o' },
      { id: pinned.id, azure: 'old' },
    ]) {
      expect((await new AzureOpenAiChatClient({ deploymentId: id }).run({ messages })).getContent()).toBe('Hello there!')
      expect(last()?.url).toContain(`/openai/deployments/${azure}/`)
    }
  })

  it('or says that there is none, and finds it once it is there', async () => {
    const client = new AzureOpenAiChatClient('gpt-5-mini')
    expect(await failure(client.run({ messages }))).toMatchObject({
      message: expect.stringContaining('No deployment matched the given criteria'),
    })
    await scene.deploy({ name: 'later', parameters: { modelName: 'gpt-5-mini' } })
    expect((await client.run({ messages })).getContent()).toBe('Hello there!')
  })

  it('in its own resource group, and in no other', async () => {
    const elsewhere = new AzureOpenAiChatClient({ modelName: 'gpt-4.1', resourceGroup: 'team-blue' })
    await scene.deploy({ name: 'blue', parameters: { modelName: 'gpt-4.1' }, group: 'team-blue' })
    expect((await elsewhere.run({ messages })).getContent()).toBe('Hello there!')
    expect(await failure(new AzureOpenAiChatClient('gpt-4.1').run({ messages }))).toMatchObject({
      message: expect.stringContaining('No deployment matched'),
    })
    const stranger = new AzureOpenAiChatClient({ deploymentId: chat.id, resourceGroup: 'team-blue' })
    const unknown = new AzureOpenAiChatClient({ deploymentId: 'd0123456789abcde', resourceGroup: 'team-blue' })
    const [theirs, nobodys] = [await failure(stranger.run({ messages })), await failure(unknown.run({ messages }))]
    for (const refused of [theirs, nobodys]) expect(refused).toMatchObject({ cause: { response: { status: 404 } } })
  })
})

describe('streams', () => {
  it('words, finish reason and usage, chunk by chunk', async () => {
    const response = await new AzureOpenAiChatClient('gpt-4o').stream({ messages })
    const chunks = await drain(response.stream)
    expect(chunks.map((chunk) => chunk.getDeltaContent() ?? '').join('')).toBe('Hello there!')
    expect(chunks[0]?._data).toMatchObject({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] })
    expect(response.getFinishReason()).toBe('stop')
    expect(response.getTokenUsage()).toMatchObject({ prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 })
    expect(last()?.json).toMatchObject({ stream: true, stream_options: { include_usage: true } })
  })

  it('words as they come: the first is here while the last is not yet written', async () => {
    Object.assign(scene.upstream.behaviour, { words: new Array(40).fill('word '), chunkMs: 20 })
    const response = await new AzureOpenAiChatClient('gpt-4o').stream({ messages })
    let writtenAtFirst = 0
    for await (const chunk of response.stream)
      if (writtenAtFirst === 0 && chunk.getDeltaContent()) writtenAtFirst = last()?.chunks ?? 0
    expect(writtenAtFirst).toBeLessThan(40)
    expect(last()?.chunks).toBe(40)
  })

  it('until it is aborted: the upstream stops in the middle', async () => {
    Object.assign(scene.upstream.behaviour, { words: new Array(1000).fill('word '), chunkMs: 10 })
    const controller = new AbortController()
    const response = await new AzureOpenAiChatClient('gpt-4o').stream({ messages }, controller.signal)
    let aborted = false
    const read = async (): Promise<void> => {
      let seen = 0
      for await (const chunk of response.stream) {
        seen += chunk.getDeltaContent() ? 1 : 0
        if (seen < 3 || aborted) continue
        aborted = true
        controller.abort()
      }
    }
    await read().catch(() => {}) // the client may end its stream or throw
    await eventually(() => last()?.cutAt !== null, scene.platform)
    expect(last()?.chunks).toBeLessThan(1000)
  })

  it('and raises what broke in the middle', async () => {
    Object.assign(scene.upstream.behaviour, { dieAfterChunks: 2 })
    const response = await new AzureOpenAiChatClient('gpt-4o').stream({ messages })
    const words: string[] = []
    const read = async (): Promise<void> => {
      for await (const chunk of response.stream) words.push(chunk.getDeltaContent() ?? '')
    }
    expect(await failure(read())).toMatchObject({ cause: { message: expect.stringContaining('upstream_failed') } })
    expect(words.join('')).toBe('Hello there')
  })
})

describe('calls tools', () => {
  const call = { index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Kyiv"}' } }
  const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: { type: 'object', properties: {} } } }]

  it('whole and streamed, arguments untouched', async () => {
    const { index: _, ...whole } = call
    scene.upstream.behaviour.answer = {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        choices: [{ index: 0, message: { role: 'assistant', content: null, tool_calls: [whole] }, finish_reason: 'tool_calls' }],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      }),
    }
    const client = new AzureOpenAiChatClient('gpt-4o')
    const answer = await client.run({ messages, tools })
    expect(answer.getFinishReason()).toBe('tool_calls')
    expect(answer._data.choices[0]?.message.tool_calls).toEqual([whole])
    expect(last()?.json?.['tools']).toEqual(tools)

    const events = [
      {
        choices: [
          { index: 0, delta: { role: 'assistant', tool_calls: [{ ...call, function: { name: 'weather', arguments: '' } }] } },
        ],
      },
      { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] } }] },
      { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: '"Kyiv"}' } }] } }] },
      { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
    ]
    scene.upstream.behaviour.answer = {
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      body: `${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')}data: [DONE]\n\n`,
    }
    const response = await client.stream({ messages, tools })
    await drain(response.stream)
    expect(response.getToolCalls()).toMatchObject([{ id: 'call_1', function: { name: 'weather', arguments: '{"city":"Kyiv"}' } }])
  })
})

describe('embeds', () => {
  it.each([
    { name: 'by model name', model: 'text-embedding-3-small' as const },
    { name: 'by id', model: () => ({ deploymentId: embed.id }) },
  ])('$name', async ({ model }) => {
    const client = new AzureOpenAiEmbeddingClient(typeof model === 'function' ? model() : model)
    expect((await client.run({ input: 'one' })).getEmbedding()).toEqual([0.25, -0.5, 0.75, 1])
    expect((await client.run({ input: ['one', 'two'] })).getEmbeddings()).toHaveLength(2)
    expect(last()?.url).toBe('/openai/deployments/text-embedding-3-small/embeddings?api-version=2024-10-21')
    expect(last()?.json).toMatchObject({ input: ['one', 'two'] })
  })
})

describe('surfaces errors', () => {
  it.each([
    { name: 'what the provider refuses', answer: { status: 400, error: { code: 'content_filter', message: 'filtered' } } },
    { name: 'a rate limit of the provider', answer: { status: 429, error: { code: '429', message: 'slow down' } } },
    { name: 'a failure of the provider', answer: { status: 500, error: { code: 'InternalServerError', message: 'oops' } } },
  ])('$name, whole and streamed, once each', async ({ answer: { status, error } }) => {
    const headers = { 'content-type': 'application/json', 'retry-after': '7' }
    scene.upstream.behaviour.answer = { status, headers, body: JSON.stringify({ error }) }
    const client = new AzureOpenAiChatClient({ deploymentId: chat.id })
    for (const call of [() => client.run({ messages }), () => client.stream({ messages })]) {
      expect(await failure(call())).toMatchObject({
        message: `Request failed with status code ${status}.`,
        cause: { response: { status, data: { error }, headers: { 'retry-after': '7' } } },
      })
    }
    expect(scene.upstream.received).toHaveLength(2)
  })

  it('that the provider refuses our credential, which is nothing that the caller can mend', async () => {
    const headers = { 'content-type': 'application/json' }
    scene.upstream.behaviour.answer = { status: 401, headers, body: '{"error":{"code":"401","message":"bad key provider-key"}}' }
    const refused = await failure(new AzureOpenAiChatClient({ deploymentId: chat.id }).run({ messages }))
    expect(refused).toMatchObject({
      cause: { response: { status: 502, data: { error: { message: expect.stringContaining('connection') } } } },
    })
    expect(JSON.stringify((refused as { cause: { response: { data: unknown } } }).cause.response.data)).not.toContain(
      'provider-key',
    )
  })

  it('that the provider cannot be reached', async () => {
    scene.upstream.behaviour.refuse = true
    expect(await failure(new AzureOpenAiChatClient({ deploymentId: chat.id }).run({ messages }))).toMatchObject({
      cause: { response: { status: 502, data: { error: { code: expect.any(String), message: expect.any(String) } } } },
    })
  })

  it('that a deployment does not exist, or is stopped', async () => {
    const unknown = new AzureOpenAiChatClient({ deploymentId: 'd0123456789abcde' })
    expect(await failure(unknown.run({ messages }))).toMatchObject({
      cause: { response: { status: 404, data: { error: { message: expect.stringContaining('d0123456789abcde') } } } },
    })
    const { id } = await scene.deploy({ name: 'idle', parameters: { modelName: 'gpt-5-nano' } })
    must(202, await scene.platform.call('PATCH', `/v2/lm/deployments/${id}`, { targetStatus: 'STOPPED' }))
    await scene.platform.until(id, 'STOPPED')
    expect(await failure(new AzureOpenAiChatClient({ deploymentId: id }).run({ messages }))).toMatchObject({
      cause: { response: { status: 423, data: { error: { message: expect.stringContaining('idle') } } } },
    })
  })
})

it('keeps working with what it has cached while the configuration changes under it', async () => {
  const { id } = await scene.deploy({ name: 'changing', parameters: { modelName: 'gpt-5', deploymentName: 'before' } })
  const client = new AzureOpenAiChatClient('gpt-5')
  await client.run({ messages })
  expect(last()?.url).toContain('/deployments/before/')
  const configurationId = await scene.configure({ name: 'after', parameters: { modelName: 'gpt-5', deploymentName: 'after' } })
  must(202, await scene.platform.call('PATCH', `/v2/lm/deployments/${id}`, { configurationId }))
  // No call fails on the way, whichever configuration answers it.
  await eventually(async () => {
    await client.run({ messages })
    return last()?.url.includes('/deployments/after/') ?? false
  }, scene.platform)
  expect((await scene.untilSeen(id, ({ status }) => status === 'RUNNING')).latestRunningConfigurationId).toBe(configurationId)
})
