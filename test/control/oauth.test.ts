import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ControlUnderTest, openControl } from '../control-harness.ts'

let control: ControlUnderTest
let client: { clientId: string; clientSecret: string }
beforeAll(async () => {
  control = await openControl()
  client = await control.oauthClients.create({ name: 'tests', role: 'admin', resourceGroups: '*' })
})
afterAll(() => control[Symbol.asyncDispose]())

const form = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  control.app.inject({
    method: 'POST',
    url: '/oauth/token',
    payload: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8', ...headers },
  })
const grant = { grant_type: 'client_credentials' }
const credentials = () => ({ client_id: client.clientId, client_secret: client.clientSecret })
const basic = (id: string, secret: string) => ({ authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` })

describe('client credentials', () => {
  it.each([
    ['a form', () => form({ ...grant, ...credentials() })],
    ['JSON', () => control.app.inject({ method: 'POST', url: '/oauth/token', payload: { ...grant, ...credentials() } })],
    ['Basic', () => form(grant, basic(client.clientId, client.clientSecret))],
    ['Basic, percent-encoded', () => form(grant, basic(encodeURIComponent(client.clientId), client.clientSecret))],
    [
      'a slash at the end',
      () => control.app.inject({ method: 'POST', url: '/oauth/token/', payload: { ...grant, ...credentials() } }),
    ],
  ])('by %s', async (_name, ask) => {
    const answer = await ask()
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({
      token_type: 'bearer',
      expires_in: 43_199,
      jti: expect.any(String),
      scope: expect.any(String),
    })
    const token: string = answer.json().access_token
    expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
      client_id: client.clientId,
    })
    expect(
      (await control.app.inject({ url: '/v2/lm/scenarios', headers: { authorization: `Bearer ${token}` } })).statusCode,
    ).toBe(200)
  })

  it.each([
    [
      'a wrong secret',
      () => form({ ...grant, client_id: client.clientId, client_secret: 'no' }),
      401,
      'unauthorized',
      'Bad credentials',
    ],
    ['an unknown client', () => form({ ...grant, client_id: 'no', client_secret: 'no' }), 401, 'unauthorized', 'Bad credentials'],
    ['no client', () => form(grant), 401, 'unauthorized', 'Bad credentials'],
    [
      'Basic without a colon',
      () => form(grant, { authorization: `Basic ${Buffer.from('none').toString('base64')}` }),
      401,
      'unauthorized',
      'Bad credentials',
    ],
    [
      'another grant',
      () => form({ ...credentials(), grant_type: 'password' }),
      400,
      'unsupported_grant_type',
      'grant_type must be "client_credentials"',
    ],
    ['no grant', () => form(credentials()), 400, 'invalid_request', 'grant_type must be "client_credentials"'],
    ['no body', () => control.app.inject({ method: 'POST', url: '/oauth/token' }), 400, 'invalid_request', 'grant_type must be'],
    [
      'a wrong type',
      () => control.app.inject({ method: 'POST', url: '/oauth/token', payload: { grant_type: 5 } }),
      400,
      'invalid_request',
      'grant_type must be a string',
    ],
    [
      'no JSON',
      () =>
        control.app.inject({
          method: 'POST',
          url: '/oauth/token',
          payload: '{',
          headers: { 'content-type': 'application/json' },
        }),
      400,
      'invalid_request',
      'not valid JSON',
    ],
    ['too much', () => form({ ...grant, client_id: 'a'.repeat(100_000) }), 413, 'invalid_request', 'larger'],
    [
      'another media type',
      () => control.app.inject({ method: 'POST', url: '/oauth/token', payload: '<a/>', headers: { 'content-type': 'text/xml' } }),
      415,
      'invalid_request',
      'content-type',
    ],
  ] as const)('refuses %s', async (_name, ask, status, error, description) => {
    const answer = await ask()
    expect([answer.statusCode, answer.json().error]).toEqual([status, error])
    expect(answer.json().error_description).toContain(description)
    expect(Object.keys(answer.json()).sort()).toEqual(['error', 'error_description'])
  })
})
