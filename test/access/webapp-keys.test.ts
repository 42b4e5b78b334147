import { afterAll, beforeAll, expect, it } from 'vitest'
import { deployMyModel } from '../my-model.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Json, type Platform, startPlatform } from '../platform.ts'

let platform: Platform
let upstream: OpenaiUpstream
beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  platform = await startPlatform({ settings: { allowPrivate: true } })
}, 60_000)
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]()
  await upstream?.[Symbol.asyncDispose]()
})

it('the key of a chat app that everybody may use goes with its deployment', async () => {
  const { call, url } = platform
  const id = await deployMyModel(platform, upstream)
  const other = (await call('POST', '/v2/admin/apiKeys', { name: 'other', role: 'consumer', resourceGroups: ['default'] })).body
  const opened = await call('POST', `/v2/lm/deployments/${id}/webapp`, { public: true })
  expect(opened).toMatchObject({ status: 200, body: { apiKey: expect.any(String) } })
  const { token } = (await (await fetch(`${url}/webapps/mine/public`)).json()) as { token: string }
  const models = () => fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${token}` } })
  expect((await models()).status).toBe(200)

  await call('PATCH', `/v2/lm/deployments/${id}`, { targetStatus: 'STOPPED' })
  await platform.until(id, 'STOPPED')
  expect((await models()).status).not.toBe(401)
  expect((await call('DELETE', `/v2/lm/deployments/${id}`)).status).toBe(202)
  await expect.poll(async () => (await call('GET', `/v2/lm/deployments/${id}`)).status).toBe(404)
  const keys: Json[] = (await call('GET', '/v2/admin/apiKeys')).body.resources
  expect(keys.find((each) => each.id === opened.body.apiKey)).toMatchObject({ revokedAt: expect.any(String) })
  expect(keys.find((each) => each.id === other.id)).toMatchObject({ revokedAt: null })
  // So does the token that its page has.
  await expect.poll(async () => (await models()).status).toBe(401)
  expect((await fetch(`${url}/webapps/mine/public`)).status).toBe(404)
})
