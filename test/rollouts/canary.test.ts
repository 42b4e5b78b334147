import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { must } from '../conformance/scene.ts'
import type { Json } from '../platform.ts'
import { openTargets, type TargetsScene } from '../targets/scene.ts'
import { change, rolloutOf, untilDeployment } from './scene.ts'

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

const deploy = async (rollout?: Json): Promise<{ id: string; name: string }> => {
  made += 1
  const name = `canary${made}`
  const id = await scene.deploy({ configurationId: scene.ids.one, name })
  if (rollout) {
    await change(scene.platform, id, { configurationId: scene.ids.two, rollout })
    await rolloutOf(scene.platform, id, 'PROGRESSING')
  }
  return { id, name }
}
const askMany = async (name: string, count: number, headers: Record<string, string> = {}): Promise<void> => {
  const body = { model: name, messages: [{ role: 'user', content: 'Hello' }] }
  const ask = () => scene.platform.call('POST', '/v1/chat/completions', body, headers)
  for (let left = count; left > 0; left -= 20)
    for (const { status } of await Promise.all(Array.from({ length: Math.min(20, left) }, ask))) expect(status).toBe(200)
}

it('gives the new configuration its share, more of it by a later word, and all when it is promoted', async () => {
  const { id, name } = await deploy({ strategy: 'canary', percent: 20 })
  await askMany(name, 300)
  // Five standard deviations each way.
  expect(scene.two.received.length).toBeGreaterThan(25)
  expect(scene.two.received.length).toBeLessThan(95)

  await change(scene.platform, id, { rollout: { percent: 80 } })
  scene.reset()
  await askMany(name, 300)
  expect(scene.two.received.length).toBeGreaterThan(205)
  expect(scene.two.received.length).toBeLessThan(275)

  const shown = must(200, await scene.platform.call('GET', `/v2/lm/deployments/${id}`))
  expect(shown).toMatchObject({ configurationId: scene.ids.one, version: 1, status: 'RUNNING' })
  expect(shown.statusMessage).toBe(`version 2 (configuration ${scene.ids.two}) takes 80 % of the calls`)
  expect(shown.rollout).toMatchObject({ status: 'PROGRESSING', configurationId: scene.ids.two, version: 2, percent: 80 })

  must(202, await scene.platform.call('POST', `/v2/lm/deployments/${id}/promote`))
  const promoted = await untilDeployment(scene.platform, id, ({ statusMessage }) => statusMessage === '')
  expect(promoted).toMatchObject({ configurationId: scene.ids.two, version: 2, latestRunningConfigurationId: scene.ids.two })
  expect(promoted.rollout).toBe(undefined)
  scene.reset()
  await askMany(name, 40)
  expect([scene.one.received.length, scene.two.received.length]).toEqual([0, 40])
  const rows = await scene.ledger(id)
  expect(new Set(rows.map((row) => row.model))).toEqual(new Set(['model-one', 'model-two']))
})

it('is dark at 0 %: it runs, and only calls whose header asks for it get there', async () => {
  const { id, name } = await deploy({ percent: 0, header: { name: 'X-Canary', value: 'always' } })
  await askMany(name, 100)
  expect([scene.one.received.length, scene.two.received.length]).toEqual([100, 0])
  await askMany(name, 10, { 'x-canary': 'always' })
  expect(scene.two.received.length).toBe(10)
  await change(scene.platform, id, { rollout: { percent: 100 } })
  scene.reset()
  await askMany(name, 20)
  await askMany(name, 10, { 'x-canary': 'never' })
  expect([scene.one.received.length, scene.two.received.length]).toEqual([10, 20])
})

it('keeps a key on its side, and those that were there when its share grows', async () => {
  const { id, name } = await deploy({ percent: 30, sticky: { header: 'x-user' } })
  const sideOf = async (user: string): Promise<string> => {
    scene.reset()
    await askMany(name, 3, { 'x-user': user })
    expect([0, 3]).toContain(scene.two.received.length)
    return scene.two.received.length === 3 ? 'new' : 'old'
  }
  const users = Array.from({ length: 30 }, (_, at) => `user-${at}`)
  const before = new Map<string, string>()
  for (const user of users) before.set(user, await sideOf(user))
  expect(new Set(before.values())).toEqual(new Set(['new', 'old']))
  await change(scene.platform, id, { rollout: { percent: 60 } })
  for (const user of users) if (before.get(user) === 'new') expect(await sideOf(user)).toBe('new')

  const mine = await deploy({ percent: 50, sticky: true })
  scene.reset()
  await askMany(mine.name, 40)
  expect([0, 40]).toContain(scene.two.received.length)
})

