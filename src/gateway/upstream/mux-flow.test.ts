import { Buffer } from 'node:buffer'
import { afterEach, describe, expect, it } from 'vitest'
import { type Door, echo, heardBy, nth, okHead, startInstance, told } from './mux-instance.fixture.ts'
import { closeOpened, get, Heard, post, rest, type TestPool, until } from './raw-server.fixture.ts'

afterEach(closeOpened)

/** With an open door that answers nothing by itself. */
async function silent(): Promise<{
  pool: TestPool
  door: Door
  ask: (heard?: Heard) => Promise<{ heard: Heard; exchange: number }>
}> {
  const { pool, door: enter } = await startInstance(() => {})
  const door = await enter()
  let asked = 0
  return {
    pool,
    door,
    async ask(heard = new Heard()) {
      pool.dispatch(get, heard)
      asked += 1
      return { heard, exchange: (await nth(door, asked)).exchange }
    },
  }
}

/** All that was said at the door before has been heard by the gateway. */
async function settle({ pool, door }: { pool: TestPool; door: Door }): Promise<void> {
  const heard = pool.send(post(Buffer.from('settle')))
  await until(() => door.frames.some(({ body }) => body === 'settle'))
  const at = door.frames.findIndex(({ body }) => body === 'settle')
  const [frame] = door.frames.splice(at, 1)
  door.say(frame?.exchange ?? -1, 'answer', okHead)
  await heard
}

describe('giving up', () => {
  it('is said; the number is free after the last word alone, and the others go on', async () => {
    const { door, ask, pool } = await silent()
    const first = await ask()
    const second = await ask()
    door.say(first.exchange, 'begin', okHead, 'some')
    door.say(second.exchange, 'begin', okHead, 'o')
    await until(() => first.heard.body === 'some')
    first.heard.abort(new Error('enough'))
    first.heard.abort()
    expect(heardBy(first.heard)).toEqual(['connect head data error', 'some', 'enough'])
    await nth(door, 1, 'cancel')
    const third = await ask()
    door.say(first.exchange, 'piece', '', 'too late')
    door.say(second.exchange, 'end', '', 'k')
    await second.heard.over
    door.say(first.exchange, 'broken')
    await settle({ pool, door })
    const later = [await ask(), await ask()].map(({ exchange }) => exchange)
    expect([third.exchange, later.toSorted()]).toEqual([2, [0, 1]])
    expect(heardBy(first.heard)).toEqual(['connect head data error', 'some', 'enough'])
    expect(heardBy(second.heard)).toEqual(['connect head data complete', 'ok', undefined])
    expect(told(door).slice(0, 4)).toEqual(['request 0', 'request 1', 'cancel 0', 'request 2'])
  })

  it.each(['answer', 'end', 'broken'] as const)('any last word frees the number: %s', async (kind) => {
    const { door, ask, pool } = await silent()
    const { heard, exchange } = await ask()
    heard.abort()
    await nth(door, 1, 'cancel')
    door.say(exchange, kind, kind === 'answer' ? okHead : '', 'late')
    await settle({ pool, door })
    const later = [await ask(), await ask()].map((each) => each.exchange)
    expect(later.toSorted()).toEqual([exchange, exchange + 1])
    expect(heardBy(heard)).toEqual(['connect error', '', 'ABORTED'])
  })

  it.each(['head', 'data'] as const)('in the middle of %s: nothing is heard after it', async (when) => {
    const { door, ask, pool } = await silent()
    const heard: Heard = new Heard({
      [when]: () => {
        heard.abort()
        heard.flows = false
      },
    })
    const { exchange } = await ask(heard)
    door.say(exchange, 'begin', okHead, 'a')
    door.say(exchange, 'piece', '', 'b')
    door.say(exchange, 'end', '', 'c')
    await heard.over
    await settle({ pool, door })
    expect(heardBy(heard)).toEqual(
      when === 'head' ? ['connect head error', '', 'ABORTED'] : ['connect head data error', 'a', 'ABORTED'],
    )
    expect(told(door)).toEqual(['request 0', 'cancel 0'])
  })

  it('before it leaves: nothing is sent', async () => {
    const { door, ask, pool } = await silent()
    const heard: Heard = new Heard({ connect: () => heard.abort() })
    await pool.send(get, heard)
    expect(heardBy(heard)).toEqual(['connect error', '', 'ABORTED'])
    expect((await ask()).exchange).toBe(0)
    expect(told(door)).toEqual(['request 0'])
  })

  it('after the end does nothing to who has its number now', async () => {
    const { door, ask, pool } = await silent()
    const first = await ask()
    door.say(first.exchange, 'answer', okHead, 'a')
    await first.heard.over
    const second = await ask()
    expect(second.exchange).toBe(first.exchange)
    first.heard.abort()
    first.heard.resume()
    door.say(second.exchange, 'answer', okHead, 'b')
    await second.heard.over
    await settle({ pool, door })
    expect(second.heard.body).toBe('b')
    expect(told(door)).toEqual(['request 0', 'request 0'])
  })
})

