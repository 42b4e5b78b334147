import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { type Control, startControl } from '../../src/control-main.ts'
import type { Gateway } from '../../src/gateway/server.ts'
import { openGateway } from '../../src/gateway-main.ts'
import { hostFacts } from '../../src/host-facts.ts'
import { makeLogger } from '../../src/telemetry/logger.ts'
import { FakeEngine } from '../fake-engine.ts'
import { eventually } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import type { Json } from '../platform.ts'
import { TravelClock } from '../travel-clock.ts'
import { tenCentsAHundred } from './limits.ts'

/** The real gateway and the real control, with a provider whose prices are known; the gateway can be started anew. */

const folder = mkdtempSync(join(tmpdir(), 'lectern-limits-'))
const flags = { dataDir: join(folder, 'data'), port: 0, demo: false, logLevel: 'silent', allowPrivate: true, drainSeconds: 5 }
const config = readConfig(flags, {}, folder)
const clock = new TravelClock()
const log = makeLogger({ level: 'silent', name: 'test' })
let upstream: OpenaiUpstream
let gateway: Gateway
let control: Control
let key = ''

const startGateway = async (): Promise<void> => {
  gateway = await openGateway({ config, runDir: folder, clock, log })
}
const call = async (method: string, path: string, body?: unknown): Promise<{ status: number; headers: Headers; body: Json }> => {
  const answer = await fetch(`http://127.0.0.1:${gateway.port}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) }
}
/** A call of ten cents. */
const ask = (model = 'priced') =>
  call('POST', '/v1/chat/completions', { model, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 100 })

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  upstream.behaviour.words = new Array(100).fill('word ')
  await startGateway()
  const engine = new FakeEngine(() => clock.now())
  const origin = `http://127.0.0.1:${gateway.port}`
  control = await startControl({ config, origin, runDir: folder, engine, clock, host: hostFacts(config, ''), log })
  await gateway.ready()
  key = readFileSync(join(config.dataDir, 'credentials', 'admin-key'), 'utf8')
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
  await gateway[Symbol.asyncDispose]()
  await control[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

describe('limits of the whole platform', () => {
  it('count what was spent before they came, hold through a restart of the gateway, and say what is left', async () => {
    const spentBefore = upstream.received.length
    const amount = `${((spentBefore + 5) / 10).toFixed(2)}`
    const created = await call('POST', '/v2/admin/budgets', { scope: { model: 'ten-cents' }, amount, period: 'total' })
    expect(created.body).toMatchObject({ spentNano: spentBefore * 1e8, remaining: '0.50' })
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200])

    await gateway[Symbol.asyncDispose]()
    await startGateway()
    await gateway.ready()
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
    await gateway[Symbol.asyncDispose]()
    await startGateway()
    await gateway.ready()
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
