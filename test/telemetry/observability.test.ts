import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Answer, type Platform, startPlatform } from '../platform.ts'
import { type Collector, startCollector } from './collector.ts'

/** SAP's guide to inference observability, end to end: from the headers of a call to its record in the API. */

let platform: Platform
let upstream: OpenaiUpstream
let collector: Collector
let deploymentId = ''
let otherId = ''

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  collector = await startCollector()
  platform = await startPlatform()
  await platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'team-b' })
  deploymentId = await deploy('mine', 'default')
  otherId = await deploy('other', 'default')
})
beforeEach(() => upstream.reset())
afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await collector[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

async function deploy(name: string, group: string): Promise<string> {
  const { call } = platform
  const headers = { 'ai-resource-group': group }
  const credential = { apiKey: 'provider-secret' }
  const baseUrl = `${upstream.address}/v1`
  await call('POST', '/v2/admin/connections', { name, provider: 'openai-compatible', baseUrl, credential }, headers)
  const parameterBindings = [
    { key: 'modelName', value: 'my-model' },
    { key: 'connection', value: name },
  ]
  const more = { executableId: 'openai-compatible', scenarioId: 'foundation-models', parameterBindings }
  const configuration = await call('POST', '/v2/lm/configurations', { name, ...more }, headers)
  const deployment = await call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id, name }, headers)
  await platform.until(deployment.body.id, 'RUNNING')
  return deployment.body.id
}

const said = { messages: [{ role: 'user', content: 'Tell me a joke' }] }
const keep = (mode: string, labels = ''): Record<string, string> => ({
  'ai-inference-observability-persistence-mode': mode,
  'ai-object-store-secret-name': 'inference-observability',
  ...(labels ? { 'ai-inference-observability-labels': labels } : {}),
})
const ask = (headers: Record<string, string>, body: object = said, id = deploymentId): Promise<Answer> =>
  platform.call('POST', `/v2/inference/deployments/${id}/chat/completions`, body, headers)
const inferences = '/v2/observability/inferences'

/** The id that the answer named, once the record can be read. */
async function kept(answer: Answer): Promise<string> {
  const id = answer.headers.get('ai-inference-id') ?? ''
  expect(id).not.toBe('')
  await eventually(async () => (await platform.call('GET', `${inferences}/${id}`)).status === 200)
  return id
}
const listed = async (query = ''): Promise<string[]> =>
  (await platform.call('GET', `${inferences}${query}`)).body.resources.map(({ id }: { id: string }) => id)

