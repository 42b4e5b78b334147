import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inputTokensOf, outputTokensOf, usageOf, usageParts } from '../../src/domain/usage.ts'
import { wires } from '../../src/wires/index.ts'

/**
 * Each provider's own arithmetic, as its documents state it: what includes what, and what its total is. Whatever the figures,
 * the parts that we charge add up to that total.
 */
const n = fc.nat(100_000)

type Said = { readonly usage: object; readonly input: number; readonly output: number }

const openai = fc
  .record({ text: n, cached: n, audio: n, answer: n, reasoning: n, spoken: n })
  .map(({ text, cached, audio, answer, reasoning, spoken }): Said => {
    const [input, output] = [text + cached + audio, answer + reasoning + spoken]
    return {
      usage: {
        usage: {
          prompt_tokens: input,
          completion_tokens: output,
          total_tokens: input + output,
          prompt_tokens_details: { cached_tokens: cached, audio_tokens: audio },
          completion_tokens_details: { reasoning_tokens: reasoning, audio_tokens: spoken },
        },
      },
      input,
      output,
    }
  })

/** Some servers of the format count reasoning in the total only. */
const reasoningOutside = fc.record({ prompt: n, answer: n, reasoning: n, named: fc.boolean() }).map(
  ({ prompt, answer, reasoning, named }): Said => ({
    usage: {
      usage: {
        prompt_tokens: prompt,
        completion_tokens: answer,
        total_tokens: prompt + answer + reasoning,
        ...(named ? { completion_tokens_details: { reasoning_tokens: reasoning } } : {}),
      },
    },
    input: prompt,
    output: answer + reasoning,
  }),
)

const hitAndMiss = fc.record({ hit: n, miss: n, answer: n }).map(
  ({ hit, miss, answer }): Said => ({
    usage: {
      usage: {
        prompt_tokens: hit + miss,
        prompt_cache_hit_tokens: hit,
        prompt_cache_miss_tokens: miss,
        completion_tokens: answer,
        total_tokens: hit + miss + answer,
      },
    },
    input: hit + miss,
    output: answer,
  }),
)

const anthropic = fc.record({ fresh: n, read: n, written: n, output: n }).map(
  ({ fresh, read, written, output }): Said => ({
    usage: {
      usage: { input_tokens: fresh, cache_read_input_tokens: read, cache_creation_input_tokens: written, output_tokens: output },
    },
    input: fresh + read + written,
    output,
  }),
)

const converse = fc.record({ fresh: n, read: n, written: n, output: n }).map(
  ({ fresh, read, written, output }): Said => ({
    usage: {
      usage: {
        inputTokens: fresh,
        cacheReadInputTokens: read,
        cacheWriteInputTokens: written,
        outputTokens: output,
        totalTokens: fresh + read + written + output,
      },
    },
    input: fresh + read + written,
    output,
  }),
)

const gemini = fc.record({ prompt: n, cached: n, tools: n, candidates: n, thoughts: n }).map(
  ({ prompt, cached, tools, candidates, thoughts }): Said => ({
    usage: {
      usageMetadata: {
        promptTokenCount: prompt + cached,
        cachedContentTokenCount: cached,
        toolUsePromptTokenCount: tools,
        candidatesTokenCount: candidates,
        thoughtsTokenCount: thoughts,
        totalTokenCount: prompt + cached + tools + candidates + thoughts,
      },
    },
    input: prompt + cached + tools,
    output: candidates + thoughts,
  }),
)

describe.each([
  { name: 'OpenAI', wire: 'openai', said: openai },
  { name: 'OpenAI with reasoning outside of the output', wire: 'openai', said: reasoningOutside },
  { name: 'OpenAI with cache hits and misses', wire: 'openai', said: hitAndMiss },
  { name: 'Anthropic', wire: 'anthropic', said: anthropic },
  { name: 'Bedrock Converse', wire: 'bedrock-converse', said: converse },
  { name: 'Gemini', wire: 'gemini', said: gemini },
])('$name', ({ wire, said }) => {
  it('is charged for as many tokens as the provider counts', () => {
    fc.assert(
      fc.property(said, ({ usage, input, output }) => {
        const watcher = wires.get(wire)?.watchJson()
        watcher?.push(Buffer.from(JSON.stringify({ id: 'x', ...usage })))
        const parts = usageOf(watcher?.usage() ?? null)
        expect([inputTokensOf(parts), outputTokensOf(parts)]).toEqual([input, output])
        for (const part of usageParts) expect(parts[part]).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
