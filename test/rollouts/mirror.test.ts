import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { must } from '../conformance/scene.ts'
import type { Json } from '../platform.ts'
import { openTargets, type TargetsScene } from '../targets/scene.ts'
import { change, rolloutOf, untilCounted, untilDeployment } from './scene.ts'

let scene: TargetsScene
let made = 0

beforeAll(async () => {
  scene = await openTargets()
})
beforeEach(() => {
  scene.reset()
  // Whoever was left alone for failing is forgiven.
  scene.platform.clock.travelTo(new Date(scene.platform.clock.now() + 3_600_000).toISOString())
})
afterAll(() => scene[Symbol.asyncDispose]())

const deploy = async (rollout: Json, beside = scene.ids.two): Promise<{ id: string; name: string }> => {
  made += 1
  const name = `mirror${made}`
  const id = await scene.deploy({ configurationId: scene.ids.one, name })
  await change(scene.platform, id, { configurationId: beside, rollout })
  await rolloutOf(scene.platform, id, 'PROGRESSING')
  return { id, name }
}

it('sends copies of a share, answers callers by what serves alone, and marks in the ledger what the copies used', async () => {
  const { id, name } = await deploy({ strategy: 'mirror', percent: 50 })
  const key = must(
    201,
    await scene.platform.call('POST', '/v2/admin/apiKeys', { name: 'k', role: 'consumer', resourceGroups: ['default'] }),
  )
  for (let round = 0; round < 40; round += 1) {
    const { status, body } = await scene.platform.call(
      'POST',
      '/v1/chat/completions',
      { model: name, messages: [{ role: 'user', content: 'Hello' }] },
      { authorization: `Bearer ${key.key}`, 'idempotency-key': `k${round}` },
    )
    expect([status, body.choices[0].message.content]).toEqual([200, 'Hello there!'])
  }
  const report = await untilCounted(
    scene.platform,
    id,
    (each) => each.new.calls === scene.two.received.length && each.current.calls === 40,
  )
  expect(scene.one.received.length).toBe(40)
  expect(scene.two.received.length).toBeGreaterThan(4)
  expect(scene.two.received.length).toBeLessThan(36)
  expect(report).toMatchObject({ strategy: 'mirror', copiesSkipped: 0, new: { errors: 0 } })
  expect(report.compared).toBe(undefined)
  for (const { headers, json } of scene.two.received) {
    expect(headers).toMatchObject({ 'lectern-copy': 'true' })
    expect(headers['idempotency-key'] ?? '').not.toEqual(expect.stringMatching(/^k\d+$/))
    expect(json).toMatchObject({ model: 'model-two' })
  }
  const rows = await scene.ledger(id)
  const copies = rows.filter((row) => row.apiKey === 'mirror')
  expect(copies).toHaveLength(scene.two.received.length)
  for (const copy of copies)
    expect(copy).toMatchObject({ model: 'model-two', state: 'settled', requestId: expect.stringMatching(/-copy$/) })
  expect(copies[0].cost.nano).toBe(copies[0].inputTokens * 7_000 + copies[0].outputTokens * 14_000)
  expect(rows.filter((row) => row.apiKey === key.id)).toHaveLength(40)
})

it('charges no budget for copies', async () => {
  const { id, name } = await deploy({ strategy: 'shadow', percent: 100 })
  const scope = { deployment: id }
  const budget = must(
    201,
    await scene.platform.call('POST', '/v2/admin/budgets', {
      scope,
      amount: '1000',
      currency: 'USD',
      period: 'month',
      block: false,
    }),
  )
  for (let round = 0; round < 5; round += 1) expect((await scene.ask(name)).status).toBe(200)
  await untilCounted(scene.platform, id, (each) => each.new.calls === 5)
  const rows = await scene.ledger(id)
  const own = rows.filter((row) => row.apiKey !== 'mirror').reduce((sum, row) => sum + row.cost.nano, 0)
  const { spent } = must(200, await scene.platform.call('GET', `/v2/admin/budgets/${budget.id}`))
  expect(Math.round(Number(spent) * 1e9)).toBe(own)
})

