import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ControlApp } from '../../src/dialects/control/app.ts'
import { buildControlApp } from '../../src/dialects/control.ts'
import { type ControlUnderTest, openControl } from '../control-harness.ts'

let control: ControlUnderTest
let auth: { authorization: string }
beforeAll(async () => {
  control = await openControl()
  auth = { authorization: `Bearer ${control.admin}` }
})
afterAll(() => control[Symbol.asyncDispose]())

const url = '/v2/lm/configurations'
const post = (payload: string | Buffer, headers: Record<string, string>) =>
  control.app.inject({ method: 'POST', url, payload, headers: { ...auth, ...headers } })
const json = { 'content-type': 'application/json' }

describe('what clients do to us', () => {
  it.each(['GET', 'DELETE'] as const)('%s with a JSON content type and no body', async (method) => {
    const answer = await control.app.inject({ method, url: '/v2/lm/deployments/d0123456789abcde', headers: { ...auth, ...json } })
    expect(answer.statusCode).toBe(404)
  })

  it.each(['/v2/lm/deployments/', '/v2/lm/deployments/$count/', '/v2/lm/meta/', '/v2/admin/resourceGroups/default/'])(
    'a slash at the end: %s',
    async (path) => {
      expect((await control.app.inject({ url: path, headers: auth })).statusCode).toBe(200)
    },
  )

  it.each([
    ['authorization', (key: string) => `Bearer ${key}`],
    ['authorization', (key: string) => `ApiKey ${key}`],
    ['api-key', (key: string) => key],
    ['x-api-key', (key: string) => key],
  ])('a key in %s', async (header, value) => {
    expect((await control.app.inject({ url: '/v2/lm/meta', headers: { [header]: value(control.admin) } })).statusCode).toBe(200)
  })

  it('no group: default, or the only one that the key has', async () => {
    const key = async (groups: string[]) => ({ 'api-key': await control.keyFor('viewer', groups) })
    expect((await control.app.inject({ url: '/v2/lm/deployments', headers: await key(['team-a']) })).statusCode).toBe(200)
    const answer = await control.app.inject({ url: '/v2/lm/deployments', headers: await key(['team-a', 'team-b']) })
    expect([answer.statusCode, answer.json().error.message]).toEqual([
      400,
      'AI-Resource-Group is required with this credential: one of team-a, team-b',
    ])
  })
})

