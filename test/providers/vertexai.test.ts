import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../gateway-harness.ts'
import { anthropicAnswer, anthropicEvents } from '../upstreams/bedrock.ts'
import { embeddings, geminiAnswer, geminiEvents } from '../upstreams/gemini.ts'
import { keyFile } from '../upstreams/tokens.ts'
import { dataOf, openProviders, type Providers } from './scene.ts'

let scene: Providers
let url: string
let embedder: string

beforeAll(async () => {
  scene = await openProviders()
  url = await scene.deploy('gcp-vertexai', { modelName: 'gemini-2.5-flash' })
  embedder = await scene.deploy('gcp-vertexai', { modelName: 'gemini-embedding' })
})
beforeEach(() => {
  scene.gemini.received.length = 0
  scene.gemini.behaviour.answer = null
})
afterAll(() => scene[Symbol.asyncDispose]())

const ask = { model: 'gemini-2.5-flash', contents: 'Hello' }
const body = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] }
const upstreamPath = '/v1beta1/projects/acme-1/locations/europe-west1/publishers/google/models/'

describe.each([
  ['with a key', () => new GoogleGenAI({ apiKey: scene.platform.adminKey, httpOptions: { baseUrl: url } })],
  [
    'in its Vertex mode',
    () => new GoogleGenAI({ vertexai: true, apiKey: scene.platform.adminKey, httpOptions: { baseUrl: url } }),
  ],
])("Google's own client %s, at a deployment's address", (_, makeClient) => {
  it('gets content', async () => {
    const answer = await makeClient().models.generateContent(ask)
    expect(answer.text).toBe('Hello there!')
    expect(scene.gemini.received[0]?.url).toBe(`${upstreamPath}gemini-2.5-flash:generateContent`)
    expect(scene.gemini.received[0]?.headers['x-goog-api-key']).toBeUndefined()
  })

  it('streams', async () => {
    let text = ''
    for await (const chunk of await makeClient().models.generateContentStream(ask)) text += chunk.text
    expect(text).toBe('Hello there!')
    expect(scene.gemini.received[0]?.url).toBe(`${upstreamPath}gemini-2.5-flash:streamGenerateContent?alt=sse`)
  })

  it('counts tokens', async () => {
    expect((await makeClient().models.countTokens(ask)).totalTokens).toBe(12)
  })
})

describe("SAP's paths", () => {
  it.each(['', '?alt=sse', '?alt=json', '?key=theirs&alt=media'])('stream events whatever was asked (%j)', async (query) => {
    const answer = await scene.post(`${url}/models/gemini-2.5-flash:streamGenerateContent${query}`, body)
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    expect(dataOf(await answer.text())).toEqual(geminiEvents)
  })

  it('answer in one piece, untouched', async () => {
    const answer = await scene.post(`${url}/models/gemini-2.5-flash:generateContent`, body)
    expect(await answer.json()).toEqual(geminiAnswer)
    expect(scene.gemini.received[0]?.body.toString()).toBe(JSON.stringify(body))
  })

  it('make embeddings', async () => {
    const answer = await scene.post(`${embedder}/models/gemini-embedding:predict`, { instances: [{ content: 'a' }] })
    expect(await answer.json()).toEqual(embeddings)
    expect(scene.gemini.received[0]?.url).toBe(`${upstreamPath}gemini-embedding-001:predict`)
  })

  it('check the model in the path, and never go by it', async () => {
    const answer = await scene.post(`${url}/models/gemini-2.5-pro:generateContent`, body)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain(
      'names the model \\"gemini-2.5-pro\\", but this deployment serves \\"gemini-2.5-flash\\"',
    )
    for (const path of [
      '/models',
      '/models/gemini-2.5-flash',
      '/models/gemini-2.5-flash:delete',
      '/v1/projects/x/locations/y/endpoints/1:predict',
    ])
      expect((await scene.post(url + path, body)).status, path).toBe(404)
    expect(scene.gemini.received).toEqual([])
  })
})

