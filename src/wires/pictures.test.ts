import { describe, expect, it } from 'vitest'
import { usageOf } from '../domain/usage.ts'
import { wires } from './index.ts'

const base64 = 'iVBORw0KGgo'.repeat(40)
const counted = { input_tokens: 13, output_tokens: 272, total_tokens: 285, input_tokens_details: { text_tokens: 13 } }
const inline = (mimeType: string) => ({ inlineData: { mimeType, data: base64 } })
const gemini = { promptTokenCount: 7, candidatesTokenCount: 1290, totalTokenCount: 1297 }

describe.each([
  {
    name: 'links of the images API',
    wire: 'openai',
    below: '/images/generations',
    body: { created: 1, data: [{ url: 'https://x/1', revised_prompt: 'a "url" here' }, { url: 'https://x/2' }] },
    images: 2,
    tokens: 0,
  },
  {
    name: 'pictures of the images API, with their tokens',
    wire: 'openai',
    below: '/v1/images/edits',
    body: { created: 1, data: [{ b64_json: base64 }], usage: counted },
    images: 1,
    tokens: 285,
  },
  {
    name: 'both names, one of them null',
    wire: 'openai',
    below: '/images/variations',
    body: { data: [{ b64_json: null, url: 'https://x' }] },
    images: 1,
    tokens: 0,
  },
  {
    name: 'items of the responses API',
    wire: 'openai',
    below: '/responses',
    body: {
      tools: [{ type: 'image_generation' }],
      output: [
        { type: 'image_generation_call', result: base64 },
        { type: 'message', content: [{ text: 'an "image_generation_call"' }] },
      ],
      usage: counted,
    },
    images: 1,
    tokens: 285,
  },
  {
    name: 'no picture, but links in a chat',
    wire: 'openai',
    below: '/chat/completions',
    body: { choices: [{ message: { annotations: [{ url: 'https://x' }] } }], usage: { prompt_tokens: 1, completion_tokens: 1 } },
    images: 0,
    tokens: 2,
  },
  {
    name: 'parts of Gemini',
    wire: 'gemini',
    below: '/models/m:generateContent',
    body: {
      candidates: [{ content: { parts: [{ text: 'Here' }, inline('image/png'), inline('image/jpeg')] } }],
      usageMetadata: gemini,
    },
    images: 2,
    tokens: 1297,
  },
  {
    name: 'sound of Gemini',
    wire: 'gemini',
    below: '/models/m:generateContent',
    body: { candidates: [{ content: { parts: [inline('audio/L16')] } }], usageMetadata: gemini },
    images: 0,
    tokens: 1297,
  },
  {
    name: 'what a function is called with',
    wire: 'gemini',
    below: '/models/m:generateContent',
    body: {
      candidates: [{ content: { parts: [{ functionCall: { args: { mimeType: 'image/png' } } }] } }],
      usageMetadata: gemini,
    },
    images: 0,
    tokens: 1297,
  },
  {
    name: 'predictions of Imagen',
    wire: 'gemini',
    below: '/models/imagen:predict',
    body: {
      predictions: [
        { mimeType: 'image/png', bytesBase64Encoded: base64 },
        { bytesBase64Encoded: base64, mimeType: 'image/png' },
      ],
    },
    images: 2,
    tokens: 0,
  },
  {
    name: "a list of Amazon's models",
    wire: 'bedrock-converse',
    below: '/invoke',
    body: { images: [base64, base64, base64], error: null },
    images: 3,
    tokens: 0,
  },
  {
    name: "a list of Stability's models",
    wire: 'bedrock-converse',
    below: '/model/stability.sd3/invoke',
    body: { seeds: [1], finish_reasons: [null], images: [base64] },
    images: 1,
    tokens: 0,
  },
  {
    name: 'an empty list',
    wire: 'bedrock-converse',
    below: '/invoke',
    body: { images: [], error: 'filtered' },
    images: 0,
    tokens: 0,
  },
  {
    name: "a tool's list of pictures",
    wire: 'bedrock-converse',
    below: '/invoke',
    body: { content: [{ type: 'tool_use', input: { images: ['a', 'b'] } }], usage: { input_tokens: 3, output_tokens: 2 } },
    images: 0,
    tokens: 5,
  },
])('$name', ({ wire, below, body, images, tokens }) => {
  it.each([0, 1])('counts %#: pictures beside tokens, cut anywhere', (indent) => {
    const bytes = Buffer.from(JSON.stringify(body, null, indent))
    for (let at = 0; at <= bytes.length; at += 1) {
      const watcher = wires.get(wire)?.watchJson(below)
      watcher?.push(bytes.subarray(0, at))
      watcher?.push(bytes.subarray(at))
      const { images: made, uncachedInput, output } = usageOf(watcher?.usage() ?? null)
      expect([made, uncachedInput + output]).toEqual([images, tokens])
    }
  })
})

