import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { edgeAt, piecesOf } from './sum-pieces.ts'

const minute = 60_000
const ms = { minute, hour: 60 * minute, day: 1_440 * minute }
const at = fc.nat(200_000).map((minutes) => minutes * minute)

describe('the pieces of a span', () => {
  it('are it, without gap or overlap, each of whole units, and few', () => {
    fc.assert(
      fc.property(at, at, (one, other) => {
        const [start, end] = one < other ? [one, other] : [other, one]
        const pieces = piecesOf(start, end)
        let from = start
        for (const piece of pieces) {
          expect(piece.start).toBe(from)
          expect([piece.start % ms[piece.grain], piece.end % ms[piece.grain]]).toEqual([0, 0])
          from = piece.end
        }
        expect(from).toBe(end)
        const sums = (grain: 'minute' | 'hour') =>
          pieces.filter((piece) => piece.grain === grain).reduce((all, piece) => all + (piece.end - piece.start) / ms[grain], 0)
        expect(sums('minute')).toBeLessThan(120)
        expect(sums('hour')).toBeLessThan(48)
      }),
    )
  })
})

it('has an edge at the next whole hour where minutes are gone', () => {
  const half = 10 * ms.hour + 30 * minute
  expect([edgeAt(half, half), edgeAt(half, half + 1), edgeAt(11 * ms.hour, 20 * ms.hour)]).toEqual([
    half,
    11 * ms.hour,
    11 * ms.hour,
  ])
})
