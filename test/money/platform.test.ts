import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../gateway-harness.ts'
import { deployMyModel } from '../my-model.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Platform, startPlatform } from '../platform.ts'

let platform: Platform
let upstream: OpenaiUpstream
let deploymentId = ''

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  platform = await startPlatform()
  deploymentId = await deployMyModel(platform, upstream, { deploymentType: 'standard', capacity: 100 })
})
afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const ask = () =>
  platform.call('POST', '/v1/chat/completions', { model: 'mine', max_tokens: 10, messages: [{ role: 'user', content: 'Hello' }] })
const tokens = (input: number) => ({ input, cachedInput: null, cacheWrite: null, output: 0 })
const today = () => new Date(platform.clock.now()).toISOString().slice(0, 10)

it('charges by a rate card, blocks by it, and lets calls pass again when it was wrong', async () => {
  const { call } = platform
  // A dollar a token: one call is more than the budget has.
  const card = await call('POST', '/v2/admin/rates', {
    ...{ kind: 'tokens', model: 'my-model', deploymentType: 'standard', validFrom: today() },
    tokens: tokens(1_000_000_000_000_000),
  })
  expect(card.status).toBe(201)
  const first = await ask()
  expect(first.status).toBe(200)
  const input: number = first.body.usage.prompt_tokens
  const { body } = await call('GET', `/v2/analytics/ledger?deployment=${deploymentId}`)
  expect(body.resources).toMatchObject([
    { deploymentType: 'standard', cost: { nano: input * 1_000_000_000 }, rate: { rateCard: card.body.id } },
  ])
  const budget = await call('POST', '/v2/admin/budgets', {
    scope: { deployment: deploymentId },
    amount: '1.00',
    period: 'quarter',
  })
  expect(budget.body).toMatchObject({ spentNano: input * 1_000_000_000, reachedThresholds: [80, 100] })
  await eventually(async () => (await ask()).status === 429)
  const { body: events } = await call('GET', `/v2/admin/events?kind=budget.threshold&deployment=${deploymentId}`)
  expect(events.resources[0]).toMatchObject({ severity: 'critical', data: { budgetId: budget.body.id, threshold: 100 } })

  // A thousandth of a cent it should have been.
  await call('PATCH', `/v2/admin/rates/${card.body.id}`, { tokens: tokens(10_000_000_000) })
  const asked = { from: `${today()}T00:00:00Z`, to: new Date(platform.clock.now() + 60_000).toISOString() }
  const begun = await call('POST', '/v2/admin/rates/rerate', asked)
  expect(begun.status).toBe(202)
  const job = async () => (await call('GET', `/v2/admin/rerates/${begun.body.id}`)).body
  await eventually(async () => (await job()).state === 'COMPLETED', 30_000)
  const { changed, after } = await job()
  expect(changed).toBeGreaterThan(0)
  expect(after.costs).toMatchObject([{ nano: changed * input * 10_000 }])
  const spent = async () => (await call('GET', `/v2/admin/budgets/${budget.body.id}`)).body.spentNano
  expect(await spent()).toBe(changed * input * 10_000)
  await eventually(async () => (await ask()).status === 200, 30_000)
})

it('shows the month as a statement, by type and kind', async () => {
  const month = today().slice(0, 7)
  const { body } = await platform.call('GET', `/v2/analytics/statements/${month}?groupBy=deployment,deploymentType,kind`)
  expect(body.lines).toMatchObject([{ deployment: deploymentId, deploymentType: 'standard', kind: 'tokens' }])
  expect(body.totals).toEqual(body.lines[0].costs)
})
