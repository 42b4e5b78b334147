import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aPrice } from '../../test/ledger/samples.ts'
import { noUsage, type Usage } from '../domain/usage.ts'
import { costOf, priceAt } from './cost.ts'

const used = (more: Partial<Usage>): Usage => ({ ...noUsage, requests: 1, ...more })
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`)

describe('the price at a time', () => {
  const prices = [aPrice({ validFrom: '2026-01-01', input: 1 }), aPrice({ validFrom: '2026-06-01', input: 2 })]
  it.each([
    { at: day('2025-12-31'), input: undefined },
    { at: day('2026-01-01'), input: 1 },
    { at: day('2026-06-01') - 1, input: 1 },
    { at: day('2026-06-01'), input: 2 },
    { at: day('2030-01-01'), input: 2 },
  ])('at $at is $input', ({ at, input }) => expect(priceAt(prices, at)?.input).toBe(input))
})

describe('the cost of a call', () => {
  const usd = (nano: number) => ({ nano, currency: 'USD', pricing: 'priced' })
  const unpriced = { nano: null, currency: null, pricing: 'unpriced' }
  const long = { moreThan: 200_000, input: 5_000_000_000, cachedInput: 500_000_000, cacheWrite: null, output: 15_000_000_000 }

  it.each([
    { name: 'nothing', usage: {}, cost: usd(0) },
    { name: 'input and output', usage: { uncachedInput: 1_000, output: 100 }, cost: usd(2_500_000 + 1_000_000) },
    { name: 'cached input at its own rate', usage: { uncachedInput: 400, cacheRead: 600 }, cost: usd(1_000_000 + 750_000) },
    { name: 'reasoning as output', usage: { output: 10, reasoning: 90 }, cost: usd(1_000_000) },
    {
      name: 'what is written to a cache without a rate of its own as input, and says so',
      usage: { cacheWrite: 10 },
      cost: { ...usd(25_000), pricing: 'assumed' },
    },
    {
      name: 'cached input without a rate',
      usage: { cacheRead: 10 },
      price: { cachedInput: null },
      cost: { ...usd(25_000), pricing: 'assumed' },
    },
    { name: 'output without a rate', usage: { output: 1 }, price: { output: null }, cost: unpriced },
    { name: 'embeddings, which have no output', usage: { uncachedInput: 10 }, price: { output: null }, cost: usd(25_000) },
    { name: 'audio, whose rate is not known', usage: { uncachedInput: 1, audioInput: 1 }, cost: unpriced },
    { name: 'pictures by the piece, whose rate is not known', usage: { images: 1, uncachedInput: 5 }, cost: unpriced },
    {
      name: 'pictures that are counted in tokens, as output, and says so',
      usage: { images: 1, output: 100 },
      cost: { ...usd(1_000_000), pricing: 'assumed' },
    },
    {
      name: 'a prompt at the long step',
      usage: { uncachedInput: 200_000, output: 1 },
      price: { longPrompt: long },
      cost: usd(500_010_000),
    },
    {
      name: 'all of a call whose prompt is longer, cached parts counted',
      usage: { uncachedInput: 1, cacheRead: 200_000, output: 1 },
      price: { longPrompt: long },
      cost: usd(5_000 + 100_000_000 + 15_000),
    },
    { name: 'a free model', usage: { uncachedInput: 9, output: 9 }, price: { input: 0, output: 0 }, cost: usd(0) },
  ])('$name', ({ usage, price = {}, cost }) => expect(costOf(used(usage), aPrice(price))).toEqual(cost))

  it('is unknown without a price, never zero', () => {
    expect(costOf(used({ uncachedInput: 1 }), null)).toEqual(unpriced)
  })

  it.each([
    { tokens: 1, input: 499_999, nano: 0 },
    { tokens: 1, input: 500_000, nano: 0 },
    { tokens: 1, input: 500_001, nano: 1 },
    { tokens: 3, input: 500_000, nano: 2 },
    { tokens: 1, input: 1_500_000, nano: 2 },
    { tokens: 1, input: 2_500_000, nano: 2 },
  ])('$tokens tokens of $input nano-units a million cost $nano: half to even', ({ tokens, input, nano }) => {
    expect(costOf(used({ uncachedInput: tokens }), aPrice({ input })).nano).toBe(nano)
  })

  it('is within half a nano-unit of the exact figure, whatever the parts', () => {
    const tokens = fc.nat(2_000_000)
    const rate = fc.nat(100_000_000_000)
    const parts = fc.record({ uncachedInput: tokens, cacheRead: tokens, output: tokens, reasoning: tokens })
    fc.assert(
      fc.property(parts, fc.record({ input: rate, cachedInput: rate, output: rate }), (usage, rates) => {
        const { nano } = costOf(used(usage), aPrice(rates))
        const [input, cached, output] = [rates.input, rates.cachedInput, rates.output].map(BigInt) as [bigint, bigint, bigint]
        const exact =
          BigInt(usage.uncachedInput) * input + BigInt(usage.cacheRead) * cached + BigInt(usage.output + usage.reasoning) * output
        const off = BigInt(nano ?? -1) * 1_000_000n - exact
        expect(off <= 500_000n && off >= -500_000n).toBe(true)
      }),
    )
  })
})