describe('a caller who does not take more', () => {
  const slow = (): Heard => Object.assign(new Heard(), { flows: false })

  it('stops its own answer; what is on its way is held back, and nothing is lost', async () => {
    const { door, ask, pool } = await silent()
    const { heard, exchange } = await ask(slow())
    const other = await ask()
    door.say(exchange, 'begin', okHead, 'a')
    for (const piece of 'bcd') door.say(exchange, 'piece', '', piece)
    door.say(other.exchange, 'begin', okHead, '1')
    await nth(door, 1, 'pause')
    door.say(other.exchange, 'end', '', '2')
    await other.heard.over
    await settle({ pool, door })
    expect([other.heard.body, heardBy(heard)]).toEqual(['12', ['connect head', '', undefined]])
    heard.resume()
    expect(heard.body).toBe('a')
    heard.resume()
    expect(heard.body).toBe('ab')
    await settle({ pool, door })
    expect(told(door).slice(2)).toEqual(['pause 0'])
    heard.flows = true
    heard.resume()
    expect(heard.body).toBe('abcd')
    await nth(door, 1, 'resume')
    door.say(exchange, 'end', '', 'e')
    await heard.over
    expect(heardBy(heard)).toEqual(['connect head data complete', 'abcde', undefined])
    expect(told(door).slice(2)).toEqual(['pause 0', 'resume 0'])
  })

  it('says so once, however often', async () => {
    const { door, ask, pool } = await silent()
    const heard = new Heard({ data: () => heard.resume() })
    const { exchange } = await ask(heard)
    door.say(exchange, 'begin', okHead)
    await until(() => heard.events.includes('head'))
    heard.resume()
    heard.flows = false
    door.say(exchange, 'piece', '', 'a')
    await nth(door, 1, 'pause')
    door.say(exchange, 'piece', '', 'b')
    door.say(exchange, 'piece', '', 'c')
    await settle({ pool, door })
    heard.resume()
    // `resume` inside of `onData` comes before its answer, which counts.
    expect(heard.body).toBe('ab')
    heard.flows = true
    heard.resume()
    heard.resume()
    expect(heard.body).toBe('abc')
    await settle({ pool, door })
    expect(told(door)).toEqual(['request 0', 'pause 0', 'resume 0'])
  })

  it.each([
    ['a whole answer', (door: Door) => door.say(0, 'answer', okHead, 'abc'), 'abc', []],
    [
      'one in pieces',
      (door: Door) => {
        door.say(0, 'begin', okHead, 'a')
        door.say(0, 'piece', '', 'b')
        door.say(0, 'end', '', 'c')
      },
      'abc',
      ['pause 0'],
    ],
    ['one without a body', (door: Door) => door.say(0, 'answer', 'HTTP/1.1 204 No Content\r\n'), '', []],
  ])('takes %s that is all here whenever it likes; its number is free', async (_name, say, body, pauses) => {
    const { door, ask, pool } = await silent()
    const { heard } = await ask(slow())
    say(door)
    await until(() => heard.events.includes('head'))
    await settle({ pool, door })
    const next = await ask()
    expect([next.exchange, heardBy(heard)]).toEqual([0, ['connect head', '', undefined]])
    heard.flows = true
    heard.resume()
    expect([heard.events.at(-1), heard.body]).toEqual(['complete', body])
    heard.resume()
    heard.abort()
    await settle({ pool, door })
    // Of the next one, which has this number now, nothing is said.
    expect(told(door)).toEqual(['request 0', ...pauses, 'request 0'])
    expect(next.heard.events).toEqual(['connect'])
  })

  it('may give up, also in the middle of what was held back', async () => {
    const { door, ask, pool } = await silent()
    const heard: Heard = Object.assign(new Heard({ data: () => heard.abort() }), { flows: false })
    const { exchange } = await ask(heard)
    door.say(exchange, 'begin', okHead, 'a')
    door.say(exchange, 'piece', '', 'b')
    await settle({ pool, door })
    heard.flows = true
    heard.resume()
    expect(heardBy(heard)).toEqual(['connect head data error', 'a', 'ABORTED'])
    door.say(exchange, 'piece', '', 'c')
    await settle({ pool, door })
    heard.resume()
    expect(heard.body).toBe('a')
    expect(told(door)).toEqual(['request 0', 'pause 0', 'cancel 0'])
  })

  it('hears of an answer that breaks off meanwhile', async () => {
    const { door, ask } = await silent()
    const { heard, exchange } = await ask(slow())
    door.say(exchange, 'begin', okHead, 'a')
    door.say(exchange, 'broken')
    await heard.over
    heard.resume()
    expect(heardBy(heard)).toEqual(['connect head error', '', 'ANSWER_TRUNCATED'])
  })
})

