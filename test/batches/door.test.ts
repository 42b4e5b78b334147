import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeCallLine } from '../../src/control/batches/call-line.ts'
import { batchInference } from '../../src/dialects/batch/inference.ts'
import type { RouteTerms, TableMessage } from '../../src/domain/route.ts'
import { eventually, type Harness, idOf, route, startHarness, target } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'

/** Where lines of batches come into the gateway: whose they are, and when they stand back. */
let harness: Harness
let upstream: OpenaiUpstream
let callLine: ReturnType<typeof makeCallLine>

const terms = (type: RouteTerms['type']): RouteTerms => ({ type, residency: 'global' })

beforeEach(async () => {
  upstream = await startOpenaiUpstream()
  const four = [target(upstream.address, { concurrency: 4 })]
  const socketPath = join(tmpdir(), `door-${randomUUID().slice(0, 8)}.sock`)
  harness = await startHarness(
    [
      route('shared', four, { terms: terms('standard') }),
      route('nightly', four, { terms: terms('batch') }),
      route('single', [target(upstream.address, { concurrency: 1 })], { terms: terms('standard') }),
      route('elsewhere', [target(upstream.address)], {}),
    ],
    {},
    { batches: { socketPath, dialect: batchInference } },
  )
  callLine = makeCallLine(socketPath)
  harness.control.say(credential('good', null), credential('late', 1))
  await eventually(() => harness.gateway.table.credential('key:late') !== undefined)
})
afterEach(async () => {
  callLine[Symbol.dispose]()
  await harness[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const credential = (id: string, expiresAt: number | null): TableMessage => ({
  kind: 'credential',
  credential: {
    id: `key:${id}`,
    hash: null,
    principal: { kind: 'apiKey', id, name: id, role: 'consumer', resourceGroups: '*', deployments: '*', expiresAt },
  },
})
const body = { model: 'm', messages: [{ role: 'user', content: 'Hello' }] }
const line = (name: string, createdBy = 'key:good') =>
  callLine(
    { deploymentId: idOf(name), resourceGroup: 'default', createdBy, path: '/chat/completions', body },
    new AbortController().signal,
  )
const statusAndCode = async (answer: ReturnType<typeof line>) => {
  const called = await answer
  return [called?.status, JSON.parse(called?.text ?? '{}').error?.code, called?.retryAfterMs]
}
const received = (count: number) => eventually(() => upstream.received.length === count)

describe('a line of a batch', () => {
  it('is called for whoever made the batch', async () => {
    expect((await line('shared'))?.status).toBe(200)
    expect(harness.logged.find(({ event }) => event === 'call')).toMatchObject({ dialect: 'batch', credentialId: 'good' })
    expect(await statusAndCode(line('shared', 'key:gone'))).toEqual([401, 'invalid_api_key', null])
    expect(await statusAndCode(line('shared', 'key:late'))).toEqual([401, 'invalid_api_key', null])
  })

  it('is nobody’s to call at the public port', async () => {
    const headers = { 'lectern-on-behalf-of': 'key:good', 'content-type': 'application/json' }
    const send = (path: string) =>
      fetch(`${harness.url}${path}`, { method: 'POST', headers, body: JSON.stringify({ ...body, model: 'shared' }) })
    // What is no inference goes to control, which knows nothing of it.
    await send(`/deployments/${idOf('shared')}/chat/completions`)
    expect(harness.control.forwarded.length).toBe(1)
    expect((await send('/v1/chat/completions')).status).toBe(401)
    expect(upstream.received).toEqual([])
  })

  it('leaves others half of the places', async () => {
    upstream.behaviour.firstByteMs = 1_000
    const both = [line('shared'), line('shared')]
    await received(2)
    expect(await statusAndCode(line('shared'))).toEqual([429, 'no_idle_capacity', 1_000])
    for (const each of both) expect((await each)?.status).toBe(200)
    upstream.behaviour.firstByteMs = 0
    expect((await line('shared'))?.status).toBe(200)
  })

  it('has all places of a deployment that is for batches', async () => {
    upstream.behaviour.firstByteMs = 1_000
    const four = [1, 2, 3, 4].map(() => line('nightly'))
    await received(4)
    expect(await statusAndCode(line('nightly'))).toEqual([429, 'no_idle_capacity', 1_000])
    for (const each of four) expect((await each)?.status).toBe(200)
  })

  it('goes as it comes where a provider has no bound of ours', async () => {
    upstream.behaviour.firstByteMs = 100
    const many = Array.from({ length: 10 }, () => line('elsewhere'))
    for (const each of many) expect((await each)?.status).toBe(200)
  })

  it('stands back while calls wait', async () => {
    upstream.behaviour.firstByteMs = 1_000
    const ask = () =>
      fetch(`${harness.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, model: 'single' }),
      })
    const calls = [ask(), ask(), ask(), ask()]
    await eventually(async () => JSON.parse((await line('single'))?.text ?? '').error?.message?.includes('calls wait'))
    expect(await statusAndCode(line('single'))).toEqual([429, 'no_idle_capacity', 1_000])
    upstream.behaviour.firstByteMs = 0
    for (const each of calls) expect((await each).status).toBe(200)
    await eventually(async () => (await line('single'))?.status === 200)
  })

  it('stands back before a limit is reached', async () => {
    harness.control.say({
      kind: 'limit',
      limit: {
        kind: 'quota',
        id: 'q',
        scope: { resourceGroup: null, executableId: null, deploymentId: idOf('elsewhere'), model: null, apiKey: null },
        exceptGroups: [],
        requestsPerMinute: 10,
        tokensPerMinute: null,
        concurrent: null,
      },
    })
    await eventually(() => [...harness.gateway.table.limits()].length === 1)
    const answers = []
    for (let at = 0; at < 12; at += 1) answers.push((await line('elsewhere'))?.status)
    expect(answers.filter((status) => status === 200).length).toBe(9)
    expect(answers.slice(9)).toEqual([429, 429, 429])
  })
})
