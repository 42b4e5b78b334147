import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ControlUnderTest, openControl } from '../control-harness.ts'
import { anEntry } from '../ledger/samples.ts'

let control: ControlUnderTest
beforeAll(async () => {
  control = await openControl()
})
afterAll(() => control[Symbol.asyncDispose]())

const tokens = { input: 1_000_000_000, cachedInput: null, cacheWrite: null, output: 2_000_000_000 }
const card = { kind: 'tokens', model: 'm', validFrom: '2026-11-01', tokens }
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

describe('rate cards', () => {
  it('are made, listed, changed and removed', async () => {
    const made = await control.call('POST', '/v2/admin/rates', card)
    expect(made).toMatchObject({ status: 201, headers: { location: `/v2/admin/rates/${made.body.id}` } })
    expect(made.body).toMatchObject({ ...card, currency: 'USD', executableId: null, nanoPerHour: null, source: 'operator' })
    const url = `/v2/admin/rates/${made.body.id}`
    const changed = await control.call('PATCH', url, { validUntil: '2026-12-01', tokens: { ...tokens, input: 1 } })
    expect(changed.body).toMatchObject({ validUntil: '2026-12-01', tokens: { input: 1, output: 2_000_000_000 } })
    expect((await control.call('GET', url)).body).toEqual(changed.body)
    const corrected = await control.call('POST', '/v2/admin/rates', { ...card, replaces: made.body.id })
    expect((await control.call('GET', '/v2/admin/rates')).body).toEqual({ count: 2, resources: [changed.body, corrected.body] })
    for (const { body } of [made, corrected])
      expect((await control.call('DELETE', `/v2/admin/rates/${body.id}`)).status).toBe(200)
    expect((await control.call('GET', url)).status).toBe(404)
    expect(control.audited.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['rate card created', 'rate card changed', 'rate card removed']),
    )
  })

  it('are an administrator’s of the whole installation to set, and everybody’s to read', async () => {
    for (const key of [await control.keyFor('operator'), await control.keyFor('admin', ['team-a'])]) {
      expect((await control.call('POST', '/v2/admin/rates', card, bearer(key))).status).toBe(403)
      expect((await control.call('POST', '/v2/admin/rates/rerate', {}, bearer(key))).status).toBe(403)
      expect((await control.call('GET', '/v2/admin/rates', undefined, bearer(key))).status).toBe(200)
    }
  })

  it.each([
    { body: { ...card, kind: 'water' }, names: /kind.*tokens.*instance.*unit/ },
    { body: { ...card, tokens: undefined }, names: /tokens/ },
    { body: { ...card, tokens: { ...tokens, input: -1 } }, names: /tokens\.input/ },
    { body: { ...card, tokens: { ...tokens, input: 1.5 } }, names: /tokens\.input/ },
    { body: { ...card, nanoPerHour: 1 }, names: /nanoPerHour/ },
    { body: { ...card, kind: 'unit' }, names: /nanoPerHour/ },
    { body: { kind: 'instance', validFrom: '2026-11-01', nanoPerHour: 1, serviceTier: 'priority' }, names: /serviceTier/ },
    { body: { ...card, instanceType: 'infer.s' }, names: /instanceType/ },
    { body: { ...card, model: undefined, modelVersion: '1' }, names: /modelVersion/ },
    { body: { ...card, validFrom: 'soon' }, names: /validFrom/ },
    { body: { ...card, validUntil: '2026-11-01' }, names: /validUntil/ },
    { body: { ...card, currency: 'dollars' }, names: /currency/ },
    { body: { ...card, deploymentType: 'free' }, names: /deploymentType.*standard/ },
    { body: { ...card, executableId: 'nobody' }, names: /executableId.*openai/ },
    { body: { ...card, replaces: '00000000-0000-4000-8000-00000000ffff' }, names: /replaces/ },
    { body: { ...card, colour: 'red' }, names: /colour/ },
  ])('are refused where they make no sense: $names', async ({ body, names }) => {
    const answer = await control.call('POST', '/v2/admin/rates', body)
    expect([answer.status, answer.body.error?.message]).toEqual([400, expect.stringMatching(names)])
  })

  it('change what deployments are published with', async () => {
    control.kicked.length = 0
    const { body } = await control.call('POST', '/v2/admin/rates', { ...card, model: 'gpt-4o' })
    const route = {
      deploymentId: 'd1',
      executableId: 'x',
      modelName: 'gpt-4o',
      modelVersion: '1',
      prices: [],
      targets: [{ id: 'remote:x' }],
    }
    const priced = (more: object) => control.rates.priced({ ...route, ...more } as never).prices
    expect(priced({})).toMatchObject([{ validFrom: '2026-11-01', input: 1_000_000_000, rateCard: body.id }])
    expect(priced({ terms: { type: 'batch', residency: 'global' } })).toMatchObject([{ share: 'half' }])
    expect(priced({ terms: { type: 'standard', residency: 'global', serviceTier: 'priority' } })).toMatchObject([
      { assumed: true },
    ])
    await control.call('DELETE', `/v2/admin/rates/${body.id}`)
    expect(priced({})).toEqual([])
    expect(priced({ targets: [{ id: 'd1-1' }] })).toMatchObject([{ share: 'none' }])
  })
})