describe('access tokens', () => {
  const call = () => scene.post(`${url}/models/gemini-2.5-flash:generateContent`, body)

  it('are kept until five minutes before their end, then asked for once, however many calls wait', async () => {
    await call()
    const before = scene.tokens.received.length
    const start = scene.platform.clock.now()
    scene.platform.clock.travelTo(new Date(start + 54 * 60_000).toISOString())
    expect((await call()).status).toBe(200)
    expect(scene.tokens.received.length - before).toBe(0)
    scene.platform.clock.travelTo(new Date(start + 56 * 60_000).toISOString())
    const released = Promise.withResolvers<void>()
    scene.tokens.hold = released.promise
    const calls = Array.from({ length: 10 }, call)
    await eventually(() => scene.tokens.received.length > before)
    released.resolve()
    for (const answer of await Promise.all(calls)) expect(answer.status).toBe(200)
    expect((await call()).status).toBe(200)
    expect(scene.tokens.received.length - before).toBe(1)
  })

  it('that cannot be renewed for a moment serve on while they hold', async () => {
    await call()
    const start = scene.platform.clock.now()
    scene.tokens.failure = { status: 503, body: {} }
    scene.platform.clock.travelTo(new Date(start + 57 * 60_000).toISOString())
    expect((await call()).status).toBe(200)
    scene.platform.clock.travelTo(new Date(start + 61 * 60_000).toISOString())
    const answer = await call()
    expect([answer.status, await answer.json()]).toEqual([
      502,
      { error: expect.objectContaining({ code: 'token_endpoint', message: expect.stringContaining('HTTP 503') }) },
    ])
    scene.tokens.failure = null
    expect((await call()).status).toBe(200)
  })

  it('that the provider takes back are not shown again', async () => {
    await scene.post(`${url}/models/gemini-2.5-flash:generateContent`, body)
    scene.tokens.takeBack()
    const answer = await scene.post(`${url}/models/gemini-2.5-flash:generateContent`, body)
    expect([answer.status, await answer.json()]).toEqual([502, { error: expect.objectContaining({ code: 'upstream_auth' }) }])
    expect((await scene.post(`${url}/models/gemini-2.5-flash:generateContent`, body)).status).toBe(200)
  })

  it('that are not given: the connection is at fault, and says why', async () => {
    const other = { ...keyFile(scene.tokens), private_key_id: 'key-2' }
    await scene.connect('old-key', { ...connection(), provider: 'gcp-vertexai', credential: other })
    const broken = await scene.deploy('gcp-vertexai', { modelName: 'gemini-2.5-flash', connection: 'old-key' })
    const answer = await scene.post(`${broken}/models/gemini-2.5-flash:generateContent`, body)
    expect([answer.status, await answer.json()]).toEqual([
      502,
      { error: expect.objectContaining({ code: 'upstream_auth', message: expect.stringContaining('unknown key') }) },
    ])
    const { body: trial } = await scene.platform.call('POST', '/v2/admin/connections/old-key/test')
    expect(trial).toMatchObject({ ok: false })
    expect(trial.message).toContain('unknown key')
    expect(scene.gemini.received).toEqual([])
  })
})

