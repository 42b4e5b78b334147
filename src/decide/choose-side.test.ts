import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseSide, type SideRule, shareOf, sideOf } from './choose-side.ts'
import type { Candidate } from './choose-target.ts'

const rule: SideRule = { id: 'r', percent: 20 }
const none = () => undefined
const says = (headers: Readonly<Record<string, string>>) => (name: string) => headers[name]
const both = (old: Candidate['state'], fresh: Candidate['state']): Candidate[] => [
  { weight: 1, state: old },
  { weight: 1, state: fresh },
]

describe('the side of a call', () => {
  const header = { name: 'x-canary', value: 'always' }
  it.each([
    { name: 'is by chance', rule, said: {}, chance: 0.19, expected: { side: 1, firm: false } },
    { name: 'is by chance, and the rest stays', rule, said: {}, chance: 0.2, expected: { side: 0, firm: false } },
    {
      name: 'is the new one where its header asks',
      rule: { ...rule, header, percent: 0 },
      said: { 'x-canary': 'always' },
      chance: 0.9,
      expected: { side: 1, firm: true },
    },
    {
      name: 'is the old one where the header says something else',
      rule: { ...rule, header, percent: 100 },
      said: { 'x-canary': 'never' },
      chance: 0,
      expected: { side: 0, firm: true },
    },
    {
      name: 'is by chance without the header',
      rule: { ...rule, header },
      said: {},
      chance: 0,
      expected: { side: 1, firm: false },
    },
    {
      name: 'is by chance without a key',
      rule: { ...rule, sticky: { header: 'x-user' } },
      said: {},
      chance: 0,
      expected: { side: 1, firm: false },
    },
  ])('$name', ({ rule: asked, said, chance, expected }) => {
    expect(sideOf(asked, says(said), 'me', chance)).toEqual(expected)
  })

  it('is the same for the same key, whatever the chance, and stays so as the share grows', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.nat(100),
        fc.nat(100),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (key, one, other, chance) => {
          const [less, more] = [Math.min(one, other), Math.max(one, other)]
          const at = (percent: number, by: number) => sideOf({ id: 'r', percent, sticky: { header: null } }, none, key, by).side
          expect(at(less, chance)).toBe(at(less, 0))
          expect(at(more, chance)).toBeGreaterThanOrEqual(at(less, chance))
        },
      ),
    )
  })

  it('divides keys evenly, each rollout in its own way', () => {
    const keys = Array.from({ length: 10_000 }, (_, at) => `user-${at}`)
    for (const percent of [1, 10, 50, 90]) {
      const of = (id: string) => keys.filter((key) => shareOf(`${id}\n${key}`) * 100 < percent)
      expect(Math.abs(of('one').length / 100 - percent)).toBeLessThan(2)
      const shared = new Set(of('two'))
      expect(Math.abs(of('one').filter((key) => shared.has(key)).length / of('one').length - percent / 100)).toBeLessThan(0.1)
    }
  })
})

describe('the side that takes a call', () => {
  it.each([
    { name: 'its own', states: both('free', 'free'), side: 1, firm: false, expected: 1 },
    { name: 'the other, where its own has no place', states: both('free', 'busy'), side: 1, firm: false, expected: 0 },
    { name: 'none yet, where it has to be its own', states: both('free', 'busy'), side: 1, firm: true, expected: null },
    { name: 'the other, where its own is in trouble', states: both('free', 'out'), side: 1, firm: true, expected: 0 },
    { name: 'the other, where it has been at its own', states: both('free', 'none'), side: 1, firm: true, expected: 0 },
    { name: 'the new one, where the old one is gone', states: both('none', 'free'), side: 0, firm: false, expected: 1 },
    { name: 'none yet, where the other has no place either', states: both('busy', 'out'), side: 1, firm: false, expected: null },
    { name: 'its own in trouble, where both are', states: both('out', 'out'), side: 1, firm: false, expected: 1 },
    { name: 'none, where it has been on both', states: both('none', 'none'), side: 0, firm: false, expected: null },
  ] as const)('is $name', ({ states, side, firm, expected }) => {
    expect(chooseSide(states, { side, firm }, 20)).toBe(expected)
  })

  it('is never a new one without a share, but for who asks for it', () => {
    expect(chooseSide(both('none', 'free'), { side: 0, firm: false }, 0)).toBe(null)
    expect(chooseSide(both('none', 'free'), { side: 1, firm: true }, 0)).toBe(1)
  })
})
