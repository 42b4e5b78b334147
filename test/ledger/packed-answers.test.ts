import { request } from 'node:http'
import * as zlib from 'node:zlib'
import Anthropic from '@anthropic-ai/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { unpacked, watchPacked } from '../../src/gateway/packed-answer.ts'
import { openaiWire } from '../../src/wires/openai/wire.ts'
import { eventually, type Harness, route, startHarness, target } from '../gateway-harness.ts'
import { type Listening, listen } from '../upstreams/listen.ts'

const packers = {
  gzip: zlib.gzipSync,
  br: zlib.brotliCompressSync,
  zstd: zlib.zstdCompressSync,
  deflate: zlib.deflateSync,
  'raw deflate': zlib.deflateRawSync,
} as const
type Packer = keyof typeof packers
const all = Object.keys(packers) as Packer[]
const headerOf = (packer: Packer): string => packer.replace('raw ', '')

const usage = { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 }
const message = { role: 'assistant', content: 'Hello there!' }
const answer = { id: 'c', object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'stop' }], usage }
const whole = JSON.stringify(answer)
const event = (more: object): string => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', ...more })}\n\n`
const pieces = ['Hello', ' there', '!'].map((content) => event({ choices: [{ index: 0, delta: { content } }] }))
const stream = `${pieces.join('')}${event({ choices: [], usage })}data: [DONE]\n\n`

/** Packs what it says, whoever asks it not to. */
let upstream: Listening
let harness: Harness
let said: { packer: Packer; bytes: Buffer; type: string }

beforeAll(async () => {
  upstream = await listen((_got, response) => {
    response.writeHead(200, { 'content-type': said.type, 'content-encoding': headerOf(said.packer) })
    for (let at = 0; at < said.bytes.length; at += 11) response.write(said.bytes.subarray(at, at + 11))
    response.end()
  })
  harness = await startHarness([route('chat', [target(upstream.address)])])
})
beforeEach(() => {
  upstream.received.length = 0
  harness.logged.length = 0
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const counted = async () => {
  const line = () => harness.logged.find(({ event }) => event === 'call')
  await eventually(() => line() !== undefined)
  return line()
}
/** A client that looks at bytes only. */
const bytesOf = (body: object): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: 'Bearer admin', 'content-type': 'application/json', 'accept-encoding': 'gzip, br' }
    const asked = request(`${harness.url}/v1/chat/completions`, { method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)))
    })
    asked.on('error', reject).end(JSON.stringify({ model: 'chat', messages: [], ...body }))
  })

describe.each(all)('an answer that its backend packs by %s, unasked', (packer) => {
  it.each([
    ['whole', whole, 'application/json', {}],
    ['as a stream', stream, 'text/event-stream', { stream: true }],
  ])('passes as it came, and is counted: %s', async (_, text, type, asked) => {
    said = { packer, bytes: packers[packer](text), type }
    expect((await bytesOf(asked)).equals(said.bytes)).toBe(true)
    expect(upstream.received[0]?.headers['accept-encoding']).toBe('identity')
    expect(await counted()).toMatchObject({ inputTokens: 12, outputTokens: 5 })
  })

  it('is said in another format to who speaks one', async () => {
    said = { packer, bytes: packers[packer](whole), type: 'application/json' }
    const client = new Anthropic({ baseURL: `${harness.url}/anthropic`, apiKey: 'admin', maxRetries: 0 })
    const told = await client.messages.create({ model: 'chat', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] })
    expect(told.content).toMatchObject([{ text: 'Hello there!' }])
    expect(await counted()).toMatchObject({ inputTokens: 12, outputTokens: 5 })
  })
})

describe('looking into packed bytes', () => {
  const at = '/chat/completions'
  const watching = (encoding: string, bytes: Buffer, eventStream = false, below = at) => {
    const watcher = watchPacked(encoding, eventStream, openaiWire, below)
    for (let from = 0; from < bytes.length; from += 1000) watcher.push(bytes.subarray(from, from + 1000))
    return watcher
  }

  it.each(all)('counts the pieces of what came before a stream broke (%s)', (packer) => {
    const long = pieces.join('').repeat(200)
    const bytes = packers[packer](long)
    const broken = watching(headerOf(packer), bytes.subarray(0, bytes.length - 1), true)
    expect(broken.usage()).toBeNull()
    const whole = watching(headerOf(packer), bytes, true)
    expect(whole.guess?.()).toBe(600)
    expect(broken.guess?.()).toBeLessThanOrEqual(600)
  })

  it.each(['snappy', 'gzip, br', 'gzip'])('guesses from the length of what cannot be read (%s)', (encoding) => {
    const noise = Buffer.alloc(4000, 'x')
    expect(unpacked(encoding, noise)).toBeNull()
    expect(watching(encoding, noise).usage()).toBeNull()
    expect(watching(encoding, noise).guess?.()).toBe(1000)
    expect(watching(encoding, noise, true).guess?.()).toBe(1000)
    expect(watching(encoding, noise, false, '/embeddings').guess?.()).toBe(0)
    expect(watching(encoding, noise, false, '/files').guess).toBeUndefined()
  })

  it.each(all)('gives up on bombs (%s)', (packer) => {
    const bomb = packers[packer](Buffer.alloc(8 * 1024 * 1024))
    expect(unpacked(headerOf(packer), bomb)).toBeNull()
    expect(watching(headerOf(packer), bomb).usage()).toBeNull()
  })

  it('keeps no more than a bounded copy', () => {
    const watcher = watching('gzip', zlib.gzipSync(whole))
    expect(watcher.usage()).toMatchObject({ outputTokens: 5 })
    for (let more = 0; more < 3000; more += 1) watcher.push(Buffer.alloc(1000))
    expect(watcher.usage()).toBeNull()
    expect(watcher.guess?.()).toBeGreaterThan(700_000)
  })
})
