import { describe, expect, it } from 'vitest'
import { eventually } from './gateway-harness.ts'
import { call, chat, errorOf, exchange, sap, stream, upstream } from './gateway-scene.ts'

describe('an upstream in trouble', () => {
  it.each([401, 403])('%i of the provider is our trouble, not the caller’s', async (status) => {
    upstream.behaviour.answer = { status, headers: { 'www-authenticate': 'Bearer' }, body: '{"error":"key sk-secret is wrong"}' }
    const answer = await call(sap('chat'), chat)
    const text = await answer.text()
    expect([answer.status, JSON.parse(text).error.code]).toEqual([502, 'upstream_auth'])
    expect(text).not.toContain('sk-secret')
    expect(answer.headers.get('www-authenticate')).toBeNull()
  })

  it('redirects are not followed', async () => {
    upstream.behaviour.answer = { status: 307, headers: { location: 'http://169.254.169.254/' }, body: '' }
    const answer = await call(sap('chat'), chat)
    expect([answer.status, (await errorOf(answer)).code, answer.headers.get('location')]).toEqual([
      502,
      'upstream_redirect',
      null,
    ])
    expect(upstream.received).toHaveLength(1)
  })

  it.each([400, 404, 418, 429, 500, 503])('%i passes untouched', async (status) => {
    upstream.behaviour.answer = { status, headers: { 'content-type': 'text/plain', 'retry-after': '7' }, body: 'as it was' }
    const answer = await call(sap('chat'), chat)
    expect([answer.status, await answer.text(), answer.headers.get('retry-after')]).toEqual([status, 'as it was', '7'])
  })

  it('a connection that closes without an answer is a 502, sent once', async () => {
    upstream.behaviour.refuse = true
    const answer = await call(sap('chat'), chat)
    expect([answer.status, (await errorOf(answer)).message]).toEqual([502, expect.stringContaining('broke before it answered')])
    expect(upstream.received).toHaveLength(1)
  })

  it('no first byte: 504', async () => {
    upstream.behaviour.firstByteMs = 3000
    const answer = await call(sap('chat'), chat)
    expect([answer.status, await errorOf(answer)]).toMatchObject([504, { code: 'first_byte_timeout' }])
    await eventually(() => upstream.received[0]?.cutAt !== null)
  })

  it.each([
    { name: 'between events', behaviour: { dieAfterChunks: 2 }, torn: false },
    { name: 'inside an event', behaviour: { dieAfterChunks: 1, dieInsideChunk: true }, torn: true },
    { name: 'right after the headers', behaviour: { dieAfterChunks: 0 }, torn: false },
    { name: 'silently', behaviour: { stallAfterChunks: 1 }, torn: false },
    { name: 'on a connection that only closes', behaviour: { dieAfterChunks: 2, closeDelimited: true }, torn: false },
  ])('a stream that dies $name ends with an error event and no clean end', async ({ behaviour }) => {
    for (const body of [stream, { ...stream, stream_options: { include_usage: true } }]) {
      upstream.reset()
      Object.assign(upstream.behaviour, behaviour)
      const text = JSON.stringify(body)
      const raw = await exchange(
        `POST ${sap('chat')} HTTP/1.1\r\nhost: x\r\napi-key: admin\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
      )
      const events = raw.split('\n\n').filter((event) => event.includes('data: {'))
      expect(events.at(-1)).toMatch(/data: \{"error":\{"message":".+","type":"server_error"/)
      expect(raw).not.toContain('[DONE]')
      expect(raw).not.toMatch(/\r\n0\r\n\r\n$/)
    }
  })

  it('a stream of a format that we do not know ends with an error event, too', async () => {
    upstream.behaviour.dieAfterChunks = 2
    const answer = await call(sap('raw'), stream)
    let text = ''
    const reading = async (): Promise<void> => {
      for await (const chunk of answer.body ?? []) text += Buffer.from(chunk).toString()
    }
    await expect(reading()).rejects.toThrow()
    expect(text).toMatch(/\n\ndata: \{"error":\{"message":".+","code":"upstream_failed"\}\}\n\n$/)
  })

  it('a stream that only closes, but after its end mark, is whole', async () => {
    upstream.behaviour.closeDelimited = true
    const answer = await call(sap('chat'), stream)
    expect(await answer.text()).toMatch(/data: \[DONE\]\n\n$/)
  })

  it('an answer that is no stream and breaks off is cut, never ended', async () => {
    upstream.behaviour.answer = {
      status: 200,
      headers: { 'content-type': 'application/json', 'content-length': '500' },
      body: '{"half":',
    }
    await expect(call(sap('chat'), chat).then((answer) => answer.text())).rejects.toThrow()
  })
})