describe('a handler that throws', () => {
  it.each([
    ['connect', 'connect error', []],
    ['head', 'connect head error', ['request 0', 'cancel 0']],
    ['data', 'connect head data error', ['request 0', 'cancel 0']],
    ['complete', 'connect head data complete error', ['request 0']],
  ])('in on%s fails its own exchange', async (when, events, frames) => {
    const { pool, door: enter } = await startInstance(({ say }, { exchange, kind, body }) => {
      if (kind === 'cancel') say(exchange, 'broken')
      else if (body === 'throws') {
        say(exchange, 'begin', okHead, 'a')
        if (when === 'complete') say(exchange, 'end', '', 'b')
      }
    })
    const door = await enter()
    const heard = new Heard({
      [when]: () => {
        throw new Error('oh')
      },
    })
    await pool.send(post(Buffer.from('throws')), heard)
    expect([heard.events.join(' '), heard.error?.message]).toEqual([events, 'oh'])
    await until(() => door.frames.length === frames.length)
    expect(told(door)).toEqual(frames)
    const next = new Heard()
    pool.dispatch(post(Buffer.from('next')), next)
    const { exchange } = await nth(door, frames.includes('request 0') ? 2 : 1)
    if (when === 'connect') expect(exchange).toBe(0)
    await rest()
    expect([next.events, door.closed]).toEqual([['connect'], false])
  })

  it('lets those beside it in the same write be answered', async () => {
    const { pool, door } = await startInstance(echo)
    await door()
    const thrower = new Heard({
      head: () => {
        throw new Error('oh')
      },
    })
    const all = ['a', 'b', 'c'].map((each) => pool.send(post(Buffer.from(each)), each === 'b' ? thrower : new Heard()))
    expect((await Promise.all(all)).map(({ body, error }) => [body, error?.message])).toEqual([
      ['a', undefined],
      ['', 'oh'],
      ['c', undefined],
    ])
  })
})
