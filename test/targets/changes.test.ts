import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { importLocalModel } from '../conformance/local-model.ts'
import { eventually, must } from '../conformance/scene.ts'
import type { Json } from '../platform.ts'
import { openTargets, type TargetsScene } from './scene.ts'

let scene: TargetsScene

beforeAll(async () => {
  scene = await openTargets()
})
beforeEach(() => scene.reset())
afterAll(() => scene[Symbol.asyncDispose]())

const at = (id: string): string => `/v2/lm/deployments/${id}`
const read = async (id: string): Promise<Json> => must(200, await scene.platform.call('GET', at(id)))
const patch = async (id: string, body: object): Promise<void> => must(202, await scene.platform.call('PATCH', at(id), body))

describe('what is asked for is shown', () => {
  it('with how each target is; a deployment of one target shows nothing new', async () => {
    const { one, claude } = scene.ids
    const plain = await scene.deploy({ configurationId: one, name: 'plain' })
    expect(await read(plain)).not.toHaveProperty('targets')
    const targets = [{ configurationId: one, weight: 9 }, { configurationId: claude }]
    const id = await scene.deploy({ configurationId: one, name: 'shown', targets })
    expect(await read(id)).toMatchObject({
      configurationId: one,
      targetStrategy: 'weighted',
      targets: [
        { configurationId: one, weight: 9, status: 'RUNNING' },
        { configurationId: claude, weight: 1, status: 'RUNNING' },
      ],
    })
    await patch(id, { targetStrategy: 'ordered' })
    expect((await read(id)).targets).toEqual([
      { configurationId: one, status: 'RUNNING' },
      { configurationId: claude, status: 'RUNNING' },
    ])
    await patch(id, { targets: null })
    expect(await read(id)).not.toHaveProperty('targets')
    expect(await read(id)).not.toHaveProperty('targetStrategy')
  })

  it('a new own configuration takes the place of the one before', async () => {
    const { one, two, claude } = scene.ids
    const targets = [
      { configurationId: claude, weight: 3 },
      { configurationId: one, weight: 7 },
    ]
    const id = await scene.deploy({ configurationId: one, name: 'moved', targets })
    await patch(id, { configurationId: two })
    expect(await read(id)).toMatchObject({
      configurationId: two,
      targets: [
        { configurationId: claude, weight: 3 },
        { configurationId: two, weight: 7 },
      ],
    })
  })

  it('survives stop and start', async () => {
    const { one, two } = scene.ids
    const targets = [{ configurationId: one }, { configurationId: two }]
    const id = await scene.deploy({ configurationId: one, name: 'stopped', targets, onHangup: 'drain' })
    await patch(id, { targetStatus: 'STOPPED' })
    await scene.platform.until(id, 'STOPPED')
    expect((await scene.ask('stopped')).status).toBe(423)
    await patch(id, { targetStatus: 'RUNNING' })
    await scene.platform.until(id, 'RUNNING')
    expect(await read(id)).toMatchObject({ onHangup: 'drain', targets: [{ configurationId: one }, { configurationId: two }] })
  })
})

it('loses no call while targets come and go', async () => {
  const { one, two, claude } = scene.ids
  const id = await scene.deploy({ configurationId: one, name: 'busy' })
  const statuses: number[] = []
  let stopped = false
  const caller = async () => {
    while (!stopped) statuses.push((await scene.ask('busy')).status)
  }
  const callers = [caller(), caller(), caller()]
  const all = [{ configurationId: one }, { configurationId: two }, { configurationId: claude }]
  for (const change of [
    { targets: all.slice(0, 2) },
    { targets: all, targetStrategy: 'ordered' },
    { configurationId: two, targets: all.slice(1), targetStrategy: 'weighted' },
    { targets: [{ configurationId: two, weight: 0 }, { configurationId: claude }] },
    { targets: null },
  ]) {
    await patch(id, change)
    await eventually(() => statuses.length % 10 === 9, scene.platform)
  }
  stopped = true
  await Promise.all(callers)
  expect(new Set(statuses)).toEqual(new Set([200]))
})

it('a target of weight 0 runs and takes no calls', async () => {
  const { one, claude } = scene.ids
  const targets = [
    { configurationId: one, weight: 0 },
    { configurationId: claude, weight: 5 },
  ]
  const id = await scene.deploy({ configurationId: one, name: 'pilot', targets })
  for (let call = 0; call < 20; call += 1) expect((await scene.ask('pilot')).status).toBe(200)
  expect([scene.one.received.length, scene.claude.received.length]).toEqual([0, 20])
  expect((await read(id)).targets[0].status).toBe('RUNNING')
})

