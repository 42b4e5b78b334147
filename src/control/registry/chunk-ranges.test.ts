import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ByteRange } from '../../domain/registry.ts'
import { addRange, covers, missingIn } from './chunk-ranges.ts'

const size = 40
const range = fc.tuple(fc.nat(size), fc.nat(size)).map(([a, b]): ByteRange => (a < b ? [a, b] : [b, a]))

it('knows what has come and what is missing, whatever comes in whatever order', () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 12 }), range, (ranges, asked) => {
      const came = new Array<boolean>(size).fill(false)
      for (const [from, to] of ranges) came.fill(true, from, to)
      const received = ranges.reduce<readonly ByteRange[]>(addRange, [])
      const missing = missingIn(received, size)
      const cells = (list: readonly ByteRange[]) => {
        const set = new Array<boolean>(size).fill(false)
        for (const [from, to] of list) set.fill(true, from, to)
        return set
      }
      expect(cells(received)).toEqual(came)
      expect(cells(missing)).toEqual(came.map((each) => !each))
      expect(covers(received, asked)).toBe(came.slice(...asked).every(Boolean))
      // In order, and never touching each other.
      for (const [at, [from, to]] of received.entries()) {
        expect(from).toBeLessThan(to)
        expect(from).toBeGreaterThan(received[at - 1]?.[1] ?? -1)
      }
    }),
    { numRuns: 500 },
  )
})
