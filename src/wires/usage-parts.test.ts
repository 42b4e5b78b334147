import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inputTokensOf, outputTokensOf, type TokenUsage, usageOf } from '../domain/usage.ts'
import { toAnthropicUsage } from './anthropic/usage.ts'
import { toConverseUsage } from './bedrock-converse/usage.ts'
import { toGeminiUsage } from './gemini/usage.ts'
import { wires } from './index.ts'

const n = fc.nat({ max: 1_000_000 })
const parts = (usage: TokenUsage | null) => {
  const taken = usageOf(usage)
  return { input: inputTokensOf(taken), output: outputTokensOf(taken), taken }
}

describe('what a provider counts, taken apart, adds up to its total', () => {
  it('Anthropic: caches beside the input', () => {
    fc.assert(
      fc.property(n, n, n, n, (input, read, written, output) => {
        const { taken, ...sums } = parts(
          toAnthropicUsage({
            input_tokens: input,
            cache_read_input_tokens: read,
            cache_creation_input_tokens: written,
            output_tokens: output,
          }),
        )
        expect(sums).toEqual({ input: input + read + written, output })
        expect(taken).toMatchObject({ uncachedInput: input, cacheRead: read, cacheWrite: written, output })
      }),
    )
  })

  it('Bedrock: caches beside the input, and a total of everything', () => {
    fc.assert(
      fc.property(n, n, n, n, (inputTokens, cacheReadInputTokens, cacheWriteInputTokens, outputTokens) => {
        const totalTokens = inputTokens + cacheReadInputTokens + cacheWriteInputTokens + outputTokens
        const { taken, input, output } = parts(
          toConverseUsage({ inputTokens, cacheReadInputTokens, cacheWriteInputTokens, outputTokens, totalTokens }),
        )
        expect(input + output).toBe(totalTokens)
        expect(taken.uncachedInput).toBe(inputTokens)
      }),
    )
  })

  it('Gemini: the cache inside the prompt, thoughts and tools beside', () => {
    fc.assert(
      fc.property(n, n, n, n, n, (uncached, cached, tools, candidates, thoughts) => {
        const totalTokenCount = uncached + cached + tools + candidates + thoughts
        const { taken, input, output } = parts(
          toGeminiUsage({
            promptTokenCount: uncached + cached,
            cachedContentTokenCount: cached,
            toolUsePromptTokenCount: tools,
            candidatesTokenCount: candidates,
            thoughtsTokenCount: thoughts,
            totalTokenCount,
          }),
        )
        expect(input + output).toBe(totalTokenCount)
        expect(taken).toMatchObject({ cacheRead: cached, reasoning: thoughts, output: candidates })
      }),
    )
  })
})

describe.each([
  [
    'anthropic',
    {
      id: 'm',
      content: [{ type: 'tool_use', input: { usage: { input_tokens: 999 } } }],
      usage: { input_tokens: 3, output_tokens: 2 },
    },
    { inputTokens: 3, outputTokens: 2 },
  ],
  [
    'gemini',
    {
      candidates: [{ content: { parts: [{ text: '"usageMetadata":{"promptTokenCount":99}' }] } }],
      usageMetadata: {
        promptTokenCount: 9,
        candidatesTokenCount: 2,
        totalTokenCount: 11,
        promptTokensDetails: [
          { modality: 'TEXT', tokenCount: 4 },
          { modality: 'AUDIO', tokenCount: 5 },
        ],
      },
    },
    { inputTokens: 9, audioInputTokens: 5, outputTokens: 2 },
  ],
  ['bedrock-converse', { output: {}, usage: { inputTokens: 3, outputTokens: 2 } }, { inputTokens: 3, outputTokens: 2 }],
  ['bedrock-converse', { content: [], usage: { input_tokens: 3, output_tokens: 2 } }, { inputTokens: 3, outputTokens: 2 }],
] as const)('an answer of %s', (id, answer, expected) => {
  it('is counted at every cut, and behind any length of text', () => {
    const long = Buffer.from(JSON.stringify({ text: 'x'.repeat(100_000), ...answer }, null, 1))
    const bytes = Buffer.from(JSON.stringify(answer))
    for (const [all, step] of [
      [bytes, 1],
      [long, 9_973],
    ] as const) {
      for (let at = 0; at <= all.length; at += step) {
        const watcher = wires.get(id)?.watchJson()
        watcher?.push(all.subarray(0, at))
        watcher?.push(all.subarray(at))
        expect(watcher?.usage()).toMatchObject(expected)
      }
    }
  })

  it('that says nothing counts as nothing', () => {
    const watcher = wires.get(id)?.watchJson()
    watcher?.push(Buffer.from('{"error":{"message":"no"}}'))
    expect(watcher?.usage()).toBeNull()
  })
})

it('adds up the inputs of an embedding call, cut anywhere', () => {
  const answer = JSON.stringify({
    predictions: [3, 140, 9].map((token_count) => ({ embeddings: { values: Array(50).fill(0.1), statistics: { token_count } } })),
  })
  for (let at = 0; at <= answer.length; at += 1) {
    const watcher = wires.get('gemini')?.watchJson()
    for (const piece of [answer.slice(0, at), answer.slice(at)]) watcher?.push(Buffer.from(piece))
    expect(watcher?.usage()).toMatchObject({ inputTokens: 152, outputTokens: 0 })
  }
})
