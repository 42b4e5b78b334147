import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candidate, chooseTarget } from './choose-target.ts'

const candidate = fc.record({
  weight: fc.integer({ min: 0, max: 1000 }),
  state: fc.constantFrom('free' as const, 'busy' as const, 'out' as const, 'none' as const),
})
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const strategy = fc.constantFrom('weighted' as const, 'ordered' as const)
const free = (weight: number): Candidate => ({ weight, state: 'free' })
const out = (weight: number): Candidate => ({ weight, state: 'out' })
const busy = (weight: number): Candidate => ({ weight, state: 'busy' })
const been: Candidate = { weight: 1, state: 'none' }

describe('whatever the targets are like', () => {
  const holds = (claim: (candidates: Candidate[], chosen: number | null, how: 'weighted' | 'ordered') => void) =>
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 6 }), random, strategy, (candidates, value, how) =>
        claim(candidates, chooseTarget(how, candidates, value), how),
      ),
      { numRuns: 2_000 },
    )

  it('one is chosen only where it has a place and the call has not been', () =>
    holds((candidates, chosen) => {
      if (chosen !== null) expect(['free', 'out']).toContain(candidates[chosen]?.state)
    }))

  it('one in trouble is never chosen while another could take the call', () =>
    holds((candidates, chosen, how) => {
      const well = candidates.some(
        ({ state, weight }) => (state === 'free' || state === 'busy') && (how === 'ordered' || weight > 0),
      )
      if (well && chosen !== null) expect(candidates[chosen]?.state).toBe('free')
    }))

  it('a free one is always found', () =>
    holds((candidates, chosen, how) => {
      if (how === 'weighted' && candidates.some(({ state, weight }) => state === 'free' && weight > 0))
        expect(chosen).not.toBeNull()
    }))

  it('one of weight 0 takes no calls', () =>
    holds((candidates, chosen, how) => {
      if (how === 'weighted' && chosen !== null) expect(candidates[chosen]?.weight).toBeGreaterThan(0)
    }))
})

it('gives each its exact share of all chances', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 6 }), (weights) => {
      const sum = weights.reduce((all, weight) => all + weight, 0)
      fc.pre(sum > 0)
      const times = weights.map(() => 0)
      // One draw from the middle of each unit of weight.
      for (let unit = 0; unit < sum; unit += 1) {
        const at = chooseTarget('weighted', weights.map(free), (unit + 0.5) / sum)
        if (at !== null) times[at] = (times[at] ?? 0) + 1
      }
      expect(times).toEqual(weights)
    }),
  )
})

it.each([
  { name: 'the first', targets: [free(1), free(1)], chosen: 0 },
  { name: 'the next, where the first is out', targets: [out(1), free(1)], chosen: 1 },
  { name: 'the next, where the call has been at the first', targets: [been, free(1)], chosen: 1 },
  { name: 'none, where the first is busy: the call waits for it', targets: [busy(1), free(1)], chosen: null },
  { name: 'none, where the only one that is well is busy', targets: [out(1), busy(1)], chosen: null },
  { name: 'the first that is out, where all are', targets: [been, out(1), out(1)], chosen: 1 },
  { name: 'none, where the call has been everywhere', targets: [been, been], chosen: null },
])('ordered, it is $name', ({ targets, chosen }) => {
  expect(chooseTarget('ordered', targets, 0.9)).toBe(chosen)
})

it('weighted, a busy one leaves its share to the others', () => {
  expect(chooseTarget('weighted', [busy(1000), free(1)], 0)).toBe(1)
  expect(chooseTarget('weighted', [busy(1000), out(1)], 0)).toBeNull()
})
