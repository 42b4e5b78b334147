import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Deployed, eventually, openScene, type Scene } from '../conformance/scene.ts'

/** What calls may say, through the whole platform: the model's rules come with it, the deployment's are set by the API. */
let scene: Scene
let thinker: Deployed
let chat: Deployed
beforeAll(async () => {
  scene = await openScene({ at: '2026-01-15T10:00:00Z' })
  thinker = await scene.deploy({ name: 'thinker', parameters: { modelName: 'o3' } })
  chat = await scene.deploy({ name: 'chat', executableId: 'openai', parameters: { modelName: 'gpt-4.1-mini' } })
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())
beforeEach(() => scene.upstream.reset())

const messages = [{ role: 'user', content: 'Hello' }]
const ask = (model: string, more: object) => scene.platform.call('POST', '/v1/chat/completions', { model, messages, ...more })
const patch = (body: object) => scene.platform.call('PATCH', `/v2/lm/deployments/${chat.id}`, body)
const read = async () => (await scene.platform.call('GET', `/v2/lm/deployments/${chat.id}`)).body
const refusedAt = (target: string, message: string) => ({
  status: 400,
  body: { error: expect.objectContaining({ target, message: expect.stringContaining(message) }) },
})

describe('rules of the catalog’s models', () => {
  it('hold from the first call on', async () => {
    expect(await ask('thinker', { temperature: 0.2 })).toMatchObject({ status: 400, body: { error: { param: 'temperature' } } })
    expect(await ask('chat', { temperature: 3 })).toMatchObject({ status: 400, body: { error: { param: 'temperature' } } })
    expect(scene.upstream.received).toEqual([])
    expect((await ask('thinker', { max_completion_tokens: 5 })).status).toBe(200)
    expect(await read()).not.toHaveProperty('parameterRules')
  })

  it('know which schemas each provider takes', async () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'string', pattern: 'x' } },
      required: ['a'],
      additionalProperties: false,
    }
    const format = { response_format: { type: 'json_schema', json_schema: { name: 'X', strict: true, schema } } }
    expect((await ask('thinker', format)).body.error.message).toContain("'pattern' is not permitted")
    expect((await ask('chat', format)).status).toBe(200)
  })
})

describe('rules of a deployment', () => {
  const rules = { temperature: { maximum: 1, default: 0.3 }, max_tokens: { maximum: 100 }, logit_bias: { allowed: false } }

  it('are set, shown, heeded by calls, and taken back, without a restart', async () => {
    expect((await patch({ parameterRules: rules })).status).toBe(202)
    expect(await read()).toMatchObject({ parameterRules: rules, status: 'RUNNING' })
    await eventually(async () => (await ask('chat', { temperature: 1.5 })).status === 400, scene.platform)
    await ask('chat', {})
    expect(scene.upstream.received.at(-1)?.json).toMatchObject({ temperature: 0.3, max_tokens: 100 })
    expect(await ask('chat', { max_tokens: 101 })).toMatchObject({ status: 400, body: { error: { param: 'max_tokens' } } })

    // Other terms leave them as they are.
    await patch({ serviceTier: 'priority' })
    expect(await read()).toMatchObject({ parameterRules: rules, serviceTier: 'priority' })
    await patch({ parameterRules: null, serviceTier: 'default' })
    expect(await read()).not.toHaveProperty('parameterRules')
    await eventually(async () => (await ask('chat', { temperature: 1.5 })).status === 200, scene.platform)
  })

  it.each([
    [{ colour: { allowed: false } }, 'parameterRules', 'colour'],
    [{ temperature: { ceiling: 1 } }, 'parameterRules.temperature', 'ceiling'],
    [{ temperature: {} }, 'parameterRules.temperature', 'says nothing'],
    [{ temperature: { minimum: 2, maximum: 1 } }, 'parameterRules.temperature.minimum', 'more than maximum'],
    [{ temperature: { maximum: 1, default: 2 } }, 'parameterRules.temperature.default', 'not within'],
    [{ temperature: { default: 'hot' } }, 'parameterRules.temperature.default', 'must be a number'],
    [{ stop: { default: 'x' } }, 'parameterRules.stop.default', 'there is none for stop'],
    [{ stop: { maximum: 1 } }, 'parameterRules.stop', 'are for numbers'],
    [{ n: { values: ['1'] } }, 'parameterRules.n.values', 'is for words'],
    [{ max_tokens: { maximum: 0 } }, 'parameterRules.max_tokens.maximum', 'whole number from 1'],
    [{ seed: { default: 1.5 } }, 'parameterRules.seed.default', 'whole number'],
    [{ logit_bias: { allowed: false, maximum: 1 } }, 'parameterRules.logit_bias', 'send one of the two'],
    [{ reasoning_effort: { values: ['low'], default: 'high' } }, 'parameterRules.reasoning_effort.default', '"high" is not one'],
    [{ service_tier: { default: 'priority' } }, 'parameterRules.service_tier.default', 'serviceTier'],
  ])('that make no sense are refused: %j', async (parameterRules, target, message) => {
    expect(await patch({ parameterRules })).toMatchObject(refusedAt(target, message))
  })

  it('are part of the API’s description', async () => {
    const { body } = await scene.platform.call('GET', '/openapi.json')
    expect(JSON.stringify(body)).toContain('presence_penalty')
  })

  it('may be given when it is made', async () => {
    const order = { configurationId: chat.configurationId, name: 'made-so', parameterRules: { n: { maximum: 1 } } }
    const { status, body } = await scene.platform.call('POST', '/v2/lm/deployments', order)
    expect(status).toBe(202)
    await scene.platform.until(body.id, 'RUNNING')
    expect(await ask('made-so', { n: 2 })).toMatchObject({ status: 400, body: { error: { param: 'n' } } })
    expect((await ask('thinker', { model: thinker.name })).status).toBe(200)
  })
})