describe('with a model of its own on this machine', () => {
  const local = async (contextSize: string): Promise<string> =>
    scene.configure('llama-cpp', { modelName: 'tiny', modelFile, contextSize, threads: '1' })
  let modelFile = ''
  beforeAll(async () => {
    modelFile = await importLocalModel(scene.platform)
  })
  const short = { max_tokens: 2 }
  const isUp = (id: string, at: number) => async () => (await read(id)).targets[at].status === 'RUNNING'
  const pids = (): number[] =>
    JSON.parse(readFileSync(join(scene.platform.dataDir, '../instances.json'), 'utf8')).map(({ pid }: { pid: number }) => pid)
  const isAlive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  const take = async (id: string): Promise<void> => {
    await patch(id, { targetStatus: 'STOPPED' })
    await scene.platform.until(id, 'STOPPED')
  }

  it('serves by the provider while the model comes up and when it has died, and says so', async () => {
    const model = await local('64')
    const targets = [{ configurationId: model }, { configurationId: scene.ids.one }]
    const create = { configurationId: model, name: 'mixed', targets, targetStrategy: 'ordered' }
    const { id } = must(202, await scene.platform.call('POST', '/v2/lm/deployments', create))
    const first = await scene.platform.until(id, 'RUNNING')
    expect(first.targets[1]).toMatchObject({ status: 'RUNNING' })
    expect((await scene.ask('mixed', short)).status).toBe(200)
    await eventually(isUp(id, 0), scene.platform, 15_000)
    expect((await read(id)).statusMessage).toBe('')
    scene.reset()
    expect((await scene.ask('mixed', short)).status).toBe(200)
    expect(scene.one.received).toHaveLength(0)
    expect((await scene.ledger(id)).at(-1)).toMatchObject({ executable: 'llama-cpp', model: 'tiny', state: 'settled' })

    const [pid = 0] = pids()
    process.kill(pid, 'SIGKILL')
    await eventually(() => !isAlive(pid), scene.platform)
    for (let call = 0; call < 10; call += 1) expect((await scene.ask('mixed', short)).status).toBe(200)
    await eventually(isUp(id, 0), scene.platform, 15_000)
    await eventually(async () => {
      await scene.ask('mixed', short)
      return (await scene.ledger(id)).at(-1)?.executable === 'llama-cpp'
    }, scene.platform)
    await take(id)
  }, 30_000)

  it('loses no call while instances of two targets take turns', async () => {
    const [a, b, c] = [await local('96'), await local('128'), await local('160')]
    const two = [{ configurationId: a }, { configurationId: b }]
    const id = await scene.deploy({ configurationId: a, name: 'turns', targets: two })
    await eventually(isUp(id, 1), scene.platform, 15_000)
    const statuses: number[] = []
    let stopped = false
    const caller = (async () => {
      while (!stopped) statuses.push((await scene.ask('turns', short)).status)
    })()
    const before = pids()
    await patch(id, { configurationId: c })
    await eventually(isUp(id, 0), scene.platform, 15_000)
    // The one that went is stopped once nothing is left on it; the other goes on.
    await eventually(
      () => pids().length === 2 && before.filter((pid) => pids().includes(pid)).length === 1,
      scene.platform,
      15_000,
    )
    await patch(id, { targets: null })
    await eventually(() => pids().length === 1, scene.platform, 15_000)
    stopped = true
    await caller
    expect(new Set(statuses)).toEqual(new Set([200]))
    await take(id)
  }, 60_000)
})

it('is RUNNING while one target is, and tells what is wrong with the other', async () => {
  const { one } = scene.ids
  const connection = { name: 'passing', provider: 'openai-compatible', baseUrl: `${scene.two.address}/v1`, credential: {} }
  must(201, await scene.platform.call('POST', '/v2/admin/connections', connection))
  const other = await scene.configure('openai-compatible', { modelName: 'model-two', connection: 'passing' })
  const targets = [{ configurationId: one }, { configurationId: other }]
  const id = await scene.deploy({ configurationId: one, name: 'half', targets })
  const remove = () => scene.platform.call('DELETE', '/v2/admin/connections/passing')
  // It is in use, though by none that is a deployment's own configuration.
  expect(await remove()).toMatchObject({ status: 409, body: { error: { message: expect.stringContaining('half') } } })
  await patch(id, { targetStatus: 'STOPPED' })
  await scene.platform.until(id, 'STOPPED')
  must(204, await remove())
  await patch(id, { targetStatus: 'RUNNING' })
  await scene.platform.until(id, 'RUNNING')
  const trouble = /Connection passing does not exist/
  expect(await read(id)).toMatchObject({
    statusMessage: expect.stringMatching(trouble),
    targets: [{ status: 'RUNNING' }, { status: 'DEAD', statusMessage: expect.stringMatching(trouble) }],
  })
  for (let call = 0; call < 5; call += 1) expect((await scene.ask('half')).status).toBe(200)
})

