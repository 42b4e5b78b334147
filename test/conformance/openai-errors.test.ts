import OpenAI, { APIError, AzureOpenAI } from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { importLocalModel } from './local-model.ts'
import { type Deployed, must, openScene, type Scene } from './scene.ts'

/** What goes wrong, as users of the `openai` package meet it: classes, codes, headers, retries; and the lists of models. */

const messages = [{ role: 'user' as const, content: 'Hello' }]
let scene: Scene
let chat: Deployed
let stopped: Deployed
let retired: Deployed
const keys = { viewer: '', narrow: '', blue: '' }

beforeAll(async () => {
  scene = await openScene({ at: '2026-01-15T10:00:00Z' })
  const { platform, deploy } = scene
  chat = await deploy({ name: 'chat', parameters: { modelName: 'gpt-4o' } })
  const modelFile = await importLocalModel(platform)
  await deploy({
    name: 'local',
    executableId: 'llama-cpp',
    parameters: { modelName: 'tiny', modelFile, contextSize: '64', threads: '1' },
  })
  stopped = await deploy({ name: 'stopped', parameters: { modelName: 'gpt-5' } })
  must(202, await platform.call('PATCH', `/v2/lm/deployments/${stopped.id}`, { targetStatus: 'STOPPED' }))
  await platform.until(stopped.id, 'STOPPED')
  const house = { versions: [{ name: '1', latestFrom: '2024-01-01', suggestedReplacements: ['gpt-5'] }] }
  must(200, await platform.call('PUT', '/v2/admin/catalog/azure-openai/house', house))
  retired = await deploy({ name: 'retired', parameters: { modelName: 'house', modelVersion: '1' } })
  const over = { versions: [{ ...house.versions[0], retirementDate: '2026-01-01' }] }
  must(200, await platform.call('PUT', '/v2/admin/catalog/azure-openai/house', over))
  await platform.until(retired.id, 'DEAD')
  must(202, await platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'team-blue' }))
  const key = async (body: Record<string, unknown>): Promise<string> =>
    must(201, await platform.call('POST', '/v2/admin/apiKeys', { name: 'k', resourceGroups: ['default'], ...body })).key
  keys.viewer = await key({ role: 'viewer' })
  keys.narrow = await key({ role: 'consumer', deployments: [chat.id] })
  keys.blue = await key({ role: 'consumer', resourceGroups: ['team-blue'] })
})
beforeEach(() => scene.upstream.reset())
afterAll(() => scene[Symbol.asyncDispose]())

type Options = { apiKey?: string; baseURL?: string; maxRetries?: number }
const openai = ({
  apiKey = scene.platform.adminKey,
  baseURL = `${scene.platform.url}/v1`,
  maxRetries = 0,
}: Options = {}): OpenAI => new OpenAI({ apiKey, baseURL, maxRetries })
const azure = (apiKey = scene.platform.adminKey): AzureOpenAI =>
  new AzureOpenAI({ endpoint: scene.platform.url, apiKey, apiVersion: '2024-10-21', maxRetries: 0 })
