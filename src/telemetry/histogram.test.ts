import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conventional, durationBounds, firstTokenBounds, Histogram } from './histogram.ts'

const observed = (bounds: readonly number[], values: readonly number[]): Histogram => {
  const histogram = new Histogram(bounds)
  for (const value of values) histogram.observe(value)
  return histogram
}
const values = fc.array(fc.double({ min: 0, max: 1_000, noNaN: true }))

describe('a histogram', () => {
  it.each([
    ['duration', durationBounds, conventional.duration],
    ['first token', firstTokenBounds, conventional.firstToken],
  ])('of %s, told in conventional buckets, is as if it had been observed in them', (_, own, told) => {
    fc.assert(
      fc.property(values, (all) => {
        const coarse = observed(own, all).within(told)
        expect(coarse).toEqual(observed(told, all))
        expect(coarse.count).toBe(all.length)
      }),
    )
  })

  it('of several adds up', () => {
    const both = Histogram.together([observed([1, 2], [0.5, 3]), observed([1, 2], [1.5, 1])], [1, 2])
    expect([[...both.counts], both.sum, both.count]).toEqual([[2, 1, 1], 6, 4])
  })
})
