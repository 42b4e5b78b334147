import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TableMessage } from '../../src/domain/route.ts'
import { type ControlUnderTest, openControl } from '../control-harness.ts'
import { ledgerEntry } from './limits.ts'

let control: ControlUnderTest
/** What a gateway that is connected hears after its first table. */
let heard: TableMessage[]

beforeEach(async () => {
  control = await openControl()
  await control.limits.refresh()
  control.publisher.open()
  heard = []
  control.publisher.connect('g1', (message) => heard.push(message))
  heard.length = 0
})
afterEach(() => control[Symbol.asyncDispose]())

const as = (key: string, group?: string) => ({ authorization: `Bearer ${key}`, ...(group ? { 'ai-resource-group': group } : {}) })
const asked = (limit: number, more: object = {}) => ({
  resourceType: 'model',
  quotaDetails: { unit: 'requestPerMinute', limit, descriptors: { modelName: 'gpt-5', providerName: 'azure-openai' } },
  reason: 'we grow',
  ...more,
})
const models = (limit?: number) => [
  {
    resourceType: 'model',
    quotaDetails:
      limit === undefined
        ? []
        : [
            {
              unit: 'requestPerMinute',
              limit,
              descriptors: { modelName: 'gpt-5', modelVersion: '*', providerName: 'azure-openai' },
            },
          ],
  },
]
const limitsHeard = () => heard.flatMap((message) => (message.kind === 'limit' ? [message.limit] : []))

describe('SAP’s quota API', () => {
  it('answers as documented: nothing, then what was asked for and approved', async () => {
    expect((await control.call('GET', '/v2/admin/quota/model')).body).toEqual(models())
    const answer = await control.call('POST', '/v2/admin/quota/requests', asked(78), { 'ai-resource-group': 'team-a' })
    expect([answer.status, answer.body]).toEqual([
      202,
      { requestId: expect.stringMatching(/^[0-9a-f-]{36}$/), message: 'The request has been submitted for approval.' },
    ])
    expect((await control.call('GET', '/v2/admin/quota/model')).body).toEqual(models(78))
    expect((await control.call('GET', '/v2/admin/quota/model', undefined, { 'ai-resource-group': 'team-a' })).body).toEqual(
      models(),
    )
    expect((await control.call('GET', '/v2/admin/quota/requests')).body).toEqual([
      expect.objectContaining({ requestId: answer.body.requestId, scope: 'tenant', status: 'APPROVED', reason: 'we grow' }),
    ])
    expect(limitsHeard()).toEqual([
      expect.objectContaining({
        kind: 'quota',
        requestsPerMinute: 78,
        exceptGroups: [],
        scope: expect.objectContaining({ model: 'gpt-5' }),
      }),
    ])
  })

  it('lets a group’s own limit take the place of the tenant’s', async () => {
    await control.call('POST', '/v2/admin/quota/requests', asked(78))
    await control.call('POST', '/v2/admin/quota/requests', asked(5, { scope: 'resource_group' }), {
      'ai-resource-group': 'team-a',
    })
    expect((await control.call('GET', '/v2/admin/quota/model', undefined, { 'ai-resource-group': 'team-a' })).body).toEqual(
      models(5),
    )
    const last = new Map(limitsHeard().map((limit) => [limit.id, limit]))
    expect([...last.values()]).toMatchObject([
      { requestsPerMinute: 78, exceptGroups: ['team-a'], scope: { resourceGroup: null } },
      { requestsPerMinute: 5, exceptGroups: [], scope: { resourceGroup: 'team-a' } },
    ])
  })

  it('changes a limit by another request', async () => {
    await control.call('POST', '/v2/admin/quota/requests', asked(78))
    await control.call('POST', '/v2/admin/quota/requests', asked(100))
    expect((await control.call('GET', '/v2/admin/quota/model')).body).toEqual(models(100))
  })

  it('keeps what others ask for until an administrator decides', async () => {
    const operator = await control.keyFor('operator', ['team-a'])
    const { body } = await control.call(
      'POST',
      '/v2/admin/quota/requests',
      asked(5, { scope: 'resource_group' }),
      as(operator, 'team-a'),
    )
    const own = () => control.call('GET', '/v2/admin/quota/requests', undefined, as(operator, 'team-a'))
    expect((await own()).body).toMatchObject([{ requestId: body.requestId, status: 'PENDING', resourceGroup: 'team-a' }])
    expect(limitsHeard()).toEqual([])
    const path = `/v2/admin/quota/requests/${body.requestId}`
    expect((await control.call('PATCH', path, { status: 'APPROVED' }, as(operator))).status).toBe(403)
    const stranger = await control.keyFor('admin', ['team-b'])
    expect((await control.call('PATCH', path, { status: 'APPROVED' }, as(stranger))).status).toBe(404)
    expect((await control.call('PATCH', path, { status: 'APPROVED' })).body).toMatchObject({ status: 'APPROVED' })
    expect(limitsHeard()).toMatchObject([{ requestsPerMinute: 5 }])
    expect((await control.call('PATCH', path, { status: 'REJECTED' })).status).toBe(412)
    expect((await own()).body).toMatchObject([{ status: 'APPROVED' }])
  })

  it.each([
    { body: asked(1, { resourceType: 'disk' }), names: 'resourceType' },
    { body: asked(-1), names: 'quotaDetails.limit' },
    { body: asked(1, { scope: 'planet' }), names: 'scope' },
    { body: asked(1, { colour: 'red' }), names: 'colour' },
    { body: { ...asked(1), quotaDetails: { ...asked(1).quotaDetails, unit: 'tokens' } }, names: 'quotaDetails.unit' },
    {
      body: { ...asked(1), quotaDetails: { ...asked(1).quotaDetails, descriptors: { modelName: 'm', providerName: 'nobody' } } },
      names: 'providerName',
    },
  ])('refuses what is wrong by name: $names', async ({ body, names }) => {
    const answer = await control.call('POST', '/v2/admin/quota/requests', body)
    expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringContaining(names)])
  })
})

