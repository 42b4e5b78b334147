import { expect, it } from 'vitest'
import type { Failure } from '../domain/failure.ts'
import { makeSweep, type Waiting } from './sweep.ts'

const waits = { firstByteMs: 100, idleMs: 50, totalMs: 1_000, streamTotalMs: null }

const scene = () => {
  const ended: string[] = []
  const sweep = makeSweep(waits)
  const exchange = (name: string, facts: Partial<Waiting> = {}): Waiting => ({
    phase: 'waiting',
    since: 0,
    paused: false,
    eventStream: false,
    ...facts,
    cancel: (reason: Failure | 'hang-up') => void ended.push(`${name} ${reason === 'hang-up' ? reason : reason.details.code}`),
  })
  return { ended, sweep, exchange }
}

it.each([
  { name: 'no first byte', facts: {}, at: 100, expected: ['a first_byte_timeout'] },
  { name: 'a first byte that may still come', facts: {}, at: 99, expected: [] },
  { name: 'connecting, which has a bound of its own', facts: { phase: 'connecting' }, at: 5_000, expected: [] },
  { name: 'silence in an answer', facts: { phase: 'answering' }, at: 50, expected: ['a idle_timeout'] },
  { name: 'a caller that does not read', facts: { phase: 'answering', paused: true }, at: 50, expected: ['a slow_reader'] },
  { name: 'an answer that takes too long', facts: { phase: 'answering', since: 999 }, at: 1_000, expected: ['a total_timeout'] },
  {
    name: 'a stream, which may take as long',
    facts: { phase: 'answering', since: 999, eventStream: true },
    at: 1_000,
    expected: [],
  },
] as const)('$name', ({ facts, at, expected }) => {
  const { ended, sweep, exchange } = scene()
  sweep.add(exchange('a', facts), 0)
  sweep.tick(at)
  expect(ended).toEqual(expected)
})

it('looks after those that are left, whichever go', () => {
  const { ended, sweep, exchange } = scene()
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => sweep.add(exchange(name), 0))
  if (!a || !b || !c || !d) throw new Error('four were added')
  sweep.remove(b)
  sweep.remove(d)
  sweep.remove(a)
  sweep.add(exchange('e'), 0)
  expect(sweep.size).toBe(2)
  sweep.tick(100)
  expect(ended.toSorted()).toEqual(['c first_byte_timeout', 'e first_byte_timeout'])
  sweep.remove(c)
  expect(sweep.size).toBe(1)
})
