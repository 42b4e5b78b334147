import { Buffer } from 'node:buffer'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { SentRequest } from './handler.ts'
import { type Door, echo, type Frame, nth, okHead, startInstance, told } from './mux-instance.fixture.ts'
import { closeOpened, get, Heard, opened, poolOf, post, rest, until } from './raw-server.fixture.ts'

afterEach(closeOpened)

const mostBytes = 64 * 1024

describe('the way of a request', () => {
  it('is a line for the first, and the door for all after it is open', async () => {
    const { pool, lines, lineRequests, doors, door } = await startInstance(echo)
    expect((await pool.send(get)).body).toBe('line')
    const { frames } = await door()
    const bodies = ['a', 'b', 'c']
    const heard = await Promise.all(bodies.map((each) => pool.send(post(Buffer.from(each)))))
    expect(heard.map(({ events, body }) => [events.join(' '), body])).toEqual(
      bodies.map((each) => ['connect head data complete', each]),
    )
    expect([frames.length, doors.length, lineRequests.length, lines.seen.length]).toEqual([3, 1, 1, 1])
  })

  const streamed = (): SentRequest => post(Readable.from([Buffer.from('ab')]), ['content-length', '2'])
  it.each([
    ['HEAD', (): SentRequest => ({ ...get, method: 'HEAD' }), ''],
    ['a streamed body', streamed, 'line'],
    ['a body over 64 KB', () => post(Buffer.alloc(mostBytes + 1)), 'line'],
    ['no body', () => get, 'door'],
    ['a POST without a body', () => post(null), 'door'],
    ['an empty body', () => post(Buffer.alloc(0)), 'door'],
    ['a body of 64 KB', () => post(Buffer.alloc(mostBytes, 'x')), 'door'],
  ])('%s', async (_name, request, body) => {
    const { pool, door } = await startInstance(({ say }, { exchange }) => say(exchange, 'answer', okHead, 'door'))
    const { frames } = await door()
    const heard = await pool.send(request())
    expect([heard.error, heard.body, frames.length]).toEqual([null, body, body === 'door' ? 1 : 0])
  })

  it('what the door does not take lets nobody look for it', async () => {
    const { pool, tries } = await startInstance(echo)
    await pool.send({ ...get, method: 'HEAD' })
    await pool.send(streamed())
    await pool.send({ ...get, path: '/not sayable' })
    expect(tries).toHaveLength(0)
  })

  it('stays a line where there is no door, which is looked for once', async () => {
    const { pool, lineRequests, tries } = await startInstance(null)
    for (let calls = 0; calls < 5; calls += 1) {
      expect((await pool.send(get)).body).toBe('line')
      await rest()
    }
    expect([lineRequests.length, tries.length]).toEqual([5, 1])
  })

  it('makes no difference to what is said', async () => {
    const { pool, connector, lineRequests, door } = await startInstance(echo)
    const { frames } = await door()
    const { openMux: _, ...byLine } = connector
    const lines = poolOf(byLine)
    opened.push(() => lines.destroy())
    const requests: SentRequest[] = [
      get,
      post(null),
      post(Buffer.alloc(0)),
      post(Buffer.from('{"a":"ü"}'), ['x-a', 'ü', 'content-length', '10', 'x-a', 'again']),
      post(Buffer.alloc(40_000, '\r\n\r\n'), ['host', 'elsewhere']),
    ]
    lineRequests.length = 0
    for (const each of requests) {
      await pool.send(each)
      await lines.send(each)
    }
    expect(frames.map(({ head, body }) => `${head}\r\n${body}`)).toEqual(lineRequests)
    expect(lineRequests).toHaveLength(requests.length)
  })
})

describe('answers', () => {
  it('come in any order and in any pieces to who asked', async () => {
    const { pool, door: enter } = await startInstance(() => {})
    const door = await enter()
    const answers = fc.array(fc.array(fc.string({ unit: 'grapheme-ascii' }), { maxLength: 4 }), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(answers, fc.infiniteStream(fc.nat()), async (bodies, picks) => {
        door.frames.length = 0
        const sent = bodies.map((_, index) => pool.send(post(Buffer.from(String(index)))))
        await nth(door, bodies.length)
        const steps = door.frames.map((frame) => stepsOf(door, frame, bodies[Number(frame.body)] ?? []))
        for (let left = steps; left.length > 0; left = left.filter((each) => each.length > 0)) {
          const pick = (picks.next().value ?? 0) % left.length
          left[pick]?.shift()?.()
        }
        const heard = await Promise.all(sent)
        expect(heard.map(({ status, body, error }) => [status, body, error])).toEqual(
          bodies.map((pieces) => [200, pieces.join(''), null]),
        )
      }),
      { numRuns: 50 },
    )
  })

  /** A whole answer where there is one piece at most. */
  const stepsOf = ({ say }: Door, { exchange }: Frame, pieces: readonly string[]): (() => void)[] => {
    const [first = '', ...more] = pieces
    if (more.length === 0) return [() => say(exchange, 'answer', okHead, first)]
    const last = more.pop()
    return [
      () => say(exchange, 'begin', okHead, first),
      ...more.map((each) => () => say(exchange, 'piece', '', each)),
      () => say(exchange, 'end', '', last),
    ]
  }

  it('are heard with their status and fields', async () => {
    const head = 'HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\nX-Case: Kept\r\n'
    const { pool, door } = await startInstance(({ say }, { exchange }) => say(exchange, 'answer', head, 'nö!'))
    await door()
    const heard = await pool.send(get)
    expect(heard).toMatchObject({ status: 404, raw: ['Content-Length', '3', 'X-Case', 'Kept'], body: 'nö!' })
  })

  it('free their numbers, of which the last is used first', async () => {
    const { pool, door: enter } = await startInstance(() => {})
    const door = await enter()
    const send = async (name: string, heard = new Heard()): Promise<{ exchange: number; over: Promise<Heard> }> => {
      const over = pool.send(post(Buffer.from(name)), heard)
      await until(() => door.frames.some(({ body }) => body === name))
      return { exchange: door.frames.find(({ body }) => body === name)?.exchange ?? -1, over }
    }
    const first = await send('first')
    const second = await send('second')
    const third = await send('third')
    expect([first, second, third].map(({ exchange }) => exchange)).toEqual([0, 1, 2])
    for (const { exchange, over } of [first, second]) {
      door.say(exchange, 'answer', okHead)
      await over
    }
    expect([(await send('d')).exchange, (await send('e')).exchange, (await send('f')).exchange]).toEqual([1, 0, 3])
  })

  it('let who hears their end ask again at once', async () => {
    const { pool, door: enter } = await startInstance(echo)
    const door = await enter()
    const next = new Heard()
    const again = new Heard({ complete: () => pool.dispatch(post(Buffer.from('next')), next) })
    await pool.send(post(Buffer.from('first')), again)
    await next.over
    expect([again.body, next.body, next.events.at(-1)]).toEqual(['first', 'next', 'complete'])
    // The first one's number was still its own when the next began.
    expect(told(door)).toEqual(['request 0', 'request 1'])
  })
})
