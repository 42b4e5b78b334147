import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collectorMetrics } from '../../src/gateway/otel-metrics.ts'
import { importLocalModel } from '../conformance/local-model.ts'
import { eventually } from '../gateway-harness.ts'
import { deployMyModel } from '../my-model.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Platform, startPlatform } from '../platform.ts'
import { type Collector, startCollector } from './collector.ts'

type Dashboard = {
  readonly panels: readonly {
    title: string
    gridPos: { x: number; y: number; w: number; h: number }
    targets?: { expr: string }[]
  }[]
  readonly templating: { readonly list: readonly { readonly definition?: string }[] }
}
const text = readFileSync(join(import.meta.dirname, '../../deploy/grafana/lectern.json'), 'utf8')
const dashboard = JSON.parse(text) as Dashboard
const queries = [
  ...dashboard.panels.flatMap(({ targets }) => (targets ?? []).map(({ expr }) => expr)),
  ...dashboard.templating.list.flatMap(({ definition }) => definition ?? []),
]

let platform: Platform
let upstream: OpenaiUpstream
let collector: Collector
/** By metric name: the labels it was told with. */
const told = new Map<string, Set<string>>()
let exposition = ''

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  collector = await startCollector()
  platform = await startPlatform({ settings: { otlpEndpoint: `${collector.url}/`, otlpMetricsSeconds: 3_600 } })
  const { call } = platform
  const mine = await call('GET', `/v2/lm/deployments/${await deployMyModel(platform, upstream)}`)
  const own = await call('POST', '/v2/lm/configurations', {
    name: 'own',
    executableId: 'llama-cpp',
    scenarioId: 'foundation-models',
    parameterBindings: [
      { key: 'modelFile', value: await importLocalModel(platform) },
      { key: 'memoryMbLimit', value: '4096' },
      { key: 'coresLimit', value: '2' },
    ],
  })
  const scaling = { predictor: { minInstances: 1, maxInstances: 2 } }
  const scaled = await call('POST', '/v2/lm/deployments', { configurationId: own.body.id, name: 'own', scaling })
  await platform.until(scaled.body.id, 'RUNNING')
  await eventually(async () => String((await call('GET', '/metrics')).body).includes('lectern_requests_waiting{'))
  Object.assign(upstream.behaviour, { words: ['a', 'b', 'c'], chunkMs: 5 })
  await call('POST', '/v1/chat/completions', { model: 'mine', stream: true, messages: [{ role: 'user', content: 'Hello' }] })
  await call('POST', '/v1/chat/completions', { model: 'none', messages: [] })
  const next = await call('POST', '/v2/lm/configurations', {
    name: 'next',
    executableId: 'openai-compatible',
    scenarioId: 'foundation-models',
    parameterBindings: [{ key: 'modelName', value: 'my-next' }],
  })
  const { id } = (await call('POST', '/v2/lm/deployments', { configurationId: mine.body.configurationId, name: 'rolled' })).body
  await platform.until(id, 'RUNNING')
  await call('PATCH', `/v2/lm/deployments/${id}`, { configurationId: next.body.id, rollout: { percent: 50 } })
  await eventually(async () => (await call('GET', `/v2/lm/deployments/${id}/rollout`)).body.status === 'PROGRESSING')
  await call('POST', '/v1/chat/completions', { model: 'rolled', messages: [{ role: 'user', content: 'Hello' }] })
  const deploy = async (name: string, terms: object): Promise<string> => {
    const order = { model: 'gpt-4o', executableId: 'openai-compatible', connection: 'openai-compatible', name, ...terms }
    const { body } = await call('POST', '/v2/lm/models/deploy', order)
    await platform.until(body.id, 'RUNNING')
    return body.id
  }
  const second = await deploy('by-token', { deploymentType: 'standard' })
  await deploy('by-unit', { deploymentType: 'provisioned', spilloverDeployment: second })
  upstream.behaviour.answer = { status: 429, headers: {}, body: '{}' }
  await call('POST', '/v1/chat/completions', { model: 'by-unit', messages: [{ role: 'user', content: 'Hello' }] })
  const { body } = await call('GET', '/metrics')
  exposition = String(body)
  for (const line of exposition.split('\n')) {
    const [, name, labels = ''] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? []
    if (name === undefined) continue
    const known = told.get(name) ?? new Set()
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label)
    told.set(name, known)
  }
})
afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await collector[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

describe('the Grafana dashboard', () => {
  it.each(queries)('asks for what /metrics tells: %s', (query) => {
    const names = [...query.matchAll(/lectern_\w+/g)].map(([name]) => name)
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) expect([...told.keys()], name).toContain(name)
    const asked = [...query.matchAll(/by \(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(/,\s*/))
    const matched = [...query.matchAll(/(\w+)=~?"/g)].map(([, label = '']) => label)
    for (const label of [...asked, ...matched])
      for (const name of names) expect([...(told.get(name) ?? [])], name).toContain(label)
  })

  it('has no panels upon each other', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
  })
})

describe('the reference of metrics', () => {
  it('has a row for each that /metrics tells, and for no other', () => {
    const helps = new Map([...exposition.matchAll(/^# HELP (\w+) (.*)$/gm)].map(([, name = '', help = '']) => [name, help]))
    const rows = [...exposition.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', type = '']) => {
      // Figures of Node itself, by a library's names.
      if (/^lectern_control_(process|nodejs)_/.test(name)) return []
      const labels = told.get(name) ?? told.get(`${name}_count`) ?? new Set()
      const words = [...labels].sort().map((label) => `\`${label}\``)
      return [`| \`${name}\` | ${type} | ${words.join(', ')} | ${helps.get(name)?.replace(/\.$/, '')} |`]
    })
    const page = readFileSync(join(import.meta.dirname, '../../docs/reference/metrics.md'), 'utf8')
    const written = page.split('\n').filter((line) => line.startsWith('| `lectern_'))
    expect(written.toSorted()).toEqual(rows.toSorted())
  })

  it('names every metric that goes to collectors', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/reference/metrics.md'), 'utf8')
    const named = [...page.matchAll(/^\| `((?:gen_ai|lectern)\.[\w.]+)` \| `(?:s|\{token\})` \|/gm)].map(([, name]) => name)
    expect(named).toEqual(collectorMetrics.map(({ name }) => name))
  })
})

describe('figures of a call', () => {
  it('are counted once each', async () => {
    const { body } = await platform.call('GET', '/metrics')
    const count = (name: string): string | undefined =>
      new RegExp(`^${name}_count\\{[^}]*\\} (\\d+)$`, 'm').exec(String(body))?.[1]
    for (const name of ['added_latency_seconds', 'queue_time_seconds', 'time_to_first_token_seconds', 'output_tokens_per_second'])
      expect([name, count(`lectern_${name}`)]).toEqual([name, '1'])
  })

  it('reach the collector that the settings name', async () => {
    await eventually(() => collector.taken.length > 0)
    expect(collector.taken[0]?.path).toBe('/v1/traces')
    expect(collector.taken[0]?.body.toString()).toContain('"chat my-model"')
  })
})
