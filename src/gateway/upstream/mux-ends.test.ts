import { Buffer } from 'node:buffer'
import { afterEach, describe, expect, it } from 'vitest'
import { type Door, echo, heardBy, type Instance, nth, okHead, startInstance, told } from './mux-instance.fixture.ts'
import { closeOpened, get, Heard, post, rest, until } from './raw-server.fixture.ts'

afterEach(closeOpened)

/** Calls are under way at a door that answers nothing by itself. */
async function underWay(calls: Heard[]): Promise<{ instance: Instance; door: Door }> {
  const instance = await startInstance(() => {})
  const door = await instance.door()
  for (const each of calls) instance.pool.dispatch(get, each)
  await nth(door, calls.length)
  return { instance, door }
}

const slow = (): Heard => Object.assign(new Heard(), { flows: false })

describe('a connection that is lost', () => {
  it.each([
    ['ended', (door: Door) => door.socket.end()],
    ['destroyed', (door: Door) => door.socket.destroy()],
  ])('%s: what is under way fails, lines that rest are dropped, and the next calls are served', async (_name, lose) => {
    const calls = [new Heard(), new Heard(), new Heard()] as const
    const { instance, door } = await underWay([...calls])
    const { pool, lines, doors, tries } = instance
    door.say(0, 'begin', okHead, 'some')
    await until(() => calls[0].body === 'some')
    expect(lines.seen.filter(({ closed }) => !closed)).toHaveLength(1)
    lose(door)
    await Promise.all(calls.map(({ over }) => over))
    expect(calls.map(({ events }) => events.join(' '))).toEqual(['connect head data error', 'connect error', 'connect error'])
    for (const { error } of calls) expect(['CONNECTION_CLOSED', 'ECONNRESET', 'EPIPE']).toContain(error?.code)
    await until(() => lines.seen.every(({ closed }) => closed))
    expect((await pool.send(get)).body).toBe('line')
    const next = await instance.door()
    const heard = pool.send(get)
    next.say((await nth(next, 1)).exchange, 'answer', okHead, 'again')
    expect([(await heard).body, doors.length, tries.length]).toEqual(['again', 2, 2])
  })

  it('takes nothing between what cannot be read and its close', async () => {
    const late = new Heard()
    const calls: [Heard, Heard] = [
      new Heard({ complete: () => process.nextTick(() => instance.pool.dispatch(get, late)) }),
      new Heard(),
    ]
    const { instance, door } = await underWay(calls)
    // In one piece: the second frame is read before the first one's caller goes on.
    door.socket.cork()
    door.say(0, 'answer', okHead, 'a')
    process.nextTick(() => {
      door.socket.write(Buffer.alloc(12))
      door.socket.uncork()
    })
    await Promise.all([...calls, late].map(({ over }) => over))
    expect([calls[0].body, calls[1].error?.code, late.body]).toEqual(['a', 'ANSWER_MALFORMED', 'line'])
  })

  it('is no matter to a call that gave up, nor to one that has all of its answer', async () => {
    const gone = new Heard()
    const paused = slow()
    const { door, instance } = await underWay([gone, paused])
    door.say(1, 'begin', okHead, 'ab')
    door.say(1, 'end', '', 'c')
    gone.abort(new Error('enough'))
    await nth(door, 1, 'cancel')
    await nth(door, 1, 'pause')
    door.socket.destroy()
    await until(() => instance.tries[0]?.closed === true)
    expect([heardBy(gone), heardBy(paused)]).toEqual([
      ['connect error', '', 'enough'],
      ['connect head', '', undefined],
    ])
    paused.flows = true
    paused.resume()
    expect(heardBy(paused)).toEqual(['connect head data complete', 'abc', undefined])
  })

  it('with nothing under way is opened again when it is needed', async () => {
    const { pool, door: enter, tries } = await startInstance(echo)
    const door = await enter()
    await Promise.all([pool.send(get), pool.send(get)])
    door.socket.end()
    await until(() => tries[0]?.closed === true)
    expect(tries).toHaveLength(1)
    const next = await enter()
    expect((await pool.send(post(Buffer.from('a')))).body).toBe('a')
    expect([told(next), tries.length]).toEqual([['request 0'], 2])
    // It counts its own calls alone.
    next.say(0, 'leaving')
    await until(() => next.closed)
  })
})