describe('an estimate', () => {
  const ask = async (body: object) => {
    const answer = await control.call('POST', '/v2/analytics/estimate', body)
    return answer.status === 200 ? answer.body : [answer.status, answer.body.error.message]
  }
  const workload = { requestsPerMinute: 18, inputTokens: 1_000, outputTokens: 300 }

  beforeAll(async () => {
    await control.call('PUT', '/v2/admin/catalog/openai/gpt-5.6-sol', {
      versions: [
        { name: '1', latestFrom: '1970-01-01', prices: [{ currency: 'USD', input: 5_000_000_000, output: 30_000_000_000 }] },
      ],
    })
    for (const body of [
      { kind: 'unit', model: 'gpt-5.6-sol', validFrom: '2026-01-01', nanoPerHour: 1_000_000_000 },
      { kind: 'instance', instanceType: 'infer.s', validFrom: '2026-01-01', nanoPerHour: 1_200_000_000, currency: 'EUR' },
    ])
      expect((await control.call('POST', '/v2/admin/rates', body)).status).toBe(201)
  })

  it('of tokens is what so many calls cost, half of it in batches', async () => {
    // 18 × 60 × 730 calls of 1000 × 5 + 300 × 30 millionths.
    expect(await ask({ model: 'gpt-5.6-sol', executableId: 'openai', type: 'standard', workload })).toMatchObject({
      executableId: 'openai',
      totals: [{ currency: 'USD', amount: '11037.60' }],
      lines: [{ kind: 'tokens', count: 788_400, hours: 730, price: { input: 5_000_000_000 } }],
      unknown: [],
    })
    expect((await ask({ model: 'gpt-5.6-sol', executableId: 'openai', type: 'batch', workload })).totals).toMatchObject([
      { amount: '5518.80' },
    ])
  })

  it('of provisioned units is the units that the work needs, used or not', async () => {
    expect(await ask({ model: 'gpt-5.6-sol', executableId: 'openai', type: 'provisioned', workload })).toMatchObject({
      totals: [{ currency: 'USD', amount: '32850.00' }],
      lines: [
        { kind: 'tokens', cost: null, price: { share: 'none' } },
        { kind: 'unit', count: 45, hours: 730, cost: { amount: '32850.00' }, rate: { nanoPerHour: 1_000_000_000 } },
      ],
      unknown: [],
    })
  })

  it('without calls is of the fewest units that can be had, and of tokens says what is lacking', async () => {
    const units = { model: 'gpt-4o', executableId: 'openai', type: 'provisioned' }
    expect((await ask(units)).lines).toMatchObject([{ kind: 'unit', count: 15 }])
    expect((await ask({ ...units, residency: 'regional' })).lines).toMatchObject([{ kind: 'unit', count: 50 }])
    expect(await ask({ model: 'gpt-5.6-sol', executableId: 'openai', type: 'standard' })).toMatchObject({
      totals: [],
      unknown: [expect.stringMatching(/requests a minute/)],
    })
  })

  it('of instances is their time, and what nobody priced is said', async () => {
    expect(
      await ask({ model: 'mine', executableId: 'llama-cpp', type: 'managed-compute', capacity: 2, instanceType: 'infer.s' }),
    ).toMatchObject({ totals: [{ currency: 'EUR', amount: '1752.00' }], unknown: [] })
    expect(await ask({ model: 'mine', executableId: 'llama-cpp', type: 'managed-compute', instanceType: 'basic' })).toMatchObject(
      { totals: [], unknown: [expect.stringMatching(/basic.*not known/)] },
    )
    expect(await ask({ model: 'mine', executableId: 'llama-cpp', workload })).toMatchObject({
      type: 'managed-compute',
      totals: [],
      lines: [{ kind: 'tokens', cost: null, price: { share: 'none' } }, { kind: 'instance' }],
      unknown: [expect.stringMatching(/an instance costs is not known/)],
    })
    expect(await ask({ model: 'mine', executableId: 'llama-cpp', type: 'serverless', workload })).toMatchObject({
      totals: [],
      unknown: [expect.stringMatching(/tokens of "mine"/)],
    })
  })

  it.each([
    { body: {}, names: /model/ },
    { body: { model: 'nobody-has-it' }, names: /executableId.*one of/ },
    { body: { model: 'gpt-5.6-sol', executableId: 'nobody' }, names: /executableId.*nobody/ },
    { body: { model: 'gpt-5.6-sol', executableId: 'openai', version: '7' }, names: /version.*it has 1/ },
    { body: { model: 'gpt-5.6-sol', executableId: 'openai', type: 'free' }, names: /type.*standard/ },
    {
      body: { model: 'gpt-5.6-sol', executableId: 'openai', workload: { ...workload, cachedInputTokens: 2_000 } },
      names: /cachedInputTokens/,
    },
    {
      body: { model: 'gpt-5.6-sol', executableId: 'openai', workload: { ...workload, requestsPerMinute: -1 } },
      names: /requestsPerMinute/,
    },
    { body: { model: 'mine', executableId: 'openai', type: 'provisioned', workload }, names: /capacity/ },
    {
      body: { model: 'gpt-4o', executableId: 'openai', type: 'managed-compute' },
      names: /^type: .*standard, serverless, provisioned, batch, developer, and not managed-compute/,
    },
    {
      body: { model: 'gpt-4o', executableId: 'openai', type: 'provisioned', capacity: 17 },
      names: /^capacity: 17 must be a whole number from 15 to 100000, in steps of 5; 20 would do/,
    },
    { body: { model: 'gpt-4o', executableId: 'openai', type: 'serverless', capacity: 1 }, names: /^capacity: .*leave it out/ },
    { body: { model: 'mine', executableId: 'llama-cpp', capacity: 1_001 }, names: /^capacity: .*from 1 to 1000/ },
    { body: { model: 'mine', executableId: 'llama-cpp', instanceType: 'huge' }, names: /^instanceType: .*"huge".*infer\.s/ },
    { body: { model: 'gpt-4o', executableId: 'openai', instanceType: 'infer.s' }, names: /^instanceType: .*leave it out/ },
    { body: { model: 'mine', executableId: 'llama-cpp', serviceTier: 'priority' }, names: /^serviceTier: / },
  ])('is refused where it makes no sense: $names', async ({ body, names }) => {
    expect(await ask(body)).toEqual([400, expect.stringMatching(names)])
  })
})

