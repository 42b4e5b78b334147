import OpenAI, { AzureOpenAI } from 'openai'
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { importLocalModel } from './local-model.ts'
import { type Deployed, drain, eventually, openScene, type Scene } from './scene.ts'

/**
 * The `openai` package as it is published, `OpenAI` and `AzureOpenAI`, by every address that a deployment has, in front of
 * every kind of backend: Azure OpenAI, OpenAI, and a model file served here by llama.cpp.
 */

const messages = [{ role: 'user' as const, content: 'Once upon a time' }]
const Weather = z.object({ city: z.enum(['Kyiv', 'Lviv']), sunny: z.boolean() })
const chats: Record<string, Deployed> = {}
const embedders: Record<string, Deployed> = {}
let scene: Scene

beforeAll(async () => {
  scene = await openScene({ at: '2026-01-15T10:00:00Z' })
  const modelFile = await importLocalModel(scene.platform)
  chats['azure-openai'] = await scene.deploy({
    name: 'azure-chat',
    parameters: { modelName: 'gpt-4o', deploymentName: 'in-azure' },
  })
  chats['openai'] = await scene.deploy({ name: 'openai-chat', executableId: 'openai', parameters: { modelName: 'gpt-4.1-mini' } })
  chats['llama-cpp'] = await scene.deploy({
    name: 'local-chat',
    executableId: 'llama-cpp',
    parameters: { modelName: 'local', modelFile, contextSize: '256', threads: '1' },
  })
  embedders['azure-openai'] = await scene.deploy({ name: 'azure-embed', parameters: { modelName: 'text-embedding-3-small' } })
  const small = { modelName: 'text-embedding-3-small' }
  embedders['openai'] = await scene.deploy({ name: 'openai-embed', executableId: 'openai', parameters: small })
  embedders['llama-cpp'] = chats['llama-cpp']
})
beforeEach(() => scene.upstream.reset())
afterAll(() => scene[Symbol.asyncDispose]())

const last = () => scene.upstream.received.at(-1)
const chat = (backend: string): Deployed => chats[backend] ?? expect.unreachable()
const embedder = (backend: string): Deployed => embedders[backend] ?? expect.unreachable()

const apiVersion = '2024-10-21'
const addresses: readonly { name: string; connect: (to: Deployed) => OpenAI; model: (to: Deployed) => string }[] = [
  { name: 'OpenAI at /v1', connect: () => openai('/v1'), model: ({ name }) => name },
  { name: 'OpenAI at /v1, by id', connect: () => openai('/v1'), model: ({ id }) => id },
  { name: 'OpenAI at /openai/v1', connect: () => openai('/openai/v1'), model: ({ name }) => name },
  { name: 'OpenAI at the deploymentUrl', connect: ({ url }) => openai(url), model: () => 'anything' },
  { name: 'OpenAI at the deploymentUrl with /v1', connect: ({ url }) => openai(`${url}/v1`), model: () => 'anything' },
  { name: 'AzureOpenAI, deployment as model', connect: () => azure({ endpoint: scene.platform.url }), model: ({ name }) => name },
  {
    name: 'AzureOpenAI with its deployment',
    connect: ({ name }) => azure({ endpoint: scene.platform.url, deployment: name }),
    model: () => 'anything',
  },
  { name: 'AzureOpenAI at the deploymentUrl', connect: ({ url }) => azure({ baseURL: url }), model: () => 'anything' },
]
const openai = (baseURL: string): OpenAI =>
  new OpenAI({
    baseURL: baseURL.startsWith('/') ? scene.platform.url + baseURL : baseURL,
    apiKey: scene.platform.adminKey,
    maxRetries: 0,
  })
const azure = (where: { endpoint: string; deployment?: string } | { baseURL: string }): AzureOpenAI =>
  new AzureOpenAI({ ...where, apiKey: scene.platform.adminKey, apiVersion, maxRetries: 0 })

