import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { type Control, startControl } from '../../src/control-main.ts'
import type { Gateway } from '../../src/gateway/server.ts'
import { openGateway } from '../../src/gateway-main.ts'
import { hostFacts } from '../../src/host-facts.ts'
import { makeLogger } from '../../src/telemetry/logger.ts'
import { FakeEngine } from '../fake-engine.ts'
import { eventually } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import type { Json } from '../platform.ts'
import { TravelClock } from '../travel-clock.ts'

/** The real gateway and the real control, of which the latter is started anew in the middle of a rollout. */

const folder = mkdtempSync(join(tmpdir(), 'lectern-rollout-'))
const flags = { dataDir: join(folder, 'data'), port: 0, demo: false, logLevel: 'silent', allowPrivate: true, drainSeconds: 5 }
const config = readConfig(flags, {}, folder)
const clock = new TravelClock()
const log = makeLogger({ level: 'silent', name: 'test' })
let upstreams: OpenaiUpstream[] = []
let gateway: Gateway
let control: Control

const open = async (): Promise<void> => {
  const engine = new FakeEngine(() => clock.now())
  const origin = `http://127.0.0.1:${gateway.port}`
  control = await startControl({ config, origin, runDir: folder, engine, clock, host: hostFacts(config, ''), log })
}
const call = async (method: string, path: string, body?: Json): Promise<Json> => {
  const key = readFileSync(join(config.dataDir, 'credentials', 'admin-key'), 'utf8')
  const answer = await fetch(`http://127.0.0.1:${gateway.port}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'ai-resource-group': 'default', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return answer.json()
}

beforeAll(async () => {
  upstreams = [await startOpenaiUpstream(), await startOpenaiUpstream()]
  gateway = await openGateway({ config, runDir: folder, clock, log })
  await open()
  await gateway.ready()
})
afterAll(async () => {
  await control[Symbol.asyncDispose]()
  await gateway[Symbol.asyncDispose]()
  for (const each of upstreams) await each[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

it('goes on where it was when control is started anew, with its history and what gateways counted', async () => {
  const configurations: string[] = []
  for (const [at, { address }] of upstreams.entries()) {
    const name = `up${at}`
    await call('POST', '/v2/admin/connections', { name, provider: 'openai-compatible', baseUrl: `${address}/v1`, credential: {} })
    const { id } = await call('POST', '/v2/lm/configurations', {
      ...{ name, executableId: 'openai-compatible', scenarioId: 'foundation-models' },
      parameterBindings: [
        { key: 'modelName', value: name },
        { key: 'connection', value: name },
      ],
    })
    configurations.push(id)
  }
  const [own, next] = configurations
  const { id } = await call('POST', '/v2/lm/deployments', { configurationId: own, name: 'chat' })
  const get = () => call('GET', `/v2/lm/deployments/${id}`)
  await eventually(async () => (await get()).status === 'RUNNING')
  const steps = [
    { percent: 50, minutes: 10 },
    { percent: 100, minutes: 10 },
  ]
  await call('PATCH', `/v2/lm/deployments/${id}`, { configurationId: next, rollout: { steps } })
  await eventually(async () => (await get()).rollout?.status === 'PROGRESSING')
  const ask = () => call('POST', '/v1/chat/completions', { model: 'chat', messages: [{ role: 'user', content: 'Hello' }] })
  for (let round = 0; round < 20; round += 1) await ask()
  const counted = async () => (await call('GET', `/v2/lm/deployments/${id}/rollout`)).new.calls
  await eventually(async () => (await counted()) === upstreams[1]?.received.length)

  await control[Symbol.asyncDispose]()
  for (let round = 0; round < 10; round += 1) expect((await ask()).choices).toBeDefined()
  await open()
  expect(await get()).toMatchObject({
    status: 'RUNNING',
    version: 1,
    rollout: { status: 'PROGRESSING', percent: 50, step: 1, version: 2 },
  })
  await eventually(async () => (await counted()) === upstreams[1]?.received.length)

  clock.travelTo(new Date(clock.now() + 11 * 60_000).toISOString())
  await control.sweep()
  await eventually(async () => (await get()).rollout?.percent === 100)
  clock.travelTo(new Date(clock.now() + 11 * 60_000).toISOString())
  await control.sweep()
  await eventually(async () => (await get()).configurationId === next)
  const { resources } = await call('GET', `/v2/lm/deployments/${id}/versions`)
  expect(resources.map((each: Json) => [each.version, each.state])).toEqual([
    [2, 'ACTIVE'],
    [1, 'SUPERSEDED'],
  ])
}, 30_000)
