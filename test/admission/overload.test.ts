import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually, type Harness, route, startHarness, target } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'

let upstream: OpenaiUpstream
let harness: Harness

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  const routes = [
    route('heavy', [target(upstream.address)]),
    route('light', [target(upstream.address)], { resourceGroup: 'blue' }),
  ]
  // Any heap at all is over this bound: the gateway is pressed from the start.
  harness = await startHarness(routes, {}, { strain: { delayMs: 60_000, heapShare: 0.000_001, residentBytes: null } })
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const ask = (model: string, group: string): Promise<Response> =>
  fetch(`${harness.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json', 'ai-resource-group': group },
    body: JSON.stringify({ model, messages: [] }),
  })

it('refuses new calls of the heaviest group, answers the others, and lets go when its calls have ended', async () => {
  upstream.behaviour.firstByteMs = 3_000
  const open = Array.from({ length: 150 }, () => ask('heavy', 'default').then((answer) => answer.text()))
  // On a slow machine the last of them may be refused themselves already.
  await eventually(() => upstream.received.length >= 64)
  upstream.behaviour.firstByteMs = 0
  let refused: Response | null = null
  await eventually(async () => {
    const answer = await ask('heavy', 'default')
    if (answer.status === 503) refused = answer
    return refused !== null
  })
  const { headers } = refused as unknown as Response
  expect([headers.get('retry-after'), headers.get('retry-after-ms')]).toEqual(['2', '2000'])
  expect(await (refused as unknown as Response).json()).toMatchObject({ error: { code: 'overloaded' } })
  for (let call = 0; call < 20; call += 1) expect((await ask('light', 'blue')).status).toBe(200)
  const metrics = await (await fetch(`${harness.url}/metrics`)).text()
  expect(metrics).toMatch(/^lectern_shed_requests_total [1-9]/m)
  await Promise.all(open)
  await eventually(async () => (await ask('heavy', 'default')).status === 200)
}, 20_000)
