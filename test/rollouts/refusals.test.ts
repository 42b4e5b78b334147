import { afterAll, beforeAll, expect, it } from 'vitest'
import { must } from '../conformance/scene.ts'
import type { Json } from '../platform.ts'
import { openTargets, type TargetsScene } from '../targets/scene.ts'
import { change, rolloutOf } from './scene.ts'

let scene: TargetsScene
let id = ''
beforeAll(async () => {
  scene = await openTargets()
  id = await scene.deploy({ configurationId: scene.ids.one, name: 'plain' })
})
afterAll(() => scene[Symbol.asyncDispose]())

const patch = (body: Json, of = id) => scene.platform.call('PATCH', `/v2/lm/deployments/${of}`, body)
const at = (path: string): string => `/v2/lm/deployments/${id}${path}`

it.each([
  { rollout: { percent: 101 }, says: /percent/ },
  { rollout: { percent: 10.5 }, says: /percent/ },
  { rollout: { percent: -1 }, says: /percent/ },
  { rollout: { percent: '10' }, says: /percent/ },
  { rollout: {}, says: /rollout\.percent: must say which share/ },
  { rollout: { strategy: 'blue-green', percent: 10 }, says: /strategy/ },
  {
    rollout: { strategy: 'mirror', percent: 51 },
    says: /rollout\.percent: must be a whole number from 0 to 50 where the strategy is mirror/,
  },
  {
    rollout: { strategy: 'mirror', percent: 10, sticky: true },
    says: /rollout\.sticky: means nothing where the strategy is mirror/,
  },
  { rollout: { strategy: 'shadow', percent: 10, header: { name: 'x' } }, says: /rollout\.header: means nothing/ },
  { rollout: { strategy: 'mirror', steps: [{ percent: 10, minutes: 1 }] }, says: /rollout\.steps: means nothing/ },
  { rollout: { percent: 10, steps: [{ percent: 10, minutes: 1 }] }, says: /either percent or steps/ },
  { rollout: { steps: [] }, says: /steps/ },
  {
    rollout: {
      steps: [
        { percent: 10, minutes: 1 },
        { percent: 10, minutes: 1 },
      ],
    },
    says: /rollout\.steps\[1\]: percent must be more than/,
  },
  { rollout: { steps: [{ percent: 10, minutes: -1 }] }, says: /minutes/ },
  { rollout: { steps: [{ percent: 10 }] }, says: /minutes/ },
  { rollout: { percent: 10, header: { name: 'not a name' } }, says: /rollout\.header: the name of the header must be/ },
  {
    rollout: { percent: 10, header: { name: 'Authorization' } },
    says: /rollout\.header: header "authorization" is a credential/,
  },
  { rollout: { percent: 10, header: { name: 'x', value: ' ' } }, says: /rollout\.header: value must be/ },
  { rollout: { percent: 10, sticky: 'yes' }, says: /sticky/ },
  { rollout: { percent: 10, sticky: { header: 'api-key' } }, says: /rollout\.sticky: header "api-key" is a credential/ },
  { rollout: { percent: 10, failOn: { errorPercent: 101 } }, says: /errorPercent/ },
  { rollout: { percent: 10, failOn: { minCalls: 0 } }, says: /minCalls/ },
  { rollout: { percent: 10, failOn: { errors: 1 } }, says: /errors/ },
  { rollout: { percent: 10, sticki: true }, says: /sticki/ },
  { rollout: 10, says: /rollout/ },
])('refuses $rollout', async ({ rollout, says }) => {
  const { status, body } = await patch({ configurationId: scene.ids.two, rollout })
  expect([status, body.error.message + JSON.stringify(body.error.details ?? '')]).toEqual([400, expect.stringMatching(says)])
})