describe('quotas', () => {
  const create = (body: object, headers = {}) => control.call('POST', '/v2/admin/quotas', body, headers)

  it('come, change and go, and gateways hear of each', async () => {
    const { status, body, headers } = await create({
      scope: { resourceGroup: 'team-a', model: 'gpt-5' },
      requestsPerMinute: 60,
      concurrent: 4,
    })
    expect([status, headers['location']]).toEqual([201, `/v2/admin/quotas/${body.id}`])
    expect(body).toMatchObject({
      scope: { resourceGroup: 'team-a', executable: null, deployment: null, model: 'gpt-5', apiKey: null },
      requestsPerMinute: 60,
      tokensPerMinute: null,
      concurrent: 4,
      source: 'operator',
    })
    const path = `/v2/admin/quotas/${body.id}`
    expect((await control.call('PATCH', path, { tokensPerMinute: 1_000, concurrent: null })).body).toMatchObject({
      requestsPerMinute: 60,
      tokensPerMinute: 1_000,
      concurrent: null,
    })
    expect((await control.call('GET', '/v2/admin/quotas')).body).toMatchObject({
      count: 1,
      resources: [{ tokensPerMinute: 1_000 }],
    })
    expect((await control.call('GET', path)).body).toMatchObject({ id: body.id })
    expect((await control.call('DELETE', path)).status).toBe(200)
    expect((await control.call('GET', path)).status).toBe(404)
    expect(heard.map(({ kind }) => kind)).toEqual(['limit', 'limit', 'limit-removed'])
  })

  it('go with their group', async () => {
    await create({ scope: { resourceGroup: 'team-a' }, requestsPerMinute: 1 })
    await control.store.resourceGroups.remove('team-a')
    await control.limits.publish()
    expect(heard.map(({ kind }) => kind)).toEqual(['limit', 'limit-removed'])
  })

  it.each([
    { body: { scope: {} }, names: 'requestsPerMinute' },
    { body: { requestsPerMinute: 1 }, names: 'scope' },
    { body: { scope: { resourceGroup: 'nowhere' }, requestsPerMinute: 1 }, names: 'scope.resourceGroup' },
    { body: { scope: { deployment: 'd0123456789abcde' }, requestsPerMinute: 1 }, names: 'scope.deployment' },
    { body: { scope: { executable: 'nobody' }, requestsPerMinute: 1 }, names: 'scope.executable' },
    { body: { scope: { apiKey: 'nobody' }, requestsPerMinute: 1 }, names: 'scope.apiKey' },
    { body: { scope: { colour: 'red' }, requestsPerMinute: 1 }, names: 'colour' },
    { body: { scope: {}, requestsPerMinute: 1.5 }, names: 'requestsPerMinute' },
    { body: { scope: {}, tokensPerMinute: '5' }, names: 'tokensPerMinute' },
  ])('refuse what is wrong by name: $names', async ({ body, names }) => {
    const answer = await create(body)
    expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringContaining(names)])
  })

  it('take an administrator of what they limit, and are seen by who is limited', async () => {
    const teamAdmin = await control.keyFor('admin', ['team-a'])
    const operator = await control.keyFor('operator', ['team-a'])
    const stranger = await control.keyFor('viewer', ['team-b'])
    const all = await create({ scope: {}, requestsPerMinute: 9 })
    expect((await create({ scope: {}, requestsPerMinute: 1 }, as(teamAdmin))).status).toBe(403)
    expect((await create({ scope: { resourceGroup: 'team-a' }, requestsPerMinute: 1 }, as(operator))).status).toBe(403)
    const own = await create({ scope: { resourceGroup: 'team-a' }, requestsPerMinute: 1 }, as(teamAdmin))
    expect(own.status).toBe(201)
    const seenBy = async (key: string) =>
      (await control.call('GET', '/v2/admin/quotas', undefined, as(key))).body.resources.map(({ id }: { id: string }) => id)
    expect(await seenBy(operator)).toEqual([all.body.id, own.body.id])
    expect(await seenBy(stranger)).toEqual([all.body.id])
    expect((await control.call('GET', `/v2/admin/quotas/${own.body.id}`, undefined, as(stranger))).status).toBe(404)
    expect((await control.call('DELETE', `/v2/admin/quotas/${all.body.id}`, undefined, as(teamAdmin))).status).toBe(403)
  })
})

