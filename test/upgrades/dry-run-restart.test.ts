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
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import type { Json } from '../platform.ts'
import { TravelClock } from '../travel-clock.ts'
import { entry, question } from './scene.ts'

/** The real gateway and the real control, of which the latter is started anew in the middle of a dry run. */

const folder = mkdtempSync(join(tmpdir(), 'lectern-dry-run-'))
const flags = { dataDir: join(folder, 'data'), port: 0, demo: false, logLevel: 'silent', allowPrivate: true, drainSeconds: 5 }
const config = readConfig(flags, {}, folder)
const clock = new TravelClock('2026-10-02T00:00:00Z')
const log = makeLogger({ level: 'silent', name: 'test' })
let upstream: OpenaiUpstream
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
const until = async (what: () => Promise<boolean>): Promise<void> => {
  for (let attempt = 0; attempt < 1_200; attempt += 1) {
    if (await what()) return
    await clock.sleep(25)
  }
  throw new Error('it does not come to be')
}

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  gateway = await openGateway({ config, runDir: folder, clock, log })
  await open()
  await gateway.ready()
}, 60_000)
afterAll(async () => {
  await control[Symbol.asyncDispose]()
  await gateway[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

it('goes on where it was, and each call has one result', { timeout: 60_000 }, async () => {
  const connection = { name: 'openai', provider: 'openai', baseUrl: `${upstream.address}/v1`, credential: { apiKey: 'sk-test' } }
  await call('POST', '/v2/admin/connections', connection)
  await call('PUT', '/v2/admin/catalog/openai/talker', entry)
  const order = { model: 'talker', executableId: 'openai', name: 'tried', version: 'v1', deploymentType: 'serverless' }
  const { id } = await call('POST', '/v2/lm/models/deploy', order)
  await until(async () => (await call('GET', `/v2/lm/deployments/${id}`)).status === 'RUNNING')
  await call('PUT', `/v2/admin/deployments/${id}/inferenceLog`, { mode: 'all', sink: { kind: 'store' } })
  await until(async () => {
    await call('POST', '/v1/chat/completions', { model: 'tried', ...question })
    return (await call('GET', `/v2/observability/inferences?deploymentId=${id}`)).count >= 4
  })

  upstream.behaviour.firstByteMs = 150
  await call('POST', `/v2/lm/deployments/${id}/dry-run`, { modelVersion: 'v2', calls: 4 })
  await until(async () => (await call('GET', `/v2/lm/deployments/${id}/dry-runs/1`)).done >= 1)
  await control[Symbol.asyncDispose]()
  await open()
  await until(async () => (await call('GET', `/v2/lm/deployments/${id}/dry-runs/1`)).state !== 'running')
  const run = await call('GET', `/v2/lm/deployments/${id}/dry-runs/1`)
  expect(run).toMatchObject({ state: 'completed', done: 4, after: { succeeded: 4, unpriced: 0 } })
  expect(new Set(run.calls.map(({ inferenceId }: Json) => inferenceId)).size).toBe(4)
  expect((await call('GET', `/v2/lm/deployments/${id}/versions`)).resources[0].state).toBe('ROLLED_BACK')
})
