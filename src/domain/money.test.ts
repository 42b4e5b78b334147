import { expect, it } from 'vitest'
import { toDecimal } from './money.ts'

it.each([
  [0n, '0.00'],
  [1n, '0.000000001'],
  [12_500n, '0.0000125'],
  [1_500_000_000n, '1.50'],
  [-1_500_000_000n, '-1.50'],
  [1_230_000_000n, '1.23'],
  [999_999_999n, '0.999999999'],
  [27_021_597_764_222_973n, '27021597.764222973'],
])('%s nano-units are %s', (nano, text) => expect(toDecimal(nano)).toBe(text))
