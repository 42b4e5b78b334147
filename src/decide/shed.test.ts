import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fairCap, mayQueue, nextCeiling } from './shed.ts'

describe('how many calls there may be', () => {
  it.each<{ name: string; ceiling: number | null; delay?: number; memory?: number; load: number; next: number | null }>([
    { name: 'at ease: as many as come', ceiling: null, delay: 0.1, load: 500, next: null },
    { name: 'near the bound: as before', ceiling: null, delay: 0.99, load: 500, next: null },
    { name: 'late: a fifth less than there are', ceiling: null, delay: 1.5, load: 500, next: 400 },
    { name: 'short of memory: the same', ceiling: null, memory: 1.01, load: 500, next: 400 },
    { name: 'late still: less again', ceiling: 400, delay: 2, load: 400, next: 320 },
    { name: 'late with less to do than was allowed: less than that', ceiling: 400, delay: 2, load: 100, next: 80 },
    { name: 'never so few that they cannot be what presses', ceiling: 70, delay: 9, load: 3, next: 64 },
    { name: 'nearly at ease: no change', ceiling: 320, delay: 0.8, load: 320, next: 320 },
    { name: 'at ease and full: more', ceiling: 320, delay: 0.2, load: 320, next: 401 },
    { name: 'at ease and far from full: the bound goes', ceiling: 320, delay: 0.2, load: 100, next: null },
  ])('$name', ({ ceiling, delay = 0, memory = 0, load, next }) => {
    expect(nextCeiling(ceiling, { delay, memory }, load)).toBe(next)
  })
})

describe('a fair cap', () => {
  it.each<{ name: string; loads: number[]; ceiling: number; cap: number }>([
    { name: 'one tenant alone', loads: [100], ceiling: 80, cap: 80 },
    { name: 'the heaviest gives way', loads: [1, 2, 97], ceiling: 80, cap: 77 },
    { name: 'two heavy ones give way alike', loads: [10, 50, 60], ceiling: 90, cap: 40 },
    { name: 'all alike', loads: [30, 30, 30], ceiling: 60, cap: 20 },
    { name: 'never none', loads: [5, 5, 5], ceiling: 1, cap: 1 },
    { name: 'nobody', loads: [], ceiling: 7, cap: 7 },
  ])('$name', ({ loads, ceiling, cap }) => expect(fairCap(loads, ceiling)).toBe(cap))

  it('keeps all together below the ceiling, and touches nobody below the cap', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 20, max: 2_000 }),
        (loads, ceiling) => {
          const cap = fairCap(loads, ceiling)
          const kept = loads.reduce((sum, load) => sum + Math.min(load, cap), 0)
          expect(kept).toBeLessThanOrEqual(Math.max(ceiling, loads.length))
          // Nothing is given up for nothing: with a place more each, the ceiling would be broken.
          const total = loads.reduce((sum, load) => sum + load, 0)
          if (total > ceiling)
            expect(loads.reduce((sum, load) => sum + Math.min(load, cap + 1), 0)).toBeGreaterThan(ceiling - loads.length)
        },
      ),
    )
  })
})

it('leaves room in queues for who has few calls there', () => {
  expect(mayQueue(100, 0, 0)).toBe(true)
  expect(mayQueue(100, 49, 49)).toBe(true)
  expect(mayQueue(100, 50, 50)).toBe(false)
  expect(mayQueue(100, 50, 0)).toBe(true)
  expect(mayQueue(100, 99, 0)).toBe(true)
  expect(mayQueue(100, 99, 1)).toBe(false)
  expect(mayQueue(100, 100, 0)).toBe(false)
})