it.each([
  { name: 'a change of none', body: { rollout: { percent: 10 } }, status: 400, says: /no rollout is under way/ },
  { name: 'the end of none', body: { rollout: null }, status: 412, says: /in the middle of no rollout/ },
  {
    name: 'more than one change',
    body: { rollout: { percent: 1 }, onHangup: 'drain' },
    status: 400,
    says: /rollout and onHangup cannot be changed/,
  },
  {
    name: 'a note that cannot be kept',
    body: { configurationId: 'two', rollout: { percent: 1 }, note: 'a\0b' },
    status: 400,
    says: /NUL/,
  },
  { name: 'a note alone', body: { note: 'x' }, status: 400, says: /body must hold/ },
])('refuses $name', async ({ body, status, says }) => {
  const named = 'configurationId' in body ? { configurationId: scene.ids.two } : {}
  const answer = await patch({ ...body, ...named })
  expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringMatching(says)])
})

it('refuses configurations that cannot be beside the one in use, and leaves nothing behind', async () => {
  const { ids, platform } = scene
  const rollout = { percent: 10 }
  const own = await patch({ configurationId: ids.one, rollout })
  expect([own.status, own.body.error.message]).toEqual([400, expect.stringMatching(/uses already; name another/)])
  expect((await patch({ configurationId: 'there-is-none', rollout })).status).toBe(400)
  expect((await patch({ configurationId: ids.two, rollout: null })).status).toBe(400)
  const several = await scene.deploy({ configurationId: ids.one, name: 'several', targets: [{ configurationId: ids.one }] })
  const spread = await patch({ configurationId: ids.two, rollout }, several)
  expect([spread.status, spread.body.error.message]).toEqual([400, expect.stringMatching(/has several targets/)])
  await change(platform, several, { targetStatus: 'STOPPED' })
  await platform.until(several, 'STOPPED')
  await change(platform, several, { targetStatus: 'RUNNING' })
  expect(must(200, await platform.call('GET', at('/versions'))).count).toBe(1)
  expect((await platform.call('GET', at('/rollout'))).status).toBe(404)
})

it.each([
  { method: 'POST', path: '/promote', status: 412, says: /in the middle of no rollout/ },
  { method: 'POST', path: '/rollback', status: 412, says: /no version before 1/ },
  { method: 'POST', path: '/rollback', body: { version: 9 }, status: 404, says: /has no version 9/ },
  { method: 'POST', path: '/rollback', body: { version: 0 }, status: 400, says: /version/ },
  { method: 'POST', path: '/rollback', body: { to: 1 }, status: 400, says: /to/ },
  { method: 'GET', path: '/versions/9', status: 404, says: /has no version 9/ },
  { method: 'GET', path: '/versions/one', status: 400, says: /version/ },
  { method: 'GET', path: '/versions/1/diff?from=9', status: 404, says: /has no version 9/ },
])('answers $method $path with $status', async ({ method, path, body, status, says }) => {
  const answer = await scene.platform.call(method, at(path), body)
  expect([answer.status, JSON.stringify(answer.body.error)]).toEqual([status, expect.stringMatching(says)])
})

it('refuses another rollout in the middle of one, and mirrors that would be too much of it', async () => {
  const { ids, platform } = scene
  await change(platform, id, { configurationId: ids.two, rollout: { percent: 80 } })
  await rolloutOf(platform, id, 'PROGRESSING')
  const another = await patch({ configurationId: ids.claude, rollout: { percent: 10 } })
  expect([another.status, another.body.error.message]).toEqual([
    412,
    expect.stringMatching(/in the middle of a rollout of configuration/),
  ])
  expect((await patch({ rollout: { strategy: 'mirror' } })).status).toBe(400)
  must(202, await platform.call('POST', at('/rollback'), {}))
})

it('of a group that is not the caller’s answers as if it were not there', async () => {
  await scene.platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'team-x' })
  for (const path of ['/rollout', '/versions', '/versions/1']) {
    const { status } = await scene.platform.call('GET', at(path), undefined, { 'ai-resource-group': 'team-x' })
    expect(status).toBe(404)
  }
})
