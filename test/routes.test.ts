import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { servedByGateway } from '../src/dialects/inference-openapi.ts'
import { type Role, roles } from '../src/domain/principal.ts'
import { type ControlUnderTest, openControl } from './control-harness.ts'

/** Every route of the OpenAPI document against everyone who may not use it. New routes are in this test by being there. */

const Access = z.union([z.literal('public'), z.object({ role: z.enum(roles), group: z.enum(['header', 'none', 'scope']) })])
const Document = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ 'x-lectern-access': Access, [servedByGateway]: z.string().optional() })),
  ),
})
type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly access: z.infer<typeof Access>
}

let control: ControlUnderTest
let routes: readonly Route[]
let closed: readonly (Route & { readonly access: { readonly role: Role; readonly group: string } })[]
const keys = { expired: '', revoked: '', teamB: '', byRole: {} as Record<Role, string> }

beforeAll(async () => {
  control = await openControl()
  const { paths } = Document.parse((await control.app.inject({ url: '/openapi.json' })).json())
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    // What the gateway answers itself has the same test at its own door: `inference-access.test.ts`.
    Object.entries(methods)
      .filter(([, operation]) => !operation[servedByGateway])
      .map(([method, operation]) => ({
        method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).parse(method.toUpperCase()),
        path,
        access: operation['x-lectern-access'],
      })),
  )
  closed = routes.flatMap((route) => (route.access === 'public' ? [] : [{ ...route, access: route.access }]))
  keys.expired = await control.keyFor('admin', '*', { expiresAt: control.clock.now() + 1_000 })
  keys.revoked = await control.keyFor('admin')
  await control.apiKeys.revoke(keys.revoked.split('_')[1] ?? '')
  keys.teamB = await control.keyFor('admin', ['team-b'])
  for (const role of roles) keys.byRole[role] = await control.keyFor(role)
  await control.clock.advance(2_000)
})
afterAll(() => control[Symbol.asyncDispose]())

const ids: Readonly<Record<string, string>> = {
  deploymentId: 'd0123456789abcde',
  secretName: 'a-secret',
  dockerRegistryName: 'a-registry',
  resourceGroupId: 'team-a',
  sha256: 'a'.repeat(64),
}
const address = (path: string): string => path.replace(/\{(\w+)\}/g, (_all, name: string) => ids[name] ?? 'some-id')

/** A body that nobody reads: the gate comes first. */
const ask = (route: Route, headers: Record<string, string>) =>
  control.app.inject({
    method: route.method,
    url: address(route.path),
    headers: { ...headers, ...(route.method === 'GET' ? {} : { 'content-type': 'application/json' }) },
    ...(route.method === 'GET' ? {} : { payload: '{ not json' }),
  })

/** Hopsworks words a refusal in a number. */
const numbers: Readonly<Record<number, string>> = { 320002: 'Unauthorized', 320004: 'Forbidden' }
/** Azure words it in its own way. */
const azures: Readonly<Record<string, string>> = {
  AuthenticationFailed: 'Unauthorized',
  AuthorizationFailed: 'Forbidden',
  ResourceNotFound: 'NotFound',
  // As OpenAI does.
  invalid_api_key: 'Unauthorized',
  // As classic Azure OpenAI does: the status itself.
  401: 'Unauthorized',
  PermissionDenied: 'Forbidden',
  404: 'NotFound',
  permission_denied: 'Forbidden',
  not_found: 'NotFound',
}
const Refusal = z.union([
  z.object({ error: z.object({ code: z.string() }) }).transform(({ error }) => azures[error.code] ?? error.code),
  z.object({ errorCode: z.int() }).transform(({ errorCode }) => numbers[errorCode] ?? String(errorCode)),
])
const codeIn = (body: unknown): string => Refusal.parse(body)

const answersOf = async (list: readonly Route[], headersFor: (route: Route) => Record<string, string>) => {
  const answers: Record<string, unknown> = {}
  for (const route of list) {
    const { statusCode, body } = await ask(route, headersFor(route))
    answers[`${route.method} ${route.path}`] = [statusCode, codeIn(JSON.parse(body))]
  }
  return answers
}
const all = (list: readonly Route[], status: number, code: string) =>
  Object.fromEntries(list.map(({ method, path }) => [`${method} ${path}`, [status, code]]))