describe('a statement', () => {
  it('is CSV for who accepts that, tells whether the month is over, and shows nobody more than is theirs', async () => {
    const from = await control.store.ledger.boot('boot-1', 1)
    const ended = [anEntry({ seq: 1 }), anEntry({ seq: 2, resourceGroup: 'team-a', cost: 1_000 })]
    await control.store.ledger.apply({
      from,
      to: { number: 1, bytes: 1 },
      ended,
      withdrawn: [],
      opened: [],
      closed: [],
      rates: [],
    })
    const url = '/v2/analytics/statements/2026-11?groupBy=resourceGroup,kind'
    const { body } = await control.call('GET', url)
    expect(body).toMatchObject({
      start: '2026-11-01T00:00:00Z',
      end: '2026-12-01T00:00:00Z',
      closed: false,
      totals: [{ currency: 'USD', nano: 1_075 }],
      lines: [
        { resourceGroup: 'default', kind: 'tokens', costs: [{ nano: 75 }] },
        { resourceGroup: 'team-a', kind: 'tokens', costs: [{ nano: 1_000 }] },
      ],
    })
    const narrow = bearer(await control.keyFor('viewer', ['team-a']))
    expect((await control.call('GET', url, undefined, narrow)).body).toMatchObject({ totals: [{ nano: 1_000 }] })
    const text = await control.call('GET', url, undefined, { accept: 'text/csv' })
    expect(text.headers['content-disposition']).toBe('attachment; filename="statement-2026-11.csv"')
    expect(text.body.split('\r\n')[0]).toMatch(/^start,end,resourceGroup,kind,calls,.*,cost_USD,cost_nano_USD$/)
  })

  it.each([
    { path: '2026-13', names: /month.*2026-11/ },
    { path: '2027-01', names: /has not begun/ },
    { path: '2026-11?timezone=Mars', names: /timezone/ },
    { path: '2026-11?groupBy=colour', names: /groupBy.*kind/ },
  ])('is refused for $path', async ({ path, names }) => {
    const { status, body } = await control.call('GET', `/v2/analytics/statements/${path}`)
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(names)])
  })
})

describe('charging again', () => {
  it.each([
    { body: { from: '2026-11-01T00:00:00Z' }, names: /to/ },
    { body: { from: '2026-11-02T00:00:00Z', to: '2026-11-01T00:00:00Z' }, names: /from must be before to/ },
    { body: { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z', filter: { colour: 'red' } }, names: /colour/ },
  ])('is refused where it makes no sense: $names', async ({ body, names }) => {
    const answer = await control.call('POST', '/v2/admin/rates/rerate', body)
    expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringMatching(names)])
  })

  it('of an id that nobody knows is not found', async () => {
    const answer = await control.call('GET', '/v2/admin/rerates/00000000-0000-4000-8000-00000000ffff')
    expect(answer.status).toBe(404)
  })
})
