import OpenAI, { AzureOpenAI } from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { importLocalModel } from './local-model.ts'
import { type Deployed, drain, eventually, must, openScene, type Scene } from './scene.ts'

/** Which models users of the `openai` package see, and by which names they may call them. */

const messages = [{ role: 'user' as const, content: 'Hello' }]
let scene: Scene
let local: Deployed
const keys = { narrow: '', blue: '' }

beforeAll(async () => {
  scene = await openScene({ at: '2026-01-15T10:00:00Z' })
  const { platform, deploy } = scene
  const chat = await deploy({ name: 'chat', parameters: { modelName: 'gpt-4o' } })
  const modelFile = await importLocalModel(platform)
  const parameters = { modelName: 'tiny', modelFile, contextSize: '64', threads: '1' }
  local = await deploy({ name: 'local', executableId: 'llama-cpp', parameters })
  must(202, await platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'team-blue' }))
  const key = async (body: Record<string, unknown>): Promise<string> =>
    must(
      201,
      await platform.call('POST', '/v2/admin/apiKeys', { name: 'k', role: 'consumer', resourceGroups: ['default'], ...body }),
    ).key
  keys.narrow = await key({ deployments: [chat.id] })
  keys.blue = await key({ resourceGroups: ['team-blue'] })
})
beforeEach(() => scene.upstream.reset())
afterAll(() => scene[Symbol.asyncDispose]())

const openai = ({ apiKey = scene.platform.adminKey, baseURL = `${scene.platform.url}/v1` } = {}): OpenAI =>
  new OpenAI({ apiKey, baseURL, maxRetries: 0 })
const azure = (): AzureOpenAI =>
  new AzureOpenAI({ endpoint: scene.platform.url, apiKey: scene.platform.adminKey, apiVersion: '2024-10-21', maxRetries: 0 })
const failure = (call: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(call).then(
    () => 'no failure',
    (error: unknown) => error,
  )

describe('the list of models', () => {
  const names = async (client: OpenAI) => (await drain(client.models.list())).map((model) => model.id)

  it('is what the caller may use', async () => {
    for (const baseURL of [`${scene.platform.url}/v1`, `${scene.platform.url}/openai/v1`]) {
      expect((await names(openai({ baseURL }))).sort()).toEqual(['chat', 'local'])
      expect(await names(openai({ baseURL, apiKey: keys.narrow }))).toEqual(['chat'])
      expect(await names(openai({ baseURL, apiKey: keys.blue }))).toEqual([])
    }
    expect((await names(azure())).sort()).toEqual(['chat', 'local'])
  })

  it('has each of them alone, and nothing else', async () => {
    const one = await openai().models.retrieve('chat')
    expect(one).toMatchObject({ id: 'chat', object: 'model', owned_by: 'azure-openai', created: expect.any(Number) })
    for (const [client, name] of [
      [openai(), 'nope'],
      [openai({ apiKey: keys.blue }), 'chat'],
    ] as const) {
      const refused = await failure(client.models.retrieve(name))
      expect(refused).toBeInstanceOf(OpenAI.NotFoundError)
      expect(refused).toMatchObject({ code: 'model_not_found' })
    }
  })

  it('changes with what is deployed, and a revoked key is out within a second', async () => {
    const { id, key } = must(
      201,
      await scene.platform.call('POST', '/v2/admin/apiKeys', { name: 'k', role: 'consumer', resourceGroups: '*' }),
    )
    const client = openai({ apiKey: key })
    const later = await scene.deploy({ name: 'later', parameters: { modelName: 'gpt-5-mini' } })
    expect(await names(client)).toContain('later')
    must(202, await scene.platform.call('PATCH', `/v2/lm/deployments/${later.id}`, { targetStatus: 'STOPPED' }))
    await eventually(async () => !(await names(client)).includes('later'), scene.platform)
    const revoked = await scene.platform.call('DELETE', `/v2/admin/apiKeys/${id}`)
    expect(revoked.status).toBeLessThan(300)
    await eventually(
      async () => (await failure(client.models.list())) instanceof OpenAI.AuthenticationError,
      scene.platform,
      1_000,
    )
  })

  it('serves by the name of the model where one deployment has it', async () => {
    expect((await openai().chat.completions.create({ model: 'gpt-4o', messages })).choices[0]?.message.content).toBe(
      'Hello there!',
    )
    expect(
      (await openai().chat.completions.create({ model: 'tiny', messages, max_tokens: 2 })).usage?.completion_tokens,
    ).toBeGreaterThan(0)
    expect((await openai().chat.completions.create({ model: local.id, messages, max_tokens: 2 })).object).toBe('chat.completion')
  })

  it('is of the group that the caller names, or of the only one that the key is for; names are unique in a group only', async () => {
    const parameters = { modelName: 'gpt-4o', deploymentName: 'in-blue' }
    await scene.deploy({ name: 'chat', parameters, group: 'team-blue' })
    const blue = { 'AI-Resource-Group': 'team-blue' }
    const [byHeader, byKey] = [
      new OpenAI({ baseURL: `${scene.platform.url}/v1`, apiKey: scene.platform.adminKey, defaultHeaders: blue }),
      openai({ apiKey: keys.blue }),
    ]
    for (const client of [byHeader, byKey]) {
      expect(await names(client)).toEqual(['chat'])
      await client.chat.completions.create({ model: 'chat', messages })
      expect(scene.upstream.received.at(-1)?.url).toContain('/deployments/in-blue/')
    }
    await openai().chat.completions.create({ model: 'chat', messages })
    expect(scene.upstream.received.at(-1)?.url).toContain('/deployments/gpt-4o/')
    const narrow = new OpenAI({ baseURL: `${scene.platform.url}/v1`, apiKey: keys.narrow, defaultHeaders: blue, maxRetries: 0 })
    expect([403, 404]).toContain(((await failure(narrow.models.list())) as { status: number }).status)
  })
})
