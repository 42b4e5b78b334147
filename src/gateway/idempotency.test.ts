import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { type Idempotency, type IdempotencyBounds, type KeptAnswer, makeIdempotency, type Turn } from './idempotency.ts'

const answer = (text: string): KeptAnswer => ({ status: 200, flat: ['content-type', 'text/plain'], body: Buffer.from(text) })
const bounds: IdempotencyBounds = { keepMs: 1_000, answerBytes: 10_000, totalBytes: 5_000, waiting: 2 }

function begin() {
  let now = 0
  const idempotency = makeIdempotency({ now: () => now, bounds })
  return {
    idempotency,
    pass(ms: number) {
      now += ms
      return now
    },
    take: (scope: string, print = 'p', onWaiting: (giveUp: () => void) => void = () => {}) =>
      idempotency.take(scope, print, onWaiting),
    /** A whole first call. */
    async answered(scope: string, text: string) {
      const turn = await idempotency.take(scope, 'p', () => {})
      if (turn.kind === 'first') turn.ended(answer(text))
      return turn.kind
    },
  }
}
const first = (turn: Turn) => {
  if (turn.kind !== 'first') throw new Error(`it is ${turn.kind}`)
  return turn
}

describe('a key', () => {
  it.each<{ name: string; passMs?: number; scope?: string; print?: string; kind: Turn['kind'] | 'conflict' }>([
    { name: 'gets the answer it got', kind: 'again' },
    { name: 'gets it for as long as it is kept', passMs: 999, kind: 'again' },
    { name: 'is new when that is over', passMs: 1_000, kind: 'first' },
    { name: 'is another’s own', scope: 'other', kind: 'first' },
    { name: 'is not for another request', print: 'q', kind: 'conflict' },
    { name: 'is for another request when it is forgotten', print: 'q', passMs: 1_000, kind: 'first' },
  ])('$name', async ({ passMs = 0, scope = 's', print = 'p', kind }) => {
    const { answered, pass, take } = begin()
    await answered('s', 'hello')
    pass(passMs)
    const got = await take(scope, print).then(
      (turn) => turn.kind,
      (failure) => failure.code,
    )
    expect(got).toBe(kind)
  })

  it('makes calls wait for the first, and gives all of them its answer', async () => {
    const { take } = begin()
    const turn = first(await take('s'))
    const others = [take('s'), take('s')]
    turn.ended(answer('once'))
    expect(await Promise.all(others)).toEqual([
      { kind: 'again', answer: answer('once') },
      { kind: 'again', answer: answer('once') },
    ])
  })

  it('lets the next one try where the first came to nothing, and the others wait for that', async () => {
    const { take } = begin()
    const turn = first(await take('s'))
    const others = [take('s'), take('s')]
    turn.ended(null)
    const second = first(await Promise.race(others))
    second.ended(answer('second'))
    expect((await Promise.all(others)).map(({ kind }) => kind)).toEqual(['first', 'again'])
    // The first one's end comes twice where its connection closes later: it says nothing of the second.
    turn.ended(null)
    expect((await take('s')).kind).toBe('again')
  })

  it('does not hold calls back where the answer will not be kept', async () => {
    const { take } = begin()
    const turn = first(await take('s'))
    const waiting = take('s')
    turn.ended('not-kept')
    expect([(await waiting).kind, (await take('s')).kind]).toEqual(['apart', 'apart'])
    await expect(take('s', 'q')).rejects.toMatchObject({ code: 'conflict' })
    turn.ended(null)
    expect((await take('s')).kind).toBe('first')
  })

  it('lets so many wait and no more, and forgets who leaves', async () => {
    const { take } = begin()
    first(await take('s'))
    let leave = () => {}
    const leaving = take('s', 'p', (giveUp) => {
      leave = giveUp
    })
    void take('s').catch(() => {})
    await expect(take('s')).rejects.toMatchObject({ code: 'conflict', details: { code: 'idempotency_key_in_use' } })
    leave()
    await expect(leaving).rejects.toMatchObject({ code: 'unavailable' })
    const there = take('s')
    expect(await Promise.race([there, Promise.resolve('it waits')])).toBe('it waits')
  })
})

describe('memory', () => {
  const kinds = async (idempotency: Idempotency, scopes: readonly string[]) => {
    const found: string[] = []
    for (const scope of scopes) found.push((await idempotency.take(scope, 'p', () => {})).kind)
    return found
  }
  it('is bounded: the oldest answers go first', async () => {
    const { answered, idempotency } = begin()
    for (const scope of ['a', 'b', 'c', 'd']) await answered(scope, 'x'.repeat(500))
    expect(idempotency.bytes).toBeLessThanOrEqual(bounds.totalBytes)
    expect(await kinds(idempotency, ['d', 'c', 'b', 'a'])).toEqual(['again', 'again', 'again', 'first'])
  })

  it('is given back with time', async () => {
    const { answered, idempotency, pass } = begin()
    await answered('a', 'x')
    pass(600)
    await answered('b', 'x')
    const one = idempotency.bytes / 2
    idempotency.tick(pass(400))
    expect(idempotency.bytes).toBe(one)
    idempotency.tick(pass(600))
    expect(idempotency.bytes).toBe(0)
  })
})
