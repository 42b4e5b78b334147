import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Exposition } from '../../src/telemetry/exposition.ts'
import { Histogram } from '../../src/telemetry/histogram.ts'
import { makeJsonPost } from '../../src/telemetry/json-post.ts'
import { type MetricsExporter, makeMetricsExporter } from '../../src/telemetry/metrics-exporter.ts'
import type { MetricPoint } from '../../src/telemetry/otlp-metrics.ts'
import { FakeClock } from '../fake-clock.ts'
import { eventually, type Harness, idOf, route, startHarness, target } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Collector, startCollector } from './collector.ts'
import { MetricsRequest, type ToldMetric } from './otlp-shape.ts'

const everyMs = 30_000
const quiet = { level: 'info', debug() {}, info() {}, warn() {}, error() {} }

let upstream: OpenaiUpstream
let collector: Collector
let harness: Harness
const clock = new FakeClock('2030-01-01T00:00:00Z')

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  collector = await startCollector()
  const more = { provider: 'azure.ai.openai' }
  harness = await startHarness(
    [route('chat', [target(upstream.address)], more), route('nowhere', [target('http://127.0.0.1:1')])],
    { startingMs: 500 },
    {
      exportMetrics: (collect) =>
        makeMetricsExporter({
          collect,
          post: makeJsonPost(`${collector.url}/v1/metrics`, { 'x-tenant': 'us' }),
          everyMs,
          resource: { 'service.name': 'lectern' },
          version: '1',
          clock,
          log: quiet,
        }),
    },
  )
})
beforeEach(() => {
  upstream.reset()
  collector.taken.length = 0
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await collector[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const ask = async (name: string, path: string, body: object): Promise<number> => {
  const answer = await fetch(`${harness.url}/v2/inference/deployments/${idOf(name)}${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  await answer.text()
  return answer.status
}
const chat = { messages: [{ role: 'user', content: 'secret words' }] }

/** One round, as the collector's strict schema reads it. */
const round = async (): Promise<ToldMetric[]> => {
  collector.taken.length = 0
  await clock.advance(everyMs)
  await eventually(() => collector.taken.length > 0)
  const [taken] = collector.taken
  expect(taken).toMatchObject({ path: '/v1/metrics', headers: { 'content-type': 'application/json', 'x-tenant': 'us' } })
  const text = String(taken?.body)
  expect(text).not.toContain('secret')
  const request = MetricsRequest.parse(JSON.parse(text))
  return request.resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
}

type Point = ToldMetric['histogram']['dataPoints'][number]
const facts = ({ attributes }: Point) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]])) as Record<string, unknown>
const points = (metrics: ToldMetric[], name: string, some: Record<string, unknown> = {}): Point[] =>
  (metrics.find((each) => each.name === name)?.histogram.dataPoints ?? []).filter((point) =>
    Object.entries(some).every(([key, value]) => facts(point)[key] === value),
  )

describe('metrics for a collector', () => {
  it('say by the conventions for generative AI what calls used and how long they took', async () => {
    Object.assign(upstream.behaviour, { words: ['a', 'b', 'c'], chunkMs: 5 })
    expect(await ask('chat', '/chat/completions', { ...chat, stream: true })).toBe(200)
    expect(await ask('chat', '/embeddings', { input: 'Hello' })).toBe(200)
    expect(await ask('nowhere', '/chat/completions', chat)).toBe(502)
    const metrics = await round()
    const about = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'azure.ai.openai',
      'gen_ai.request.model': 'gpt-4o',
      'lectern.deployment.name': 'chat',
    }
    const [input] = points(metrics, 'gen_ai.client.token.usage', { ...about, 'gen_ai.token.type': 'input' })
    const [output] = points(metrics, 'gen_ai.client.token.usage', { ...about, 'gen_ai.token.type': 'output' })
    const { inputTokens, outputTokens } = harness.logged.find(({ inputTokens }) => inputTokens !== undefined) ?? {}
    expect([input?.count, input?.sum, output?.sum]).toEqual(['1', inputTokens, outputTokens])
    expect(input?.explicitBounds).toHaveLength(14)
    const embeddings = { 'gen_ai.operation.name': 'embeddings' }
    expect(points(metrics, 'gen_ai.client.token.usage', embeddings).map(facts)).toMatchObject([{ 'gen_ai.token.type': 'input' }])

    const [duration] = points(metrics, 'gen_ai.server.request.duration', about)
    expect(duration?.explicitBounds).toEqual([
      0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
    ])
    const failed = { 'lectern.deployment.name': 'nowhere', 'gen_ai.provider.name': 'test-executable' }
    expect(points(metrics, 'gen_ai.server.request.duration', failed).map(facts)).toMatchObject([
      { 'error.type': 'connect_failed' },
    ])
    for (const [name, bounds] of [
      ['gen_ai.server.time_to_first_token', 16],
      ['gen_ai.server.time_per_output_token', 13],
    ] as const) {
      const all = points(metrics, name)
      expect([name, all.length, all[0]?.count, all[0]?.explicitBounds.length]).toEqual([name, 1, '1', bounds])
      expect(facts(all[0] as Point)).toMatchObject(about)
    }
    expect(points(metrics, 'lectern.gateway.added_latency', about)[0]?.count).toBe('1')
    expect(points(metrics, 'lectern.gateway.queue_time', failed)[0]?.count).toBe('1')
    expect(metrics.map(({ histogram }) => histogram.aggregationTemporality)).toEqual(metrics.map(() => 2))
  })

  it('are the figures of /metrics, and go on from where they were', async () => {
    await ask('chat', '/chat/completions', chat)
    const metrics = await round()
    const text = await (await fetch(`${harness.url}/metrics`)).text()
    const told = Number(/lectern_request_duration_seconds_count\{[^}]*name="chat"[^}]*\} (\d+)/.exec(text)?.[1])
    const sum = points(metrics, 'gen_ai.server.request.duration', { 'lectern.deployment.name': 'chat' }).reduce(
      (all, { count }) => all + Number(count),
      0,
    )
    expect(told).toBe(3)
    expect(sum).toBe(told)
    expect(text).toMatch(/lectern_metric_exports_total\{taken="yes"\} [12]\n/)
  })
})

describe('a round', () => {
  const metric = { name: 'm', description: '', unit: 's' }
  const point = (at: number): MetricPoint => {
    const histogram = new Histogram([1])
    histogram.observe(at)
    return { metric, start: 1, attributes: { at }, histogram }
  }
  const rendered = (exporter: MetricsExporter): string => {
    const text = new Exposition()
    exporter.render(text)
    return text.toString()
  }
  const make = (post: (body: string) => Promise<void>, count: number, warn: (fields: object) => void = () => {}) => {
    const time = new FakeClock()
    const collect = function* () {
      for (let at = 0; at < count; at += 1) yield point(at)
    }
    const deps = { collect, post, everyMs, resource: {}, version: '1', clock: time, log: { ...quiet, warn } }
    return { time, exporter: makeMetricsExporter(deps) }
  }

  it('is cut into bodies of bounded size, and made again when it is due', async () => {
    const sizes: number[] = []
    const { time, exporter } = make(async (body) => {
      const { resourceMetrics } = MetricsRequest.parse(JSON.parse(body))
      sizes.push(resourceMetrics[0]?.scopeMetrics[0]?.metrics[0]?.histogram.dataPoints.length ?? 0)
    }, 600)
    await time.advance(everyMs - 1)
    expect(sizes).toEqual([])
    await time.advance(1)
    expect(sizes).toEqual([250, 250, 100])
    await time.advance(everyMs)
    expect(sizes).toHaveLength(6)
    await exporter[Symbol.asyncDispose]()
    expect(sizes).toHaveLength(9)
  })

  it('that a collector does not take ends there, is said once, and costs nothing but itself', async () => {
    const said: object[] = []
    let asked = 0
    const away = async (): Promise<void> => {
      asked += 1
      throw new Error('away')
    }
    const { time, exporter } = make(away, 600, (fields) => void said.push(fields))
    await time.advance(3 * everyMs)
    expect([asked, said.length]).toEqual([3, 1])
    expect(rendered(exporter)).toContain('lectern_metric_exports_total{taken="no"} 3\n')
    await exporter[Symbol.asyncDispose]()
  })

  it('without anything to say is not sent', async () => {
    const asked: string[] = []
    const { time, exporter } = make(async (body) => void asked.push(body), 0)
    await time.advance(everyMs)
    expect(asked).toEqual([])
    await exporter[Symbol.asyncDispose]()
  })
})
