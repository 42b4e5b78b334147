import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { eventually, must } from '../conformance/scene.ts'
import type { Json } from '../platform.ts'
import { openTargets, type TargetsScene } from './scene.ts'

let scene: TargetsScene

beforeAll(async () => {
  scene = await openTargets()
})
beforeEach(() => scene.reset())
afterAll(() => scene[Symbol.asyncDispose]())

const ordered = (name: string, ...ids: string[]): Promise<string> => {
  const targets = ids.map((configurationId) => ({ configurationId }))
  return scene.deploy({ configurationId: ids[0], name, targets, targetStrategy: 'ordered' })
}

it('a limit of a model counts the calls that it answered, and sends the others elsewhere', async () => {
  const { one, two } = scene.ids
  await ordered('limited', one, two)
  const quotas: string[] = []
  for (const [model, requestsPerMinute] of [
    ['model-one', 6],
    ['model-two', 2],
  ] as const) {
    const quota = { scope: { model }, requestsPerMinute }
    quotas.push(must(201, await scene.platform.call('POST', '/v2/admin/quotas', quota)).id)
  }
  const left = async (): Promise<Json> => {
    const { status, headers } = await scene.ask('limited')
    return { status, left: headers.get('x-ratelimit-remaining-requests') }
  }
  await eventually(async () => Number((await left()).left) < 10, scene.platform)
  // While a call is under way it has its part of both; afterwards the model that did not answer has it back.
  expect(await left()).toMatchObject({ status: 200, left: '1' })
  expect(await left()).toMatchObject({ status: 200, left: '1' })
  expect(scene.two.received).toHaveLength(0)
  // The first is full before long, and the second takes what it may; only then nobody does.
  await eventually(async () => (await left()).status === 429, scene.platform)
  expect(scene.two.received).toHaveLength(2)
  await scene.deploy({ configurationId: two, name: 'alone' })
  expect((await scene.ask('alone')).status).toBe(429)
  for (const id of quotas) must(200, await scene.platform.call('DELETE', `/v2/admin/quotas/${id}`))
  await eventually(async () => Number((await left()).left) > 10, scene.platform)
})

it('a budget is charged what the target that answered costs', async () => {
  const { claude, two } = scene.ids
  const id = await ordered('budgeted', claude, two)
  const budget = { scope: { deployment: id }, amount: '1.00', currency: 'USD', period: 'day', block: true }
  const { id: budgetId } = must(201, await scene.platform.call('POST', '/v2/admin/budgets', budget))
  for (let call = 0; call < 3; call += 1) expect((await scene.ask('budgeted')).status).toBe(200)
  scene.claude.behaviour.answer = { status: 503, type: 'overloaded_error', message: 'busy' }
  for (let call = 0; call < 3; call += 1) expect((await scene.ask('budgeted')).status).toBe(200)
  const rows = await scene.ledger(id)
  expect(rows.map(({ model }) => model)).toEqual([...Array(3).fill('claude-haiku-4-5'), ...Array(3).fill('model-two')])
  const sum = rows.reduce((all, { cost }) => all + cost.nano, 0)
  expect(sum).toBeGreaterThan(0)
  const { spent } = must(200, await scene.platform.call('GET', `/v2/admin/budgets/${budgetId}`))
  expect(Math.round(Number(spent) * 1e9)).toBe(sum)
})