describe('an instance that leaves', () => {
  it('is told the last request, answers what is under way, and hears the end after the last answer', async () => {
    const calls = [new Heard(), new Heard()] as const
    const { instance, door } = await underWay([...calls])
    door.say(0, 'leaving')
    await nth(door, 1, 'last')
    expect((await instance.pool.send(get)).body).toBe('line')
    door.say(1, 'answer', okHead, 'b')
    await calls[1].over
    await rest()
    expect(door.socket.readableEnded).toBe(false)
    door.say(0, 'begin', okHead, 'a')
    door.say(0, 'end', '', 'a')
    await calls[0].over
    await until(() => door.closed)
    expect(calls.map(({ body }) => body)).toEqual(['aa', 'b'])
    expect(told(door)).toEqual(['request 0', 'request 1', 'last 0'])
    expect((await instance.pool.send(get)).body).toBe('line')
    expect(instance.tries).toHaveLength(1)
  })

  it('with nothing under way hears the end at once, however often it asks', async () => {
    const { door } = await underWay([])
    door.say(0, 'leaving')
    door.say(0, 'leaving')
    await until(() => door.closed)
    expect(told(door)).toEqual(['last 0'])
  })

  it('waits for the last word on what was given up', async () => {
    const heard = new Heard()
    const { door } = await underWay([heard])
    heard.abort()
    door.say(0, 'leaving')
    await nth(door, 1, 'last')
    await rest()
    expect(door.socket.readableEnded).toBe(false)
    door.say(0, 'broken')
    await until(() => door.closed)
    expect(told(door)).toEqual(['request 0', 'cancel 0', 'last 0'])
  })
})

describe('a pool', () => {
  it('that closes lets what is under way end', async () => {
    const calls = [new Heard(), new Heard()] as const
    const { instance, door } = await underWay([...calls])
    instance.pool.close()
    await nth(door, 1, 'last')
    door.say(0, 'answer', okHead, 'a')
    await calls[0].over
    await rest()
    expect(door.socket.readableEnded).toBe(false)
    door.say(1, 'answer', okHead, 'b')
    await calls[1].over
    await until(() => door.closed)
    expect(calls.map(({ body }) => body)).toEqual(['a', 'b'])
  })

  it('that closes with nothing under way closes the connection', async () => {
    const { instance, door } = await underWay([])
    instance.pool.close()
    await until(() => door.closed)
  })

  it.each(['close', 'destroy'] as const)('%s before the door is open: nothing is left of it', async (how) => {
    const { pool, doors } = await startInstance(echo)
    const heard = pool.send(get)
    pool[how]()
    expect((await heard).events.at(-1)).toBe(how === 'close' ? 'complete' : 'error')
    await rest()
    await until(() => doors.every(({ closed }) => closed))
  })

  it('that is destroyed ends all at once', async () => {
    const calls = [new Heard(), new Heard()] as const
    const { instance, door } = await underWay([...calls])
    instance.pool.destroy()
    await Promise.all(calls.map(({ over }) => over))
    expect(calls.map(heardBy)).toEqual([
      ['connect error', '', 'CONNECTION_CLOSED'],
      ['connect error', '', 'CONNECTION_CLOSED'],
    ])
    await until(() => door.closed)
  })
})