it('are counted byte by byte', () => {
  const watcher = wires.get('bedrock-converse')?.watchJson('/invoke')
  for (const byte of Buffer.from(JSON.stringify({ images: [base64, base64] }))) watcher?.push(Buffer.from([byte]))
  expect(watcher?.usage()?.images).toBe(2)
})

describe.each([
  {
    name: 'the images API',
    wire: 'openai',
    below: '/images/generations',
    events: [
      { type: 'image_generation.partial_image', partial_image_index: 0, b64_json: base64 },
      { type: 'image_generation.completed', b64_json: base64, usage: counted },
    ],
    expected: { images: 1, inputTokens: 13, outputTokens: 272 },
  },
  {
    name: 'the responses API',
    wire: 'openai',
    below: '/v1/responses',
    events: [
      { type: 'response.image_generation_call.generating' },
      { type: 'response.image_generation_call.completed', item_id: 'ig_1' },
      { type: 'response.completed', response: { output: [{ type: 'image_generation_call' }], usage: counted } },
    ],
    expected: { images: 1, outputTokens: 272 },
  },
  {
    name: 'a chat that talks of pictures',
    wire: 'openai',
    below: '/chat/completions',
    events: [{ choices: [{ delta: { content: '"image_generation.completed"' } }] }, { choices: [], usage: { prompt_tokens: 1 } }],
    expected: { inputTokens: 1 },
  },
  {
    name: 'Gemini',
    wire: 'gemini',
    below: '/models/m:streamGenerateContent',
    events: [
      { candidates: [{ content: { parts: [inline('image/png')] } }] },
      { candidates: [{ content: { parts: [{ text: 'There.' }] }, finishReason: 'STOP' }], usageMetadata: gemini },
    ],
    expected: { images: 1, outputTokens: 1290 },
  },
])('a stream of $name', ({ wire, below, events, expected }) => {
  it('counts pictures that are done', () => {
    const watcher = wires.get(wire)?.watchStream(false, below)
    const bytes = Buffer.from(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''))
    for (let at = 0; at < bytes.length; at += 7) watcher?.push(bytes.subarray(at, at + 7))
    watcher?.end()
    expect(watcher?.usage()).toMatchObject(expected)
    if (!('images' in expected)) expect(watcher?.usage()?.images).toBeUndefined()
  })
})

describe('an answer without any count', () => {
  it.each([
    ['openai', '/chat/completions', 25],
    ['openai', '/v1/completions', 25],
    ['openai', '/embeddings', 0],
    ['openai', '/models', null],
    ['openai', '/moderations', null],
    ['openai', '/images/generations', null],
    ['anthropic', '/v1/messages', 25],
    ['anthropic', '/v1/messages/count_tokens', null],
    ['bedrock-converse', '/converse', 25],
    ['bedrock-converse', '/invoke', null],
    ['gemini', '/models/m:generateContent', 25],
    ['gemini', '/models/m:countTokens', null],
    ['gemini', '/models/m:predict', null],
  ])('of %s at %s is guessed only where tokens surely were used', (wire, below, guess) => {
    const watcher = wires.get(wire)?.watchJson(below)
    watcher?.push(Buffer.from('x'.repeat(99)))
    watcher?.push(Buffer.from('x'))
    expect([watcher?.usage(), watcher?.guess?.() ?? null]).toEqual([null, guess])
  })
})
