import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isInternal } from '../src/gateway/forward.ts'
import { eventually, type Harness, idOf, route, startHarness, target } from './gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from './openai-upstream.ts'

let upstream: OpenaiUpstream
let harness: Harness
beforeAll(async () => {
  upstream = await startOpenaiUpstream()
  harness = await startHarness([route('chat', [target(upstream.address)])], { controlMs: 400 })
})
beforeEach(() => {
  upstream.reset()
  harness.control.forwarded.length = 0
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const chat = { model: 'chat', messages: [{ role: 'user', content: 'Hello' }] }
const ask = (body: object = chat): Promise<Response> =>
  fetch(`${harness.url}/v1/chat/completions`, { method: 'POST', headers: { 'api-key': 'admin' }, body: JSON.stringify(body) })

describe('requests for control', () => {
  it('arrive as they were sent, with what we know of the caller instead of what it claims', async () => {
    const answer = await fetch(`${harness.url}/v2/lm/deployments?$top=1&labelSelector=a%3Db`, {
      method: 'PATCH',
      headers: {
        authorization: 'Bearer x',
        'x-forwarded-for': '1.2.3.4',
        'x-forwarded-host': 'evil',
        'x-request-id': 'mine',
        'content-type': 'application/json',
      },
      body: '{"targetStatus":"STOPPED"}',
    })
    expect(await answer.json()).toEqual({ from: 'control' })
    const [got] = harness.control.forwarded
    expect(got).toMatchObject({
      method: 'PATCH',
      url: '/v2/lm/deployments?$top=1&labelSelector=a%3Db',
      body: '{"targetStatus":"STOPPED"}',
    })
    expect(got?.headers).toMatchObject({
      authorization: 'Bearer x',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': harness.url.slice(7),
      'x-forwarded-proto': 'http',
      'x-request-id': answer.headers.get('x-request-id'),
    })
  })

  it('stream both ways', async () => {
    harness.control.answer = (_request, response, body) =>
      void response.writeHead(201, { 'x-kept': 'yes', 'set-cookie': ['a=1', 'b=2'] }).end(body)
    const body = 'x'.repeat(3_000_000)
    const chunked = new ReadableStream({
      start(controller) {
        for (let at = 0; at < body.length; at += 100_000)
          controller.enqueue(new TextEncoder().encode(body.slice(at, at + 100_000)))
        controller.close()
      },
    })
    const answer = await fetch(`${harness.url}/v2/lm/files`, { method: 'PUT', body: chunked, duplex: 'half' } as RequestInit)
    expect([answer.status, answer.headers.get('x-kept'), answer.headers.getSetCookie()]).toEqual([201, 'yes', ['a=1', 'b=2']])
    expect(await answer.text()).toBe(body)
  })

  it.each([
    '/internal/table',
    '/internal',
    '//internal/load',
    '/INTERNAL/table',
    '/%69nternal/table',
    '/%2569nternal/table',
    '/x/../internal/table',
    '/x/%2e%2e/internal/table',
    '/./internal/table',
    '/internal;a/table',
    '/internal%2ftable',
    '\\internal\\table',
  ])('%s stays inside', (path) => expect(isInternal(path)).toBe(true))
  it.each(['/', '/v2/internal', '/internals', '/internal-docs', '/console/internal/x', '/%zz'])('%s is no secret', (path) =>
    expect(isInternal(path)).toBe(false),
  )

  it('refuses /internal, in absolute form too', async () => {
    expect((await fetch(`${harness.url}/internal/table`)).status).toBe(404)
    const status = await new Promise((resolve) => {
      request({ port: harness.gateway.port, path: 'http://elsewhere/internal/table' }, (answer) =>
        resolve(answer.resume().statusCode),
      ).end()
    })
    expect(status).toBe(404)
    expect(harness.control.forwarded).toEqual([])
  })
})

describe('without control', () => {
  it('calls go on, requests for control are held until it is back, and the table is fetched anew', async () => {
    Object.assign(upstream.behaviour, { words: new Array(40).fill('word '), chunkMs: 10 })
    const stream = await ask({ ...chat, stream: true })
    await harness.control.stop()
    expect((await ask()).status).toBe(200)
    const held = fetch(`${harness.url}/v2/lm/deployments`)
    await harness.control.start()
    harness.control.say({ kind: 'route', route: route('new', [target(upstream.address)]) })
    expect((await held).status).toBeLessThan(300)
    expect(await stream.text()).toMatch(/\[DONE\]\n\n$/)
    await eventually(() => harness.gateway.table.byId(idOf('new')) !== undefined)
  })

  it('…but not longer than the bound', async () => {
    await harness.control.stop()
    const answer = await fetch(`${harness.url}/v2/lm/deployments`)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1'])
    expect((await fetch(`${harness.url}/metrics`)).status).toBe(200)
    await harness.control.start()
  })
})

describe('before the first table', () => {
  it('calls wait for it, instead of being told that their credential is wrong', async () => {
    await using late = await startHarness([route('chat', [target(upstream.address)])], { controlMs: 300 }, { late: true })
    const call = () =>
      fetch(`${late.url}/v1/chat/completions`, { method: 'POST', headers: { 'api-key': 'admin' }, body: JSON.stringify(chat) })
    expect((await fetch(`${late.url}/readyz`)).status).toBe(503)
    expect((await call()).status).toBe(503)
    const waiting = call()
    await late.control.start()
    expect((await waiting).status).toBe(200)
    expect((await fetch(`${late.url}/readyz`)).status).toBe(200)
  })

  it('nothing is said to be lost; a stream that was there is, once', async () => {
    await using late = await startHarness([route('chat', [target(upstream.address)])], {}, { late: true })
    const events = (event: string) => late.logged.filter((each) => each['event'] === event)
    await eventually(() => events('no table stream yet; trying again').length > 0)
    await late.control.start()
    await late.gateway.ready()
    expect(events('lost the table stream; trying again')).toEqual([])
    await late.control.stop()
    await eventually(() => events('lost the table stream; trying again').length > 0)
    await late.control.start()
    await eventually(async () => (await fetch(`${late.url}/v2/lm/deployments`)).status === 200)
    expect(events('lost the table stream; trying again').length).toBe(1)
  })
})

describe('probes', () => {
  it('says alive and ready', async () => {
    expect((await fetch(`${harness.url}/healthz`)).status).toBe(200)
    expect((await fetch(`${harness.url}/readyz`)).status).toBe(200)
  })

  it('shows both processes’ metrics to this machine, and to others only with a key', async () => {
    await ask()
    await eventually(async () => (await (await fetch(`${harness.url}/metrics`)).text()).includes('lectern_output_tokens_total'))
    const text = await (await fetch(`${harness.url}/metrics`)).text()
    expect(text).toContain('lectern_control_up 1')
    expect(text).toMatch(
      /lectern_requests_total\{deployment="d\w+",name="chat",resource_group="default",model="gpt-4o",status="2xx"\} \d/,
    )
    expect(text).toMatch(/lectern_request_duration_seconds_bucket\{.*le="\+Inf"\} \d/)
    expect(text).toContain('lectern_gateway_resident_memory_bytes')
    for (const line of text.trim().split('\n')) expect(line).toMatch(/^(# .*|[a-z_]+(\{.*\})? [\d.e+-]+)$/)
    const through = (headers: Record<string, string>) =>
      fetch(`${harness.url}/metrics`, { headers: { 'x-forwarded-for': '9.9.9.9', ...headers } })
    expect((await through({})).status).toBe(401)
    expect((await through({ 'api-key': 'viewer' })).status).toBe(200)
  })

  it('shows a key of some resource groups nothing of others', async () => {
    await ask()
    const of = async (key: string) =>
      (await fetch(`${harness.url}/metrics`, { headers: { 'x-forwarded-for': '9.9.9.9', 'api-key': key } })).text()
    await eventually(async () => (await of('viewer')).includes('lectern_output_tokens_total'))
    const samples = (await of('blue')).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    expect(samples).toEqual([])
  })

  it('answers what is no HTTP with a 400, and too long headers with a 431', async () => {
    const raw = (text: string): Promise<string> =>
      new Promise((resolve) => {
        let answer = ''
        const socket = connect(harness.gateway.port, '127.0.0.1', () => socket.write(text))
        socket
          .on('data', (chunk) => (answer += chunk))
          .on('error', () => {})
          .on('close', () => resolve(answer))
      })
    expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
    expect(await raw(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /)
  })
})

describe('closing', () => {
  it('lets a stream end, and is not ready meanwhile', async () => {
    const closing = await startHarness([route('chat', [target(upstream.address)])], { drainMs: 5000 })
    Object.assign(upstream.behaviour, { words: new Array(30).fill('word '), chunkMs: 10 })
    const answer = await fetch(`${closing.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'api-key': 'admin' },
      body: JSON.stringify({ ...chat, stream: true }),
    })
    const closed = closing[Symbol.asyncDispose]()
    expect(await answer.text()).toMatch(/\[DONE\]\n\n$/)
    await closed
    await expect(fetch(`${closing.url}/healthz`)).rejects.toThrow()
  })

  it('cuts what takes longer than it may', async () => {
    const closing = await startHarness([route('chat', [target(upstream.address)])], { drainMs: 100 })
    Object.assign(upstream.behaviour, { words: new Array(3000).fill('word '), chunkMs: 10 })
    const answer = await fetch(`${closing.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'api-key': 'admin' },
      body: JSON.stringify({ ...chat, stream: true }),
    })
    const reading = answer.text().catch(() => 'cut')
    await closing[Symbol.asyncDispose]()
    expect(await reading).toBe('cut')
    await eventually(() => upstream.received[0]?.cutAt !== null)
  })
})