describe('an answer that is none', () => {
  const begin = ({ say }: Door, head: string, body = ''): void => say(0, 'begin', head, body)
  const malformed = 'ANSWER_MALFORMED'
  it.each<[string, (door: Door) => void, string, string, boolean]>([
    ['no HTTP', (door) => begin(door, 'SSH-2.0\r\n'), 'connect error', malformed, true],
    ['no HTTP, as the last word', ({ say }) => say(0, 'answer', 'SSH-2.0\r\n'), 'connect error', malformed, false],
    ['no head', ({ say }) => say(0, 'answer', '', 'a'), 'connect error', malformed, false],
    ['a folded head', (door) => begin(door, `${okHead}a: b\r\n c\r\n`), 'connect error', malformed, true],
    ['an interim head', (door) => begin(door, 'HTTP/1.1 103 Early Hints\r\n'), 'connect error', malformed, true],
    ['a piece before a head', ({ say }) => say(0, 'piece', '', 'a'), 'connect error', malformed, true],
    ['an end before a head', ({ say }) => say(0, 'end'), 'connect error', malformed, false],
    [
      'two heads',
      (door) => {
        begin(door, okHead)
        begin(door, okHead)
      },
      'connect head error',
      malformed,
      true,
    ],
    [
      'more than its length',
      ({ say }) => say(0, 'answer', `${okHead}content-length: 1\r\n`, 'ab'),
      'connect head error',
      malformed,
      false,
    ],
    [
      'less than its length',
      (door) => {
        begin(door, `${okHead}content-length: 3\r\n`, 'a')
        door.say(0, 'end', '', 'b')
      },
      'connect head data error',
      'ANSWER_TRUNCATED',
      false,
    ],
    ['broken before its head', ({ say }) => say(0, 'broken'), 'connect error', 'ANSWER_TRUNCATED', false],
    [
      'broken after its head',
      (door) => {
        begin(door, okHead, 'a')
        door.say(0, 'broken')
      },
      'connect head data error',
      'ANSWER_TRUNCATED',
      false,
    ],
  ])('%s: it fails alone', async (_name, say, events, code, cancels) => {
    const calls = [new Heard(), new Heard()] as const
    const { door } = await underWay([...calls])
    say(door)
    await calls[0].over
    expect([calls[0].events.join(' '), calls[0].error?.code]).toEqual([events, code])
    door.say(1, 'answer', okHead, 'b')
    await calls[1].over
    expect(calls[1].body).toBe('b')
    await rest()
    if (cancels) await nth(door, 1, 'cancel')
    expect(told(door)).toEqual(['request 0', 'request 1', ...(cancels ? ['cancel 0'] : [])])
  })

  const frame = (kind: number, exchange: number): Buffer => Buffer.from([8, 0, 0, 0, exchange, 0, 0, 0, kind, 0, 0, 0])
  it.each([
    ['one that nobody asked for', frame(6, 2)],
    ['one with a number out of reach', frame(6, 200)],
    ['a frame that gateways say', frame(1, 0)],
    ['a frame of no kind', frame(12, 0)],
    ['no frame', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('%s: the connection is given up, with all that is under way', async (_name, bytes) => {
    const calls = [new Heard(), new Heard()] as const
    const { instance, door } = await underWay([...calls])
    door.socket.write(bytes)
    await Promise.all(calls.map(({ over }) => over))
    expect(calls.map(heardBy)).toEqual([
      ['connect error', '', malformed],
      ['connect error', '', malformed],
    ])
    await until(() => door.closed)
    expect((await instance.pool.send(get)).body).toBe('line')
  })

  it('a second answer to one call is one that nobody asked for', async () => {
    const calls = [new Heard(), new Heard()] as const
    const { door } = await underWay([...calls])
    door.say(0, 'answer', okHead, 'a')
    door.say(0, 'answer', okHead, 'poison')
    await Promise.all(calls.map(({ over }) => over))
    expect(calls.map((each) => [each.body, each.error?.code])).toEqual([
      ['a', undefined],
      ['', malformed],
    ])
  })
})
