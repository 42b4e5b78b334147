import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { must } from '../conformance/scene.ts'
import type { Json } from '../platform.ts'
import { openTargets, type TargetsScene } from '../targets/scene.ts'
import { change, rolloutOf, untilDeployment } from './scene.ts'

let scene: TargetsScene
let made = 0
beforeAll(async () => {
  scene = await openTargets()
})
beforeEach(() => scene.reset())
afterAll(() => scene[Symbol.asyncDispose]())

const deploy = async (more: Json = {}): Promise<string> => {
  made += 1
  return scene.deploy({ configurationId: scene.ids.one, name: `history${made}`, ...more })
}
const at = (id: string, path = ''): string => `/v2/lm/deployments/${id}${path}`
const get = async (path: string): Promise<Json> => must(200, await scene.platform.call('GET', path))
const rollback = (id: string, body?: Json) => scene.platform.call('POST', at(id, '/rollback'), body)
const statesOf = async (id: string): Promise<Json> =>
  (await get(at(id, '/versions'))).resources.map((each: Json) => [each.version, each.state])

describe('versions of a deployment', () => {
  it('are made by every change of configuration or targets, and by nothing else', async () => {
    const id = await deploy()
    await change(scene.platform, id, { configurationId: scene.ids.two, note: 'a better model' })
    await change(scene.platform, id, { onHangup: 'drain' })
    const targets = [
      { configurationId: scene.ids.two, weight: 3 },
      { configurationId: scene.ids.one, weight: 1 },
    ]
    await change(scene.platform, id, { targets })
    await change(scene.platform, id, { targets })
    await change(scene.platform, id, { targetStatus: 'STOPPED' })
    await scene.platform.until(id, 'STOPPED')
    const { count, resources } = await get(at(id, '/versions'))
    expect(count).toBe(3)
    expect(resources).toMatchObject([
      { version: 3, state: 'ACTIVE', configurationId: scene.ids.two, targets, targetStrategy: 'weighted', previousVersion: 2 },
      { version: 2, state: 'SUPERSEDED', configurationId: scene.ids.two, note: 'a better model', previousVersion: 1 },
      { version: 1, state: 'SUPERSEDED', configurationId: scene.ids.one },
    ])
    const [{ id: key, name }] = (await get('/v2/admin/apiKeys')).resources
    for (const each of resources) expect([each.createdBy, each.createdByName]).toEqual([key, name])
    expect(await get(at(id, '/versions/2'))).toEqual(resources[1])
    expect(await get(at(id, '/versions/1/diff'))).toMatchObject({ from: 3, to: 1 })
    expect((await get(at(id, '/versions/2/diff?from=1'))).differences).toEqual([
      { field: 'configurationId', from: scene.ids.one, to: scene.ids.two },
      { field: 'parameterBindings.modelName', from: 'model-one', to: 'model-two' },
      { field: 'parameterBindings.connection', from: 'one', to: 'two' },
    ])
  })

  it('are gone back to, one by one or by number, and forth again', async () => {
    const id = await deploy()
    await change(scene.platform, id, { configurationId: scene.ids.two })
    await change(scene.platform, id, { targets: [{ configurationId: scene.ids.two }, { configurationId: scene.ids.claude }] })
    must(202, await rollback(id))
    expect(await get(at(id))).toMatchObject({ version: 2, configurationId: scene.ids.two })
    must(202, await rollback(id, {}))
    const first = await get(at(id))
    expect(first).toMatchObject({ configurationId: scene.ids.one })
    expect(first.targets).toBe(undefined)
    const refused = await rollback(id)
    expect([refused.status, refused.body.error.message]).toEqual([412, expect.stringMatching(/no version before 1/)])
    must(202, await rollback(id, { version: 3 }))
    expect(await get(at(id))).toMatchObject({ version: 3, targets: [{}, {}] })
    must(202, await rollback(id, { version: 3 }))
    expect(await statesOf(id)).toEqual([
      [3, 'ACTIVE'],
      [2, 'SUPERSEDED'],
      [1, 'SUPERSEDED'],
    ])
    // What comes after a rollback goes back to where that was, not to what was left.
    must(202, await rollback(id, { version: 1 }))
    await change(scene.platform, id, { configurationId: scene.ids.two })
    expect(await get(at(id, '/versions/4'))).toMatchObject({ previousVersion: 1, state: 'ACTIVE' })
  })

  it('of a rollout are there from its beginning, and stay when it is taken back by a call', async () => {
    const id = await deploy()
    await change(scene.platform, id, { configurationId: scene.ids.two, rollout: { percent: 10 }, note: 'try it' })
    await rolloutOf(scene.platform, id, 'PROGRESSING')
    expect(await statesOf(id)).toEqual([
      [2, 'ROLLING_OUT'],
      [1, 'ACTIVE'],
    ])
    must(202, await rollback(id, { note: 'too slow' }))
    await untilDeployment(scene.platform, id, ({ rollout }) => rollout?.status === 'ROLLED_BACK')
    expect(await get(at(id, '/versions/2'))).toMatchObject({ state: 'ROLLED_BACK', withdrawnBecause: 'too slow', note: 'try it' })
    expect((await scene.ask(`history${made}`)).status).toBe(200)
    expect(scene.two.received.length).toBe(0)
    // A new attempt of the same configuration is a version of its own.
    await change(scene.platform, id, { configurationId: scene.ids.two, rollout: { percent: 10 } })
    expect(await get(at(id, '/versions/3'))).toMatchObject({ state: 'ROLLING_OUT', previousVersion: 1 })
    must(202, await rollback(id, { version: 1 }))
    await change(scene.platform, id, { configurationId: scene.ids.two, rollout: { percent: 10 } })
    // To go to its version, or change plainly to its configuration, is to promote it.
    must(202, await rollback(id, { version: 4 }))
    const promoted = await get(at(id, '/versions/4'))
    expect(promoted).toMatchObject({ state: 'ACTIVE' })
    expect(promoted.withdrawnBecause).toBe(undefined)
    must(202, await rollback(id))
    await change(scene.platform, id, { configurationId: scene.ids.two, rollout: { percent: 10 } })
    await change(scene.platform, id, { configurationId: scene.ids.two })
    expect(await statesOf(id)).toEqual([
      [5, 'ACTIVE'],
      [4, 'SUPERSEDED'],
      [3, 'ROLLED_BACK'],
      [2, 'ROLLED_BACK'],
      [1, 'SUPERSEDED'],
    ])
    expect((await get(at(id))).rollout).toBe(undefined)
  })

  it('another configuration in the middle of a rollout takes its place', async () => {
    const id = await deploy()
    await change(scene.platform, id, { configurationId: scene.ids.two, rollout: { percent: 10 } })
    const third = await scene.configure('openai-compatible', { modelName: 'model-two', connection: 'one' })
    await change(scene.platform, id, { configurationId: third })
    expect(await statesOf(id)).toEqual([
      [3, 'ACTIVE'],
      [2, 'ROLLED_BACK'],
      [1, 'SUPERSEDED'],
    ])
  })
})
