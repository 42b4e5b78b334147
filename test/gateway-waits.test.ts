import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Harness, route, startHarness, target } from './gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from './openai-upstream.ts'

let upstream: OpenaiUpstream
let harness: Harness
/** Accepts connections and never says a word: a TLS handshake with it does not end. */
const mute = createServer((socket) => socket.on('error', () => {}))

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
  harness = await startHarness(
    [
      route('chat', [target(upstream.address)]),
      route('mute', [target(`https://127.0.0.1:${(mute.address() as AddressInfo).port}`)]),
    ],
    { connectMs: 300, firstByteMs: 5000, idleMs: 5000, totalMs: 400, streamTotalMs: 900 },
  )
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
  mute.close()
})

const ask = (body: object): Promise<Response> =>
  fetch(`${harness.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'api-key': 'admin' },
    body: JSON.stringify({ messages: [], ...body }),
  })

describe('waits have bounds of their own', () => {
  it('connecting', async () => {
    const answer = await ask({ model: 'mute' })
    expect([answer.status, await answer.json()]).toMatchObject([504, { error: { code: 'connect_timeout' } }])
  })

  it('all of a call that is no stream', async () => {
    upstream.behaviour.firstByteMs = 2000
    const answer = await ask({ model: 'chat' })
    expect([answer.status, await answer.json()]).toMatchObject([504, { error: { code: 'total_timeout' } }])
    upstream.reset()
  })

  it('all of a stream, which may take longer', async () => {
    Object.assign(upstream.behaviour, { words: new Array(500).fill('word '), chunkMs: 10 })
    const started = Date.now()
    const answer = await ask({ model: 'chat', stream: true })
    let text = ''
    const reading = async (): Promise<void> => {
      for await (const chunk of answer.body ?? []) text += Buffer.from(chunk).toString()
    }
    await expect(reading()).rejects.toThrow()
    expect(text).toContain('not done within 900 ms')
    expect(Date.now() - started).toBeGreaterThanOrEqual(890)
  })
})
