import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Halves, openHalves } from '../halves.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import type { Json } from '../platform.ts'
import { entry, question } from './scene.ts'

let upstream: OpenaiUpstream
let halves: Halves
const call = async (method: string, path: string, body?: Json): Promise<Json> => (await halves.call(method, path, body)).body
const until = async (what: () => Promise<boolean>): Promise<void> => {
  for (let attempt = 0; attempt < 1_200; attempt += 1) {
    if (await what()) return
    await halves.clock.sleep(25)
  }
  throw new Error('it does not come to be')
}

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  halves = await openHalves('2026-10-02T00:00:00Z')
}, 60_000)
afterAll(async () => {
  await halves[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
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
  await halves.stopControl()
  await halves.startControl()
  await until(async () => (await call('GET', `/v2/lm/deployments/${id}/dry-runs/1`)).state !== 'running')
  const run = await call('GET', `/v2/lm/deployments/${id}/dry-runs/1`)
  expect(run).toMatchObject({ state: 'completed', done: 4, after: { succeeded: 4, unpriced: 0 } })
  expect(new Set(run.calls.map(({ inferenceId }: Json) => inferenceId)).size).toBe(4)
  expect((await call('GET', `/v2/lm/deployments/${id}/versions`)).resources[0].state).toBe('ROLLED_BACK')
})