it('compares pairs of answers where it is a shadow', async () => {
  const { id, name } = await deploy({ strategy: 'shadow', percent: 100 })
  scene.two.behaviour.firstByteMs = 60
  for (let round = 0; round < 6; round += 1) await scene.ask(name)
  await untilCounted(scene.platform, id, (each) => each.compared.pairs === 6)
  scene.two.behaviour.answer = {
    status: 400,
    headers: { 'content-type': 'application/json' },
    body: '{"error":{"message":"no"}}',
  }
  for (let round = 0; round < 4; round += 1) await scene.ask(name)
  const report = await untilCounted(scene.platform, id, (each) => each.compared.pairs === 10)
  expect(report.compared).toMatchObject({ pairs: 10, sameStatus: 6, slower: 10, sameOutputTokens: 6 })
  expect(report.new.averageMs).toBeGreaterThan(report.current.averageMs)
})

it('speaks the words of the new configuration, whichever they are', async () => {
  const { id, name } = await deploy({ strategy: 'shadow', percent: 100 }, scene.ids.claude)
  for (let round = 0; round < 3; round += 1) expect((await scene.ask(name)).status).toBe(200)
  const report = await untilCounted(scene.platform, id, (each) => each.new.calls === 3)
  expect(report).toMatchObject({ new: { errors: 0, inputTokens: 45, outputTokens: 15 } })
  expect(scene.claude.received.length).toBe(3)
})

it.each([
  { name: 'hangs', behaviour: { firstByteMs: 3_600_000 } },
  { name: 'refuses', behaviour: { refuse: true } },
  { name: 'fails', behaviour: { answer: { status: 500, headers: {}, body: 'no' } } },
])('costs no call anything when the new configuration $name', async ({ behaviour }) => {
  const { id, name } = await deploy({ strategy: 'mirror', percent: 50, failOn: { errorPercent: 100 } })
  Object.assign(scene.two.behaviour, behaviour)
  for (let round = 0; round < 10; round += 1)
    for (const { status } of await Promise.all(Array.from({ length: 20 }, () => scene.ask(name)))) expect(status).toBe(200)
  expect(scene.one.received.length).toBe(200)
  if ('firstByteMs' in behaviour) {
    // Copies that nobody answers pile up to a bound, and no further.
    await untilCounted(scene.platform, id, (each) => each.copiesSkipped > 0)
    expect(scene.two.mostAtOnce()).toBe(64)
  }
  must(202, await scene.platform.call('POST', `/v2/lm/deployments/${id}/rollback`))
})

it('is taken back when its copies fail, and promoted as any', async () => {
  const { id, name } = await deploy({ strategy: 'mirror', percent: 50, failOn: { minCalls: 5 } })
  scene.two.behaviour.answer = { status: 500, headers: {}, body: 'no' }
  for (let round = 0; round < 30; round += 1) expect((await scene.ask(name)).status).toBe(200)
  const back = await untilDeployment(scene.platform, id, ({ rollout }) => rollout?.status === 'ROLLED_BACK')
  expect(back).toMatchObject({ configurationId: scene.ids.one, status: 'RUNNING' })

  scene.reset()
  await change(scene.platform, id, { configurationId: scene.ids.two, rollout: { strategy: 'shadow', percent: 10 } })
  await rolloutOf(scene.platform, id, 'PROGRESSING')
  await change(scene.platform, id, { rollout: { strategy: 'canary', percent: 50 } })
  must(202, await scene.platform.call('POST', `/v2/lm/deployments/${id}/promote`))
  await untilDeployment(scene.platform, id, ({ configurationId }) => configurationId === scene.ids.two)
  expect((await scene.ask(name)).body.model).toBeDefined()
  expect(scene.two.received.length).toBeGreaterThan(0)
})
