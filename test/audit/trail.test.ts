import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type ControlUnderTest, openControl } from '../control-harness.ts'

/** Who changed what: in the trail, whichever dialect it was asked in, and for nobody who may not know. */

let control: ControlUnderTest
let operator: string

beforeAll(async () => {
  control = await openControl()
  operator = await control.keyFor('operator', ['team-a'])
})
afterAll(() => control[Symbol.asyncDispose]())

const as = (key: string, group?: string): Record<string, string> => ({
  authorization: `Bearer ${key}`,
  ...(group ? { 'ai-resource-group': group } : {}),
})
// biome-ignore lint/suspicious/noExplicitAny: entries are looked into freely
const trail = async (query = '', key?: string): Promise<any[]> => {
  const { status, body } = await control.call('GET', `/v2/admin/audit?${query}`, undefined, key ? as(key) : {})
  expect(status).toBe(200)
  return body.resources
}

const secret = (name: string) => ({ name, data: { password: 'cGxhbnRlZC1zZWNyZXQ=' } })

describe('the audit trail', () => {
  it('has a line for what was done: who, what, which one, in which group, from where', async () => {
    const asked = await control.call('POST', '/v2/admin/secrets', secret('one'), {
      ...as(operator, 'team-a'),
      'x-forwarded-for': '203.0.113.7',
      'x-request-id': 'r-one',
    })
    expect(asked.status).toBe(200)
    const [entry] = await trail('target=one')
    expect(entry).toEqual({
      id: expect.any(String),
      at: '2026-11-20T12:00:00.000Z',
      actorKind: 'apiKey',
      actorId: operator.split('_')[1],
      actorName: 'operator',
      action: 'secrets.create',
      call: 'POST /v2/admin/secrets',
      resourceGroup: 'team-a',
      targetKind: 'secrets',
      target: 'one',
      status: 200,
      outcome: 'done',
      message: null,
      requestId: 'r-one',
      address: '203.0.113.7',
    })
  })

  it('has a line for what was refused, and why: by role, by group, by what was sent', async () => {
    const viewer = await control.keyFor('viewer', ['team-a'])
    const asked = { ...as(viewer, 'team-a'), 'x-request-id': 'r-role' }
    expect((await control.call('POST', '/v2/admin/secrets', secret('two'), asked)).status).toBe(403)
    await control.call('POST', '/v2/admin/secrets', secret('two'), { ...as(operator, 'team-b'), 'x-request-id': 'r-group' })
    const wrong = { name: 'two', data: { password: 'planted-in-a-body!' } }
    await control.call('POST', '/v2/admin/secrets', wrong, { ...as(operator, 'team-a'), 'x-request-id': 'r-body' })
    const refused = Object.fromEntries((await trail('outcome=refused')).map((entry) => [entry.requestId, entry]))
    expect(refused).toMatchObject({
      'r-role': { status: 403, actorId: viewer.split('_')[1], resourceGroup: null, message: expect.stringContaining('operator') },
      'r-group': { status: 404, resourceGroup: null, message: expect.stringContaining('team-b') },
      'r-body': { status: 400, resourceGroup: 'team-a', target: null, message: expect.stringContaining('data') },
    })
    expect(JSON.stringify(refused)).not.toContain('planted-in-a-body')
  })

  it('has no line for what was only read or asked, nor for who is nobody', async () => {
    const before = (await trail()).length
    await control.call('GET', '/v2/lm/deployments')
    await control.call('POST', '/v2/analytics/estimate', {})
    await control.call('POST', '/v2/admin/servingTemplates/validate', {})
    await control.call('POST', '/v2/admin/secrets', secret('three'), { authorization: 'Bearer nobody' })
    await control.call('POST', '/v2/nowhere', {})
    expect(await trail()).toHaveLength(before)
  })

  it('names things alike in every dialect', async () => {
    const arm = '/subscriptions/any/resourceGroups/any/providers/Microsoft.CognitiveServices/accounts/team-a'
    await control.call('DELETE', `${arm}/deployments/none?api-version=2025-06-01`)
    await control.call('DELETE', '/hopsworks-api/api/project/team-a/serving/4711')
    await control.call('DELETE', '/v2/lm/deployments/d0123456789abcde', undefined, { 'ai-resource-group': 'team-a' })
    await control.call('POST', '/v2/admin/apiKeys', { name: 'ours', role: 'viewer', resourceGroups: ['team-a'] })
    const [key, ...deployments] = await trail('$top=4')
    expect(deployments.map(({ action, targetKind, target }) => [action, targetKind, target]).sort()).toEqual([
      ['deployments.delete', 'deployments', '4711'],
      ['deployments.delete', 'deployments', 'd0123456789abcde'],
      ['deployments.delete', 'deployments', 'none'],
    ])
    expect(deployments.map(({ resourceGroup }) => resourceGroup)).toEqual(['team-a', 'team-a', 'team-a'])
    expect(key).toMatchObject({ action: 'keys.create', targetKind: 'keys', target: expect.stringMatching(/^[A-Za-z0-9]{12}$/) })
  })

  it('says of an act at several things what became of each, and whom a link signs in', async () => {
    const some = ['d0123456789abcd1', 'd0123456789abcd2'].map((id) => ({ id, targetStatus: 'STOPPED' }))
    const bulk = { ...as(operator, 'team-a'), 'x-request-id': 'r-bulk' }
    expect((await control.call('PATCH', '/v2/lm/deployments', { deployments: some }, bulk)).status).toBe(202)
    const lines = (await trail('$top=10')).filter(({ requestId }) => requestId === 'r-bulk')
    expect(lines.map(({ target, outcome, message }) => [target, outcome, typeof message])).toEqual([
      ['d0123456789abcd2', 'refused', 'string'],
      ['d0123456789abcd1', 'refused', 'string'],
    ])
    const { body: bea } = await control.call('POST', '/v2/admin/people', { name: 'bea', role: 'viewer', resourceGroups: '*' })
    expect((await control.call('POST', '/v2/admin/sign-in-links', { person: 'bea' })).status).toBe(201)
    expect((await trail('$top=1'))[0]).toMatchObject({ action: 'people.sign-in-link', target: bea.id })
    const made = await control.call('POST', '/hopsworks-api/api/users/apiKey?name=theirs&scope=SERVING', undefined, as(operator))
    expect(made.status).toBe(201)
    expect((await trail('$top=1'))[0]).toMatchObject({ action: 'keys.create', target: 'theirs' })
  })

  it('names the groups that a thing is for, a line in each, where the call itself names none', async () => {
    let asked = 0
    const lines = async (method: 'POST' | 'DELETE', path: string, body?: object): Promise<Answer> => {
      asked += 1
      const requestId = `r-groups-${asked}`
      const answer = await control.call(method, path, body, { 'x-request-id': requestId })
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
      const found = (await trail('$top=10')).filter((entry) => entry.requestId === requestId)
      return { ...answer, headers: {}, body: { ...answer.body, groups: found.map((entry) => entry.resourceGroup).sort() } }
    }
    const both = ['team-a', 'team-b']
    const grant = { role: 'viewer', resourceGroups: both }
    const things = [
      ['/v2/admin/apiKeys', { name: 'for both', ...grant }, 'id', both],
      ['/v2/admin/oauthClients', { name: 'for both', ...grant }, 'clientid', both],
      ['/v2/admin/people', { name: 'cleo', ...grant }, 'id', both],
      ['/v2/admin/quotas', { scope: { resourceGroup: 'team-a' }, requestsPerMinute: 5 }, 'id', ['team-a']],
      [
        '/v2/admin/budgets',
        { scope: { resourceGroup: 'team-a' }, amount: '5', currency: 'USD', period: 'month' },
        'id',
        ['team-a'],
      ],
      ['/v2/admin/apiKeys', { name: 'for all', role: 'viewer', resourceGroups: '*' }, 'id', [null]],
      ['/v2/admin/budgets', { scope: {}, amount: '5', currency: 'USD', period: 'month' }, 'id', [null]],
    ] as const
    for (const [path, body, id, groups] of things) {
      const made = await lines('POST', path, body)
      expect(made.body.groups, path).toEqual(groups)
      expect((await lines('DELETE', `${path}/${encodeURIComponent(made.body[id])}`)).body.groups, path).toEqual(groups)
    }
    expect((await lines('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'team-c' })).body.groups).toEqual(['team-c'])
  })

  it('has nothing that an address held besides a place', async () => {
    const source = 'ftp://ann:planted@example.org/model.gguf?token=planted'
    const asked = await control.call('POST', '/v2/admin/models/imports', { source })
    expect(asked.status).toBe(400)
    const [entry] = await trail('action=imports')
    expect(entry.message).toContain('ftp://[hidden]@example.org/model.gguf?[hidden]')
    expect(JSON.stringify(entry)).not.toContain('planted')
  })

  it('shows an operator what happened in their groups alone', async () => {
    await control.call('POST', '/v2/admin/secrets', secret('elsewhere'), { 'ai-resource-group': 'team-b' })
    const mine = await trail('', operator)
    expect(mine.length).toBeGreaterThan(0)
    expect(new Set(mine.map(({ resourceGroup }) => resourceGroup))).toEqual(new Set(['team-a']))
    expect(await trail('resourceGroup=team-b', operator)).toEqual([])
    expect(await trail('resourceGroup=team-b&target=elsewhere')).toHaveLength(1)
    const viewer = as(await control.keyFor('viewer'))
    expect((await control.call('GET', '/v2/admin/audit', undefined, viewer)).status).toBe(403)
    const narrow = as(await control.keyFor('operator', ['team-a'], { deployments: ['d0123456789abcde'] }))
    expect((await control.call('GET', '/v2/admin/audit', undefined, narrow)).status).toBe(403)
  })

  it('is read in pages, filtered, and as CSV in which no cell is a formula', async () => {
    await control.call('POST', '/v2/admin/secrets', secret('one'), as(operator, 'team-a'))
    const all = await trail('$top=1000')
    const read: unknown[] = []
    for (let cursor = ''; read.length < all.length; ) {
      const { body } = await control.call('GET', `/v2/admin/audit?$top=3${cursor && `&cursor=${cursor}`}`)
      read.push(...body.resources)
      cursor = body.cursor ?? ''
      if (cursor === '') break
    }
    expect(read).toEqual(all)
    expect(await trail('action=secrets&outcome=done&actor=operator')).not.toHaveLength(0)
    expect(await trail('action=secret')).toEqual([])
    expect((await control.call('GET', '/v2/admin/audit?cursor=x')).body.error.target).toBe('cursor')
    expect((await control.call('GET', '/v2/admin/audit?who=x')).status).toBe(400)
    await control.call('DELETE', '/v2/admin/secrets/=1+1', undefined, as(operator, 'team-a'))
    const csv = (await control.call('GET', '/v2/admin/audit', undefined, { accept: 'text/csv' })).body as string
    expect(csv.split('\r\n')[0]).toBe(
      'id,at,actorKind,actorId,actorName,action,call,resourceGroup,targetKind,target,status,outcome,message,requestId,address',
    )
    expect(csv).not.toMatch(/(^|,)"?=/m)
  })
})

describe('what Lectern does itself', () => {
  it('is in the trail with nobody as its caller', async () => {
    control.itself({ action: 'deployments.delete', resourceGroup: 'team-a', deploymentId: 'd1', message: 'its time is over' })
    expect((await trail('actor=lectern'))[0]).toMatchObject({
      actorKind: 'lectern',
      action: 'deployments.delete',
      call: null,
      status: null,
      requestId: null,
      target: 'd1',
      message: 'its time is over',
    })
  })
})

describe('who signs in and out', () => {
  it('is in the trail, done or refused, and no token of theirs is', async () => {
    const password = 'planted-correct-horse'
    const person = { name: 'ann', displayName: 'Ann', role: 'operator', resourceGroups: ['team-a'], password }
    expect((await control.call('POST', '/v2/admin/people', person)).status).toBe(201)
    const ours = { 'sec-fetch-site': 'same-origin', authorization: '' }
    const signIn = (word: string) => control.call('POST', '/console/session', { name: 'ann', password: word }, ours)
    expect((await signIn('planted-wrong')).status).toBe(401)
    const done = await signIn(password)
    expect(done.status).toBe(200)
    const cookie = String(done.headers['set-cookie']).split(';')[0] ?? ''
    await control.call('DELETE', '/console/session', undefined, { ...ours, cookie })
    const entries = await trail('action=sessions')
    expect(entries.map(({ action, outcome, actorKind, actorName }) => [action, outcome, actorKind, actorName])).toEqual([
      ['sessions.sign-out', 'done', 'person', 'Ann'],
      ['sessions.sign-in', 'done', 'person', 'Ann'],
      ['sessions.sign-in', 'refused', 'person', 'Ann'],
    ])
    const all = JSON.stringify(await trail('$top=1000'))
    for (const secret of ['planted', done.body.token, cookie.split('=')[1] ?? '']) expect(all).not.toContain(secret)
  })
})