describe('refuses with 400', () => {
  let theirs = ''
  let scenarioOther = ''
  beforeAll(async () => {
    must(202, await scene.platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'team-b' }))
    const body = {
      name: 'theirs',
      executableId: 'openai-compatible',
      scenarioId: 'foundation-models',
      parameterBindings: [{ key: 'modelName', value: 'm' }],
      inputArtifactBindings: [],
    }
    const made = await scene.platform.call('POST', '/v2/lm/configurations', body, { 'ai-resource-group': 'team-b' })
    theirs = must(201, made).id
    scenarioOther = await scene.configure('openai-compatible', { modelName: 'm', connection: 'there-is-none' })
  })

  const cases: readonly { name: string; body: () => Json; says: RegExp }[] = [
    { name: 'no target at all', body: () => ({ targets: [] }), says: /targets/ },
    {
      name: 'an unknown configuration',
      body: () => ({ targets: [{ configurationId: scene.ids.one }, { configurationId: 'there-is-none' }] }),
      says: /targets\[1\].*"there-is-none" does not exist/,
    },
    {
      name: "another group's configuration",
      body: () => ({ targets: [{ configurationId: scene.ids.one }, { configurationId: theirs }] }),
      says: /targets\[1\].*does not exist in this resource group/,
    },
    {
      name: 'one that cannot be placed',
      body: () => ({ targets: [{ configurationId: scene.ids.one }, { configurationId: scenarioOther }] }),
      says: /targets\[1\].*Connection there-is-none does not exist/,
    },
    {
      name: 'one named twice',
      body: () => ({ targets: [{ configurationId: scene.ids.one }, { configurationId: scene.ids.one }] }),
      says: /targets\[1\].*named twice/,
    },
    {
      name: 'targets without its own configuration',
      body: () => ({ targets: [{ configurationId: scene.ids.two }] }),
      says: /own configurationId/,
    },
    { name: 'a negative weight', body: () => ({ targets: [{ configurationId: scene.ids.one, weight: -1 }] }), says: /weight/ },
    { name: 'a weight past 1000', body: () => ({ targets: [{ configurationId: scene.ids.one, weight: 1001 }] }), says: /weight/ },
    { name: 'half a weight', body: () => ({ targets: [{ configurationId: scene.ids.one, weight: 0.5 }] }), says: /weight/ },
    {
      name: 'nothing but weights of 0',
      body: () => ({ targets: [{ configurationId: scene.ids.one, weight: 0 }] }),
      says: /weights must not all be 0/,
    },
    {
      name: 'a weight where targets are ordered',
      body: () => ({ targets: [{ configurationId: scene.ids.one, weight: 2 }], targetStrategy: 'ordered' }),
      says: /ordered; leave it out/,
    },
    {
      name: 'an unknown strategy',
      body: () => ({ targets: [{ configurationId: scene.ids.one }], targetStrategy: 'round-robin' }),
      says: /targetStrategy/,
    },
    { name: 'a strategy without targets', body: () => ({ targetStrategy: 'ordered' }), says: /targets/ },
    {
      name: 'more than 16 targets',
      body: () => ({ targets: Array.from({ length: 17 }, () => ({ configurationId: scene.ids.one })) }),
      says: /targets/,
    },
    { name: 'targets that are no list', body: () => ({ targets: scene.ids.one }), says: /targets/ },
    { name: 'an unknown policy', body: () => ({ onHangup: 'wait' }), says: /onHangup/ },
  ]

  it.each(cases)('$name, on create', async ({ body, says }) => {
    const before = (await scene.platform.call('GET', '/v2/lm/deployments/$count')).body
    const answer = await scene.platform.call('POST', '/v2/lm/deployments', { configurationId: scene.ids.one, ...body() })
    expect(answer).toMatchObject({ status: 400 })
    expect(JSON.stringify(answer.body.error).replaceAll('\\"', '"')).toMatch(says)
    expect((await scene.platform.call('GET', '/v2/lm/deployments/$count')).body).toBe(before)
  })

  it('the same, on change', async () => {
    const id = await scene.deploy({ configurationId: scene.ids.one, name: 'unchanged' })
    const before = await read(id)
    for (const { name, body, says } of cases) {
      const answer = await scene.platform.call('PATCH', at(id), body())
      expect(answer.status, name).toBe(400)
      expect(JSON.stringify(answer.body.error).replaceAll('\\"', '"'), name).toMatch(says)
    }
    const both = await scene.platform.call('PATCH', at(id), { targetStatus: 'STOPPED', targets: null })
    expect(both.body.error.message).toContain('targetStatus and targets cannot be changed in one request')
    expect(await read(id)).toEqual(before)
  })
})
