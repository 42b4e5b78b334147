import { Buffer } from 'node:buffer'
import { PassThrough } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { makeConnector } from './connect.ts'
import { answerOf, closeOpened, Heard, poolOf, post, scene, until } from './raw-server.fixture.ts'

afterEach(closeOpened)

describe('a streamed body', () => {
  it('goes on while it comes, no faster than it is taken', async () => {
    const { pool } = await scene((socket, request) => socket.write(answerOf(String(request.length))))
    const body = new PassThrough()
    const heard = new Heard()
    pool.dispatch(post(body, ['content-length', '3000000']), heard)
    for (let pieces = 0; pieces < 30; pieces += 1) {
      if (!body.write(Buffer.alloc(100_000, 'x'))) await new Promise((resolve) => body.once('drain', resolve))
    }
    body.end()
    await heard.over
    expect(Number(heard.body)).toBeGreaterThan(3_000_000)
    expect(heard.sent).toBeGreaterThan(10)
  })

  it('waits for a side that does not read', async () => {
    const { server, pool } = await scene((socket) => socket.write(answerOf('read')))
    const body = new PassThrough()
    const heard = new Heard()
    const [pieces, piece] = [400, Buffer.alloc(100_000, 'x')]
    pool.dispatch(post(body, ['content-length', String(pieces * piece.length)]), heard)
    await until(() => server.seen.length === 1)
    const socket = server.seen[0]?.socket
    socket?.pause()
    let taken = 0
    const drained = new Set<number>()
    while (taken < pieces) {
      if (!body.write(piece)) {
        const drain = new Promise<boolean>((resolve) => body.once('drain', () => resolve(true)))
        if (!(await Promise.race([drain, pause(100, false)]))) {
          drained.add(taken)
          socket?.resume()
          await drain
        }
      }
      taken += 1
    }
    body.end()
    await heard.over
    expect(heard.body).toBe('read')
    expect([...drained]).toEqual([expect.any(Number)])
  })

  it.each([
    ['longer than it said', 4],
    ['shorter than it said', 6],
  ])('%s is cut off, and the other side never gets a whole request', async (_name, length) => {
    const { server, pool } = await scene((socket) => socket.write(answerOf('a')))
    const body = new PassThrough()
    body.end('five!')
    const heard = await pool.send(post(body, ['content-length', String(length)]))
    expect(heard.error?.code).toBe('REQUEST_INVALID')
    await until(() => server.seen[0]?.closed === true)
    expect(server.seen[0]?.requests).toBe(0)
  })

  it('that ends too early cuts the request', async () => {
    const { server, pool } = await scene((socket) => socket.write(answerOf('a')))
    const body = new PassThrough()
    const heard = new Heard({ connect: () => setImmediate(() => body.destroy()) })
    await pool.send(post(body, ['content-length', '5']), heard)
    expect(heard.error?.code).toBe('REQUEST_INVALID')
    await until(() => server.seen[0]?.closed === true)
  })

  it('that is over before it could begin is no request', async () => {
    const { server, pool } = await scene((socket) => socket.write(answerOf('a')))
    const body = new PassThrough()
    const heard = new Heard({ connect: () => body.destroy() })
    await pool.send(post(body, ['content-length', '5']), heard)
    expect(heard.error?.code).toBe('REQUEST_INVALID')
    await until(() => server.seen[0]?.closed === true)
  })

  it('that is answered before its end is not read on, nor its connection used again', async () => {
    const { server, pool } = await scene(() => {})
    const body = new PassThrough()
    const heard = new Heard()
    pool.dispatch(post(body, ['content-length', '1000']), heard)
    body.write('some')
    await until(() => server.seen[0]?.text.endsWith('some') === true)
    server.seen[0]?.socket.write(answerOf('no'))
    await heard.over
    expect([heard.body, heard.events.at(-1), body.destroyed]).toEqual(['no', 'complete', true])
    await until(() => server.seen[0]?.closed === true)
  })

  it('whose connection fails is destroyed', async () => {
    const pool = poolOf(makeConnector('http://127.0.0.1:1', false))
    const body = new PassThrough()
    const heard = await pool.send(post(body, ['content-length', '5']))
    expect([heard.events, body.destroyed]).toEqual([['error'], true])
  })
})
