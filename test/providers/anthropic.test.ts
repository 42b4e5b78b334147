import Anthropic from '@anthropic-ai/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { anthropicKey } from '../upstreams/anthropic.ts'
import { openProviders, type Providers } from './scene.ts'

let scene: Providers
let url: string
let client: Anthropic

beforeAll(async () => {
  scene = await openProviders()
  url = await scene.deploy('anthropic', { modelName: 'claude-haiku-4-5' })
  client = new Anthropic({ baseURL: url, apiKey: scene.platform.adminKey, maxRetries: 0 })
})
beforeEach(() => {
  scene.anthropic.received.length = 0
  Object.assign(scene.anthropic.behaviour, { answer: null, dieAfter: null })
})
afterAll(() => scene[Symbol.asyncDispose]())

const ask = { model: 'claude-haiku-4-5', max_tokens: 10, messages: [{ role: 'user' as const, content: 'Hello' }] }

describe("Anthropic's own client, at a deployment's address", () => {
  it('gets a message, by the provider key and the model name of the catalog', async () => {
    const message = await client.messages.create(ask)
    expect(message.content).toEqual([{ type: 'text', text: 'Hello there!' }])
    expect(message._request_id).toBe('req_011')
    const [got] = scene.anthropic.received
    expect(got?.headers).toMatchObject({ 'x-api-key': anthropicKey, 'anthropic-version': expect.any(String) })
    expect(JSON.parse(String(got?.body))).toEqual({ ...ask, model: 'claude-haiku-4-5-20251001' })
  })

  it('streams', async () => {
    const message = await client.messages.stream(ask).finalMessage()
    expect(message.content).toEqual([{ type: 'text', text: 'Hello there!' }])
    expect(message.usage).toMatchObject({ input_tokens: 12, output_tokens: 5 })
  })

  it('counts tokens', async () => {
    expect(await client.messages.countTokens({ model: ask.model, messages: ask.messages })).toEqual({ input_tokens: 12 })
  })

  it('turns on what is in beta', async () => {
    await client.beta.messages.create({ ...ask, betas: ['context-1m-2025-08-07'] })
    expect(scene.anthropic.received[0]?.headers['anthropic-beta']).toBe('context-1m-2025-08-07')
  })

  it('is told of a stream that broke', async () => {
    scene.anthropic.behaviour.dieAfter = 3
    await expect(client.messages.stream(ask).finalMessage()).rejects.toThrow(/connection to the model server broke/)
  })

  it("gets the provider's refusals as they are", async () => {
    scene.anthropic.behaviour.answer = { status: 529, type: 'overloaded_error', message: 'Overloaded' }
    await expect(client.messages.create(ask)).rejects.toMatchObject({
      status: 529,
      error: { error: { type: 'overloaded_error', message: 'Overloaded' } },
    })
  })
})

describe('the wire', () => {
  it('is completed where a caller says less, and hides the account', async () => {
    const answer = await scene.post(`${url}/messages`, { max_tokens: 10, messages: ask.messages })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('anthropic-organization-id')).toBeNull()
    expect(scene.anthropic.received[0]?.headers['anthropic-version']).toBe('2023-06-01')
    await scene.post(`${url}/messages`, ask, { 'anthropic-version': '2099-01-01' })
    expect(scene.anthropic.received[1]?.headers['anthropic-version']).toBe('2099-01-01')
  })

  it('has no way to anything else of the account', async () => {
    for (const path of ['/v1/models', '/v1/organizations/me', '/v1/messages/batches', '/v1/files'])
      expect((await scene.post(url + path, {})).status, path).toBe(404)
    expect(scene.anthropic.received).toEqual([])
  })

  it('never says that the caller is at fault for the key of the connection', async () => {
    await scene.connect('revoked', { provider: 'anthropic', baseUrl: scene.anthropic.address, credential: { apiKey: 'sk-old' } })
    const other = await scene.deploy('anthropic', { modelName: 'claude-haiku-4-5', connection: 'revoked' })
    const answer = await scene.post(`${other}/messages`, ask)
    expect([answer.status, await answer.json()]).toEqual([
      502,
      { type: 'error', error: expect.objectContaining({ type: 'api_error', code: 'upstream_auth' }) },
    ])
    const { body } = await scene.platform.call('POST', '/v2/admin/connections/revoked/test')
    expect(body).toMatchObject({ ok: false, status: 401 })
    const good = await scene.platform.call('POST', '/v2/admin/connections/anthropic/test')
    expect(good.body).toMatchObject({ ok: true, status: 200 })
  })

  it('counts what was used, cached parts too', async () => {
    const fresh = await scene.deploy('anthropic', { modelName: 'claude-haiku-4-5' })
    await scene.post(`${fresh}/messages`, ask)
    expect(await scene.counted(fresh)).toMatchObject({ input: 15, cached_input: 2, output: 5 })
    await (await scene.post(`${fresh}/messages`, { ...ask, stream: true })).text()
    expect(await scene.counted(fresh)).toMatchObject({ input: 30, cached_input: 4, output: 10 })
  })
})