const failure = (call: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(call).then(
    () => 'no failure',
    (error: unknown) => error,
  )

describe('a refusal has the class and code that the client knows', () => {
  const create = (client: OpenAI, model: string) => client.chat.completions.create({ model, messages })
  it.each([
    {
      name: 'a wrong key',
      call: () => create(openai({ apiKey: 'wrong' }), 'chat'),
      kind: OpenAI.AuthenticationError,
      is: { status: 401, code: 'invalid_api_key' },
    },
    {
      name: 'a key of ours that never was',
      call: () => create(openai({ apiKey: `lk_${'a'.repeat(12)}_${'b'.repeat(43)}` }), 'chat'),
      kind: OpenAI.AuthenticationError,
      is: { status: 401, code: 'invalid_api_key' },
    },
    {
      name: 'a viewer',
      call: () => create(openai({ apiKey: keys.viewer }), 'chat'),
      kind: OpenAI.PermissionDeniedError,
      is: { status: 403 },
    },
    {
      name: 'a deployment outside the key',
      call: () => create(openai({ apiKey: keys.narrow }), 'local'),
      kind: OpenAI.PermissionDeniedError,
      is: { status: 403 },
    },
    {
      name: 'an unknown model',
      call: () => create(openai(), 'nope'),
      kind: OpenAI.NotFoundError,
      is: { status: 404, code: 'model_not_found', param: 'model' },
    },
    {
      name: 'a deployment of another group',
      call: () => create(openai({ apiKey: keys.blue }), 'chat'),
      kind: OpenAI.NotFoundError,
      is: { status: 404, code: 'model_not_found' },
    },
    {
      name: 'its id, from another group',
      call: () => create(openai({ apiKey: keys.blue }), chat.id),
      kind: OpenAI.NotFoundError,
      is: { status: 404, code: 'model_not_found' },
    },
    {
      name: 'a stopped deployment',
      call: () => create(openai(), 'stopped'),
      kind: APIError,
      is: { status: 423, code: 'deployment_stopped' },
    },
    {
      name: 'a retired model',
      call: () => create(openai(), 'retired'),
      kind: APIError,
      is: { status: 410, code: 'model_retired', message: expect.stringContaining('gpt-5') },
    },
    {
      name: 'what the provider finds wrong',
      call: () => openai().chat.completions.create({ model: 'chat' } as never),
      kind: OpenAI.BadRequestError,
      is: { status: 400, param: 'messages' },
    },
    {
      name: 'what the local engine finds wrong',
      call: () => openai().chat.completions.create({ model: 'local', messages: 'Hello' } as never),
      kind: OpenAI.BadRequestError,
      is: { status: 400, type: 'invalid_request_error', message: expect.stringContaining('messages') },
    },
    {
      name: 'more words than the local model can hold',
      call: () =>
        openai().chat.completions.create({ model: 'local', messages: [{ role: 'user', content: 'word '.repeat(500) }] }),
      kind: OpenAI.BadRequestError,
      is: { status: 400, code: 'context_length_exceeded' },
    },
    {
      name: 'AzureOpenAI: a wrong key',
      call: () => create(azure('wrong'), 'chat'),
      kind: OpenAI.AuthenticationError,
      is: { status: 401, code: '401' },
    },
    {
      name: 'AzureOpenAI: an unknown deployment',
      call: () => create(azure(), 'nope'),
      kind: OpenAI.NotFoundError,
      is: { status: 404, code: 'DeploymentNotFound' },
    },
    {
      name: 'AzureOpenAI: a stopped deployment',
      call: () => create(azure(), 'stopped'),
      kind: APIError,
      is: { status: 423, code: 'DeploymentPaused' },
    },
    {
      name: 'AzureOpenAI: a retired model',
      call: () => create(azure(), 'retired'),
      kind: APIError,
      is: { status: 410, code: 'ModelRetired', message: expect.stringContaining('gpt-5') },
    },
  ])('$name', async ({ call, kind, is }) => {
    const refused = await failure(call())
    expect(refused).toBeInstanceOf(kind)
    expect(refused).toMatchObject({ ...is, requestID: expect.any(String) })
  })

  it('at the deploymentUrl, whose refusals are SAP’s, the classes are the same', async () => {
    const call = (baseURL: string, apiKey?: string) =>
      failure(create(openai({ baseURL, ...(apiKey === undefined ? {} : { apiKey }) }), 'x'))
    expect(await call(chat.url, 'wrong')).toBeInstanceOf(OpenAI.AuthenticationError)
    expect(await call(chat.url, keys.blue)).toBeInstanceOf(OpenAI.NotFoundError)
    expect(await call(stopped.url)).toMatchObject({ status: 423 })
    expect(await call(retired.url)).toMatchObject({ status: 410, message: expect.stringContaining('gpt-5') })
  })
})

describe('a refusal of the provider passes as it was', () => {
  const error = { message: 'slow down', type: 'tokens', param: null, code: 'rate_limit_exceeded' }
  const limited = {
    status: 429,
    headers: {
      'content-type': 'application/json',
      'retry-after': '1',
      'retry-after-ms': '5',
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-tokens': '6m0s',
    },
    body: JSON.stringify({ error }),
  }

  it('with its headers, when trying again did not help', async () => {
    scene.upstream.behaviour.answer = limited
    const refused = await failure(openai().chat.completions.create({ model: 'chat', messages }))
    expect(refused).toBeInstanceOf(OpenAI.RateLimitError)
    expect(refused).toMatchObject({ status: 429, code: 'rate_limit_exceeded', error })
    const { headers } = refused as APIError
    const { 'content-type': _, ...expected } = limited.headers
    for (const [name, value] of Object.entries(expected)) expect(headers?.get(name)).toBe(value)
    expect(scene.upstream.received).toHaveLength(3)
  })

  it.each([
    { name: 'a rate limit', answer: limited, ours: 2 },
    { name: 'an overload', answer: { ...limited, status: 503 }, ours: 2 },
    { name: 'a server error, by it alone', answer: { ...limited, status: 500 }, ours: 0 },
  ])('and is tried again by the client, whose attempts do not multiply with ours: $name', async ({ answer, ours }) => {
    scene.upstream.behaviour.answer = answer
    await failure(openai({ maxRetries: 2 }).chat.completions.create({ model: 'chat', messages }))
    expect(scene.upstream.received).toHaveLength(3 + ours)
    const ids = scene.upstream.received.map((each) => each.headers['x-request-id'])
    expect(new Set(ids).size).toBe(3)
  })

  it('a call that was sent is never sent twice by us, even if the provider hangs up', async () => {
    scene.upstream.behaviour.refuse = true
    const refused = await failure(openai().chat.completions.create({ model: 'chat', messages }))
    expect(refused).toBeInstanceOf(OpenAI.InternalServerError)
    expect(refused).toMatchObject({ status: 502 })
    expect(scene.upstream.received).toHaveLength(1)
  })

  it('in the middle of a stream it is an error, not an end', async () => {
    for (const dieInsideChunk of [false, true]) {
      Object.assign(scene.upstream.behaviour, { dieAfterChunks: 2, dieInsideChunk })
      const words: string[] = []
      const read = async (): Promise<void> => {
        for await (const chunk of await openai().chat.completions.create({ model: 'chat', messages, stream: true }))
          words.push(chunk.choices[0]?.delta.content ?? '')
      }
      const broken = await failure(read())
      expect(broken).toBeInstanceOf(APIError)
      expect(broken).toMatchObject({ error: { code: 'upstream_failed' } })
      expect(words.join('')).toBe('Hello there')
    }
  })
})
