import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usageOf } from '../../src/domain/usage.ts'
import { openLedger } from '../../src/gateway/ledger.ts'
import { type ControlUnderTest, openControl } from '../control-harness.ts'
import { route, target } from '../gateway-harness.ts'

/** What a gateway wrote, as the API tells it. */

let control: ControlUnderTest
const keys = { viewer: '', teamB: '', narrow: '' }

type Sample = {
  group?: string
  name?: string
  at: string
  credential?: string
  model?: string
  input?: number
  output?: number
  abort?: boolean
}
const samples: readonly Sample[] = [
  { at: '2026-11-19T22:30:00Z', input: 1_000, output: 100 },
  { at: '2026-11-19T23:30:00Z', input: 1_000, output: 100, credential: 'other' },
  { at: '2026-11-20T00:30:00Z', input: 3, output: 1 },
  { at: '2026-11-20T11:00:10Z', group: 'team-a', input: 10, output: 10 },
  { at: '2026-11-20T11:00:20Z', group: 'team-b', name: 'second', input: 10, output: 10, abort: true },
  { at: '2026-11-20T11:59:00Z', model: 'no-such-model', input: 10, output: 10 },
]

beforeAll(async () => {
  control = await openControl()
  await control.store.catalogEntries.put(
    {
      model: 'gpt-4o',
      executableId: 'test-executable',
      versions: [
        {
          name: '1',
          prices: [
            {
              validFrom: '1970-01-01',
              currency: 'USD',
              input: 2_500_000_000,
              cachedInput: null,
              cacheWrite: null,
              output: 10_000_000_000,
              source: 'operator',
            },
          ],
        },
      ],
    },
    1,
  )
  await control.catalog.refresh()
  keys.viewer = await control.keyFor('viewer', ['team-b'])
  keys.teamB = await control.keyFor('admin', ['team-b'])
  keys.narrow = await control.keyFor('consumer', '*', { deployments: [route('chat', []).deploymentId] })

  const turns: (() => void)[] = []
  const quiet = { level: 'info', debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const ledger = openLedger({
    folder: control.ledgerFolder,
    boot: 'g1',
    pid: process.pid,
    now: () => control.clock.now(),
    durability: 'os',
    log: quiet,
    atTurnEnd: (run) => void turns.push(run),
  })
  for (const [
    index,
    { group = 'default', name = 'chat', at, credential = 'key-1', model = 'gpt-4o', input = 0, output = 0, abort = false },
  ] of samples.entries()) {
    const place = route(name, [], { resourceGroup: group, modelName: model })
    const time = Date.parse(at)
    const facts = { at: time, requestId: `r${index}`, credential, dialect: 'openai', estimatedInput: 1, onInstance: false }
    const entry = ledger.intent(place, target('http://x'), facts)
    ledger.settle(entry, {
      endedAt: time + 1_500,
      state: abort ? 'aborted' : 'settled',
      status: abort ? 499 : 200,
      source: abort ? 'estimated' : 'reported',
      usage: usageOf(
        { inputTokens: input, cachedInputTokens: 0, outputTokens: output, reasoningTokens: 1 },
        { instanceMs: 1_500 },
      ),
      firstByteMs: 100,
    })
  }
  for (const turn of turns) turn()
  ledger.close()
})
afterAll(() => control[Symbol.asyncDispose]())

const all = 'start=2026-11-19T00:00:00Z'
const as = (key: string) => ({ authorization: `Bearer ${key}` })
const usage = async (query: string, headers: Record<string, string> = {}) => {
  const { status, body } = await control.call('GET', `/v2/analytics/usage?${query}`, undefined, headers)
  return status === 200 ? body.resources : [status, body.error.message]
}

describe('GET /v2/analytics/usage', () => {
  it('is the last day’s unless told otherwise, in whole days', async () => {
    expect(await usage('')).toMatchObject([
      { start: '2026-11-19T00:00:00Z', end: '2026-11-20T00:00:00Z', calls: 2 },
      {
        start: '2026-11-20T00:00:00Z',
        end: '2026-11-21T00:00:00Z',
        calls: 4,
        requests: 4,
        aborted: 1,
        uncertain: 0,
        estimated: 1,
        unpriced: 1,
        inputTokens: 33,
        outputTokens: 31,
        reasoningTokens: 4,
        instanceSeconds: 6,
        costs: [{ currency: 'USD', nano: 17_500 + 250_000 - 10_000 + 10_000 - 7_500 + 7_500, amount: '0.0002675' }],
      },
    ])
  })

  it.each([
    { interval: 'minute', timezone: 'UTC', starts: ['22:30:00', '23:30:00', '00:30:00', '11:00:00', '11:59:00'] },
    { interval: 'hour', timezone: 'UTC', starts: ['22:00:00', '23:00:00', '00:00:00', '11:00:00'] },
    { interval: 'hour', timezone: 'Asia/Kolkata', starts: ['22:30:00', '23:30:00', '00:30:00', '10:30:00', '11:30:00'] },
    { interval: 'day', timezone: 'Europe/Berlin', starts: ['23:00:00', '23:00:00'] },
    { interval: 'month', timezone: 'America/New_York', starts: ['04:00:00'] },
  ])('begins each $interval where clocks of $timezone do', async ({ interval, timezone, starts }) => {
    const rows = await usage(`${all}&interval=${interval}&timezone=${timezone}`)
    expect(rows.map(({ start }: { start: string }) => start.slice(11, 19))).toEqual(starts)
    expect(rows.reduce((sum: number, { calls }: { calls: number }) => sum + calls, 0)).toBe(samples.length)
  })

  it('tells apart by what is asked for', async () => {
    const rows = await usage(`${all}&interval=month&groupBy=resourceGroup,apiKey`)
    expect(rows.map((row: Record<string, unknown>) => [row['resourceGroup'], row['apiKey'], row['calls']])).toEqual([
      ['default', 'key-1', 3],
      ['default', 'other', 1],
      ['team-a', 'key-1', 1],
      ['team-b', 'key-1', 1],
    ])
    const [first] = await usage(`${all}&interval=month&groupBy=deployment,executable,model,modelVersion`)
    expect(first).toMatchObject({
      deployment: route('chat', []).deploymentId,
      deploymentName: null,
      executable: 'test-executable',
      model: 'gpt-4o',
      modelVersion: '1',
    })
  })

  it.each([
    { name: 'a group', query: 'resourceGroup=team-a', calls: 1 },
    { name: 'a deployment', query: `deployment=${route('second', []).deploymentId}`, calls: 1 },
    { name: 'a model', query: 'model=no-such-model', calls: 1 },
    { name: 'a key', query: 'apiKey=other', calls: 1 },
    { name: 'nothing', query: 'apiKey=nobody', calls: undefined },
  ])('is of $name only', async ({ query, calls }) => {
    expect((await usage(`${all}&interval=month&${query}`))[0]?.calls).toBe(calls)
  })

  it('shows nobody more than their groups and deployments', async () => {
    for (const key of [keys.viewer, keys.teamB]) {
      expect(await usage(`${all}&interval=month&groupBy=resourceGroup`, as(key))).toMatchObject([
        { resourceGroup: 'team-b', calls: 1 },
      ])
      expect(await usage(`${all}&resourceGroup=team-a`, as(key))).toEqual([])
      expect(await usage(`${all}&resourceGroup=team-x`, as(key))).toEqual([])
    }
    expect(await usage(`${all}&interval=month`, as(keys.narrow))).toMatchObject([{ calls: 5 }])
  })

  it('is CSV for who accepts that', async () => {
    const { headers, body } = await control.call('GET', `/v2/analytics/usage?${all}&interval=month&groupBy=model`, undefined, {
      accept: 'text/csv',
    })
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    const [head, ...lines] = body.split('\r\n')
    expect(head).toBe(
      'start,end,model,calls,requests,aborted,uncertain,estimated,unpriced,inputTokens,cachedInputTokens,cacheWriteTokens,' +
        'audioInputTokens,outputTokens,reasoningTokens,audioOutputTokens,images,instanceSeconds,runningSeconds,provisionedUnitMinutes,' +
        'cost_USD,cost_nano_USD',
    )
    expect(lines).toEqual([
      '2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,gpt-4o,5,5,1,0,1,0,2023,0,0,0,221,5,0,0,7.5,0,0,0.0072675,7267500',
      '2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,no-such-model,1,1,0,0,0,1,10,0,0,0,10,1,0,0,1.5,0,0,0.00,0',
      '',
    ])
  })

  it.each([
    { query: 'interval=week', message: /interval.*minute.*hour.*day.*month/ },
    { query: 'groupBy=colour', message: /groupBy.*resourceGroup/ },
    { query: 'groupBy=model,model', message: /once/ },
    { query: 'timezone=Mars/Base', message: /timezone.*IANA/ },
    { query: 'start=yesterday', message: /start.*RFC 3339/ },
    { query: 'start=2026-11-20T00:00:00Z&end=2026-11-20T00:00:00Z', message: /start must be before end/ },
    { query: 'start=1970-01-01T00:00:00Z&interval=minute', message: /10000 intervals/ },
  ])('refuses $query', async ({ query, message }) => {
    expect(await usage(query)).toEqual([400, expect.stringMatching(message)])
  })
})

describe('GET /v2/analytics/ledger', () => {
  const page = async (query: string, headers: Record<string, string> = {}) =>
    (await control.call('GET', `/v2/analytics/ledger?${query}`, undefined, headers)).body
  const idsOf = ({ resources }: { resources: { requestId: string }[] }): string[] => resources.map(({ requestId }) => requestId)

  it('shows a call with the price that it was charged by', async () => {
    const { resources } = await page(`${all}&apiKey=other`)
    expect(resources).toEqual([
      {
        id: 'g1-2',
        state: 'settled',
        startedAt: '2026-11-19T23:30:00.000Z',
        endedAt: '2026-11-19T23:30:01.500Z',
        durationMs: 1_500,
        firstByteMs: 100,
        status: 200,
        requestId: 'r1',
        apiKey: 'other',
        dialect: 'openai',
        resourceGroup: 'default',
        deployment: route('chat', []).deploymentId,
        deploymentName: 'chat',
        executable: 'test-executable',
        model: 'gpt-4o',
        modelVersion: '1',
        wire: 'openai',
        target: 'remote:1',
        deploymentType: 'serverless',
        serviceTier: null,
        usageSource: 'reported',
        requests: 1,
        inputTokens: 1_000,
        cachedInputTokens: 0,
        cacheWriteTokens: 0,
        audioInputTokens: 0,
        outputTokens: 100,
        reasoningTokens: 1,
        audioOutputTokens: 0,
        images: 0,
        instanceSeconds: 1.5,
        cost: { currency: 'USD', nano: 3_500_000, amount: '0.0035' },
        pricing: 'priced',
        rate: {
          id: expect.stringMatching(/^[0-9a-f]{24}$/),
          validFrom: '1970-01-01',
          currency: 'USD',
          input: 2_500_000_000,
          cachedInput: null,
          cacheWrite: null,
          output: 10_000_000_000,
          source: 'operator',
        },
      },
    ])
  })

  it('shows an unknown cost as unknown', async () => {
    const { resources } = await page(`${all}&model=no-such-model`)
    expect(resources).toMatchObject([{ cost: null, pricing: 'unpriced', rate: null }])
  })

  it('pages through all of them', async () => {
    const found: string[] = []
    let token = ''
    do {
      const answer = await page(`${all}&$top=2${token === '' ? '' : `&continueToken=${token}`}`)
      found.push(...idsOf(answer))
      token = answer.continueToken ?? ''
    } while (token !== '')
    expect(found).toEqual(['r5', 'r4', 'r3', 'r2', 'r1', 'r0'])
  })

  it('finds by state, and shows nobody more than is theirs', async () => {
    expect(idsOf(await page(`${all}&state=aborted`))).toEqual(['r4'])
    expect(idsOf(await page(all, as(keys.viewer)))).toEqual(['r4'])
    expect(idsOf(await page(all, as(keys.narrow)))).not.toContain('r4')
  })

  it.each([
    { query: 'continueToken=nonsense', message: /continueToken/ },
    { query: '$top=0', message: /\$top must be at least 1, got 0/ },
    { query: 'deployment=chat', message: /deployment must be the id of a deployment.*got "chat"/ },
    { query: 'state=lost', message: /state.*settled.*aborted.*uncertain/ },
  ])('refuses $query', async ({ query, message }) => {
    expect((await page(query)).error.message).toEqual(expect.stringMatching(message))
  })
})