describe("another publisher's models", () => {
  const raw = { anthropic_version: 'vertex-2023-10-16', max_tokens: 50, messages: [{ role: 'user', content: 'Hello' }] }
  const model = 'claude-sonnet-4-5@20250929'
  const before = '/projects/theirs/locations/us-east5/publishers/anthropic/models'
  let claude: string
  beforeAll(async () => {
    claude = await scene.deploy('gcp-vertexai', { modelName: model, publisher: 'anthropic' })
  })

  it('answer at the paths of their own clients, untouched, and are counted', async () => {
    const answer = await scene.post(`${claude}${before}/${model}:rawPredict`, raw)
    expect([answer.status, await answer.json()]).toEqual([200, anthropicAnswer])
    const [got] = scene.gemini.received
    expect(got?.url).toBe(
      '/v1beta1/projects/acme-1/locations/europe-west1/publishers/anthropic/models/claude-sonnet-4-5%4020250929:rawPredict',
    )
    expect(got?.body.toString()).toBe(JSON.stringify(raw))
    const once = await scene.counted(claude)
    const events = await scene.post(`${claude}/models/${encodeURIComponent(model)}:streamRawPredict`, { ...raw, stream: true })
    expect(dataOf(await events.text())).toEqual(anthropicEvents)
    const twice = await scene.counted(claude)
    const {
      input_tokens = 0,
      cache_read_input_tokens = 0,
      cache_creation_input_tokens = 0,
      output_tokens,
    } = anthropicAnswer.usage
    expect(once).toMatchObject({
      input: input_tokens + cache_read_input_tokens + cache_creation_input_tokens,
      output: output_tokens,
    })
    expect(twice).toMatchObject({ output: output_tokens + lastCount(anthropicEvents) })
  })

  it('count tokens where their clients ask', async () => {
    const answer = await scene.post(`${claude}${before}/count-tokens:rawPredict`, { ...raw, model })
    expect(await answer.json()).toEqual({ input_tokens: 12 })
  })

  it('are checked by name', async () => {
    const other = await scene.post(`${claude}/models/claude-opus-4@20250514:rawPredict`, raw)
    expect([other.status, await other.text()]).toEqual([404, expect.stringContaining('names the model')])
    expect(scene.gemini.received).toEqual([])
  })

  it.each(['', '/v1'])('are called by Anthropic’s own client at %s/messages, with all that its body says', async (form) => {
    const asked = { model: 'whatever', messages: raw.messages, max_tokens: 50, speed: 'fast', metadata: { n: 1.0 } }
    const answer = await scene.post(`${claude}${form}/messages?beta=true`, asked, { 'anthropic-beta': 'some-2026-01-01' })
    expect([answer.status, await answer.json()]).toEqual([200, anthropicAnswer])
    const [got] = scene.gemini.received
    const { model: _, ...kept } = asked
    expect(JSON.parse(String(got?.body))).toEqual({ anthropic_version: 'vertex-2023-10-16', ...kept })
    expect(got?.headers['anthropic-beta']).toBe('some-2026-01-01')
    expect(got?.url).toMatch(/claude-sonnet-4-5%4020250929:rawPredict$/)
  })

  it('are streamed, counted and refused to Anthropic’s own client', async () => {
    const client = new Anthropic({ baseURL: claude, apiKey: scene.platform.adminKey, maxRetries: 0 })
    const messages = [{ role: 'user' as const, content: 'Hello' }]
    const before = await scene.counted(claude)
    const streamed = await client.beta.messages.stream({ model: 'any', max_tokens: 9, messages }).finalMessage()
    expect(streamed.content).toMatchObject([{ type: 'text', text: 'Hello there!' }])
    expect(scene.gemini.received[0]?.url).toMatch(/:streamRawPredict$/)
    expect((await scene.counted(claude))['output']).toBe((before['output'] ?? 0) + lastCount(anthropicEvents))
    expect(await client.messages.countTokens({ model: 'any', messages })).toMatchObject({ input_tokens: 12 })
    const wrong = { model: 'any', messages, max_tokens: 'many' as unknown as number }
    await expect(client.messages.create(wrong)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('max_tokens'),
    })
  })
})

// biome-ignore lint/suspicious/noExplicitAny: recorded events of many shapes
const lastCount = (events: readonly any[]): number =>
  events.findLast(({ usage }) => usage?.output_tokens)?.usage.output_tokens ?? 0

it('counts what was used: the last word of a stream, reasoning beside the answer, each input of embeddings', async () => {
  const fresh = await scene.deploy('gcp-vertexai', { modelName: 'gemini-2.5-flash' })
  await (await scene.post(`${fresh}/models/gemini-2.5-flash:streamGenerateContent`, body)).text()
  expect(await scene.counted(fresh)).toMatchObject({ input: 12, cached_input: 4, output: 25, reasoning: 20 })
  await scene.post(`${embedder}/models/gemini-embedding-001:predict`, { instances: [] })
  const before = await scene.counted(embedder)
  await scene.post(`${embedder}/models/gemini-embedding-001:predict`, { instances: [] })
  expect((await scene.counted(embedder))['input']).toBe((before['input'] ?? 0) + 12)
})

it('is tried out with a token that was just given', async () => {
  const { body: trial } = await scene.platform.call('POST', '/v2/admin/connections/gcp-vertexai/test')
  expect(trial).toMatchObject({ ok: true, status: 200 })
})

const connection = () => ({
  baseUrl: scene.gemini.address,
  credential: keyFile(scene.tokens),
  options: { location: 'europe-west1' },
})
