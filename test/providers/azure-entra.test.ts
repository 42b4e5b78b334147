import { afterAll, beforeAll, expect, it } from 'vitest'
import { entraApplication } from '../upstreams/tokens.ts'
import { openProviders, type Providers } from './scene.ts'

let scene: Providers
let url: string
const chat = { messages: [{ role: 'user', content: 'Hello' }] }

beforeAll(async () => {
  scene = await openProviders()
  url = await scene.deploy('azure-openai', { modelName: 'gpt-5', connection: 'entra' })
})
afterAll(() => scene[Symbol.asyncDispose]())

it("calls Azure with the application's token, asked for once", async () => {
  for (const _ of [1, 2, 3]) expect((await scene.post(`${url}/chat/completions`, chat)).status).toBe(200)
  for (const { headers } of scene.azure.received) {
    expect(headers.authorization).toBe('Bearer token-1')
    expect(headers['api-key']).toBeUndefined()
  }
  expect(scene.tokens.received).toHaveLength(1)
})

it('is tried out with a token that was just given', async () => {
  const { body } = await scene.platform.call('POST', '/v2/admin/connections/entra/test')
  expect(body).toMatchObject({ ok: true })
})

it.each([
  [{ apiKey: 'k', clientId: 'c' }, 'needs either apiKey, or'],
  [{ tenantId: 't', clientId: 'c' }, 'belong together'],
  [{ authority: 'https://login.microsoftonline.us' }, 'belong together'],
])('refuses half a credential (%#)', async (credential, words) => {
  const answer = await scene.connect('half', { provider: 'azure-openai', baseUrl: scene.azure.address, credential })
  expect([answer.status, JSON.stringify(answer.body)]).toEqual([400, expect.stringContaining(words)])
})

it('says that the connection is at fault where the secret is wrong, and never repeats it', async () => {
  const credential = { ...entraApplication, clientSecret: 'expired-secret', authority: `${scene.tokens.address}/entra` }
  await scene.connect('expired', { provider: 'azure-openai', baseUrl: scene.azure.address, credential })
  const broken = await scene.deploy('azure-openai', { modelName: 'gpt-5', connection: 'expired' })
  const answer = await scene.post(`${broken}/chat/completions`, chat)
  const text = await answer.text()
  expect([answer.status, JSON.parse(text).error.code]).toEqual([502, 'upstream_auth'])
  expect(text).toContain('AADSTS7000215')
  expect(text).not.toContain('expired-secret')
})
