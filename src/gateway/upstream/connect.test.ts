import { Buffer } from 'node:buffer'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { generate } from 'selfsigned'
import { afterEach, describe, expect, it } from 'vitest'
import { Failure } from '../../domain/failure.ts'
import type { Resolve } from '../../outbound/guard.ts'
import { makeConnector } from './connect.ts'
import {
  answerOf,
  closeOpened,
  get,
  Heard,
  opened,
  poolOf,
  post,
  startRawServer,
  type TestPool,
  until,
} from './raw-server.fixture.ts'

afterEach(closeOpened)

const poolTo = (...of: Parameters<typeof makeConnector>): TestPool => {
  const pool = poolOf(makeConnector(...of))
  opened.push(() => pool.destroy())
  return pool
}
const server = async (...of: Parameters<typeof startRawServer>): Promise<Awaited<ReturnType<typeof startRawServer>>> => {
  const started = await startRawServer(...of)
  opened.push(() => started[Symbol.asyncDispose]())
  return started
}
describe('connecting', () => {
  it('to a Unix socket', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'lectern-line-'))
    const path = join(directory, 'x.sock')
    const listening = createServer((request, response) => response.end(`${request.headers.host} ${request.url}`))
    await new Promise<void>((resolve) => listening.listen(path, resolve))
    opened.push(
      () => rmSync(directory, { recursive: true }),
      () => new Promise((resolve) => listening.close(resolve)),
    )
    expect((await poolTo(`unix:${path}`, false).send(get)).body).toBe('localhost /v1/models')
  })

  it('refused: nothing was sent, and the system’s own word for it', async () => {
    for (const address of ['http://127.0.0.1:1', 'http://localhost:1', 'unix:/nowhere/x.sock']) {
      const heard = await poolTo(address, false).send(get)
      expect([heard.events, heard.error?.code]).toEqual([['error'], address.startsWith('unix') ? 'ENOENT' : 'ECONNREFUSED'])
    }
  })

  it('given up after its time', async () => {
    const silent = await server(() => {})
    const pool = poolTo(`https://127.0.0.1:${silent.port}`, false)
    const heard = pool.send(get)
    await until(() => silent.seen.length === 1)
    pool.tick(999)
    await pause(10)
    pool.tick(1000)
    expect(await heard).toMatchObject({ events: ['error'], error: { code: 'CONNECT_TIMEOUT' } })
    await until(() => silent.seen[0]?.closed === true)
  })

  it.each(['ftp://x', 'x', ''])('%j is no address', (address) => {
    expect(() => makeConnector(address, false)).toThrow(TypeError)
  })
})

describe('connecting by TLS', () => {
  it('names the host, trusts who is trusted, and takes up the session again', async () => {
    const certificate = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    })
    const secure = await server(
      (socket, request) =>
        socket.end(answerOf(`${'servername' in socket && socket.servername} ${/host: .*/.exec(request)?.[0]}`)),
      { cert: certificate.cert, key: certificate.private },
    )
    const address = `https://localhost:${secure.port}`
    const distrusted = await poolTo(address, false).send(get)
    expect([distrusted.events, distrusted.error?.code]).toEqual([['error'], 'DEPTH_ZERO_SELF_SIGNED_CERT'])
    const before = getCACertificates('default')
    opened.push(() => setDefaultCACertificates(before))
    setDefaultCACertificates([...before, certificate.cert])
    const pool = poolTo(address, false)
    const seen = secure.seen.length
    for (let calls = 0; calls < 2; calls += 1) {
      const heard = await pool.send(get)
      expect(heard.body).toBe(`localhost host: localhost:${secure.port}`)
      await until(() => secure.seen.every(({ closed }) => closed))
    }
    expect(secure.seen.slice(seen).map(({ reused }) => reused)).toEqual([false, true])
    const byNumber = await poolTo(`https://127.0.0.1:${secure.port}`, false).send(get)
    expect(byNumber.error?.code).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
  })
})

describe('addresses that users gave', () => {
  const answering =
    (...answers: string[][]): Resolve =>
    (_hostname, _options, callback) =>
      callback(
        null,
        (answers.length > 1 ? (answers.shift() ?? []) : (answers[0] ?? [])).map((address) => ({ address, family: 4 })),
      )

  it.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', 'localhost', 'rebinding.example'])('never reach %s', async (host) => {
    for (const protocol of ['http', 'https']) {
      const inside = await server((socket) => socket.write(answerOf('inside')))
      // The name answers with loopback now and with a public address later: a look before the connection's own would differ.
      const resolve = host === 'rebinding.example' ? answering(['127.0.0.1'], ['93.184.216.34']) : undefined
      const heard = await poolTo(`${protocol}://${host}:${inside.port}`, true, resolve).send(get)
      expect(heard.events).toEqual(['error'])
      expect(heard.error).toBeInstanceOf(Failure)
      expect(heard.error?.message).toContain('only public addresses are allowed')
      expect(inside.seen).toEqual([])
    }
  })
})

describe('a request that cannot be written', () => {
  it.each([
    { ...get, path: '/a b' },
    { ...get, path: '/a\r\nx: y' },
    { ...get, path: '/\u{1F600}' },
    { ...get, path: '' },
    { ...get, method: 'GET /x' },
    { ...get, headers: ['x-a', 'a\r\nb: c'] },
    { ...get, headers: ['x-a', 'a\0'] },
    { ...get, headers: ['x-a', '\u{1F600}'] },
    { ...get, headers: ['x a', 'b'] },
    { ...get, headers: ['x-a:', 'b'] },
    { ...get, headers: ['', 'b'] },
    { ...get, headers: ['host', 'a\nb'] },
    { ...get, headers: ['transfer-encoding', 'chunked'] },
    { ...get, headers: ['connection', 'upgrade'] },
    { ...get, headers: ['content-length', '3'] },
    post(Buffer.from('abc'), ['content-length', '2']),
    post(Buffer.from('abc'), ['content-length', '3', 'content-length', '4']),
    post(Buffer.from('abc'), ['content-length', 'three']),
  ])('%j is refused before anything is connected', async (request) => {
    const untouched = await server((socket) => socket.write(answerOf('')))
    const heard = await poolTo(`http://127.0.0.1:${untouched.port}`, false).send(request)
    expect([heard.events, heard.error?.code]).toEqual([['error'], 'REQUEST_INVALID'])
    expect(untouched.seen).toEqual([])
  })

  it('a given host is said, and an empty body as well', async () => {
    const requests: string[] = []
    const { port } = await server((socket, request) => {
      requests.push(request)
      socket.write(answerOf(''))
    })
    const pool = poolTo(`http://127.0.0.1:${port}`, false)
    await pool.send({ ...post(null), headers: ['host', 'elsewhere'] })
    await pool.send(post(Buffer.alloc(0)), new Heard())
    await pool.send(get)
    expect(requests).toEqual([
      'POST /v1/chat HTTP/1.1\r\nhost: elsewhere\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n',
      `POST /v1/chat HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n`,
      `GET /v1/models HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: keep-alive\r\naccept: */*\r\n\r\n`,
    ])
  })
})
