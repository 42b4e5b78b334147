import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LedgerEntry } from '../../src/domain/ledger.ts'
import { usualTerms } from '../../src/domain/terms.ts'
import type { Measure } from '../../src/store/measures.ts'
import { type ControlUnderTest, openControl } from '../control-harness.ts'
import { anEntry } from '../ledger/samples.ts'
import { aConfiguration, aDeployment } from '../samples.ts'
import { describeEachStore } from '../stores.ts'

const eleven = Date.parse('2026-11-20T11:00:00Z')
const account =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/default/providers/microsoft.insights/metrics'

const calls: readonly Partial<LedgerEntry>[] = [
  { at: eleven + 1_000, uncachedInput: 60, cacheRead: 40, output: 10, firstByteMs: 100, endedAt: eleven + 2_100 },
  { at: eleven + 59_000, uncachedInput: 50, output: 20, firstByteMs: 300, endedAt: eleven + 60_300 },
  {
    at: eleven + 61_000,
    deploymentName: 'other',
    model: 'm2',
    status: 500,
    source: 'none',
    uncachedInput: 0,
    output: 0,
    firstByteMs: null,
  },
  { at: eleven + 62_000, status: 429, uncachedInput: 0, output: 0, firstByteMs: 5, endedAt: eleven + 62_005 },
  { at: eleven + 63_000, resourceGroup: 'team-a', uncachedInput: 1_000, output: 0 },
  { at: eleven + 64_000, credential: 'mirror', uncachedInput: 9_000 },
]

let control: ControlUnderTest
beforeAll(async () => {
  control = await openControl()
  const from = await control.store.ledger.boot('boot-1', 1)
  const ended = calls.map((each, seq) => anEntry({ seq, ...each }))
  await control.store.ledger.apply({ from, to: { number: 1, bytes: 1 }, ended, withdrawn: [], opened: [], closed: [], rates: [] })
})
afterAll(() => control[Symbol.asyncDispose]())

const span = 'timespan=2026-11-20T11:00:00Z/2026-11-20T12:00:00Z'

describe('Azure Monitor’s metrics of an account', () => {
  it('are told in its shape, a minute at a time, split by what is asked for', async () => {
    const { status, body } = await control.call(
      'GET',
      `${account}?api-version=2023-10-01&metricnames=ModelRequests,InputTokens&${span}&interval=PT1M&aggregation=Total&$filter=ModelDeploymentName eq '*'`,
    )
    expect([status, body.interval, body.namespace]).toEqual([200, 'PT1M', 'Microsoft.CognitiveServices/accounts'])
    const [requests, input] = body.value
    expect(requests).toMatchObject({
      type: 'Microsoft.Insights/metrics',
      name: { value: 'ModelRequests' },
      unit: 'Count',
      errorCode: 'Success',
    })
    expect(requests.timeseries).toEqual([
      {
        metadatavalues: [{ name: { value: 'modeldeploymentname', localizedValue: 'modeldeploymentname' }, value: 'chat' }],
        data: [
          { timeStamp: '2026-11-20T11:00:00.000Z', total: 2 },
          { timeStamp: '2026-11-20T11:01:00.000Z', total: 1 },
        ],
      },
      {
        metadatavalues: [{ name: { value: 'modeldeploymentname', localizedValue: 'modeldeploymentname' }, value: 'other' }],
        data: [{ timeStamp: '2026-11-20T11:01:00.000Z', total: 1 }],
      },
    ])
    expect(input.timeseries[0].data[0]).toEqual({ timeStamp: '2026-11-20T11:00:00.000Z', total: 150 })
  })

  it('has definitions of all of them', async () => {
    const { body } = await control.call('GET', account.replace(/metrics$/, 'metricDefinitions'))
    expect(body.value).toContainEqual(
      expect.objectContaining({
        unit: 'MilliSeconds',
        primaryAggregationType: 'Average',
        name: { value: 'TimeToResponse', localizedValue: 'TimeToResponse' },
      }),
    )
  })

  it.each([
    { query: 'metricnames=Sunshine', names: /metricnames.*Sunshine.*ModelRequests.*AzureOpenAITokenPerSecond/ },
    { query: 'interval=PT7M', names: /interval.*PT1M/ },
    { query: 'aggregation=Median', names: /aggregation.*average/ },
    { query: "$filter=Colour eq 'red'", names: /\$filter.*Colour.*ModelName/ },
    { query: '$filter=ModelName', names: /\$filter.*ModelDeploymentName eq/ },
    { query: 'timespan=today', names: /timespan/ },
    { query: 'timespan=2020-01-01T00:00:00Z/2026-01-01T00:00:00Z', names: /interval/ },
  ])('are refused where they make no sense: $query', async ({ query, names }) => {
    const { status, body } = await control.call('GET', `${account}?${query}`)
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(names)])
  })

  it('of another’s account are not found', async () => {
    const key = await control.keyFor('viewer', ['team-b'])
    expect((await control.call('GET', account, undefined, { authorization: `Bearer ${key}` })).status).toBe(404)
  })
})