describe('a call that asks to be kept', () => {
  it('full: is found with its bodies, labels and feedback, and holds no credential', async () => {
    const answer = await ask(keep('full', 'ext.ai.sap.com/use-case=Accounting'), { ...said, api_key: 'hunter2' })
    const id = await kept(answer)
    const { body } = await platform.call('GET', `${inferences}/${id}`)
    expect(body).toMatchObject({
      id,
      labels: [{ key: 'ext.ai.sap.com/use-case', value: 'Accounting' }],
      source: 'llmaccess',
      resourceGroup: 'default',
      deploymentId,
      modelName: 'my-model',
      streaming: false,
      responseHttpCode: 200,
      inputTokens: expect.any(Number),
      outputTokens: expect.any(Number),
      latency: expect.any(Number),
      createdAt: expect.stringMatching(/^2026|^20\d\d/),
      objectStoreSecretName: 'inference-observability',
      persistenceMode: 'full',
      feedback: [],
    })
    const request = JSON.parse(body.request)
    expect(request).toMatchObject({ url: '/chat/completions', headers: { 'Content-Type': 'application/json' } })
    expect(JSON.parse(request.body)).toEqual({ ...said, api_key: '[redacted]' })
    expect(JSON.parse(body.response)).toEqual(answer.body)
    expect(JSON.stringify(body)).not.toMatch(/hunter2|provider-secret|Bearer/)
    const lists = async (bodies: string) => (await platform.call('GET', `${inferences}?bodies=${bodies}`)).body
    expect((await lists('true')).resources[0]).toHaveProperty('request')
    const [short] = (await lists('false')).resources
    expect(short).toMatchObject({ id, persistenceMode: 'full' })
    expect(short).not.toHaveProperty('request')
    expect((await lists('no')).error.message).toContain('must be true or false')
  })

  it('a stream: is the stream, byte for byte, and so is what the caller got', async () => {
    Object.assign(upstream.behaviour, { words: ['Why', ' not'], chunkMs: 5 })
    const plain = await ask({}, { ...said, stream: true })
    const answer = await ask(keep('full'), { ...said, stream: true })
    expect(answer.body).toBe(plain.body)
    const { body } = await platform.call('GET', `${inferences}/${await kept(answer)}`)
    expect(body).toMatchObject({ streaming: true, response: answer.body })
  })

  it('metadata: is found without bodies, and takes no feedback', async () => {
    const id = await kept(await ask(keep('metadata')))
    const { body } = await platform.call('GET', `${inferences}/${id}`)
    expect(body).toMatchObject({ id, persistenceMode: 'metadata', responseHttpCode: 200 })
    expect(body).not.toHaveProperty('request')
    expect(body).not.toHaveProperty('response')
    const refused = await platform.call('POST', `${inferences}/${id}/feedback`, [{ content: 'good' }])
    expect(refused).toMatchObject({ status: 412, body: { error: { message: expect.stringMatching(/mode "full"/) } } })
  })

  it('takes labels once, and feedback as often as it is given, as SAP’s examples send them', async () => {
    const id = await kept(await ask(keep('full')))
    const headers = { 'content-encoding': 'application/json' }
    const label = [{ key: 'ext.ai.sap.com/medium', value: 'Mobile' }]
    const labelled = await platform.call('POST', `${inferences}/${id}/labels`, label, headers)
    expect([labelled.status, labelled.body]).toEqual([201, { message: 'inference label stored.' }])
    expect((await platform.call('POST', `${inferences}/${id}/labels`, label)).status).toBe(409)
    for (const content of [{ stars: 5 }, 'This was a great suggestion']) {
      const told = await platform.call('POST', `${inferences}/${id}/feedback`, [{ content }], headers)
      expect([told.status, told.body]).toEqual([202, { message: 'feedback stored.' }])
    }
    const feedback = { count: 2, resources: [{ content: { stars: 5 } }, { content: 'This was a great suggestion' }] }
    expect((await platform.call('GET', `${inferences}/${id}/feedback`)).body).toEqual(feedback)
    const found = await platform.call('GET', `${inferences}?labelSelector=ext.ai.sap.com/medium=Mobile`)
    expect(found.body).toMatchObject({ count: 1, resources: [{ id, labels: label, feedback: feedback.resources }] })
  })

  it.each([
    ['labels', [{ key: 'env', value: 'x' }], /ext\.ai\.sap\.com/],
    ['labels', [{ key: 'ext.ai.sap.com/a', value: 'a b' }], /letters, digits/],
    ['labels', [], /at least|small|1/],
    ['labels', Array.from({ length: 2 }, () => ({ key: 'ext.ai.sap.com/a', value: 'b' })), /each key once/],
    ['labels', Array.from({ length: 17 }, (_, at) => ({ key: `ext.ai.sap.com/${at}`, value: 'b' })), /16/],
    ['feedback', [{ content: 'x'.repeat(70_000) }], /65536/],
    ['feedback', { content: 'x' }, /array/],
  ])('refuses %s %#', async (what, body, message) => {
    const [id = ''] = await listed()
    const answer = await platform.call('POST', `${inferences}/${id}/${what}`, body)
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toMatch(message)
  })

  it('leaves nothing on the way', async () => {
    await eventually(() => readdirSync(join(platform.dataDir, 'inference-records')).length === 0)
  })
})

describe('kept calls', () => {
  it('are found by labels, deployment and time, in pages', async () => {
    const first = await kept(await ask(keep('metadata', 'ext.ai.sap.com/run=1,ext.ai.sap.com/env=prod')))
    const second = await kept(await ask(keep('metadata', 'ext.ai.sap.com/run=2'), said, otherId))
    expect(await listed('?labelSelector=ext.ai.sap.com/run')).toEqual([second, first])
    expect(await listed('?labelSelector=ext.ai.sap.com/run=1,ext.ai.sap.com/env')).toEqual([first])
    expect(await listed(`?deploymentId=${otherId}`)).toEqual([second])
    expect(await listed('?labelSelector=ext.ai.sap.com/run&$top=1&$skip=1')).toEqual([first])
    expect(await listed('?endTime=2020-01-01T00:00:00Z')).toEqual([])
    expect((await platform.call('GET', `${inferences}?labelSelector=env=prod`)).status).toBe(400)
  })

  it('are there for their group and for keys of their deployment alone', async () => {
    const id = await kept(await ask(keep('full')))
    const elsewhere = { 'ai-resource-group': 'team-b' }
    expect((await platform.call('GET', `${inferences}/${id}`, undefined, elsewhere)).status).toBe(404)
    expect((await platform.call('GET', inferences, undefined, elsewhere)).body).toEqual({ count: 0, resources: [] })
    const made = { name: 'narrow', role: 'consumer', resourceGroups: ['default'], deployments: [otherId] }
    const { body: key } = await platform.call('POST', '/v2/admin/apiKeys', made)
    const narrow = { authorization: `Bearer ${key.key}` }
    expect((await platform.call('GET', `${inferences}/${id}`, undefined, narrow)).status).toBe(404)
    expect((await platform.call('POST', `${inferences}/${id}/feedback`, [{ content: 1 }], narrow)).status).toBe(404)
    const { resources } = (await platform.call('GET', inferences, undefined, narrow)).body
    expect(new Set(resources.map((each: { deploymentId: string }) => each.deploymentId))).toEqual(new Set([otherId]))
  })

  it('are deleted by label and time, and that stays known', async () => {
    const path = '/v2/observability/inferencesDeleteRequests'
    const gone = await kept(await ask(keep('full', 'ext.ai.sap.com/medium=paper')))
    const stays = await kept(await ask(keep('full', 'ext.ai.sap.com/medium=stone')))
    const labelSelectors = [{ key: 'ext.ai.sap.com/medium', value: 'paper' }]
    const asked = await platform.call('POST', path, { labelSelectors, startTime: '2020-01-01T00:00:00.000Z' })
    expect(asked).toMatchObject({ status: 202, body: { id: expect.any(String) } })
    expect((await platform.call('GET', `${inferences}/${gone}`)).status).toBe(404)
    expect((await platform.call('GET', `${inferences}/${stays}`)).status).toBe(200)
    const told = await platform.call('GET', `${path}/${asked.body.id}`)
    expect(told.body).toMatchObject({
      status: 'COMPLETED',
      filters: { labelSelectors, startTime: '2020-01-01T00:00:00.000Z' },
      submittedAt: expect.any(String),
      completedAt: expect.any(String),
    })
    await platform.call('POST', path, {})
    expect(await listed()).toEqual([])
    expect((await platform.call('GET', path)).body).toMatchObject({ count: 2, deletionRequests: [{ id: asked.body.id }, {}] })
  })

  it('are those of a deployment whose log goes to the store', async () => {
    const setting = { mode: 'inputs', sink: { kind: 'store' } }
    await platform.call('PUT', `/v2/admin/deployments/${otherId}/inferenceLog`, setting)
    await ask({}, said, otherId)
    await eventually(async () => (await listed(`?deploymentId=${otherId}`)).length === 1)
    const { body } = await platform.call('GET', `${inferences}?deploymentId=${otherId}`)
    expect(JSON.parse(JSON.parse(body.resources[0].request).body)).toEqual(said)
    expect(body.resources[0]).not.toHaveProperty('response')
    await platform.call('DELETE', `/v2/admin/deployments/${otherId}/inferenceLog`)
  })

  it('go away after their time', async () => {
    await kept(await ask(keep('full')))
    platform.clock.travelTo(new Date(platform.clock.now() + 31 * 86_400_000).toISOString())
    await eventually(async () => (await listed()).length === 0)
  })
})

