import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defaultRetries } from '../../src/gateway/retry.ts'
import { eventually, type Harness, route, startHarness, target } from '../gateway-harness.ts'
import { recorded } from './recorded.ts'

type Said = {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly endless?: boolean
}

/** What is said to the next calls, one each; then the good answer. */
let script: Said[]
/** Epoch ms at which calls came. */
let came: number[]
let always: Said | null
/** Answers that were cut before their end. */
let cut = 0
const good = { choices: [], usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 } }
const upstream = createServer((request, response) => {
  came.push(Date.now())
  request.resume()
  const { status, headers = {}, body = JSON.stringify(good), endless = false } = always ?? script.shift() ?? { status: 200 }
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.on('close', () => {
    if (!response.writableFinished) cut += 1
  })
  if (endless) response.write(body)
  else response.end(body)
})
let harness: Harness
let latePort = 0
let names = 0
/** Each test has a deployment and an account of its own, and with them a budget and a part of the ledger. */
let name: string

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  latePort = (taken.address() as AddressInfo).port
  await new Promise((resolve) => taken.close(resolve))
  harness = await startHarness([], {}, { random: () => 0.5, retries: { ...defaultRetries, firstMs: 40, perSecond: 0 } })
})
beforeEach(async () => {
  script = []
  came = []
  always = null
  harness.logged.length = 0
  names += 1
  name = `retry-${names}`
  await deploy(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`)
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  upstream.closeAllConnections()
  upstream.close()
})

async function deploy(address: string): Promise<void> {
  const deploymentId = `d${String(names).padStart(15, '0')}`
  harness.control.say({
    kind: 'route',
    route: route(name, [target(address, { headers: { authorization: name } })], { deploymentId }),
  })
  await eventually(() => harness.gateway.table.byId(deploymentId)?.targets[0]?.address === address)
}
const ask = (body: object = {}, signal?: AbortSignal, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${harness.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'api-key': 'admin', 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: name, messages: [], ...body }),
    ...(signal ? { signal } : {}),
  })
const logged = async () => {
  await eventually(() => harness.logged.some(({ event }) => event === 'call'))
  return harness.logged.filter(({ event }) => event === 'call')
}

describe('a call that was surely not worked on', () => {
  it.each([429, 503, 529])('goes out again after %i, and is one call in the ledger and in the log', async (status) => {
    script = [{ status }, { status, body: 'busy' }]
    const answer = await ask()
    expect([answer.status, await answer.json()]).toEqual([200, good])
    expect(came).toHaveLength(3)
    expect(await logged()).toMatchObject([{ attempts: 3, status: 200, outcome: 'answered' }])
    expect(await recorded(harness, name)).toMatchObject([
      { settlement: { state: 'settled', source: 'reported', usage: { requests: 1, uncachedInput: 7, output: 5 } } },
    ])
  })

  it('does not wait for the end of an answer that is not for the caller', async () => {
    cut = 0
    script = [{ status: 503, endless: true }]
    expect((await ask()).status).toBe(200)
    await eventually(() => cut === 1)
  })

  it('streams as if nothing had happened', async () => {
    const chunk = `data: ${JSON.stringify({ choices: [], usage: good.usage })}\n\ndata: [DONE]\n\n`
    script = [{ status: 503 }, { status: 200, headers: { 'content-type': 'text/event-stream' }, body: chunk }]
    const answer = await ask({ stream: true, stream_options: { include_usage: true } })
    expect([answer.status, await answer.text(), came.length]).toEqual([200, chunk, 2])
    expect(await recorded(harness, name)).toMatchObject([{ settlement: { source: 'reported', usage: { requests: 1 } } }])
  })

  it('is told what the backend says last when it never gets better', async () => {
    always = { status: 429, headers: { 'retry-after-ms': '1' }, body: 'slow down' }
    const answer = await ask()
    expect([answer.status, await answer.text(), answer.headers.get('retry-after-ms')]).toEqual([429, 'slow down', '1'])
    expect(came).toHaveLength(3)
    expect(await recorded(harness, name)).toMatchObject([
      { settlement: { state: 'settled', status: 429, source: 'none', usage: { requests: 1, output: 0 } } },
    ])
  })

  it.each([
    { name: 'in milliseconds', headers: { 'retry-after-ms': '150', 'retry-after': '1' }, least: 150 },
    { name: 'in seconds', headers: { 'retry-after': '1' }, least: 1_000 },
  ])('waits for as long as the backend asks, $name', async ({ headers, least }) => {
    script = [{ status: 429, headers }]
    expect((await ask()).status).toBe(200)
    expect((came[1] ?? 0) - (came[0] ?? 0)).toBeGreaterThanOrEqual(least - 1)
  })

  it.each([
    { name: 'asks for a long wait', said: { status: 429, headers: { 'retry-after': '30' } } },
    { name: 'says that it is of no use', said: { status: 429, headers: { 'x-should-retry': 'false' } } },
    { name: 'fails in another way', said: { status: 500 } },
    { name: 'is behind a gateway that fails', said: { status: 502 } },
    { name: 'finds the request wrong', said: { status: 400 } },
  ])('is not sent again where the backend $name', async ({ said }) => {
    script = [said]
    const answer = await ask()
    expect([answer.status, came.length]).toEqual([said.status, 1])
    expect(answer.headers.get('retry-after')).toBe(said.headers?.['retry-after'] ?? null)
    expect(await logged()).toMatchObject([{ attempts: 1 }])
  })

  it.each([
    { name: 'seconds', headers: { 'retry-after': '30' }, told: ['30', '30000', null] },
    { name: 'milliseconds', headers: { 'retry-after-ms': '30100.5' }, told: ['31', '30100.5', null] },
    { name: 'a long wait', headers: { 'retry-after': '120' }, told: ['120', '120000', 'false'] },
    { name: 'that it is of no use', headers: { 'x-should-retry': 'false' }, told: [null, null, 'false'] },
  ])('tells its caller how long to wait where the backend says $name', async ({ headers, told }) => {
    script = [{ status: 429, headers }]
    const answer = await ask()
    expect(['retry-after', 'retry-after-ms', 'x-should-retry'].map((each) => answer.headers.get(each))).toEqual(told)
  })

  it('tells its caller to wait for a second where the backend says nothing', async () => {
    always = { status: 429 }
    const answer = await ask()
    expect(['retry-after', 'retry-after-ms'].map((each) => answer.headers.get(each))).toEqual(['1', '1000'])
  })

  it.each([
    { name: 'OpenAI’s and Anthropic’s', headers: { 'x-stainless-retry-count': '1' }, calls: 1 },
    { name: 'AWS’s', headers: { 'amz-sdk-request': 'attempt=2; max=3' }, calls: 1 },
    { name: 'OpenAI’s and Anthropic’s, at first', headers: { 'x-stainless-retry-count': '0' }, calls: 3 },
    { name: 'AWS’s, at first', headers: { 'amz-sdk-request': 'attempt=1; max=3' }, calls: 3 },
  ])('does not multiply with the attempts of a client: $name', async ({ headers, calls }) => {
    always = { status: 429 }
    const answer = await ask({}, undefined, headers)
    expect([answer.status, came.length]).toEqual([429, calls])
  })

  it('is not sent again where its body went through as it came', async () => {
    script = [{ status: 503 }]
    // The address names the deployment, and nobody has to read what is sent.
    const passed = await fetch(`${harness.url}/v2/inference/deployments/d${String(names).padStart(15, '0')}/files`, {
      method: 'PUT',
      headers: { 'api-key': 'admin', 'content-type': 'application/octet-stream' },
      body: new Uint8Array(300 * 1024),
    })
    expect([passed.status, came.length]).toEqual([503, 1])
  })

  it('goes out again when the connection was refused', async () => {
    await deploy(`http://127.0.0.1:${latePort}`)
    const refused = await ask()
    expect([refused.status, (await logged())[0]]).toMatchObject([502, { attempts: 3, code: 'connect_failed' }])
    expect(await recorded(harness, name)).toMatchObject([
      { settlement: { state: 'settled', source: 'none', usage: { requests: 0 } } },
    ])
  })

  it('is forgotten when its caller leaves in the wait', async () => {
    always = { status: 429, headers: { 'retry-after': '2' } }
    const leave = new AbortController()
    const asked = ask({}, leave.signal).catch(() => null)
    await eventually(() => came.length === 1)
    leave.abort()
    await asked
    expect(await logged()).toMatchObject([{ outcome: 'hang-up', status: 499 }])
    expect(await recorded(harness, name)).toMatchObject([
      { settlement: { state: 'aborted', source: 'none', usage: { requests: 0, uncachedInput: 0 } } },
    ])
    expect(came).toHaveLength(1)
  })
})

it('retries no more than the budget allows, however many calls fail', async () => {
  always = { status: 429 }
  const calls = 100
  for (let round = 0; round < calls / 20; round += 1) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask().then((answer) => answer.status)))
    expect(new Set(answers)).toEqual(new Set([429]))
  }
  const retries = came.length - calls
  expect(retries).toBeGreaterThan(10)
  expect(retries).toBeLessThanOrEqual(10 + calls * 0.1)
})
