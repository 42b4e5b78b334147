import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { must, openScene, type Scene } from '../conformance/scene.ts'
import { eventually as inTime } from '../gateway-harness.ts'
import type { Json } from '../platform.ts'

/** The two keys of a resource group, from the API to the gateway and into the ledger. */

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
  await scene.platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'blue' })
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())

/** On a machine that has much to do. */
const eventually = (claim: () => boolean | Promise<boolean>) => inTime(claim, 20_000)
const of = (group: string, action: string) => `/v2/admin/resourceGroups/${group}/${action}`
const post = (path: string, body: unknown = undefined, headers: Record<string, string> = {}) =>
  scene.platform.call('POST', path, body, headers)
const keysOf = async (group = 'default'): Promise<{ key1: string; key2: string }> => must(200, await post(of(group, 'listKeys')))
const idOf = (key: string): string => key.split('_')[1] ?? ''

const keyWith = async (role: string, more: Json = {}): Promise<Record<string, string>> => {
  const made = await post('/v2/admin/apiKeys', { name: role, role, resourceGroups: ['default'], ...more })
  return { authorization: `Bearer ${must(201, made).key}` }
}

const chat = (key: string) =>
  fetch(`${scene.platform.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'keyed', messages: [{ role: 'user', content: 'hi' }] }),
  })
const status = async (key: string): Promise<number> => {
  const answer = await chat(key)
  await answer.arrayBuffer()
  return answer.status
}

it('are made when they are first asked for, stay readable, and are charged to themselves', async () => {
  await scene.deploy({ name: 'keyed', parameters: { modelName: 'gpt-5.1' } })
  const keys = await keysOf()
  expect(keys.key1).toMatch(/^lk_/)
  expect(keys.key2).not.toBe(keys.key1)
  expect(await keysOf()).toEqual(keys)
  const listed = must(200, await scene.platform.call('GET', '/v2/admin/apiKeys')).resources as Json[]
  const own = listed.filter(({ name }) => name.startsWith('account key')).sort((one, other) => one.name.localeCompare(other.name))
  expect(own).toMatchObject([
    { id: idOf(keys.key1), name: 'account key 1', role: 'consumer', resourceGroups: ['default'], deployments: '*' },
    { id: idOf(keys.key2), name: 'account key 2' },
  ])
  expect(JSON.stringify(listed)).not.toContain(keys.key1)

  await eventually(async () => (await status(keys.key1)) === 200)
  const from = new Date(scene.platform.clock.now() - 86_400_000).toISOString()
  await eventually(async () => {
    const { body } = await scene.platform.call('GET', `/v2/analytics/usage?start=${from}&interval=month&groupBy=apiKey`)
    return body.resources?.some((row: Json) => row.apiKey === idOf(keys.key1) && row.requests > 0)
  })
})

it('are renewed one at a time: the other goes on, the old text is refused', async () => {
  const before = await keysOf()
  await eventually(async () => (await status(before.key2)) === 200)
  const after = must(200, await post(of('default', 'regenerateKey'), { keyName: 'Key1' }))
  expect(after.key2).toBe(before.key2)
  expect(after.key1).not.toBe(before.key1)
  await eventually(async () => (await status(before.key1)) === 401)
  await eventually(async () => (await status(after.key1)) === 200)
  expect(await status(before.key2)).toBe(200)
  expect(await keysOf()).toEqual(after)
})

it('are renewed by several at once without leaving one more', async () => {
  const before = await keysOf()
  const answers = await Promise.all([1, 2, 3, 4].map(() => post(of('default', 'regenerateKey'), { keyName: 'Key2' })))
  expect(answers.map((each) => each.status)).toEqual([200, 200, 200, 200])
  const after = await keysOf()
  expect(after.key1).toBe(before.key1)
  const listed = must(200, await scene.platform.call('GET', '/v2/admin/apiKeys')).resources as Json[]
  const alive = listed.filter(({ name, revokedAt }) => name === 'account key 2' && revokedAt === null)
  expect(alive.map(({ id }) => id)).toEqual([idOf(after.key2)])
})

it('are switched off and on again for a group', async () => {
  const keys = await keysOf()
  await eventually(async () => (await status(keys.key1)) === 200)
  const off = await scene.platform.call('PUT', of('default', 'accountKeys'), { enabled: false })
  expect([off.status, off.body]).toEqual([200, { enabled: false }])
  await eventually(async () => (await status(keys.key1)) === 403)
  expect(await (await chat(keys.key2)).json()).toMatchObject({
    error: { message: expect.stringMatching(/account key 2 of resource group default is switched off/) },
  })
  expect((await scene.platform.call('GET', of('default', 'accountKeys'))).body).toEqual({ enabled: false })
  for (const [action, body] of [['listKeys'], ['regenerateKey', { keyName: 'Key1' }]] as const)
    expect(await post(of('default', action), body)).toMatchObject({
      status: 403,
      body: { error: { message: expect.stringMatching(/switched off/) } },
    })
  await scene.platform.call('PUT', of('default', 'accountKeys'), { enabled: true })
  await eventually(async () => (await status(keys.key1)) === 200)
  expect(await keysOf()).toEqual(keys)
})

it('are for operators of the whole group alone', async () => {
  const path = of('default', 'listKeys')
  expect((await post(path, undefined, await keyWith('consumer'))).status).toBe(403)
  const oneDeployment = await keyWith('operator', { deployments: ['d0123456789abcde'] })
  expect((await post(path, undefined, oneDeployment)).status).toBe(403)
  const operator = await keyWith('operator')
  expect((await post(path, undefined, operator)).status).toBe(200)
  const elsewhere = await post(of('blue', 'listKeys'), undefined, operator)
  const nowhere = await post(of('nowhere', 'listKeys'), undefined, operator)
  expect([elsewhere.status, nowhere.status]).toEqual([404, 404])
  expect(await post(of('default', 'regenerateKey'), { keyName: 'Key3' }, operator)).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringMatching(/Key1.*Key2/) } },
  })
})

it('go with their group, and open no later one of its name', async () => {
  const { key1 } = await keysOf('blue')
  const models = async () =>
    (await fetch(`${scene.platform.url}/v1/models`, { headers: { authorization: `Bearer ${key1}` } })).status
  await eventually(async () => (await models()) === 200)
  must(202, await scene.platform.call('DELETE', '/v2/admin/resourceGroups/blue'))
  await eventually(async () => {
    await pause(20)
    return (await post('/v2/admin/resourceGroups', { resourceGroupId: 'blue' })).status === 202
  })
  await eventually(async () => (await models()) === 401)
  expect((await keysOf('blue')).key1).not.toBe(key1)
})