describe('metrics in our own shape', () => {
  const value = async (name: string, more = '', key = control.admin) => {
    const url = `/v2/analytics/metrics?metricnames=${name}&start=2026-11-20T11:00:00Z&end=2026-11-20T12:00:00Z&interval=PT1H${more}`
    const { status, body } = await control.call('GET', url, undefined, { authorization: `Bearer ${key}` })
    expect(status, JSON.stringify(body)).toBe(200)
    return body.resources[0].series.map(({ points, dimensions }: { points: object[]; dimensions: object }) => ({
      ...dimensions,
      ...points[0],
    }))
  }
  const at = '2026-11-20T11:00:00Z'

  it.each([
    { name: 'ModelRequests', is: { total: 5 } },
    { name: 'ModelAvailabilityRate', is: { average: 80 } },
    { name: 'OutputTokens', is: { total: 30 } },
    { name: 'TotalTokens', is: { total: 1_180 } },
    { name: 'ActiveTokens', is: { total: 1_140 } },
    { name: 'TimeToResponse', more: '&resourceGroup=default', is: { average: 135 } },
    {
      name: 'TimeToResponse',
      more: '&resourceGroup=default&aggregation=minimum,maximum,count',
      is: { minimum: 5, maximum: 300, count: 3 },
    },
    {
      name: 'TokensCacheMatchRate',
      more: "&$filter=StatusCode eq '200'&resourceGroup=default",
      is: { StatusCode: '200', average: 20 },
    },
    {
      name: 'AzureOpenAITTLTInMS',
      more: "&$filter=ModelName eq 'gpt-4o' and StatusCode eq '200'&resourceGroup=default",
      is: { average: 1_200 },
    },
    { name: 'NormalizedTimeBetweenTokens', more: '&resourceGroup=default', is: { average: 75 } },
  ])('tells $name $more', async ({ name, more, is }) => {
    expect(await value(name, more)).toMatchObject([{ at, ...is }])
  })

  it('tells how far provisioned units are used, by the minutes in which they were reserved', async () => {
    const { store, clock, meter } = control
    await store.configurations.insert(
      aConfiguration('c1', 'default', { parameterBindings: [{ key: 'modelName', value: 'gpt-4o' }] }),
    )
    const terms = { ...usualTerms('provisioned'), capacity: 20 }
    const made = { terms, createdAt: clock.now(), modifiedAt: clock.now(), modelVersion: '1', name: 'units' }
    await store.deployments.insert(aDeployment('d-units', aConfiguration('c1', 'default'), made))
    await meter.run()
    await clock.advance(10 * 60_000)
    await meter.run()
    const from = await store.ledger.boot('boot-1', 1)
    // Twenty units take 50 000 input tokens a minute, and an output token counts as three.
    const used = { deploymentId: 'd-units', deploymentName: 'units', at: Date.parse('2026-11-20T12:03:10Z') }
    const tokens = { uncachedInput: 10_000, cacheRead: 90_000, output: 5_000 }
    const ended = [
      anEntry({ seq: 100, ...used, ...tokens, deploymentType: 'provisioned' }),
      // Paid by tokens: it uses no units, though it is of the same model.
      anEntry({ seq: 101, ...used, ...tokens, deploymentId: 'd-tokens', deploymentName: 'tokens' }),
    ]
    await store.ledger.apply({ from, to: { number: 1, bytes: 2 }, ended, withdrawn: [], opened: [], closed: [], rates: [] })
    const ask = async (more: string, name = 'ProvisionedUtilization') => {
      const url = `/v2/analytics/metrics?metricnames=${name}&start=2026-11-20T12:00:00Z&end=2026-11-20T12:10:00Z${more}`
      return (await control.call('GET', url)).body.resources[0].series
    }
    expect(await ask('&interval=PT15M&aggregation=average,maximum,count')).toEqual([
      { dimensions: {}, points: [{ at: '2026-11-20T12:00:00Z', average: 5, maximum: 50, count: 10 }] },
    ])
    const [split] = await ask("&interval=PT1M&$filter=ModelDeploymentName eq '*'")
    expect(split.dimensions).toEqual({ ModelDeploymentName: 'units' })
    expect(split.points.map(({ average }: { average: number }) => average)).toEqual([0, 0, 0, 50, 0, 0, 0, 0, 0, 0])
    const consumed = await ask("&interval=PT15M&$filter=ModelDeploymentName eq '*'", 'ProvisionedConsumedTokens')
    expect(consumed).toMatchObject([{ dimensions: { ModelDeploymentName: 'units' }, points: [{ total: 15_000 }] }])
    const url = "/v2/analytics/metrics?metricnames=ProvisionedUtilization&$filter=StatusCode eq '200'"
    expect((await control.call('GET', url)).status).toBe(400)
  })

  it('splits by several dimensions, and shows nobody more than is theirs', async () => {
    const split = "&$filter=ModelName eq '*' and (StatusCode eq '200' or StatusCode eq '500')"
    expect(await value('ModelRequests', split)).toEqual([
      { at, ModelName: 'gpt-4o', StatusCode: '200', total: 3 },
      { at, ModelName: 'm2', StatusCode: '500', total: 1 },
    ])
    const key = await control.keyFor('viewer', ['team-a'])
    expect(await value('ModelRequests', '', key)).toEqual([{ at, total: 1 }])
    expect(await value('ModelRequests', '&resourceGroup=default', key)).toEqual([])
  })
})

