import { Buffer } from 'node:buffer'
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { makeConnector } from './connect.ts'
import { answerOf, closeOpened, get, Heard, opened, poolOf, post, rest, scene, until } from './raw-server.fixture.ts'

afterEach(closeOpened)

describe('one exchange', () => {
  it('says the request in one piece, and hears the answer in order', async () => {
    const requests: string[] = []
    const { server, pool } = await scene((socket, request) => {
      requests.push(request)
      socket.write(answerOf('hello', 'X-Case: Kept\r\n'))
    })
    const heard = await pool.send(post(Buffer.from('{"a":"ü"}'), ['x-a', 'ü', 'content-length', '10']))
    expect(requests).toEqual([
      `POST /v1/chat HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\nconnection: keep-alive\r\nx-a: ü\r\ncontent-length: 10\r\n\r\n${Buffer.from('{"a":"ü"}').toString('latin1')}`,
    ])
    expect(heard.events).toEqual(['connect', 'head', 'data', 'complete'])
    expect(heard).toMatchObject({ status: 200, body: 'hello', raw: ['content-length', '5', 'X-Case', 'Kept'] })
  })

  it('takes a body of megabytes, and gives one back', async () => {
    const { pool } = await scene((socket, request) => socket.write(answerOf(request.slice(-3_000_000))))
    const body = Buffer.alloc(3_000_000, 'abc')
    const heard = await pool.send(post(body))
    expect(heard.body === body.toString()).toBe(true)
  })

  it('HEAD has no body whatever is said', async () => {
    const { server, pool } = await scene((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n'))
    for (let calls = 0; calls < 2; calls += 1) {
      expect((await pool.send({ ...get, method: 'HEAD' })).events).toEqual(['connect', 'head', 'complete'])
      await rest()
    }
    expect(server.seen).toHaveLength(1)
  })

  it.each([
    ['nothing', '', 'CONNECTION_CLOSED'],
    ['half an answer', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab', 'ANSWER_TRUNCATED'],
    ['no HTTP', 'SSH-2.0\r\n', 'ANSWER_MALFORMED'],
  ])('%s, and the connection closes: an error, and nothing is tried again', async (_name, said, code) => {
    const { server, pool } = await scene((socket) => socket.end(said))
    const heard = await pool.send(get)
    expect([heard.events.at(-1), heard.error?.code, server.seen.map(({ requests }) => requests)]).toEqual(['error', code, [1]])
  })

  it('a reset is an error, also where the end of the connection would be the end of the body', async () => {
    const { pool } = await scene((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\nsome', () => setTimeout(() => socket.resetAndDestroy(), 20))
    })
    const heard = await pool.send(get)
    expect([heard.body, heard.error?.code]).toEqual(['some', 'ECONNRESET'])
  })

  it('an abort reaches the other side, and nothing is heard after it', async () => {
    const { server, pool } = await scene((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab'))
    const heard: Heard = new Heard({ data: () => heard.abort(new Error('enough')) })
    await pool.send(get, heard)
    expect([heard.events, heard.error?.message]).toEqual([['connect', 'head', 'data', 'error'], 'enough'])
    await until(() => server.seen[0]?.closed === true)
    heard.abort()
    heard.resume()
    expect(heard.events).toHaveLength(4)
  })

  it('an abort before anything is sent sends nothing', async () => {
    const { server, pool } = await scene((socket) => socket.write(answerOf('')))
    const heard: Heard = new Heard({ connect: () => heard.abort() })
    await pool.send(get, heard)
    expect(heard.error?.code).toBe('ABORTED')
    await until(() => server.seen.every(({ closed }) => closed))
    expect(server.seen.map(({ requests }) => requests)).toEqual([0])
  })

  it.each(['connect', 'head', 'data', 'complete'])(
    'a handler that throws at %s hears of it, and the connection is cut',
    async (at) => {
      const { server, pool } = await scene((socket) => socket.write(answerOf('ab')))
      const heard = new Heard({
        [at]: () => {
          throw new Error('a bug')
        },
      })
      pool.dispatch(get, heard)
      await until(() => heard.error !== null)
      expect(heard.error?.message).toBe('a bug')
      await until(() => server.seen[0]?.closed === true)
    },
  )
})

describe('back pressure', () => {
  it.each([
    ['length', (body: string) => answerOf(body)],
    [
      'chunks',
      (body: string) =>
        `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    ],
    ['end of connection', (body: string) => `HTTP/1.1 200 OK\r\n\r\n${body}`],
  ])('holds back what a handler does not take, by %s, and loses nothing', async (kind, say) => {
    const body = 'x'.repeat(500_000)
    const { server, pool } = await scene((socket) => {
      socket.write(say(body))
      if (kind === 'end of connection') socket.end()
    })
    for (let calls = 0; calls < 2; calls += 1) {
      const heard = new Heard()
      heard.flows = false
      pool.dispatch(get, heard)
      await until(() => heard.status === 200)
      await pause(20)
      expect(heard.body).toBe('')
      heard.resume()
      await until(() => heard.body.length > 0)
      await pause(20)
      expect(heard.body.length).toBeLessThan(200_000)
      while (!heard.events.includes('complete')) {
        heard.resume()
        await turn()
      }
      expect(heard.body === body).toBe(true)
      await rest()
    }
    expect(server.seen).toHaveLength(kind === 'end of connection' ? 2 : 1)
  })

  it('an answer that is all there outlives its connection', async () => {
    const { server, pool } = await scene((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nall of it'))
    const heard = new Heard()
    heard.flows = false
    pool.dispatch(get, heard)
    await until(() => server.seen[0]?.closed === true)
    await pause(20)
    expect(heard.events).toEqual(['connect', 'head'])
    heard.flows = true
    heard.resume()
    expect([heard.body, heard.events.at(-1)]).toEqual(['all of it', 'complete'])
  })
})

describe('keeping connections', () => {
  it('uses the last one again, after the event loop has looked at it', async () => {
    const { server, pool } = await scene((socket, _request, seen) => socket.write(answerOf(String(server.seen.indexOf(seen)))))
    await Promise.all([pool.send(get), pool.send(get)])
    await rest()
    const first = await pool.send(get)
    await rest()
    expect((await pool.send(get)).body).toBe(first.body)
    expect(server.seen).toHaveLength(2)
    await Promise.all([pool.send(get), pool.send(get), pool.send(get)])
    expect(server.seen.length).toBeGreaterThan(2)
  })

  it.each([
    ['connection: close', answerOf('a', 'Connection: close\r\n')],
    ['HTTP/1.0', answerOf('a').replace('1.1', '1.0')],
    ['a hint of too short a time', answerOf('a', 'Keep-Alive: timeout=2\r\n')],
    ['bytes after the answer', `${answerOf('a')}HTTP/1.1 200 OK\r\n`],
  ])('never after %s', async (_name, said) => {
    const { server, pool } = await scene((socket) => socket.write(said))
    for (let calls = 0; calls < 2; calls += 1) {
      expect((await pool.send(get)).body).toBe('a')
      await rest()
    }
    expect(server.seen).toHaveLength(2)
    await until(() => server.seen.every(({ closed }) => closed))
  })

  it('an answer that nobody asked for is never heard', async () => {
    const { server, pool } = await scene((socket) => {
      socket.write(answerOf('right'))
      setTimeout(() => socket.write(answerOf('poison')), 10)
    })
    expect((await pool.send(get)).body).toBe('right')
    await until(() => server.seen[0]?.closed === true)
    expect((await pool.send(get)).body).toBe('right')
    expect(server.seen).toHaveLength(2)
  })

  it('one that the other side closed while it rested is not used', async () => {
    const { server, pool } = await scene((socket) => socket.end(answerOf('a')))
    for (let calls = 0; calls < 5; calls += 1) {
      await pool.send(get)
      await until(() => server.seen.every(({ closed }) => closed))
      await rest()
    }
    expect(server.seen.map(({ requests }) => requests)).toEqual([1, 1, 1, 1, 1])
  })

  it('one that closes right after its answer, against its word, does no harm to the next call', async () => {
    const { server, pool } = await scene((socket) => socket.end(answerOf('a')))
    for (let calls = 0; calls < 20; calls += 1) expect((await pool.send(get)).body).toBe('a')
    expect(server.seen).toHaveLength(20)
  })

  it.each([
    ['nothing said', '', 4_000],
    ['a hint', 'keep-alive: timeout=30, max=100\r\n', 28_000],
    ['a hint of ages', 'keep-alive: timeout=100000\r\n', 600_000],
  ])('with %s, it is given up in time', async (_name, hint, ms) => {
    const { server, pool } = await scene((socket) => socket.write(answerOf('a', hint)))
    await pool.send(get)
    await rest()
    pool.tick(ms - 1)
    await pool.send(get)
    await rest()
    expect(server.seen).toHaveLength(1)
    pool.at = 5
    pool.tick(ms + 5)
    await until(() => server.seen[0]?.closed === true)
    await pool.send(get)
    expect(server.seen).toHaveLength(2)
  })

  it.each([
    ['of one process are all given up when one breaks in the middle', true, [1, 1, 2]],
    ['of a provider are not', false, [2, 2]],
  ] as const)('those %s', async (_name, oneProcess, requests) => {
    const { server } = await scene((socket, request) => {
      if (request.startsWith('POST')) socket.destroy()
      else setTimeout(() => socket.write(answerOf('ok')), 20)
    })
    const connector = makeConnector(`http://127.0.0.1:${server.port}`, false)
    const pool = poolOf(oneProcess ? { ...connector, oneProcess } : connector)
    opened.push(() => pool.destroy())
    await Promise.all([pool.send(get), pool.send(get)])
    await rest()
    expect((await pool.send(post(null))).error?.code).toBe('CONNECTION_CLOSED')
    expect((await pool.send(get)).body).toBe('ok')
    expect(server.seen.map((each) => each.requests).toSorted()).toEqual(requests)
  })

  it('closing lets what is under way end, and keeps nothing', async () => {
    const answers: (() => void)[] = []
    const { server, pool } = await scene((socket) => answers.push(() => socket.write(answerOf('a'))))
    const first = pool.send(get)
    const second = pool.send(get)
    await until(() => answers.length === 2)
    answers[0]?.()
    await Promise.race([first, second])
    await rest()
    pool.close()
    await until(() => server.seen.filter(({ closed }) => closed).length === 1)
    answers[1]?.()
    expect((await Promise.all([first, second])).map(({ body }) => body)).toEqual(['a', 'a'])
    await until(() => server.seen.every(({ closed }) => closed))
  })

  it('destroying ends all', async () => {
    const { server, pool } = await scene(() => {})
    const heard = pool.send(get)
    await until(() => server.seen.length === 1 && server.seen[0]?.requests === 1)
    pool.destroy()
    expect((await heard).error?.code).toBe('CONNECTION_CLOSED')
    await until(() => server.seen[0]?.closed === true)
  })
})
