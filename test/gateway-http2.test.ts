import { type ClientHttp2Session, connect, constants } from 'node:http2'
import { connect as connectTcp } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, type Harness, idOf, route, startHarness, target } from './gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from './openai-upstream.ts'

let upstream: OpenaiUpstream
let harness: Harness
let session: ClientHttp2Session
const chat = { messages: [{ role: 'user', content: 'Hello' }] }

beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  harness = await startHarness([route('chat', [target(upstream.address)])])
  session = connect(harness.url)
})
afterAll(async () => {
  session.close()
  await harness[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const ask = (body: unknown, path = `/v2/inference/deployments/${idOf('chat')}/chat/completions`) => {
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    authorization: 'Bearer admin',
    'content-type': 'application/json',
  })
  stream.end(JSON.stringify(body))
  return stream
}
const answerTo = async (stream: ReturnType<typeof ask>): Promise<{ headers: Record<string, unknown>; text: string }> => {
  const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
    stream.once('response', (each) => resolve({ ...each }))
    stream.once('error', reject)
  })
  let text = ''
  for await (const chunk of stream) text += chunk
  return { headers, text }
}

describe('a client that speaks HTTP/2', () => {
  it('gets answers, many at once over one connection', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => answerTo(ask(chat))))
    for (const { headers, text } of answers) {
      expect(headers[':status']).toBe(200)
      expect(JSON.parse(text).choices[0].message.content).toBe('Hello there!')
    }
  })

  it('gets events as they come', async () => {
    const { headers, text } = await answerTo(ask({ ...chat, stream: true }))
    expect(headers).toMatchObject({ ':status': 200, 'content-type': expect.stringContaining('text/event-stream') })
    expect(text).toContain('data: [DONE]')
  })

  it('sends long bodies', async () => {
    const { headers } = await answerTo(ask({ messages: [{ role: 'user', content: 'x'.repeat(3_000_000) }] }))
    expect(headers[':status']).toBe(200)
    expect(upstream.received.at(-1)?.body.length).toBeGreaterThan(3_000_000)
  })

  it('gets refusals, and other pages', async () => {
    expect((await answerTo(ask(chat, '/v2/inference/deployments/d000000000000000/x'))).headers[':status']).toBe(404)
    const alive = session.request({ ':path': '/healthz' })
    expect((await answerTo(alive)).headers[':status']).toBe(200)
  })

  it('is known by its own address', async () => {
    await answerTo(ask({}, '/v2/lm/deployments'))
    expect(harness.control.forwarded.at(-1)?.headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      authorization: 'Bearer admin',
    })
  })

  it('may hang up: the model server sees it', async () => {
    upstream.reset()
    upstream.behaviour.chunkMs = 50
    upstream.behaviour.words = Array(200).fill(' word')
    const stream = ask({ ...chat, stream: true })
    await new Promise((resolve) => stream.once('data', resolve))
    stream.close(constants.NGHTTP2_CANCEL)
    await eventually(() => upstream.received[0]?.cutAt !== null)
    upstream.reset()
  })

  it('sees an answer that broke as broken', async () => {
    upstream.behaviour.dieAfterChunks = 1
    await expect(answerTo(ask({ ...chat, stream: true }))).rejects.toThrow()
    upstream.reset()
  })
})

it.each([
  ['words after a right beginning', 'PRI * HTTP/2.0\r\n\r\nNO\r\n\r\n'.repeat(10)],
  ['half a beginning', 'PRI '],
  ['noise', '\x16\x03\x01\x00\xff'.repeat(50)],
])('lives on after %s', async (_, text) => {
  const socket = connectTcp(harness.gateway.port, '127.0.0.1')
  socket.on('error', () => {})
  await new Promise<void>((resolve) => socket.write(text, () => resolve()))
  expect((await answerTo(ask(chat))).headers[':status']).toBe(200)
  socket.destroy()
  expect((await answerTo(ask(chat))).headers[':status']).toBe(200)
})

it.each([
  ['/v1/chat completions', 'POST'],
  ['/v1/ü', 'POST'],
  ['/healthz', 'GE T'],
  ['/healthz', 'HEAD'],
  ['*', 'OPTIONS'],
])('lives on after %s by %s', async (path, method) => {
  const own = connect(harness.url)
  own.on('error', () => {})
  await new Promise<void>((resolve) => {
    const stream = own.request({ ':method': method, ':path': path })
    stream.on('error', () => {})
    stream.on('close', () => resolve())
    stream.resume()
    stream.end()
  })
  own.destroy()
  expect((await answerTo(ask(chat))).headers[':status']).toBe(200)
})

it('takes HTTP/1 in any pieces beside it', async () => {
  const text = await new Promise<string>((resolve) => {
    const socket = connectTcp(harness.gateway.port, '127.0.0.1', () => {
      const request = 'GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'
      let at = 0
      const next = (): void => {
        if (at < request.length) socket.write(request[at++] ?? '', () => setImmediate(next))
      }
      next()
    })
    let got = ''
    socket.on('data', (chunk) => {
      got += chunk
    })
    socket.on('close', () => resolve(got))
  })
  expect(text).toContain('HTTP/1.1 200')
})

it('lets a silent connection hold nobody up when it closes', { timeout: 15_000 }, async () => {
  const own = await startHarness([], { drainMs: 20_000 })
  const silent = connectTcp(own.gateway.port, '127.0.0.1')
  await new Promise((resolve) => silent.once('connect', resolve))
  const idle = connect(own.url)
  await new Promise((resolve) => idle.once('remoteSettings', resolve))
  silent.on('error', () => {})
  // Within the test's own bound: the drain would hold it for 20 s, were they waited for.
  await own[Symbol.asyncDispose]()
})
