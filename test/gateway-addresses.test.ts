import { describe, expect, it } from 'vitest'
import { call, chat, exchange, sap, upstream } from './gateway-scene.ts'

describe('a deployment’s own address', () => {
  it('takes any path below it as it is, with its query', async () => {
    const answer = await call(`${sap('raw')}/?a=1&b=%20`, '{"x":1.0}', { headers: { 'x-custom': 'kept', cookie: 'no=1' } })
    expect(answer.status).toBe(404)
    expect(upstream.received[0]).toMatchObject({ url: '/chat/completions/?a=1&b=%20' })
    expect(upstream.received[0]?.body.toString()).toBe('{"x":1.0}')
    expect(upstream.received[0]?.headers).toMatchObject({ 'x-custom': 'kept' })
    expect(upstream.received[0]?.headers.cookie).toBeUndefined()
  })

  it('tolerates a trailing slash where it knows the wire', async () => {
    expect((await call(sap('chat', '/chat/completions/?api-version=1'), chat)).status).toBe(200)
    expect(upstream.received[0]?.url).toBe('/v1/chat/completions?api-version=1')
    expect((await call('/v1/chat/completions/', { ...chat, model: 'chat' })).status).toBe(200)
  })

  it('warns of deprecation', async () => {
    const answer = await call(sap('chat'), chat)
    expect(answer.headers.get('deprecation')).toBe('@1700000000')
    expect(answer.headers.get('sunset')).toBe('Fri, 15 Jan 2027 08:00:00 GMT')
  })

  it('answers for another tenant’s deployment exactly as for none', async () => {
    const foreign = await call(sap('blue'), chat)
    const unknown = await call(`/v2/inference/deployments/d000000000000000/chat/completions`, chat)
    const said = async (answer: Response) => (await answer.text()).replace(/request-\d+/g, 'R').replace(/d[0-9a-f]{15}/g, 'ID')
    expect([foreign.status, await said(foreign)]).toEqual([404, await said(unknown)])
    expect((await call(sap('blue'), chat, { group: 'blue' })).status).toBe(200)
    expect((await call(sap('blue'), chat, { key: 'blue' })).status).toBe(200)
    const other = await call(sap('chat'), chat, { key: 'blue', group: 'default' })
    expect([other.status, await other.json()]).toMatchObject([
      403,
      { error: { message: expect.stringContaining('limited to "blue"') } },
    ])
  })

  it.each([
    { name: 'retired', status: 410, message: 'use gpt-4o' },
    { name: 'dead', status: 503, message: 'the model file is broken' },
    { name: 'nowhere', status: 502, message: 'could not connect to http://127.0.0.1:1 (ECONNREFUSED)' },
    { name: 'private', status: 502, message: 'only public addresses are allowed' },
  ])('says why it does not answer: $name', async ({ name, status, message }) => {
    const answer = await call(sap(name), chat)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({
      error: { message: expect.stringContaining(message), requestId: answer.headers.get('x-request-id') },
    })
  })

  it.each(['/../admin', '/%2e%2e/admin', '/a/%2E./b', '/..%2fadmin', '/a\\..\\b', '/a/%2e%2e%5cb'])(
    'does not let %s out of its paths',
    async (below) => {
      const raw = await exchange(
        `POST ${sap('chat', below)} HTTP/1.1\r\nhost: x\r\napi-key: admin\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
      )
      expect(raw).toContain('HTTP/1.1 400')
      expect(upstream.received).toEqual([])
    },
  )

  it('has only the paths it has', async () => {
    const answer = await call(sap('two', '/embeddings'), chat)
    expect([answer.status, await answer.json()]).toMatchObject([
      404,
      { error: { message: expect.stringContaining('/chat/completions') } },
    ])
  })
})

describe('bodies', () => {
  it.each([
    { name: 'no JSON', body: '{"model":', message: 'not valid JSON' },
    { name: 'null', body: 'null', message: 'is null' },
    { name: 'an array', body: '[1]', message: 'is an array' },
    { name: 'a number', body: '5', message: 'is a number' },
    { name: 'bad UTF-8', body: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), message: 'not valid UTF-8' },
    { name: 'too deep', body: `{"a":${'['.repeat(300)}${']'.repeat(300)}}`, message: 'deeper than 200' },
    { name: 'a model that is no string', body: '{"model":{"a":1}}', message: 'must be a string', path: '/v1/chat/completions' },
    { name: 'nothing', body: '', message: '"model" is missing', path: '/v1/chat/completions' },
  ])('refuses $name in words', async ({ body, message, path }) => {
    const answer = await call(path ?? sap('chat'), body)
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { message: expect.stringContaining(message) } }])
    expect(upstream.received).toEqual([])
  })

  it('takes JSON that says it is a form, as curl -d does', async () => {
    const answer = await call(
      '/v1/chat/completions',
      { model: 'chat', ...chat },
      { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    )
    expect(answer.status).toBe(200)
    expect(upstream.received[0]?.headers['content-type']).toBe('application/json')
  })

  it('takes GET and DELETE with a JSON content type and no body', async () => {
    expect((await call(sap('chat', '/responses/resp_9'), null, { method: 'DELETE' })).status).toBe(200)
    expect((await call('/v1/responses/resp_9?model=chat', null, { method: 'GET' })).status).toBe(200)
  })

  it('refuses encodings it cannot look into', async () => {
    expect((await call(sap('chat'), chat, { headers: { 'content-encoding': 'gzip' } })).status).toBe(415)
  })

  it('refuses a body over the limit by its announcement and by its bytes', async () => {
    const announced = await exchange(
      `POST ${sap('chat')} HTTP/1.1\r\nhost: x\r\napi-key: admin\r\ncontent-length: 99999999999\r\n\r\n`,
      'HTTP/1.1 413',
    )
    expect(announced).toContain('larger than 1048576 bytes')
    const counted = await call(sap('chat'), JSON.stringify({ text: 'x'.repeat(2_000_000) }))
    expect(counted.status).toBe(413)
    const chunk = `${(100_000).toString(16)}\r\n${'x'.repeat(100_000)}\r\n`
    const chunked = await exchange(
      `POST ${sap('chat')} HTTP/1.1\r\nhost: x\r\napi-key: admin\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(15)}`,
      'HTTP/1.1 413',
    )
    expect(chunked).toContain('"PayloadTooLarge"')
    expect(upstream.received).toEqual([])
  })

  it('passes long bodies of other types on while they arrive', async () => {
    const bytes = new Uint8Array(900_000).map((_, at) => at % 251)
    const answer = await call(sap('raw', '/audio/transcriptions'), bytes, {
      headers: { 'content-type': 'application/octet-stream' },
    })
    expect(await answer.json()).toMatchObject({ bytes: 900_000 })
    expect(upstream.received[0]?.body.equals(Buffer.from(bytes))).toBe(true)
    expect(upstream.received[0]?.headers['content-length']).toBe('900000')
  })
})

describe('a refusal below a deployment’s own address', () => {
  it.each(['/v2/models/x/infer', '/v2', '/v1/models/x:predict', '/v1/models/x%3Apredict'])(
    'is a text at %s, as its clients want it',
    async (below) => {
      const answer = await call(sap('retired', below), chat)
      expect(answer.headers.get('x-request-id')).not.toBeNull()
      expect([answer.status, await answer.json()]).toEqual([410, { error: expect.stringMatching(/use gpt-4o/) }])
    },
  )

  it.each(['/chat/completions', '/v1/models', '/v1/models/x'])('stays SAP’s at %s', async (below) => {
    expect(await (await call(sap('retired', below), chat)).json()).toMatchObject({
      error: { message: expect.stringMatching(/use gpt-4o/) },
    })
  })
})

describe('an address that its dialect refuses', () => {
  const through = '/hopsworks-api/api/project/1/inference/models/chat'

  it.each([
    ['POST', `${through}:classify`, 250004, /predict or explain, got classify/],
    ['POST', through, 250005, /the verb is missing/],
    ['GET', `${through}:predict`, 250004, /is a POST/],
  ])('%s %s is refused in its words, and others are served on', async (method, path, errorCode, says) => {
    const under = call(sap('chat'), chat)
    const answer = await call(path, method === 'GET' ? null : chat, { method })
    expect(answer.status).toBe(400)
    expect(answer.headers.get('x-request-id')).not.toBeNull()
    expect(await answer.json()).toMatchObject({ errorCode, usrMsg: expect.stringMatching(says) })
    expect((await under).status).toBe(200)
  })
})