describe.each(['azure-openai', 'openai', 'llama-cpp'])('in front of %s', (backend) => {
  const remote = backend !== 'llama-cpp'
  const limits = { max_tokens: 8, temperature: 0, seed: 1 }

  it.each(addresses)('$name: chats, streams, embeds', async ({ connect, model }) => {
    const to = chat(backend)
    const client = connect(to)
    const answer = await client.chat.completions.create({ model: model(to), messages, ...limits })
    expect(answer).toMatchObject({ object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant' } }] })
    expect(answer.choices[0]?.finish_reason).toMatch(/^(stop|length)$/)
    expect(answer.usage?.total_tokens).toBe((answer.usage?.prompt_tokens ?? 0) + (answer.usage?.completion_tokens ?? 0))
    expect(answer.usage?.completion_tokens).toBeGreaterThan(0)
    if (remote) expect(answer.choices[0]?.message.content).toBe('Hello there!')

    const withUsage = { stream: true as const, stream_options: { include_usage: true } }
    const chunks = await drain(await client.chat.completions.create({ model: model(to), messages, ...limits, ...withUsage }))
    const streamed = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')
    expect(streamed).toBe(answer.choices[0]?.message.content)
    expect(chunks.filter((chunk) => chunk.choices[0]?.finish_reason)).toHaveLength(1)
    // The second call finds the prompt of the first in a cache; nothing else about it may differ.
    const { prompt_tokens, completion_tokens, total_tokens } = answer.usage ?? expect.unreachable()
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens, completion_tokens, total_tokens } })

    const { data } = await connect(embedder(backend)).embeddings.create({
      model: model(embedder(backend)),
      input: ['one', 'two'],
    })
    expect(data.map((each) => each.index)).toEqual([0, 1])
    for (const { embedding } of data) {
      expect(embedding.length).toBeGreaterThan(3)
      expect(embedding.every(Number.isFinite)).toBe(true)
      expect(embedding.some((value) => value !== 0)).toBe(true)
    }
    if (remote) expect([...(data[0]?.embedding ?? [])]).toEqual([0.25, -0.5, 0.75, 1])
  })

  it.each(addresses)('$name: gets what it asked for in a schema', async ({ connect, model }) => {
    scene.upstream.behaviour.words = ['{"city":"Kyiv",', '"sunny":true}']
    const to = chat(backend)
    const format = { response_format: zodResponseFormat(Weather, 'weather') }
    const parsed = await connect(to).chat.completions.parse({
      model: model(to),
      messages,
      ...format,
      max_tokens: 80,
      temperature: 0,
    })
    expect(parsed.choices[0]?.message.parsed).toEqual(Weather.parse(parsed.choices[0]?.message.parsed))
    if (remote) expect(last()?.json?.['response_format']).toEqual(format.response_format)
    const stream = connect(to).chat.completions.stream({ model: model(to), messages, ...format, max_tokens: 80, temperature: 0 })
    expect((await stream.finalChatCompletion()).choices[0]?.message.parsed).toEqual(parsed.choices[0]?.message.parsed)
  })

  it('sends no usage event to who did not ask', async () => {
    const chunks = await drain(
      await openai('/v1').chat.completions.create({ model: chat(backend).name, messages, ...limits, stream: true }),
    )
    expect(chunks.length).toBeGreaterThan(1)
    expect(chunks.every((chunk) => chunk.choices.length === 1 && !chunk.usage)).toBe(true)
  })

  it('gives floats to who asks for floats', async () => {
    const float = { encoding_format: 'float' as const }
    const { data } = await openai('/v1').embeddings.create({ model: embedder(backend).name, input: 'one', ...float })
    const packed = await openai('/v1').embeddings.create({ model: embedder(backend).name, input: 'one' })
    expect(data[0]?.embedding).toBeInstanceOf(Array)
    expect(data[0]?.embedding.map(Math.fround)).toEqual([...(packed.data[0]?.embedding ?? [])].map(Math.fround))
  })
})

