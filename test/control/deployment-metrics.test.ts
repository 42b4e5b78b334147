import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type SeriesAddition, seriesMinutesMs } from '../../src/domain/call-series.ts'
import type { InstanceSpan } from '../../src/domain/instance-span.ts'
import type { LedgerEntry } from '../../src/domain/ledger.ts'
import { type ControlUnderTest, openControl } from '../control-harness.ts'
import { anEntry } from '../ledger/samples.ts'

const minute = 60_000
const hour = 60 * minute
const start = Date.parse('2026-11-20T10:00:00Z')

let control: ControlUnderTest
let id: string
beforeEach(async () => {
  control = await openControl()
  const connection = { name: 'openai-compatible', provider: 'openai-compatible', baseUrl: 'https://models.example/v1' }
  await control.call('POST', '/v2/admin/connections', connection)
  const configuration = {
    name: 'chat',
    scenarioId: 'foundation-models',
    executableId: 'openai-compatible',
    parameterBindings: [{ key: 'modelName', value: 'tiny' }],
  }
  id = (await control.call('POST', '/v2/lm/deployments', { configuration })).body.id
})
afterEach(() => control[Symbol.asyncDispose]())

let written = 0
const write = async (...entries: Partial<LedgerEntry>[]): Promise<void> => {
  const from = await control.store.ledger.boot('boot-1', 1)
  const ended = entries.map((each) => anEntry({ deploymentId: id, seq: ++written, ...each }))
  const to = { number: 1, bytes: from.bytes + ended.length }
  expect(await control.store.ledger.apply({ from, to, ended, withdrawn: [], opened: [], closed: [], rates: [] })).toBe(true)
}
const metrics = async (query: string, headers: Record<string, string> = {}) =>
  control.call('GET', `/v2/lm/deployments/${id}/metrics${query}`, undefined, headers)
const valuesOf = async (query: string): Promise<Record<string, unknown>> => {
  const { status, body } = await metrics(query)
  expect(status).toBe(200)
  return Object.fromEntries(
    body.series.map((each: { name: string; unit: string; values: unknown }) => [`${each.name} ${each.unit}`, each.values]),
  )
}
const span = '?start=2026-11-20T10:00:00Z&end=2026-11-20T10:15:00Z&step=5m'

