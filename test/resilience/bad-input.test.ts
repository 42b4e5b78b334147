import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually, type Harness, idOf, route, startHarness, target } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'

/** What the gateway says to input that is wrong, at every address and in every API: never 5xx, always in the caller's own words. */

let upstream: OpenaiUpstream
let harness: Harness
beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  const at = { paths: [{ below: '/**', path: '/v1/{rest}' }] }
  const wires = { gpt: 'openai', claude: 'anthropic', nova: 'bedrock-converse', flash: 'gemini' }
  harness = await startHarness(
    Object.entries(wires).map(([name, wire]) => route(name, [target(upstream.address, at)], { wire, modelName: name })),
    { idleMs: 2_000 },
    { maxBodyBytes: 1024 * 1024 },
  )
})
beforeEach(() => {
  upstream.reset()
  harness.logged.length = 0
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

// biome-ignore lint/suspicious/noExplicitAny: envelopes of many shapes; what is expected is the check
type Json = any
type Address = {
  readonly api: string
  /** `{d}` is the deployment's id, `{n}` its name. */
  readonly path: string
  readonly envelope: (body: Json, headers: Headers) => string
}
const openaiError = ({ error }: Json): string => {
  expect(error).toMatchObject({ type: 'invalid_request_error', message: expect.any(String) })
  return error.message
}
const sapError = ({ error }: Json): string => {
  expect(error).toMatchObject({ code: expect.any(String), requestId: expect.any(String) })
  return error.message
}
/** What its own client looks for, beside SAP's words. */
const bedrockError = (body: Json, headers: Headers): string => {
  expect(headers.get('x-amzn-errortype')).toBe('ValidationException')
  expect(body.message).toBe(body.error.message)
  return sapError(body)
}
const anthropicError = (body: Json): string => {
  expect(body).toMatchObject({ type: 'error', error: { type: expect.stringMatching(/_error$|_too_large$/) } })
  return body.error.message
}
const addresses: readonly Address[] = [
  { api: 'openai', path: '/v1/chat/completions', envelope: openaiError },
  { api: 'openai responses', path: '/v1/responses', envelope: openaiError },
  {
    api: 'azure',
    path: '/openai/deployments/{n}/chat/completions?api-version=2024-10-21',
    envelope: ({ error }) => error.message,
  },
  { api: 'anthropic', path: '/anthropic/v1/messages', envelope: anthropicError },
  { api: 'anthropic at /v1', path: '/v1/messages', envelope: anthropicError },
  { api: 'sap chat', path: '/v2/inference/deployments/{d}/chat/completions', envelope: sapError },
  {
    api: 'sap messages',
    path: '/v2/inference/deployments/{d}/messages',
    envelope: (body) => anthropicError(body) && sapError(body),
  },
  { api: 'sap converse', path: '/v2/inference/deployments/{d}/converse', envelope: bedrockError },
  { api: 'sap gemini', path: '/v2/inference/deployments/{d}/models/m:generateContent', envelope: sapError },
  { api: 'bedrock', path: '/v2/inference/deployments/{d}/model/m/converse-stream', envelope: bedrockError },
]
const deployments = ['gpt', 'claude', 'nova', 'flash'] as const
const pathOf = ({ path }: Address, name: string): string => path.replace('{d}', idOf(name)).replace('{n}', name)
const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(harness.url + path, {
    method: 'POST',
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json', ...headers },
    body: body as string,
  })

const deep = `{"model":"gpt","messages":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
const broken: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  ['half an object', '{"model":"gpt","messages":[', /not valid JSON/],
  ['a comma too many', '{"model":"gpt",}', /not valid JSON/],
  ['words', 'hello', /not valid JSON/],
  ['NaN', '{"model":"gpt","temperature":NaN}', /not valid JSON/],
  ['an array', '[]', /is an array; it must be a JSON object/],
  ['null', 'null', /is null; it must be a JSON object/],
  ['a string', '"hello"', /is a string; it must be a JSON object/],
  ['bytes that are no text', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), /not valid UTF-8/],
  ['arrays without end', deep, /deeper than 200 levels/],
]

describe.each(addresses)('at the address of $api', (address) => {
  it.each(broken)('%s', async (_, body, words) => {
    for (const name of deployments) {
      const answer = await post(pathOf(address, name), body)
      const said: Json = await answer.json()
      expect(answer.status, JSON.stringify(said)).toBe(400)
      expect(address.envelope(said, answer.headers)).toMatch(words)
    }
  })

  it('a body of another type, packed, too long, or none', async () => {
    for (const name of deployments) {
      const path = pathOf(address, name)
      const packed = await post(path, '{}', { 'content-encoding': 'gzip' })
      expect(packed.status).toBe(415)
      expect(address.envelope(await packed.json(), packed.headers)).toContain('content-encoding "gzip"')
      const long = await post(path, JSON.stringify({ model: name, x: 'x'.repeat(1_100_000) }))
      expect(long.status).toBe(413)
      expect(address.envelope(await long.json(), long.headers)).toContain('1048576')
      for (const type of [
        'text/xml',
        'multipart/form-data; boundary=x',
        'multipart/form-data',
        'image/png',
        'application/json',
      ]) {
        const other = await post(path, type === 'application/json' ? '' : '<hello/>', { 'content-type': type })
        expect(other.status, type).toBeLessThan(500)
      }
    }
    expect(harness.logged.filter(({ event }) => event === 'call failed on a bug')).toEqual([])
  })
})

/** Fields of the wrong type or value, at backends that speak another API: each is named as the caller wrote it. */
const hi = [{ role: 'user', content: 'Hi' }]
const wrong: readonly (readonly [api: string, backend: (typeof deployments)[number], body: object | string, field: string])[] = [
  ['openai', 'gpt', { model: { a: 1 } }, 'model'],
  ['anthropic', 'claude', { model: ['claude'] }, 'model'],
  ['openai', 'claude', { messages: 'Hi' }, 'messages'],
  ['openai', 'claude', { messages: hi, temperature: '1' }, 'temperature'],
  ['openai', 'nova', { messages: hi, stream: 'yes' }, 'stream'],
  ['openai', 'flash', { messages: hi, tools: [{ type: 'function', function: {} }] }, 'tools[0].function.name'],
  ['openai', 'flash', { messages: hi, unheard_of: 1 }, 'unheard_of'],
  ['openai', 'flash', '{"model":"flash","messages":[{"role":"user","content":"Hi"}],"max_tokens":1e999}', 'max_tokens'],
  ['openai responses', 'claude', { input: 7 }, 'input'],
  ['openai responses', 'nova', { input: [{ type: 'item_reference', id: 'x' }] }, 'input[0].type'],
  ['azure', 'claude', { messages: [{ role: 'user', content: 7 }] }, 'messages[0].content'],
  ['anthropic', 'gpt', { messages: hi, max_tokens: 'many' }, 'max_tokens'],
  ['anthropic', 'flash', { messages: hi, max_tokens: 9, tool_choice: 'auto' }, 'tool_choice'],
  ['sap chat', 'nova', { messages: [{ role: 'robot', content: '' }] }, 'messages[0].role'],
  ['sap messages', 'gpt', { messages: hi, max_tokens: 9, thinking: true }, 'thinking'],
  ['sap converse', 'gpt', { messages: [{ role: 'user', content: 'Hi' }] }, 'messages[0].content'],
  ['sap gemini', 'gpt', { contents: [{ parts: [{ text: 7 }] }] }, 'contents[0].parts[0].text'],
  ['bedrock', 'claude', { messages: [{ role: 'user', content: [{ text: 'a', x: 1 }] }] }, 'messages[0].content[0].x'],
]

describe('a field that is wrong', () => {
  it.each(wrong)('%s on %s: %j', async (api, backend, body, field) => {
    const address = addresses.find((each) => each.api === api) as Address
    const text = typeof body === 'string' ? body : JSON.stringify({ model: backend, ...body })
    // The addresses of Bedrock and Gemini have the model in the path.
    const own = /bedrock|converse|gemini/.test(api) && typeof body !== 'string' ? JSON.stringify(body) : text
    const answer = await post(pathOf(address, backend), own)
    const said: Json = await answer.json()
    expect(answer.status, JSON.stringify(said)).toBe(400)
    expect(address.envelope(said, answer.headers)).toContain(`"${field}"`)
    expect(said.error.param ?? said.error.target ?? field).toBe(field)
    expect(upstream.received).toEqual([])
  })
})

describe('a caller that writes slowly', () => {
  const head = (more: string): string =>
    `POST ${pathOf(addresses.find(({ api }) => api === 'sap chat') as Address, 'gpt')} HTTP/1.1\r\nhost: x\r\napi-key: admin\r\ncontent-type: application/json\r\n${more}\r\n\r\n`
  /** Everything that came until the connection was closed by the other side. */
  const untilCut = (...pieces: readonly string[]): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(harness.gateway.port, '127.0.0.1', () => {
        for (const piece of pieces) socket.write(piece)
      })
      let text = ''
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('error', () => {})
      socket.on('close', () => resolve(text))
    })

  it.each([
    ['with a length', head('content-length: 1000')],
    ['in chunks', `${head('transfer-encoding: chunked')}5\r\n`],
  ])('is told, and cut: %s', async (_, opening) => {
    const text = await untilCut(opening, '{"mes')
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(text).toContain('"slow_body"')
    expect(text).toContain('nothing more of it came for 2000 ms')
    expect(upstream.received).toEqual([])
    await eventually(() => harness.logged.some(({ code }) => code === 'slow_body'))
  })

  it('is served as long as it goes on, and its connection serves on', async () => {
    const body = JSON.stringify({ messages: hi })
    const socket = connect(harness.gateway.port, '127.0.0.1')
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    const answers = (): number => text.split('HTTP/1.1 200').length - 1
    socket.write(head(`content-length: ${body.length}`))
    // Longer than the bound in all, shorter in every pause.
    for (let at = 0; at < body.length; at += 5) {
      socket.write(body.slice(at, at + 5))
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    await eventually(() => answers() === 1)
    socket.write(head(`content-length: ${body.length}`) + body)
    await eventually(() => answers() === 2)
    socket.destroy()
  })
})
