import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateInputTokens, inputTokensOf, outputTokensOf, type TokenUsage, usageOf, usageParts } from './usage.ts'

const tokens = (more: Partial<TokenUsage> = {}): TokenUsage => ({
  inputTokens: 100,
  cachedInputTokens: 0,
  outputTokens: 50,
  reasoningTokens: 0,
  ...more,
})

describe('usage', () => {
  it('takes totals apart without overlap', () => {
    const parts = { cachedInputTokens: 60, cacheWriteTokens: 20, audioInputTokens: 5, reasoningTokens: 30, audioOutputTokens: 15 }
    expect(usageOf(tokens(parts), { instanceMs: 7 })).toEqual({
      uncachedInput: 15,
      cacheRead: 60,
      cacheWrite: 20,
      audioInput: 5,
      output: 5,
      reasoning: 30,
      audioOutput: 15,
      images: 0,
      requests: 1,
      instanceMs: 7,
    })
  })

  it('believes the total of a provider whose parts say more', () => {
    const { uncachedInput, cacheRead, cacheWrite, audioInput } = usageOf(
      tokens({ cachedInputTokens: 70, cacheWriteTokens: 50, audioInputTokens: 50 }),
    )
    expect({ uncachedInput, cacheRead, cacheWrite, audioInput }).toEqual({
      uncachedInput: 0,
      cacheRead: 70,
      cacheWrite: 30,
      audioInput: 0,
    })
  })

  it('adds up to the totals, in integers of zero or more, whatever a provider says', () => {
    const any = fc.oneof(fc.nat(1_000_000), fc.double(), fc.integer())
    const said = fc.record({
      inputTokens: any,
      cachedInputTokens: any,
      cacheWriteTokens: any,
      audioInputTokens: any,
      outputTokens: any,
      reasoningTokens: any,
      audioOutputTokens: any,
    })
    const whole = (value: number): number => (value > 0 ? Math.trunc(Math.min(value, 1e12)) : 0)
    fc.assert(
      fc.property(said, (each) => {
        const usage = usageOf(each)
        expect(inputTokensOf(usage)).toBe(whole(each.inputTokens))
        expect(outputTokensOf(usage)).toBe(whole(each.outputTokens))
        for (const part of usageParts) expect(Number.isSafeInteger(usage[part]) && usage[part] >= 0).toBe(true)
      }),
    )
  })

  it.each([
    [0, 0],
    [1, 1],
    [4, 1],
    [4_097, 1_025],
    [1e9, 1_048_576],
  ])('is estimated from %i bytes as %i tokens', (bytes, estimate) => expect(estimateInputTokens(bytes)).toBe(estimate))
})
