import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openScene, type Scene } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
  await scene.model('own', 1, { 'anything.txt': 'x' })
})
afterAll(() => scene[Symbol.asyncDispose]())

let count = 0
const make = async (scopes: readonly string[], more = '', key?: string) => {
  const query = scopes.map((each) => `&scope=${each}`).join('')
  return scene.call('POST', `/users/apiKey?name=key${++count}${query}${more}`, undefined, key ? { key } : {})
}
const keyWith = async (...scopes: string[]): Promise<string> => {
  const { status, body } = await make(scopes)
  expect([status, body.scope]).toEqual([201, scopes])
  return body.key
}

describe('API keys with scopes', () => {
  it('are made, shown once, listed and revoked', async () => {
    const { body: made } = await make(['SERVING', 'PROJECT'])
    expect(made).toMatchObject({ name: `key${count}`, key: expect.stringMatching(/^lk_/), scope: ['SERVING', 'PROJECT'] })
    const { key, ...shown } = made
    expect((await scene.call('GET', `/users/apiKey/${made.name}`)).body).toEqual(shown)
    expect((await scene.call('GET', '/users/apiKey')).body.items).toContainEqual(shown)
    expect((await scene.control.call('GET', '/v2/admin/apiKeys')).body.resources).toContainEqual(
      expect.objectContaining({ id: made.prefix, scopes: ['SERVING', 'PROJECT'] }),
    )
    expect((await scene.call('GET', '/users/apiKey/session', undefined, { key })).body).toMatchObject({
      name: made.name,
      scope: made.scope,
    })
    expect((await scene.call('DELETE', `/users/apiKey/${made.name}`)).status).toBe(204)
    expect((await scene.call('GET', '/users/apiKey/session', undefined, { key })).status).toBe(401)
    expect(await scene.call('GET', `/users/apiKey/${made.name}`)).toMatchObject({ status: 404, body: { errorCode: 320002 } })
  })

  const parts = [
    { scope: 'PROJECT', method: 'GET', path: '/project' },
    { scope: 'DATASET_VIEW', method: 'GET', path: 'dataset/Models' },
    { scope: 'DATASET_CREATE', method: 'POST', path: 'dataset/Resources%2Fmade?action=create' },
    { scope: 'DATASET_DELETE', method: 'DELETE', path: 'dataset/Resources%2Fmade' },
    { scope: 'MODELREGISTRY', method: 'GET', path: 'modelregistries' },
    { scope: 'SERVING', method: 'GET', path: 'serving' },
    { scope: 'KAFKA', method: 'GET', path: 'kafka/topics' },
  ] as const
  it.each(parts)('open $method $path with $scope, and with no other', async ({ scope, method, path }) => {
    const others = [...new Set(parts.map((each) => each.scope))].filter((each) => each !== scope)
    const narrowed = scope === 'DATASET_VIEW' ? others.filter((each) => !each.startsWith('DATASET')) : others
    expect(await scene.call(method, path, undefined, { key: await keyWith(...narrowed) })).toMatchObject({
      status: 403,
      body: {
        errorCode: 320004,
        usrMsg: expect.stringMatching(new RegExp(`scope \\[[A-Z_, ]*${scope}[A-Z_, ]*\\]; this key has`)),
      },
    })
    expect((await scene.call(method, path, undefined, { key: await keyWith(scope) })).status).toBeLessThan(300)
  })

  it('open nothing but this API, and no calls without SERVING', async () => {
    const key = await keyWith('DATASET_VIEW', 'MODELREGISTRY', 'FEATURESTORE')
    const as = { authorization: `Bearer ${key}` }
    for (const path of ['/v2/lm/deployments', '/v2/admin/apiKeys', '/v2/lm/configurations'])
      expect(await scene.control.call('GET', path, undefined, as)).toMatchObject({
        status: 403,
        body: { error: { message: expect.stringMatching(/no scope opens this, and this key has \[DATASET_VIEW/) } },
      })
    // What clients ask when they log in
    for (const path of ['/variables/versions', '/users/apiKey/session'])
      expect((await scene.call('GET', path, undefined, { key })).status).toBe(200)
    expect((await scene.call('GET', 'inference/endpoints', undefined, { key })).status).toBe(200)
    expect((await scene.call('GET', '/users/apiKey', undefined, { key })).status).toBe(403)
    const stored = (await scene.control.store.apiKeys.list()).find(({ scopes }) => scopes?.includes('FEATURESTORE'))
    expect(stored).toMatchObject({ role: 'operator', deployments: [] })
  })

  it('reach as far as the key that made them, or less', async () => {
    const operator = await scene.control.keyFor('operator', ['team-a', 'team-b'])
    const { body } = await make(['PROJECT'], '&project=team-a', operator)
    const seen = await scene.call('GET', '/project', undefined, { key: body.key })
    expect(seen.body.map(({ project }: { project: { name: string } }) => project.name)).toEqual(['team-a'])
    expect((await make(['PROJECT'], '&project=default', operator)).status).toBe(404)
    expect((await make(['PROJECT'], '', await scene.control.keyFor('consumer'))).status).toBe(403)
  })

  it.each([
    { name: 'no scope', scopes: [], errorCode: 320006 },
    { name: 'a scope that there is not', scopes: ['EVERYTHING'], errorCode: 320001 },
    { name: 'the scope of administrators', scopes: ['ADMIN'], errorCode: 320001 },
  ])('are not made with $name', async ({ scopes, errorCode }) => {
    expect(await make(scopes)).toMatchObject({ status: 400, body: { errorCode } })
  })

  it('have names of their own', async () => {
    await make(['PROJECT'])
    expect(await scene.call('POST', `/users/apiKey?name=key${count}&scope=PROJECT`)).toMatchObject({
      status: 400,
      body: { errorCode: 320007 },
    })
    expect(await scene.call('POST', '/users/apiKey?scope=PROJECT')).toMatchObject({ status: 400, body: { errorCode: 320008 } })
  })

  it('stand for roles where a key has none', async () => {
    for (const [role, scope] of [
      ['viewer', ['PROJECT', 'USER', 'DATASET_VIEW']],
      ['consumer', ['PROJECT', 'USER', 'DATASET_VIEW', 'SERVING']],
      ['operator', expect.arrayContaining(['MODELREGISTRY', 'KAFKA'])],
      ['admin', expect.arrayContaining(['ADMIN'])],
    ] as const) {
      const { body } = await scene.call('GET', '/users/apiKey/session', undefined, { key: await scene.control.keyFor(role) })
      expect(body.scope).toEqual(scope)
    }
  })
})