it('goes through its steps by itself, and is promoted after the last', async () => {
  const steps = [
    { percent: 10, minutes: 5 },
    { percent: 50, minutes: 5 },
    { percent: 100, minutes: 1 },
  ]
  const { id } = await deploy({ steps })
  const { platform } = scene
  expect(await rolloutOf(platform, id, 'PROGRESSING')).toMatchObject({ percent: 10, step: 1, steps })
  const passes = async (minutes: number): Promise<void> => {
    platform.clock.travelTo(new Date(platform.clock.now() + minutes * 60_000).toISOString())
    await platform.control.sweep()
  }
  await passes(4)
  expect(await rolloutOf(platform, id, 'PROGRESSING')).toMatchObject({ percent: 10 })
  await passes(1.1)
  await untilDeployment(platform, id, ({ rollout }) => rollout?.percent === 50)
  await passes(5.1)
  await untilDeployment(platform, id, ({ rollout }) => rollout?.percent === 100)
  await passes(1.1)
  const over = await untilDeployment(platform, id, ({ rollout }) => rollout === undefined)
  expect(over).toMatchObject({ configurationId: scene.ids.two, version: 2 })
})

it('tells at /metrics which version answered', async () => {
  const { id, name } = await deploy({ percent: 50 })
  await askMany(name, 40)
  const { body } = await scene.platform.call('GET', '/metrics')
  const lines = String(body)
    .split('\n')
    .filter((line) => line.startsWith('lectern_rollout_requests_total') && line.includes(id))
  expect(lines.length).toBeGreaterThan(0)
  const calls = (part: string) =>
    lines.filter((line) => line.includes(part)).reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
  expect(calls('version="1",side="old"')).toBe(scene.one.received.length)
  expect(calls('version="2",side="new"')).toBe(scene.two.received.length)
})

it('is answered by what serves where the new configuration refuses, and is taken back when it fails too often', async () => {
  const { id, name } = await deploy({ percent: 50, failOn: { errorPercent: 20, minCalls: 10 } })
  scene.two.behaviour.answer = {
    status: 500,
    headers: { 'content-type': 'application/json' },
    body: '{"error":{"message":"broken"}}',
  }
  const body = { model: name, messages: [{ role: 'user', content: 'Hello' }] }
  for (let round = 0; round < 40; round += 1) await scene.platform.call('POST', '/v1/chat/completions', body)
  const back = await untilDeployment(scene.platform, id, ({ rollout }) => rollout?.status === 'ROLLED_BACK')
  expect(back.rollout.statusMessage).toEqual(
    expect.stringMatching(/^it failed \d+ of its last \d+ calls, which is more than 20 %$/),
  )
  expect(back.statusMessage).toEqual(expect.stringMatching(/^version 2 .* was rolled back: it failed/))
  expect(back).toMatchObject({ configurationId: scene.ids.one, version: 1, status: 'RUNNING' })
  scene.reset()
  await askMany(name, 40)
  expect([scene.one.received.length, scene.two.received.length]).toEqual([40, 0])
  const { resources } = must(200, await scene.platform.call('GET', `/v2/lm/deployments/${id}/versions`))
  expect(resources.map((each: Json) => [each.version, each.state])).toEqual([
    [2, 'ROLLED_BACK'],
    [1, 'ACTIVE'],
  ])
  expect(resources[0].withdrawnBecause).toBe(back.rollout.statusMessage)
})

it('that is overloaded or refuses connections costs no call: what serves answers', async () => {
  const { name } = await deploy({ percent: 50, failOn: { errorPercent: 100 } })
  scene.two.behaviour.answer = { status: 503, headers: {}, body: 'busy' }
  await askMany(name, 40)
  expect(scene.two.received.length).toBeGreaterThan(0)
})
