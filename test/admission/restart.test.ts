import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../gateway-harness.ts'
import { type Halves, openHalves } from '../halves.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import type { Answer } from '../platform.ts'
import { tenCentsAHundred } from './limits.ts'

/** A provider whose prices are known; the gateway is started anew. */

let upstream: OpenaiUpstream
let halves: Halves

const call = (method: string, path: string, body?: unknown): Promise<Answer> => halves.call(method, path, body)
/** A call of ten cents. */
const ask = (model = 'priced') =>
  call('POST', '/v1/chat/completions', { model, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 100 })

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  upstream.behaviour.words = new Array(100).fill('word ')
  halves = await openHalves()
  await call('PUT', '/v2/admin/catalog/openai/ten-cents', {
    provider: 'OpenAI',
    displayName: 'Ten cents',
    accessType: 'Remote',
    versions: [{ name: '1', latestFrom: '2020-01-01', prices: [tenCentsAHundred] }],
  })
  const connection = { name: 'openai', provider: 'openai', baseUrl: `${upstream.address}/v1`, credential: { apiKey: 'k' } }
  expect((await call('POST', '/v2/admin/connections', connection)).status).toBe(201)
  const { body } = await call('POST', '/v2/lm/configurations', {
    name: 'priced',
    scenarioId: 'foundation-models',
    executableId: 'openai',
    parameterBindings: [{ key: 'modelName', value: 'ten-cents' }],
  })
  await call('POST', '/v2/lm/deployments', { configurationId: body.id })
  await eventually(async () => (await ask()).status === 200)
}, 30_000)
afterAll(async () => {
  await halves[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

describe('limits of the whole platform', () => {
  it('count what was spent before they came, hold through a restart of the gateway, and say what is left', async () => {
    const spentBefore = upstream.received.length
    const amount = `${((spentBefore + 5) / 10).toFixed(2)}`
    const created = await call('POST', '/v2/admin/budgets', { scope: { model: 'ten-cents' }, amount, period: 'total' })
    expect(created.body).toMatchObject({ spentNano: spentBefore * 1e8, remaining: '0.50' })
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200])

    await halves.restartGateway()
    const statuses = (await Promise.all(Array.from({ length: 20 }, () => ask()))).map(({ status }) => status)
    expect([200, 429].map((each) => statuses.filter((status) => status === each).length)).toEqual([3, 17])
    const path = `/v2/admin/budgets/${created.body.id}`
    expect((await call('GET', path)).body).toMatchObject({ spent: amount, remaining: '0.00', reachedThresholds: [80, 100] })

    await call('PATCH', path, { amount: `${((spentBefore + 6) / 10).toFixed(2)}` })
    await eventually(async () => (await ask()).status === 200)
    expect((await ask()).body.error).toMatchObject({ code: 'budget_exceeded' })
    expect((await call('DELETE', path)).status).toBe(200)
    await eventually(async () => (await ask()).status === 200)
  })

  it('remember the last minute through a restart', async () => {
    const created = await call('POST', '/v2/admin/quotas', {
      scope: { deployment: await deploymentId() },
      requestsPerMinute: 1_000,
      tokensPerMinute: 100_000,
    })
    await eventually(async () => (await ask()).headers.has('x-ratelimit-remaining-tokens'))
    const before = (await ask()).headers
    await halves.restartGateway()
    const after = (await ask()).headers
    // Calls from before the quota came count now too: the ledger has them, the old gateway did not.
    const left = (headers: Headers): number => Number(headers.get('x-ratelimit-remaining-requests'))
    expect(left(after)).toBeLessThan(left(before))
    expect(left(after)).toBe(1_000 - upstream.received.length)
    expect((await call('DELETE', `/v2/admin/quotas/${created.body.id}`)).status).toBe(200)
  })

  it('follow SAP’s quota API at once', async () => {
    const { status } = await call('POST', '/v2/admin/quota/requests', {
      resourceType: 'model',
      quotaDetails: { unit: 'requestPerMinute', limit: 0, descriptors: { modelName: 'ten-cents', providerName: 'openai' } },
      reason: 'closed',
    })
    expect(status).toBe(202)
    await eventually(async () => (await ask()).status === 429)
  })
})

const deploymentId = async (): Promise<string> => (await call('GET', '/v2/lm/deployments')).body.resources[0].id
