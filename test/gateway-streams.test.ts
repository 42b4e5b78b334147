import { connect } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { eventually, idOf } from './gateway-harness.ts'
import { call, chat, harness, sap, stream, upstream } from './gateway-scene.ts'

// What was read and is done with is no memory that a reader holds up.
setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const bytesInBuffers = (): number => {
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}

describe('streams', () => {
  it('pass every event as it comes, marked against buffering', async () => {
    Object.assign(upstream.behaviour, { words: ['a', 'b', 'c', 'd'], chunkMs: 60 })
    const answer = await call(sap('chat'), stream)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    })
    const times: number[] = []
    for await (const _ of answer.body ?? []) times.push(performance.now())
    expect(times.length).toBeGreaterThanOrEqual(4)
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(100)
  })

  it('are byte for byte the upstream’s when the caller asks for usage itself', async () => {
    const body = { ...stream, model: 'm', stream_options: { include_usage: true } }
    const direct = await (
      await fetch(`${upstream.address}/v1/chat/completions`, { method: 'POST', body: JSON.stringify(body) })
    ).text()
    expect(await (await call(sap('chat'), body)).text()).toBe(direct)
  })

  it('hold nothing of what was asked once they have begun', async () => {
    Object.assign(upstream.behaviour, { words: Array.from({ length: 60 }, () => 'a'), chunkMs: 500 })
    const text = JSON.stringify({ ...stream, messages: [{ role: 'user', content: 'x'.repeat(900_000) }] })
    const before = bytesInBuffers()
    const sockets = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = connect(harness.gateway.port, '127.0.0.1')
        const begun = new Promise((resolve) => socket.once('data', resolve))
        socket.write(
          `POST ${sap('chat')} HTTP/1.1\r\nhost: x\r\napi-key: admin\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
        )
        expect(String(await begun)).toMatch(/^HTTP\/1.1 200 /)
        return socket
      }),
    )
    // The upstream keeps what it received, once.
    await eventually(() => bytesInBuffers() - before < 1.3 * 20 * text.length)
    for (const socket of sockets) socket.destroy()
  })

  it('hold memory flat when the caller does not read, and let go of it in the end', async () => {
    upstream.behaviour.bigBytes = 50_000_000
    const text = JSON.stringify(stream)
    const socket = connect(harness.gateway.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.pause()
    collectGarbage()
    const before = process.memoryUsage()
    socket.write(
      `POST ${sap('chat')} HTTP/1.1\r\nhost: x\r\napi-key: admin\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
    )
    await eventually(() => (upstream.received[0]?.chunks ?? 0) > 20)
    let chunks = -1
    await eventually(() => {
      const still = chunks === upstream.received[0]?.chunks
      chunks = upstream.received[0]?.chunks ?? 0
      return still
    })
    // Kernel buffers on two loopback connections take some MB; nothing like the 50 MB may have left the upstream.
    expect(chunks * 8_200).toBeLessThan(20_000_000)
    collectGarbage()
    const after = process.memoryUsage()
    expect(after.arrayBuffers + after.external - before.arrayBuffers - before.external).toBeLessThan(10_000_000)
    await eventually(() => upstream.received[0]?.cutAt !== null, 3000)
    await eventually(() => harness.logged.some((line) => line['code'] === 'slow_reader'))
    socket.destroy()
  })

  it('reach a slow caller whole', async () => {
    upstream.behaviour.bigBytes = 5_000_000
    const answer = await call(sap('chat'), stream)
    let length = 0
    for await (const chunk of answer.body ?? []) {
      length += chunk.length
      if (length % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    }
    expect(length).toBeGreaterThan(5_000_000)
  })
})

describe('hanging up', () => {
  it('before the first byte stops the upstream', async () => {
    upstream.behaviour.firstByteMs = 700
    const hangUp = new AbortController()
    const answer = fetch(`${harness.url}${sap('chat')}`, {
      method: 'POST',
      headers: { 'api-key': 'admin' },
      body: JSON.stringify(chat),
      signal: hangUp.signal,
    }).catch(() => 'aborted')
    await eventually(() => upstream.received.length === 1)
    hangUp.abort()
    expect(await answer).toBe('aborted')
    await eventually(() => upstream.received[0]?.cutAt !== null)
  })

  it('of many at once leaves nothing behind', async () => {
    Object.assign(upstream.behaviour, { words: new Array(500).fill('word '), chunkMs: 10 })
    const hangUp = new AbortController()
    const calls = Array.from({ length: 100 }, () =>
      fetch(`${harness.url}${sap('chat')}`, {
        method: 'POST',
        headers: { 'api-key': 'admin' },
        body: JSON.stringify(stream),
        signal: hangUp.signal,
      })
        .then((answer) => answer.text())
        .catch(() => 'aborted'),
    )
    await eventually(() => upstream.received.length === 100 && upstream.received.every((each) => each.chunks > 0))
    hangUp.abort()
    await Promise.all(calls)
    await eventually(() => upstream.received.every((each) => each.cutAt !== null))
    const none = `lectern_requests_in_flight{deployment="${idOf('chat')}",name="chat",resource_group="default",model="gpt-4o"} 0`
    await eventually(async () => (await (await fetch(`${harness.url}/metrics`)).text()).includes(none))
  })
})