describe('bodies that are none', () => {
  it.each([
    ['no JSON', '{"name": }', json, 400, 'body is not valid JSON'],
    ['an empty body', '', json, 400, 'body is required'],
    ['white space', ' \n', json, 400, 'body is required'],
    ['null', 'null', json, 400, 'body is required'],
    ['an array', '[]', json, 400, 'body must be an object, got an array'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), json, 400, 'body is not valid UTF-8'],
    ['another charset', '{}', { 'content-type': 'application/json; charset=utf-16' }, 415, 'charset utf-16 is not understood'],
    [
      'another media type',
      'name=x',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'content-type must be application/json',
    ],
    ['no media type', '{}', { 'content-type': '' }, 415, 'content-type must be application/json'],
    ['a compressed body', 'x', { ...json, 'content-encoding': 'gzip' }, 415, 'content-encoding gzip is not understood'],
    ['too deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, json, 400, 'body is nested more than 64 levels deep'],
    [
      'brackets in a string are no depth',
      JSON.stringify({ name: `\\"${'['.repeat(200)}` }),
      json,
      400,
      'executableId is required',
    ],
    ['too large', `"${'a'.repeat(9 * 1024 * 1024)}"`, json, 413, 'body is larger than this server accepts'],
    ['NUL', JSON.stringify({ name: 'a\0' }), json, 400, 'a NUL character or half a surrogate pair'],
    ['half a character', '{"labels":[{"\\ud800":1}]}', json, 400, 'a NUL character or half a surrogate pair'],
  ])('%s', async (_name, payload, headers, status, message) => {
    const answer = await post(payload, headers)
    expect(answer.statusCode).toBe(status)
    expect(answer.json().error.message).toContain(message)
  })

  it('cannot reach a prototype', async () => {
    const payload = '{"__proto__":{"name":"x"},"constructor":{"prototype":{"polluted":true}}}'
    expect((await post(payload, json)).json().error.message).toContain('name is required')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('accepts utf-8 by any spelling', async () => {
    for (const charset of ['utf-8', 'UTF8', '"utf-8"'])
      expect((await post('{}', { 'content-type': `application/json; charset=${charset}` })).statusCode).toBe(400)
  })
})

describe('addresses that are none', () => {
  it.each([
    ['GET', '/v2/lm/nothing', 404, 'NotFound'],
    ['GET', '/nothing', 404, 'NotFound'],
    ['GET', '/v2/lm/deployments/%zz', 400, 'BadRequest'],
    ['GET', '/docs/api/assets/..%2f..%2fpackage.json', 404, 'NotFound'],
    ['GET', '/docs/api/assets/package.json', 404, 'NotFound'],
    ['PUT', '/v2/lm/deployments', 405, 'MethodNotAllowed'],
    ['POST', '/v2/lm/deployments/d0123456789abcde', 405, 'MethodNotAllowed'],
  ] as const)('%s %s → %d', async (method, path, status, code) => {
    const answer = await control.app.inject({ method, url: path })
    expect([answer.statusCode, answer.json().error.code]).toEqual([status, code])
    if (status === 405) expect(answer.headers['allow']).toMatch(/GET/)
  })
})

describe('request ids', () => {
  it('are echoed, made up where absent, and never taken where they could harm a log', async () => {
    const idFor = async (sent?: string) =>
      (await control.app.inject({ url: '/nothing', headers: sent === undefined ? {} : { 'x-request-id': sent } })).headers[
        'x-request-id'
      ]
    expect(await idFor('abc-123')).toBe('abc-123')
    expect(await idFor()).toMatch(/^0{8}-/)
    expect(await idFor('a b\tc')).toMatch(/^0{8}-/)
    expect(await idFor('x'.repeat(200))).toMatch(/^0{8}-/)
  })

  it('are in every line about a request', async () => {
    await control.app.inject({ url: '/v2/lm/meta', headers: { ...auth, 'x-request-id': 'find-me' } })
    expect(control.logged.at(-1)).toMatchObject({
      event: 'control request',
      fields: { requestId: 'find-me', route: '/v2/lm/meta', status: 200, method: 'GET' },
    })
  })
})

it('says nothing about a bug to the caller, and everything to the log', async () => {
  const lines: { event: string; fields: object }[] = []
  const log = { info: () => {}, error: (fields: object, event: string) => void lines.push({ event, fields }) }
  const bug = new Error('secret connection string')
  const app = buildControlApp({
    dialects: [
      {
        id: 'broken',
        renderError: ({ code, message }) => ({ code, message }),
        mount: withRoute({ role: 'viewer', group: 'none' }),
      },
    ],
    identify: () => Promise.reject(bug),
    enterResourceGroup: async () => undefined,
    audit: { note: () => {}, changed: () => {} },
    console: { folder: '/nowhere', random: randomBytes },
    version: '0',
    newRequestId: () => 'made-up',
    log,
  })
  const answer = await app.inject({ url: '/anything' })
  expect([answer.statusCode, answer.body]).toEqual([
    500,
    '{"code":"unavailable","message":"internal error; the request id leads to it in the log"}',
  ])
  expect(lines).toEqual([
    { event: 'control request failed', fields: { requestId: 'made-up', method: 'GET', route: '/anything', err: bug } },
  ])
})

it('does not come up with a route that declares no access', async () => {
  const app = buildControlApp({
    dialects: [{ id: 'open', renderError: () => ({}), mount: withRoute(undefined) }],
    identify: () => Promise.reject(new Error('unused')),
    enterResourceGroup: async () => undefined,
    audit: { note: () => {}, changed: () => {} },
    console: { folder: '/nowhere', random: randomBytes },
    version: '0',
    newRequestId: () => 'made-up',
    log: { info: () => {}, error: () => {} },
  })
  await expect(app.ready()).rejects.toThrow('route GET /anything declares no access')
})

it('serves the API page from here alone', async () => {
  expect(await control.app.inject({ url: '/' })).toMatchObject({ statusCode: 302, headers: { location: 'console/' } })
  const page = await control.app.inject({ url: '/docs/api' })
  expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
  const addresses = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address)
  expect(addresses).toHaveLength(4)
  for (const address of addresses) {
    expect(address).toMatch(/^api\//)
    expect((await control.app.inject({ url: `/docs/${address}` })).statusCode).toBe(200)
  }
})

const withRoute = (access: { role: 'viewer'; group: 'none' } | undefined) => (app: ControlApp) => {
  app.get('/anything', { config: access ? { access } : {} }, async () => 'anything')
}
