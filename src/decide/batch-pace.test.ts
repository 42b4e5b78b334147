import { describe, expect, it } from 'vitest'
import { firstPace, type LineEnd, nextPace, type Pace } from './batch-pace.ts'

const good: LineEnd = { kind: 'answered' }
const later = (retryAfterMs: number | null = null): LineEnd => ({ kind: 'later', retryAfterMs })
const after = (ends: readonly LineEnd[], from: Pace = firstPace, now = 0): Pace =>
  ends.reduce((pace, end) => nextPace(pace, end, now, 16), from)

describe('the pace of a batch', () => {
  it('begins with one line, and grows by one for each round', () => {
    expect(Math.floor(firstPace.width)).toBe(1)
    expect(Math.floor(after([good]).width)).toBe(2)
    expect(Math.floor(after([good, good, good]).width)).toBe(2)
    expect(Math.floor(after([good, good, good, good]).width)).toBe(3)
  })

  it('stays within its bound', () => {
    expect(after(new Array(10_000).fill(good)).width).toBe(16)
  })

  it('is halved by a refusal, and waits as long as was told', () => {
    const pace = nextPace({ width: 8, notBefore: 0, refusals: 0 }, later(3_000), 1_000)
    expect(pace).toEqual({ width: 4, notBefore: 4_000, refusals: 1 })
  })

  it('takes refusals of one moment for one', () => {
    const first = nextPace({ width: 8, notBefore: 0, refusals: 0 }, later(3_000), 1_000)
    expect(nextPace(first, later(3_000), 1_500)).toEqual(first)
  })

  it('waits twice as long each time, a minute at most, whatever is told', () => {
    let pace: Pace = firstPace
    const pauses: number[] = []
    for (let round = 0; round < 12; round += 1) {
      const now = pace.notBefore
      pace = nextPace(pace, later(), now)
      pauses.push(pace.notBefore - now)
    }
    expect(pauses.slice(0, 4)).toEqual([250, 500, 1_000, 2_000])
    expect(pauses.at(-1)).toBe(60_000)
    expect(nextPace(firstPace, later(9_999_999), 0).notBefore).toBe(60_000)
    expect(pace.width).toBe(1)
  })
})
