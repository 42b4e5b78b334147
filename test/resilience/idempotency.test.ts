import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defaultIdempotency } from '../../src/gateway/idempotency.ts'
import { eventually, type Harness, idOf, route, startHarness, target } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { recorded } from './recorded.ts'

let upstream: OpenaiUpstream
let harness: Harness
let keys = 0
/** A new one for each test. */
let key: string

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  harness = await startHarness(
    [
      route('chat', [target(upstream.address)]),
      route('other', [target(upstream.address)]),
      route('claude', [target(upstream.address)]),
      route('counted', [target(upstream.address)]),
    ],
    {},
    { idempotency: { ...defaultIdempotency, answerBytes: 20_000 } },
  )
})
beforeEach(() => {
  upstream.reset()
  harness.logged.length = 0
  keys += 1
  key = `key-${keys}`
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

type Asked = { name?: string; body?: object; who?: string; path?: string; key?: string; signal?: AbortSignal }
const ask = (asked: Asked = {}) =>
  fetch(`${harness.url}/v2/inference/deployments/${idOf(asked.name ?? 'chat')}${asked.path ?? '/chat/completions'}`, {
    method: 'POST',
    headers: {
      'api-key': asked.who ?? 'admin',
      'content-type': 'application/json',
      'idempotency-key': asked.key ?? key,
    },
    body: JSON.stringify({ messages: [], ...asked.body }),
    ...(asked.signal ? { signal: asked.signal } : {}),
  })

describe('an idempotency key', () => {
  it('gets the same answer again, without another call', async () => {
    const one = await ask({ name: 'counted' })
    const said = await one.text()
    const two = await ask({ name: 'counted' })
    expect([two.status, await two.text()]).toEqual([one.status, said])
    expect([one, two].map((answer) => answer.headers.get('idempotent-replayed'))).toEqual([null, 'true'])
    expect(two.headers.get('content-type')).toBe(one.headers.get('content-type'))
    expect(two.headers.get('x-request-id')).not.toBe(one.headers.get('x-request-id'))
    expect(upstream.received).toHaveLength(1)
    expect(await recorded(harness, 'counted')).toMatchObject([{ settlement: { usage: { requests: 1 } } }])
    expect(await (await fetch(`${harness.url}/metrics`)).text()).toMatch(/^lectern_idempotent_replays_total 1$/m)
    await eventually(() => harness.logged.filter(({ event }) => event === 'call').length === 2)
    expect(harness.logged.filter(({ event }) => event === 'call')).toMatchObject([{ attempts: 1 }, { attempts: 0, status: 200 }])
  })

  it.each<{ name: string; second: Asked; status: number; calls: number }>([
    { name: 'another caller', second: { who: 'blue' }, status: 404, calls: 1 },
    { name: 'another caller of the same deployment', second: { who: 'narrow' }, status: 200, calls: 2 },
    { name: 'another deployment', second: { name: 'other' }, status: 200, calls: 2 },
    { name: 'another key', second: { key: 'quite-another' }, status: 200, calls: 2 },
    { name: 'another body', second: { body: { temperature: 1 } }, status: 409, calls: 1 },
    { name: 'another path', second: { path: '/embeddings' }, status: 409, calls: 1 },
    { name: 'nobody', second: { who: 'nobody' }, status: 401, calls: 1 },
  ])('means nothing to $name, or is refused', async ({ second, status, calls }) => {
    await (await ask()).text()
    const answer = await ask(second)
    expect([answer.status, upstream.received.length]).toEqual([status, calls])
    expect(answer.headers.get('idempotent-replayed')).toBeNull()
    const text = await answer.text()
    if (status === 409) expect(JSON.parse(text).error).toMatchObject({ code: 'idempotency_key_reused' })
  })

  it('is said in the words of the caller’s API when it was used before', async () => {
    const openai = (temperature: number) =>
      fetch(`${harness.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer admin', 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ model: 'chat', messages: [], temperature }),
      })
    await (await openai(0)).text()
    const refused = await openai(1)
    expect([refused.status, await refused.json()]).toMatchObject([
      409,
      { error: { type: 'invalid_request_error', code: 'idempotency_key_reused', param: 'idempotency-key' } },
    ])
  })

  it('lets calls at the same time be one', async () => {
    upstream.behaviour.firstByteMs = 60
    const answers = await Promise.all([ask(), ask(), ask()])
    const texts = await Promise.all(answers.map((answer) => answer.text()))
    expect(new Set(texts).size).toBe(1)
    expect(answers.filter((answer) => answer.headers.get('idempotent-replayed') === 'true')).toHaveLength(2)
    expect(upstream.received).toHaveLength(1)
  })

  it('is tried anew by the one that waits when the first caller leaves', async () => {
    upstream.behaviour.firstByteMs = 150
    const leave = new AbortController()
    const left = ask({ signal: leave.signal }).catch(() => null)
    await eventually(() => upstream.received.length === 1)
    const waiting = ask()
    leave.abort()
    await left
    expect((await waiting).status).toBe(200)
    expect(upstream.received).toHaveLength(2)
  })

  it.each([400, 429, 500, 503])('is not spent by a %i', async (status) => {
    upstream.behaviour.answer = { status, headers: { 'retry-after': '9' }, body: 'no' }
    expect((await ask()).status).toBe(status)
    upstream.reset()
    expect([(await ask()).status, upstream.received.length]).toEqual([200, 1])
  })

  it('does not hold back streams: each is a call of its own', async () => {
    Object.assign(upstream.behaviour, { chunkMs: 30 })
    const answers = await Promise.all([ask({ body: { stream: true } }), ask({ body: { stream: true } })])
    for (const answer of answers) expect(await answer.text()).toContain('[DONE]')
    expect((await ask({ body: { stream: true } })).headers.get('idempotent-replayed')).toBeNull()
    expect(upstream.received).toHaveLength(3)
  })

  it.each([
    { name: 'that say so', headers: { 'content-length': '30000' } },
    { name: 'that turn out so', headers: { 'transfer-encoding': 'chunked' } },
  ])('does not remember long answers $name', async ({ headers }) => {
    upstream.behaviour.answer = { status: 200, headers, body: 'x'.repeat(30_000) }
    expect(await (await ask()).text()).toHaveLength(30_000)
    expect(await (await ask()).text()).toHaveLength(30_000)
    expect(upstream.received).toHaveLength(2)
  })

  it.each(['', 'x'.repeat(256)])('must be short and visible: %j', async (bad) => {
    const answer = await ask({ key: bad })
    expect([answer.status, upstream.received.length]).toEqual([400, 0])
    expect(await answer.text()).toContain('1 to 255')
  })

  it('reaches the provider in a form that no other caller’s key can have', async () => {
    await (await ask()).text()
    await (await ask({ name: 'other' })).text()
    await (await ask({ who: 'narrow' })).text()
    const sent = upstream.received.map(({ headers }) => headers['idempotency-key'])
    expect(new Set(sent).size).toBe(3)
    for (const each of sent) expect(each).toMatch(/^[0-9a-f]{40}$/)
  })
})