describeEachStore('measures', (under) => {
  it('are the same in both', async () => {
    const from = await under.store.ledger.boot('boot-1', 1)
    const ended = calls.map((each, seq) => anEntry({ seq, ...each }))
    await under.store.ledger.apply({ from, to: { number: 1, bytes: 1 }, ended, withdrawn: [], opened: [], closed: [], rates: [] })
    const measures: readonly Measure[] = ['inputTokens', 'cacheMatchRate', 'tokensPerSecond', 'available']
    const query = { measures, by: ['status', 'model'], resourceGroups: '*', deployments: '*', only: {} } as const
    const rows = await under.store.measures.read({ ...query, start: eleven, end: eleven + 120_000, bucketMs: 60_000 })
    expect(rows.map(({ bucket, keys, values }) => [bucket - eleven, keys.status, keys.model, values.inputTokens?.sum])).toEqual([
      [0, '200', 'gpt-4o', 150],
      [60_000, '200', 'gpt-4o', 1_000],
      [60_000, '429', 'gpt-4o', 0],
      [60_000, '500', 'm2', 0],
    ])
    expect(rows[0]?.values).toMatchObject({
      cacheMatchRate: { sum: 40, least: 0, most: 40, count: 2 },
      tokensPerSecond: { least: 10, most: 20, count: 2 },
      available: { sum: 200, count: 2 },
    })
    expect(rows[2]?.values.tokensPerSecond).toBeUndefined()
  })
})