describe('budgets', () => {
  const create = (body: object) => control.call('POST', '/v2/admin/budgets', { scope: {}, period: 'month', ...body })

  it('show what was spent of them, in decimals and in nano-units', async () => {
    const { status, body } = await create({ amount: '25.00', timezone: 'Europe/Berlin' })
    expect([status, body]).toMatchObject([
      201,
      {
        amount: '25.00',
        amountNano: 25_000_000_000,
        currency: 'USD',
        period: 'month',
        thresholds: [80, 100],
        block: true,
        periodStart: '2026-10-31T23:00:00Z',
        periodEnd: '2026-11-30T23:00:00Z',
        spent: '0.00',
        remaining: '25.00',
        reachedThresholds: [],
      },
    ])
    const path = `/v2/admin/budgets/${body.id}`
    expect((await control.call('PATCH', path, { amountNano: 500, block: false })).body).toMatchObject({
      amount: '0.0000005',
      block: false,
    })
    expect((await control.call('GET', '/v2/admin/budgets')).body).toMatchObject({ count: 1, resources: [{ amountNano: 500 }] })
    expect((await control.call('DELETE', path)).status).toBe(200)
    expect(heard.map(({ kind }) => kind)).toEqual(['limit', 'spent', 'limit', 'limit-removed'])
  })

  it('log a threshold that is reached, once a period, whoever looks how often', async () => {
    const { body } = await create({ amountNano: 1_000, period: 'day', block: false, thresholds: [50, 100] })
    const { no } = await control.store.ledger.boot('g1', process.pid)
    let bytes = 0
    const spend = async (cost: number): Promise<void> => {
      const from = { no, boot: 'g1', pid: process.pid, number: 1, bytes }
      bytes += 1
      const ended = [ledgerEntry(bytes, control.clock.now(), cost)]
      const batch = { from, to: { number: 1, bytes }, ended, withdrawn: [], opened: [], closed: [], rates: [] }
      expect(await control.store.ledger.apply(batch)).toBe(true)
      await control.limits.refresh()
      await control.limits.refresh()
    }
    const told = () => control.logged.flatMap(({ event, fields }) => (/ is reached$/.test(event) ? [{ ...fields }] : []))
    await spend(499)
    expect(told()).toEqual([])
    await spend(1)
    expect(told()).toMatchObject([{ budgetId: body.id, threshold: 50, spent: 500 }])
    expect(control.logged.map(({ event }) => event)).toContainEqual(
      expect.stringMatching(/ a day for .+ is spent: 50 % is reached$/),
    )
    await spend(900)
    expect(told()).toMatchObject([{ threshold: 50 }, { threshold: 100, spent: 1_400 }])
    expect((await control.call('GET', `/v2/admin/budgets/${body.id}`)).body).toMatchObject({
      remainingNano: -400,
      reachedThresholds: [50, 100],
    })
    expect(heard.filter(({ kind }) => kind === 'spent').at(-1)).toMatchObject({ spent: { nano: 1_400 } })
    await control.clock.advance(86_400_000)
    await spend(600)
    expect(told().length).toBe(3)
  })

  it.each([
    { body: {}, names: 'amount' },
    { body: { amount: '1', amountNano: 1 }, names: 'amount' },
    { body: { amount: 5 }, names: 'amount' },
    { body: { amount: '-5' }, names: 'amount' },
    { body: { amount: '1.0000000001' }, names: 'amount' },
    { body: { amount: '9000000.01' }, names: '9000000' },
    { body: { amount: '1', period: 'fortnight' }, names: 'period' },
    { body: { amount: '1', timezone: 'Mars/Olympus' }, names: 'timezone' },
    { body: { amount: '1', currency: 'usd' }, names: 'currency' },
    { body: { amount: '1', thresholds: [50, 50] }, names: 'thresholds' },
    { body: { amount: '1', thresholds: [0] }, names: 'thresholds' },
    { body: { amount: '1', colour: 'red' }, names: 'colour' },
  ])('refuse what is wrong by name: $body', async ({ body, names }) => {
    const answer = await create(body)
    expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringContaining(names)])
  })
})