describe('metrics of a deployment', () => {
  it('say by steps what happened, and nothing where nothing did', async () => {
    const at = start + 5 * minute
    await write(
      ...Array.from({ length: 98 }, (_, index) => ({ at: at + index, endedAt: at + index + 100, firstByteMs: 40 })),
      { at, endedAt: at + 4_000, firstByteMs: 2_000, cacheRead: 7, reasoning: 3 },
      { at, endedAt: at + 8_000, firstByteMs: 2_000 },
      ...[{ status: 404 }, { status: 500 }, { status: 503 }, { status: 429 }].map((each) => ({ ...each, at, output: 0 })),
      { at, state: 'aborted', status: 499 },
      { at: at - 1, state: 'uncertain', status: 0, currency: 'EUR', cost: 2_500_000_000 },
    )
    const { body } = await metrics(span)
    expect(body).toMatchObject({
      deploymentId: id,
      stepSeconds: 300,
      at: ['2026-11-20T10:00:00Z', '2026-11-20T10:05:00Z', '2026-11-20T10:10:00Z'],
    })
    const found = await valuesOf(span)
    expect(found).toMatchObject({
      'requests count': [1, 105, null],
      'errors4xx count': [0, 1, null],
      'errors5xx count': [0, 2, null],
      'limited count': [0, 1, null],
      'aborted count': [0, 1, null],
      'uncertain count': [1, 0, null],
      'inputTokens tokens': [10, 1_057, null],
      'cachedInputTokens tokens': [null, 7, null],
      'outputTokens tokens': [5, 508, null],
      'reasoningTokens tokens': [null, 3, null],
      'tokensPerSecond tokens/s': [0.02, 1.69, null],
      'cost USD': [null, 0.000007875, null],
      'cost EUR': [2.5, null, null],
      'inFlight count': [null, null, null],
      'instances instances': [null, null, null],
    })
    const near = (name: string, ms: number) => {
      const [none, value, after] = found[`${name} ms`] as (number | null)[]
      expect([name, none, after]).toEqual([name, null, null])
      expect(Math.abs((value ?? 0) - ms), `${name}: ${value}`).toBeLessThanOrEqual(ms / 10)
    }
    near('latencyP50', 100)
    near('latencyP95', 100)
    near('latencyP99', 4_000)
    near('timeToFirstTokenP50', 40)
    near('timeToFirstTokenP95', 40)
  })

  it('know how many calls were at work and waited, and how many instances ran', async () => {
    const sample = { deploymentId: id, amount: 1 } as const
    const samples: SeriesAddition[] = [1, 3, 2].map((bin, at) => ({ ...sample, at: start + at, what: 'inFlight', bin }))
    await control.store.callSeries.add([...samples, { ...sample, at: start + 6 * minute, what: 'waiting', bin: 4 }])
    const running: InstanceSpan = {
      deploymentId: id,
      instanceId: `${id}-00000001`,
      component: 'predictor',
      revision: 'r',
      phase: 'running',
      from: start + 5 * minute,
      to: start + 10 * minute,
      goesOn: false,
      message: '',
    }
    const second = { ...running, instanceId: `${id}-00000002`, from: start + 7.5 * minute }
    await control.store.instanceSpans.put([running, second, { ...second, phase: 'loading', from: start + 5 * minute }])
    expect(await valuesOf(`${span}&metrics=inFlight,queued,instances`)).toEqual({
      'inFlight count': [3, null, null],
      'queued count': [null, 4, null],
      'instances instances': [null, 1.5, 0],
    })
  })

  it('choose steps that suit, by hours where minutes are kept no more', async () => {
    const now = control.clock.now()
    const since = (ms: number) => `?metrics=requests&start=${new Date(now - ms).toISOString()}`
    const steps = async (ms: number) => (await metrics(since(ms))).body
    expect(await steps(hour)).toMatchObject({ stepSeconds: 60 })
    expect((await metrics('?metrics=requests')).body.stepSeconds).toBe(300)
    expect(await steps(10 * 24 * hour)).toMatchObject({ stepSeconds: 3_600 })
    const long = await steps(2_000 * 24 * hour)
    expect(long.at.length).toBeLessThanOrEqual(1_000)
    await write({ at: now - 9 * 24 * hour })
    expect((await steps(10 * 24 * hour)).series[0].values.filter((value: number | null) => value !== null)).toEqual([1])
    expect(seriesMinutesMs).toBe(8 * 24 * hour)
  })

  it.each([
    ['?start=2026-11-20T11:00:00Z&end=2026-11-20T11:00:00Z', 'start must be before end'],
    ['?step=90s', 'step must be whole minutes'],
    ['?step=often', 'step must be a whole number and a unit'],
    ['?step=1m', 'step is too short for start to end: at most 1000 points'],
    ['?step=1m&start=2026-11-10T00:00:00Z&end=2026-11-10T01:00:00Z', 'step must be whole hours'],
    ['?metrics=beauty', 'metrics[0] must be one of requests'],
    ['?metrics=requests,requests', 'must name each metric once'],
    ['?interval=1m', 'interval'],
  ])('%s is refused', async (query, message) => {
    const { status, body } = await metrics(query)
    expect([status, body.error.message]).toEqual([400, expect.stringContaining(message)])
  })

  it('are nobody else’s', async () => {
    const key = (more: object) => control.keyFor('viewer', ['team-b'], more)
    for (const path of ['metrics', 'instances', 'instances/timeline', 'logs?follow=true']) {
      const other = { authorization: `Bearer ${await key({})}` }
      expect((await control.call('GET', `/v2/lm/deployments/${id}/${path}`, undefined, other)).status).toBe(404)
      const limited = { authorization: `Bearer ${await control.keyFor('viewer', '*', { deployments: ['d000000000000009'] })}` }
      expect((await control.call('GET', `/v2/lm/deployments/${id}/${path}`, undefined, limited)).status).toBe(404)
    }
  })
})

describe('instances of a deployment', () => {
  const at = (path: string) => control.call('GET', `/v2/lm/deployments/${id}/instances${path}`)

  it('are listed as they are, and as they were', async () => {
    expect((await at('')).body).toEqual({ count: 0, resources: [] })
    const instanceId = `${id}-00000001`
    const placement = {
      ...({ kind: 'launch', command: ['serve'], env: {}, readyPath: '/', startTimeoutMs: 1_000 } as const),
      ...{ basePath: '', model: null, concurrency: 1 },
    }
    await control.engine.start({ id: instanceId, deploymentId: id, revision: 'r1', placement })
    await control.clock.advance(2_000)
    control.engine.ready()
    expect((await at('')).body.resources).toEqual([
      {
        ...{ id: instanceId, component: 'predictor', revision: 'r1', phase: 'running', message: '' },
        ...{ since: '2026-11-20T12:00:02Z', startedAt: '2026-11-20T12:00:00Z', restarts: 0, progress: null },
        ...{ cpu: null, cpuLimit: null, memoryBytes: null, memoryLimitBytes: null },
      },
    ])
    await control.clock.advance(3_000)
    control.engine.exit(instanceId, { lastWords: 'no memory' })
    expect((await at('')).body.resources[0]).toMatchObject({ phase: 'failed', message: 'no memory', restarts: 1 })
    const { body } = await at('/timeline')
    expect(body.resources.map((each: { phase: string; from: string; to: string }) => [each.phase, each.from, each.to])).toEqual([
      ['loading', '2026-11-20T12:00:00.000Z', '2026-11-20T12:00:02.000Z'],
      ['running', '2026-11-20T12:00:02.000Z', '2026-11-20T12:00:05.000Z'],
      ['failed', '2026-11-20T12:00:05.000Z', null],
    ])
    expect((await at('/timeline?start=2026-11-21T00:00:00Z&end=2026-11-20T00:00:00Z')).status).toBe(400)
  })
})
