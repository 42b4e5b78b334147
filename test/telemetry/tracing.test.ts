import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeTracing } from '../../src/gateway/tracing.ts'
import { makeJsonPost } from '../../src/telemetry/json-post.ts'
import { makeTraceExporter } from '../../src/telemetry/trace-exporter.ts'
import { FakeClock } from '../fake-clock.ts'
import { eventually, type Harness, idOf, route, startHarness, systemClock, target } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Collector, startCollector } from './collector.ts'

let upstream: OpenaiUpstream
let collector: Collector
let traced: Harness
let plain: Harness
let dice = 0
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const parent = '00f067aa0ba902b7'

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  collector = await startCollector()
  const routes = [route('chat', [target(upstream.address)]), route('nowhere', [target('http://127.0.0.1:1')])]
  plain = await startHarness(routes)
  const exporter = makeTraceExporter({
    post: makeJsonPost(`${collector.url}/v1/traces`, { 'x-tenant': 'us' }),
    resource: { 'service.name': 'lectern' },
    version: '1',
    // Sleeps of the exporter are cut short; everything else has the real time.
    clock: { now: systemClock.now, sleep: (_, signal) => systemClock.sleep(20, signal) },
    log: { level: 'info', debug() {}, info() {}, warn() {}, error() {} },
  })
  const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex')
  const tracing = makeTracing({ exporter, randomHex, random: () => dice, sampling: 0.5 })
  traced = await startHarness(routes, {}, { tracing })
})
beforeEach(() => {
  upstream.reset()
  collector.taken.length = 0
  dice = 0
})
afterAll(async () => {
  await traced[Symbol.asyncDispose]()
  await plain[Symbol.asyncDispose]()
  await collector[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const ask = async (
  harness: Harness,
  headers: Record<string, string> = {},
  name = 'chat',
  more: object = {},
): Promise<Response> => {
  const answer = await fetch(`${harness.url}/v2/inference/deployments/${idOf(name)}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'secret words' }], ...more }),
  })
  await answer.text()
  return answer
}

// biome-ignore lint/suspicious/noExplicitAny: OTLP as JSON; what is expected is the check
const spans = (): any[] =>
  collector.taken.flatMap(({ body }) =>
    // biome-ignore lint/suspicious/noExplicitAny: as above
    JSON.parse(body.toString()).resourceSpans.flatMap((each: any) => each.scopeSpans.flatMap((scope: any) => scope.spans)),
  )
const attribute = (span: { attributes: { key: string; value: object }[] }, key: string): unknown =>
  Object.values(span.attributes.find((each) => each.key === key)?.value ?? {})[0]

describe('trace context', () => {
  it('passes as it is where calls are not traced', async () => {
    await ask(plain, { traceparent: `00-${traceId}-${parent}-01`, tracestate: 'a=1,b=2' })
    expect(upstream.received[0]?.headers).toMatchObject({ traceparent: `00-${traceId}-${parent}-01`, tracestate: 'a=1,b=2' })
  })

  it('goes on with a span of our own where they are', async () => {
    await ask(traced, { traceparent: `00-${traceId}-${parent}-01`, tracestate: 'a=1,b=2' })
    await eventually(() => spans().length === 2)
    const [server, client] = spans()
    expect(upstream.received[0]?.headers).toMatchObject({
      traceparent: `00-${traceId}-${client.spanId}-01`,
      tracestate: 'a=1,b=2',
    })
    expect(server).toMatchObject({ traceId, parentSpanId: parent, kind: 2, traceState: 'a=1,b=2' })
    expect(client).toMatchObject({ traceId, parentSpanId: server.spanId, kind: 3 })
    expect(traced.logged.at(-1)).toMatchObject({ event: 'call', traceId })
  })

  it('begins a trace where the caller has none, and drops a state without one', async () => {
    await ask(traced, { traceparent: 'rubbish', tracestate: 'a=1' })
    await eventually(() => spans().length === 2)
    const headers = upstream.received[0]?.headers
    expect(headers?.['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    expect(headers?.['tracestate']).toBeUndefined()
    expect(spans()[0]).not.toHaveProperty('parentSpanId')
  })

  it('keeps to what the caller decided, and samples the others', async () => {
    await ask(traced, { traceparent: `00-${traceId}-${parent}-00` })
    expect(upstream.received[0]?.headers['traceparent']).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`))
    dice = 0.5
    await ask(traced)
    expect(upstream.received[1]?.headers['traceparent']).toMatch(/-00$/)
    dice = 0.49
    await ask(traced)
    await eventually(() => spans().length > 0)
    expect(new Set(spans().map((span) => span.traceId)).size).toBe(1)
    expect(spans()[0].traceId).not.toBe(traceId)
  })
})

describe('spans', () => {
  it('say what was asked of which model, by the conventions for generative AI, and no word of it', async () => {
    await ask(traced, {}, 'chat', { stream: true })
    await eventually(() => spans().length === 2)
    const [server, client] = spans()
    expect(server.name).toBe('POST sap-ai-api')
    expect(client.name).toBe('chat gpt-4o')
    const told = Object.fromEntries(client.attributes.map(({ key }: { key: string }) => [key, attribute(client, key)]))
    expect(told).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'test-executable',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': expect.stringMatching(/^\d+$/),
      'gen_ai.usage.output_tokens': expect.stringMatching(/^\d+$/),
      'http.response.status_code': '200',
      'lectern.streaming': true,
    })
    expect(attribute(server, 'lectern.request_id')).toMatch(/^request-/)
    expect(collector.taken[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'x-tenant': 'us' })
    expect(collector.taken.map(({ body }) => body.toString()).join('')).not.toMatch(/secret words|Bearer/)
    expect(BigInt(client.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(client.startTimeUnixNano))
  })

  it('tell errors', async () => {
    expect((await ask(traced, {}, 'nowhere')).status).toBe(502)
    await eventually(() => spans().length > 0)
    const [server] = spans()
    expect(server.status).toMatchObject({ code: 2 })
    expect(attribute(server, 'error.type')).toBe('connect_failed')
    expect(attribute(server, 'http.response.status_code')).toBe('502')
  })
})

describe('a collector that does not answer', () => {
  it('costs spans, no memory and no calls', async () => {
    const lines: object[] = []
    const clock = new FakeClock()
    const exporter = makeTraceExporter({
      post: () => Promise.reject(new Error('away')),
      resource: {},
      version: '1',
      clock,
      log: { level: 'info', debug() {}, info() {}, warn: (fields) => void lines.push(fields), error() {} },
    })
    const span = {
      ...{ traceId, spanId: parent, parentSpanId: null, traceState: null, name: 'x', kind: 'server' as const },
      ...{ start: 0, end: 1, attributes: {}, error: null },
    }
    for (let at = 0; at < 5_000; at += 1) exporter.add(span)
    await exporter[Symbol.asyncDispose]()
    expect(lines).toEqual([expect.objectContaining({ dropped: expect.any(Number) })])
    const { Exposition } = await import('../../src/telemetry/exposition.ts')
    const text = new Exposition()
    exporter.render(text)
    expect(text.toString()).toContain('lectern_trace_spans_dropped_total 5000')
  })
})
