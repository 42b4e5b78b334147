import { describe, expect, it } from 'vitest'
import { route } from '../../test/gateway-harness.ts'
import type { Price } from '../domain/catalog.ts'
import { askOf } from './admission-estimate.ts'
import type { CallBody } from './request.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const price: Price = {
  validFrom: '2026-01-01',
  currency: 'USD',
  input: 1_000_000,
  cachedInput: null,
  cacheWrite: null,
  output: 2_000_000,
  source: 'test',
}
const json = (value: Record<string, unknown>): CallBody => {
  const bytes = Buffer.from(JSON.stringify(value))
  return { kind: 'json', bytes, json: value, said: true }
}
/** Four hundred bytes, so a hundred tokens. */
const padded = (value: Record<string, unknown>): CallBody => {
  const rest = 400 - JSON.stringify({ ...value, pad: '' }).length
  return json({ ...value, pad: 'x'.repeat(rest) })
}
const chat = '/chat/completions'
const base64 = (bytes: number): string => Buffer.alloc(bytes, 7).toString('base64')

describe('what a call may need', () => {
  it.each<{
    name: string
    below?: string
    body: CallBody
    type?: string
    maxOutput?: number | null
    context?: number | null
    wire?: string
    tokens: number
    cost: number
  }>([
    { name: 'a bound of the caller', body: padded({ max_tokens: 50 }), tokens: 150, cost: 200 },
    { name: 'under its newer name', body: padded({ max_completion_tokens: 50 }), tokens: 150, cost: 200 },
    { name: 'of the responses API', body: padded({ max_output_tokens: 50 }), tokens: 150, cost: 200 },
    { name: 'as Converse says it', body: padded({ inferenceConfig: { maxTokens: 50 } }), tokens: 150, cost: 200 },
    {
      name: 'as Gemini says it',
      body: padded({ generationConfig: { maxOutputTokens: 50, candidateCount: 2 } }),
      tokens: 200,
      cost: 300,
    },
    {
      name: 'the bound that we write for a backend that insists on one',
      body: padded({}),
      wire: 'anthropic',
      maxOutput: 64_000,
      tokens: 1_124,
      cost: 8_292,
    },
    {
      name: 'that bound and the longest reasoning that we ask for',
      body: padded({ reasoning_effort: 'low' }),
      wire: 'anthropic',
      maxOutput: 64_000,
      tokens: 1_124,
      cost: 100 + 2 * (4_096 + 32_768),
    },
    {
      name: 'no bound of ours where the caller speaks as the backend does',
      below: '/v1/messages',
      body: padded({}),
      wire: 'anthropic',
      maxOutput: 64_000,
      tokens: 1_124,
      cost: 128_100,
    },
    { name: 'several answers', body: padded({ max_tokens: 50, n: 3 }), tokens: 250, cost: 400 },
    { name: 'no more than the model can', body: padded({ max_tokens: 50_000 }), maxOutput: 60, tokens: 160, cost: 220 },
    {
      name: 'no bound: money for the longest, tokens for a usual answer',
      body: padded({}),
      maxOutput: 8_000,
      tokens: 1_124,
      cost: 16_100,
    },
    { name: 'no bound and nothing known', body: padded({}), tokens: 1_124, cost: 8_292 },
    { name: 'a short longest answer', body: padded({}), maxOutput: 60, tokens: 160, cost: 220 },
    { name: 'embeddings make no text', below: '/embeddings', body: padded({}), tokens: 100, cost: 100 },
    { name: 'no more input than fits', body: padded({ max_tokens: 50 }), context: 70, tokens: 120, cost: 170 },
    { name: 'nonsense is no bound', body: padded({ max_tokens: 'many', n: -2 }), tokens: 1_124, cost: 8_292 },
    {
      name: 'a form says nothing of tokens',
      body: { kind: 'multipart', bytes: Buffer.alloc(9_999), contentType: 'multipart/form-data' },
      maxOutput: 60,
      tokens: 60,
      cost: 120,
    },
    {
      name: 'text that was not read',
      body: { kind: 'stream', length: 400_000 },
      type: 'application/json',
      maxOutput: 60,
      tokens: 100_060,
      cost: 100_120,
    },
    {
      name: 'audio that was not read',
      body: { kind: 'stream', length: 400_000 },
      type: 'audio/wav',
      maxOutput: 60,
      tokens: 60,
      cost: 120,
    },
    { name: 'nothing is sent, nothing is needed', body: { kind: 'none' }, tokens: 0, cost: 0 },
  ])(
    '$name',
    ({ below = chat, body, type = 'application/json', maxOutput = null, context = null, wire = 'openai', tokens, cost }) => {
      const asked = askOf(
        route('r', [], { prices: [price], maxOutputTokens: maxOutput, contextLength: context, wire }),
        below,
        body,
        type,
        now,
      )
      expect([asked.tokens, asked.cost]).toEqual([tokens, cost])
    },
  )

  it('takes a picture for a picture, and long text for text', () => {
    const content = [
      { type: 'image_url', image_url: { url: `data:image/png;base64,${base64(300_000)}` } },
      { type: 'text', text: 'what is it? '.repeat(10_000) },
    ]
    const { tokens } = askOf(route('r', []), chat, json({ messages: [{ role: 'user', content }], max_tokens: 0 }), undefined, now)
    expect(tokens).toBeGreaterThan(31_000)
    expect(tokens).toBeLessThan(31_100)
  })

  it('looks at no more than so much of a body made to be slow', () => {
    let looks = 0
    const many = Array.from({ length: 300_000 }, () => ({ a: 1 }))
    const body = json({ messages: many })
    const counted = new Proxy(many, { get: (list, key) => (++looks > 0 ? Reflect.get(list, key) : undefined) })
    askOf(route('r', []), chat, { ...body, json: { messages: counted } } as typeof body, undefined, now)
    expect(looks).toBeLessThan(30_000)
  })

  it('has no price before prices begin', () => {
    expect(askOf(route('r', [], { prices: [price] }), chat, padded({}), undefined, Date.parse('2025-12-31'))).toMatchObject({
      cost: 0,
      currency: null,
    })
  })
})