it('is about all routes', () => {
  expect(routes.length).toBeGreaterThan(70)
  const open = routes.filter(({ access }) => access === 'public').map(({ path }) => path)
  expect([...new Set(open)].sort()).toEqual(['/console/session', '/oauth/token', '/webapps/{name}/public'])
})

describe('who is nobody gets 401 everywhere', () => {
  const someone = { expired: () => keys.expired, revoked: () => keys.revoked }
  it.each([
    { name: 'no credential', headers: () => ({}) },
    { name: 'garbage', headers: () => ({ authorization: 'Bearer garbage' }) },
    { name: 'a garbage token', headers: () => ({ authorization: 'Bearer e30.e30.e30' }) },
    { name: 'a garbage key', headers: () => ({ 'api-key': 'lk_abcdefghijkl_0' }) },
    { name: 'a key of the right form', headers: () => ({ 'x-api-key': `lk_${'a'.repeat(12)}_${'b'.repeat(43)}` }) },
    { name: 'a foreign scheme', headers: () => ({ authorization: 'Basic YWRtaW46YWRtaW4=' }) },
    { name: 'an expired key', headers: () => ({ authorization: `Bearer ${someone.expired()}` }) },
    { name: 'a revoked key', headers: () => ({ authorization: `Bearer ${someone.revoked()}` }) },
  ])('$name', async ({ headers }) => {
    expect(await answersOf(closed, headers)).toEqual(all(closed, 401, 'Unauthorized'))
  })

  it('a token of a client that was revoked', async () => {
    const { clientId, clientSecret } = await control.oauthClients.create({ name: 'x', role: 'admin', resourceGroups: '*' })
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
    const token = (await control.app.inject({ method: 'POST', url: '/oauth/token', payload: form })).json().access_token
    const headers = { authorization: `Bearer ${token}` }
    expect((await control.app.inject({ url: '/v2/lm/meta', headers })).statusCode).toBe(200)
    await control.oauthClients.revoke(clientId)
    expect(await answersOf(closed, () => headers)).toEqual(all(closed, 401, 'Unauthorized'))
  })
})

it('whose role is one too low gets 403 everywhere', async () => {
  const above = closed.filter(({ access }) => access.role !== 'viewer')
  expect(above.length).toBeGreaterThan(30)
  const lower = (route: Route) => roles[roles.indexOf(route.access === 'public' ? 'viewer' : route.access.role) - 1] ?? 'viewer'
  expect(await answersOf(above, (route) => ({ authorization: `Bearer ${keys.byRole[lower(route)]}` }))).toEqual(
    all(above, 403, 'Forbidden'),
  )
})

describe('who is of another tenant', () => {
  const grouped = () => closed.filter(({ access }) => access.group !== 'none')

  it('learns as much of a group that exists as of one that does not', async () => {
    const inGroup = (group: string) => () => ({ authorization: `Bearer ${keys.teamB}`, 'ai-resource-group': group })
    expect(await answersOf(grouped(), inGroup('team-a'))).toEqual(all(grouped(), 404, 'NotFound'))
    expect(await answersOf(grouped(), inGroup('team-x'))).toEqual(all(grouped(), 404, 'NotFound'))
    for (const route of grouped()) {
      const [there, nowhere] = [await ask(route, inGroup('team-a')()), await ask(route, inGroup('team-x')())]
      const plain = (body: string) => body.replaceAll(/team-[ax]/g, 'TEAM').replace(/"request(Id|_id)":"[^"]*"/, '')
      expect(plain(there.body)).toBe(plain(nowhere.body))
    }
  })

  it('may do nothing to the installation', async () => {
    const installation = closed.filter(({ access }) => access.group === 'none' && access.role === 'admin')
    expect(installation.length).toBeGreaterThan(5)
    expect(await answersOf(installation, () => ({ authorization: `Bearer ${keys.teamB}` }))).toEqual(
      all(installation, 403, 'Forbidden'),
    )
  })

  it('may not act for the tenant by its scope header', async () => {
    const scoped = closed.filter(({ access }) => access.group === 'scope')
    expect(scoped.length).toBeGreaterThan(4)
    for (const group of ['', '*', 'team-b']) {
      const headers = { authorization: `Bearer ${keys.teamB}`, 'ai-tenant-scope': 'true', 'ai-resource-group': group }
      expect(await answersOf(scoped, () => headers)).toEqual(all(scoped, 403, 'Forbidden'))
    }
  })
})
