import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually, must } from '../conformance/scene.ts'
import type { Json } from '../platform.ts'
import { openTargets, question, type TargetsScene } from './scene.ts'

let scene: TargetsScene
const deployments = { drain: '', abort: '', claude: '' }

beforeAll(async () => {
  scene = await openTargets()
  const { one, claude } = scene.ids
  deployments.drain = await scene.deploy({ configurationId: one, name: 'drain', onHangup: 'drain' })
  deployments.abort = await scene.deploy({ configurationId: one, name: 'abort', onHangup: 'abort' })
  deployments.claude = await scene.deploy({ configurationId: claude, name: 'claude', onHangup: 'drain' })
})
beforeEach(() => scene.reset())
afterAll(() => scene[Symbol.asyncDispose]())

/** Asks, and goes away once the upstream is in the middle of it. */
async function leave(name: string, body: object, inTheMiddle: () => boolean): Promise<void> {
  const gone = new AbortController()
  const asked = fetch(`${scene.platform.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${scene.platform.adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: name, ...question, ...body }),
    signal: gone.signal,
  })
  const read = asked.then((answer) => answer.text()).catch((error: Error) => error.name)
  await eventually(inTheMiddle, scene.platform)
  gone.abort()
  expect(await read).toBe('AbortError')
}

async function lastRow(deploymentId: string, rows = 1): Promise<Json> {
  await eventually(async () => (await scene.ledger(deploymentId)).length >= rows, scene.platform)
  const all = await scene.ledger(deploymentId)
  expect(all).toHaveLength(rows)
  return all.at(-1)
}

const manyWords = { words: new Array(40).fill('word '), chunkMs: 5 }
const streaming = () => (scene.one.received.at(-1)?.chunks ?? 0) > 3

describe('drain', () => {
  let rows = 0

  it('reads a stream on to its end when the caller leaves: the usage is what the upstream counted', async () => {
    Object.assign(scene.one.behaviour, manyWords)
    await leave('drain', { stream: true }, streaming)
    rows += 1
    const row = await lastRow(deployments.drain, rows)
    const got = scene.one.received[0]
    expect(got?.cutAt).toBeNull()
    expect(row).toMatchObject({ state: 'settled', status: 499, usageSource: 'reported', outputTokens: 40 })
    expect(row.cost.nano).toBe(row.inputTokens * 1_000 + 40 * 2_000)
  })

  it('waits for an answer that had not begun', async () => {
    Object.assign(scene.one.behaviour, { firstByteMs: 200 })
    await leave('drain', {}, () => scene.one.received.length === 1)
    rows += 1
    expect(await lastRow(deployments.drain, rows)).toMatchObject({
      state: 'settled',
      status: 499,
      usageSource: 'reported',
      outputTokens: 3,
    })
    expect(scene.one.received[0]?.cutAt).toBeNull()
  })

  it('does so behind a translation, too', async () => {
    scene.claude.behaviour.eventMs = 20
    await leave('claude', { stream: true }, () => scene.claude.received.length === 1)
    await eventually(async () => (await scene.ledger(deployments.claude)).length === 1, scene.platform)
    expect(await scene.ledger(deployments.claude)).toMatchObject([
      { state: 'settled', status: 499, inputTokens: 15, outputTokens: 5 },
    ])
  })

  it('takes no other target for somebody who is gone', async () => {
    Object.assign(scene.one.behaviour, { firstByteMs: 150, answer: { status: 429, headers: {}, body: '' } })
    await leave('drain', {}, () => scene.one.received.length === 1)
    rows += 1
    expect(await lastRow(deployments.drain, rows)).toMatchObject({ state: 'settled', outputTokens: 0 })
    expect(scene.one.received).toHaveLength(1)
  })

  it('says of an answer that breaks off meanwhile that it was cut short', async () => {
    Object.assign(scene.one.behaviour, { ...manyWords, dieAfterChunks: 20 })
    await leave('drain', { stream: true }, streaming)
    rows += 1
    expect(await lastRow(deployments.drain, rows)).toMatchObject({ state: 'aborted', status: 499 })
  })

  it('keeps the call among those at one time until the upstream is done, and leaves its limits with its real tokens', async () => {
    const quota = { scope: { deployment: deployments.drain }, concurrent: 1, tokensPerMinute: 100_000 }
    const { id } = must(201, await scene.platform.call('POST', '/v2/admin/quotas', quota))
    const left = async () => {
      const { status, headers } = await scene.ask('drain')
      return status === 200 ? Number(headers.get('x-ratelimit-remaining-tokens')) : 0
    }
    // The quota takes a moment to get to the gateway.
    await eventually(async () => (await left()) > 0, scene.platform)
    const before = await left()
    scene.reset()
    Object.assign(scene.one.behaviour, { ...manyWords, chunkMs: 10 })
    await leave('drain', { stream: true }, streaming)
    expect((await scene.ask('drain')).status).toBe(429)
    scene.one.behaviour.chunkMs = 0
    let after = 0
    await eventually(async () => {
      after = await left()
      return after > 0
    }, scene.platform)
    const rows = await scene.ledger(deployments.drain)
    const at = rows.findLastIndex(({ status }) => status === 499)
    const used = (row: Json) => row.inputTokens + row.outputTokens
    expect(rows[at]).toMatchObject({ state: 'settled', outputTokens: 40 })
    // What two equal calls were told differs by what was used since the first began.
    expect(before - after).toBe(used(rows[at - 1]) + used(rows[at]))
    must(200, await scene.platform.call('DELETE', `/v2/admin/quotas/${id}`))
  })
})

it('abort, which is the default, cuts the upstream off, and estimates', async () => {
  Object.assign(scene.one.behaviour, manyWords)
  await leave('abort', { stream: true }, streaming)
  expect(await lastRow(deployments.abort)).toMatchObject({ state: 'aborted', status: 499, usageSource: 'estimated' })
  await eventually(() => scene.one.received[0]?.cutAt !== null, scene.platform)
})

it('is shown, and can be changed', async () => {
  const at = (id: string) => `/v2/lm/deployments/${id}`
  const read = async (id: string) => must(200, await scene.platform.call('GET', at(id))).onHangup
  expect(await read(deployments.drain)).toBe('drain')
  expect(await read(deployments.abort)).toBeUndefined()
  must(202, await scene.platform.call('PATCH', at(deployments.abort), { onHangup: 'drain' }))
  expect(await read(deployments.abort)).toBe('drain')
  must(202, await scene.platform.call('PATCH', at(deployments.abort), { onHangup: 'abort' }))
  expect(await read(deployments.abort)).toBeUndefined()
  const wrong = await scene.platform.call('PATCH', at(deployments.abort), { onHangup: 'shrug' })
  expect(wrong.status).toBe(400)
})