describe('what the backend is told', () => {
  it.each([
    {
      backend: 'azure-openai',
      path: `/openai/deployments/in-azure/chat/completions?api-version=2025-04-01-preview`,
      model: 'in-azure',
    },
    { backend: 'openai', path: '/v1/chat/completions', model: 'gpt-4.1-mini-2025-04-14' },
  ])('$backend: its own model, our credential, and no word of the caller’s', async ({ backend, path, model }) => {
    await openai('/v1').chat.completions.create({ model: chat(backend).name, messages, user: 'u-1' })
    expect(last()?.url).toBe(path)
    expect(last()?.json).toEqual({ model, messages, user: 'u-1' })
    expect(last()?.headers[backend === 'openai' ? 'authorization' : 'api-key']).toMatch(/^(Bearer )?provider-key$/)
    expect(JSON.stringify(last()?.headers)).not.toContain('lk_')
  })

  it('the api-version of the caller, where it sends one', async () => {
    await azure({ endpoint: scene.platform.url }).chat.completions.create({ model: 'azure-chat', messages })
    expect(last()?.url).toBe(`/openai/deployments/in-azure/chat/completions?api-version=${apiVersion}`)
  })
})

describe('the responses API passes through', () => {
  it.each(['azure-openai', 'openai'])('to %s: whole, streamed, by id', async (backend) => {
    const client = openai('/v1')
    const model = chat(backend).name
    expect((await client.responses.create({ model, input: 'Hello' })).output_text).toBe('Hello there!')
    expect(last()?.url).toMatch(backend === 'openai' ? /^\/v1\/responses$/ : /^\/openai\/responses\?api-version=/)
    const events = await drain(await client.responses.create({ model, input: 'Hello', stream: true }))
    expect(events.map((event) => event.type)).toEqual(['response.created', 'response.output_text.delta', 'response.completed'])
    expect((await client.responses.retrieve('resp_1', {}, { query: { model } })).id).toBe('resp_1')
    expect((await openai(chat(backend).url).responses.retrieve('resp_1')).id).toBe('resp_1')
    scene.upstream.behaviour.words = ['{"city":"Kyiv",', '"sunny":true}']
    const parsed = await client.responses.parse({ model, input: 'Hello', text: { format: zodTextFormat(Weather, 'weather') } })
    expect(parsed.output_parsed).toEqual({ city: 'Kyiv', sunny: true })
  })
})

describe('an abort', () => {
  it.each(addresses)('$name: stops the backend in the middle', async ({ connect, model }) => {
    for (const to of [chat('azure-openai'), chat('openai')]) {
      Object.assign(scene.upstream.behaviour, { words: new Array(1000).fill('word '), chunkMs: 5 })
      const stream = await connect(to).chat.completions.create({ model: model(to), messages, stream: true })
      let seen = 0
      for await (const chunk of stream) {
        seen += chunk.choices[0]?.delta.content ? 1 : 0
        if (seen === 3) break
      }
      await eventually(() => last()?.cutAt !== null, scene.platform)
      expect(last()?.chunks).toBeLessThan(1000)
      scene.upstream.reset()
    }
  })

  it('before the first byte stops the backend, too', async () => {
    scene.upstream.behaviour.firstByteMs = 60_000
    const controller = new AbortController()
    const call = openai('/v1').chat.completions.create({ model: 'azure-chat', messages }, { signal: controller.signal })
    const ended = expect(call).rejects.toBeInstanceOf(OpenAI.APIUserAbortError)
    await eventually(() => scene.upstream.received.length === 1, scene.platform)
    controller.abort()
    await ended
    await eventually(() => last()?.cutAt !== null, scene.platform)
  })

  it('frees the local model for the next call', async () => {
    const client = openai('/v1')
    for (let round = 0; round < 6; round += 1) {
      const stream = await client.chat.completions.create({ model: 'local-chat', messages, max_tokens: 200, stream: true })
      for await (const _ of stream) break
    }
    const answer = await client.chat.completions.create({ model: 'local-chat', messages, max_tokens: 4 })
    expect(answer.usage?.completion_tokens).toBeGreaterThan(0)
  })
})
