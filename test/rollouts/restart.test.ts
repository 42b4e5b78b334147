import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../gateway-harness.ts'
import { type Halves, openHalves } from '../halves.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import type { Json } from '../platform.ts'

let upstreams: OpenaiUpstream[] = []
let halves: Halves
const call = async (method: string, path: string, body?: Json): Promise<Json> => (await halves.call(method, path, body)).body

beforeAll(async () => {
  upstreams = [await startOpenaiUpstream(), await startOpenaiUpstream()]
  halves = await openHalves()
})
afterAll(async () => {
  await halves[Symbol.asyncDispose]()
  for (const each of upstreams) await each[Symbol.asyncDispose]()
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

  await halves.stopControl()
  for (let round = 0; round < 10; round += 1) expect((await ask()).choices).toBeDefined()
  await halves.startControl()
  expect(await get()).toMatchObject({
    status: 'RUNNING',
    version: 1,
    rollout: { status: 'PROGRESSING', percent: 50, step: 1, version: 2 },
  })
  await eventually(async () => (await counted()) === upstreams[1]?.received.length)

  halves.clock.travelTo(new Date(halves.clock.now() + 11 * 60_000).toISOString())
  await halves.control().sweep()
  await eventually(async () => (await get()).rollout?.percent === 100)
  halves.clock.travelTo(new Date(halves.clock.now() + 11 * 60_000).toISOString())
  await halves.control().sweep()
  await eventually(async () => (await get()).configurationId === next)
  const { resources } = await call('GET', `/v2/lm/deployments/${id}/versions`)
  expect(resources.map((each: Json) => [each.version, each.state])).toEqual([
    [2, 'ACTIVE'],
    [1, 'SUPERSEDED'],
  ])
}, 30_000)