describe('the secret of a sink', () => {
  const path = () => `/v2/admin/deployments/${deploymentId}/inferenceLog`
  const to = (authentication: object, more: object = {}) => ({
    mode: 'all',
    sink: { kind: 'http', url: `${collector.url}/log`, authentication, ...more },
  })

  it('goes in, is used, is never told, and stays while its place does', async () => {
    const put = await platform.call('PUT', path(), to({ kind: 'bearer', secret: 'hunter2-token' }))
    expect(put).toMatchObject({ status: 200, body: { sink: { authentication: { kind: 'bearer', secretSet: true } } } })
    const got = await platform.call('GET', path())
    expect(got.body).toEqual(put.body)
    expect(JSON.stringify([put.body, got.body])).not.toContain('hunter2')
    await ask({})
    await eventually(() => collector.taken.length === 2)
    expect(collector.taken.map(({ headers }) => headers.authorization)).toEqual(Array(2).fill('Bearer hunter2-token'))
    // What was read can be written again.
    expect(await platform.call('PUT', path(), { ...got.body, sampling: 0.5 })).toMatchObject({ status: 200 })
    await platform.call('PUT', path(), got.body)
    await ask({})
    await eventually(() => collector.taken.length === 4)
    expect(collector.taken.at(-1)?.headers.authorization).toBe('Bearer hunter2-token')
  })

  it.each([
    ['another place', () => to({ kind: 'bearer' }, { url: 'https://elsewhere.example.com' })],
    ['another way', () => to({ kind: 'header', name: 'X-Key' })],
    ['another sink', () => ({ mode: 'all', sink: { kind: 'kafka', brokers: ['k:9092'], topic: 't', authentication: sasl() } })],
  ])('must be given again for %s', async (_, body) => {
    const answer = await platform.call('PUT', path(), body())
    expect(answer).toMatchObject({ status: 400, body: { error: { target: 'sink.authentication.secret' } } })
  })

  it.each([
    ['a header that says something else', () => to({ kind: 'header', name: 'Content-Length', secret: 'x' }), /free to use/],
    ['a secret of two lines', () => to({ kind: 'bearer', secret: 'a\r\nb' }), /one line/],
    ['a broker without port', () => ({ mode: 'all', sink: { kind: 'kafka', brokers: ['k'], topic: 't' } }), /host:port/],
    ['a topic that is none', () => ({ mode: 'all', sink: { kind: 'kafka', brokers: ['k:1'], topic: 'a b' } }), /letters, digits/],
    ['no brokers', () => ({ mode: 'all', sink: { kind: 'kafka', brokers: [], topic: 't' } }), /brokers/],
  ])('refuses %s', async (_, body, message) => {
    const answer = await platform.call('PUT', path(), body())
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toMatch(message)
  })

  function sasl(): object {
    return { kind: 'sasl', mechanism: 'PLAIN', username: 'me' }
  }
})
