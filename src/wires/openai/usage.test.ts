import { describe, expect, it } from 'vitest'
import { findUsage, makeJsonWatcher, mentionsUsage } from './usage.ts'

const chat = {
  prompt_tokens: 12,
  completion_tokens: 30,
  total_tokens: 42,
  prompt_tokens_details: { cached_tokens: 8, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 5 },
}
const nothing = { cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 }

describe('reading usage from a JSON answer', () => {
  it.each([
    {
      name: 'chat completions',
      body: { choices: [{ message: { content: 'hi' } }], usage: chat, system_fingerprint: null },
      expected: { inputTokens: 12, cachedInputTokens: 8, outputTokens: 30, reasoningTokens: 5 },
    },
    {
      name: 'embeddings, usage before the vectors (llama-server)',
      body: { model: 'm', usage: { prompt_tokens: 7, total_tokens: 7 }, data: [{ embedding: new Array(4000).fill(0.1234) }] },
      expected: { inputTokens: 7, ...nothing },
    },
    {
      name: 'responses',
      body: {
        output: [],
        usage: {
          input_tokens: 3,
          input_tokens_details: { cached_tokens: 1 },
          output_tokens: 4,
          output_tokens_details: { reasoning_tokens: 2 },
        },
        metadata: { note: 'x'.repeat(3000) },
      },
      expected: { inputTokens: 3, cachedInputTokens: 1, outputTokens: 4, reasoningTokens: 2 },
    },
    { name: 'the word inside a text', body: { text: '"usage": {"prompt_tokens": 9}' }, expected: null },
    { name: 'null', body: { usage: null }, expected: null },
    {
      name: 'details that are null',
      body: { usage: { prompt_tokens: 1, prompt_tokens_details: null } },
      expected: { inputTokens: 1, ...nothing },
    },
  ])('$name', ({ body, expected }) => {
    const bytes = Buffer.from(JSON.stringify(body, null, 1))
    for (const size of [7, 1000, bytes.length]) {
      const watcher = makeJsonWatcher()
      for (let at = 0; at < bytes.length; at += size) watcher.push(bytes.subarray(at, at + size))
      expect(watcher.usage()).toEqual(expected)
    }
  })

  it('is not misled by what only looks like a member', () => {
    expect(findUsage(Buffer.from('["usage", {"prompt_tokens": 3}]'))).toBeNull()
    expect(findUsage(Buffer.from('{"usage":{"prompt_tokens":'))).toBeNull()
    expect(mentionsUsage(Buffer.from('{"usage":null,"choices":[]}'))).toBe(false)
    expect(mentionsUsage(Buffer.from('{"usage" : {"prompt_tokens":1}}'))).toBe(true)
  })
})
