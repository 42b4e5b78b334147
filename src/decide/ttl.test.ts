import { describe, expect, it } from 'vitest'
import { parseTtl } from './ttl.ts'

describe('time to live', () => {
  it.each([
    ['10m', 600_000],
    ['24H', 86_400_000],
    ['7d', 604_800_000],
    ['0015M', 900_000],
  ])('%s is %d ms', (ttl, ms) => expect(parseTtl(ttl)).toBe(ms))

  it.each([
    ['', 'whole number'],
    ['4.5h', 'whole number'],
    ['4h30m', 'whole number'],
    ['10,', 'whole number'],
    ['-10m', 'whole number'],
    ['10', 'whole number'],
    ['9m', 'shortest is 10m'],
    ['0d', 'shortest is 10m'],
    ['999999999d', 'longest is 36500d'],
  ])('%j is refused', (ttl, trouble) => expect(() => parseTtl(ttl)).toThrow(trouble))
})
