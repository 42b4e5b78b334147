import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type Runner, startRunner, storiesOrTiny } from '../../../test/llama-runner.ts'

let runner: Runner
beforeAll(async () => {
  runner = await startRunner(storiesOrTiny(), ['--parallel', '1'])
})
afterAll(() => runner[Symbol.asyncDispose]())

const lengthOf = (vector: readonly number[] | undefined): number => Math.hypot(...(vector ?? []))

it('gives the client the same unit vectors as base64 (its default) and as floats', async () => {
  const input = ['Lily went to the park.', 'The ball is red.']
  const packed = await runner.client.embeddings.create({ model: 'any', input })
  const floats = await runner.client.embeddings.create({ model: 'any', input, encoding_format: 'float' })
  expect(packed.data.map(({ index }) => index)).toEqual([0, 1])
  for (const [index, { embedding }] of floats.data.entries()) {
    expect(lengthOf(embedding)).toBeCloseTo(1, 5)
    for (const [at, value] of embedding.entries()) expect(packed.data[index]?.embedding[at]).toBeCloseTo(value, 6)
  }
  expect(floats.data[0]?.embedding).not.toEqual(floats.data[1]?.embedding)
  expect(floats.usage.prompt_tokens).toBeGreaterThan(5)
  expect(floats.usage.total_tokens).toBe(floats.usage.prompt_tokens)
})

it('takes token ids, one list or several', async () => {
  const one = await runner.client.embeddings.create({ model: 'any', input: [5, 6, 7], encoding_format: 'float' })
  const two = await runner.client.embeddings.create({ model: 'any', input: [[5, 6, 7], [9]], encoding_format: 'float' })
  expect(two.data).toHaveLength(2)
  expect(two.data[0]?.embedding).toEqual(one.data[0]?.embedding)
})

it('embeds input up to the context, beyond one default batch', async () => {
  const input = Array.from({ length: 500 }, (_, index) => 10 + (index % 100))
  const { data, usage } = await runner.client.embeddings.create({ model: 'any', input, encoding_format: 'float' })
  expect(lengthOf(data[0]?.embedding)).toBeCloseTo(1, 5)
  expect(usage.prompt_tokens).toBe(501)
})

it('takes one input at a time, and stops for a caller who leaves', async () => {
  const controller = new AbortController()
  const calls = [1, 2].map((call) =>
    fetch(`${runner.url}/v1/embeddings`, {
      method: 'POST',
      body: JSON.stringify({ input: Array(2000).fill(`caller ${call}`) }),
      signal: controller.signal,
    }).catch((cause: unknown) => cause),
  )
  await vi.waitFor(async () => expect(await runner.metric('requests_deferred')).toBe(1), { interval: 2 })
  controller.abort()
  for (const call of calls) expect(await call).toBeInstanceOf(DOMException)
  await vi.waitFor(async () => expect(await runner.metric('requests_processing')).toBe(0), { interval: 5 })
})

it.each([
  {
    name: 'too long',
    body: { input: 'word '.repeat(600) },
    code: 'context_length_exceeded',
    says: /maximum context length is 512/,
  },
  { name: 'empty', body: { input: '' }, code: 'invalid_value', says: /input is empty/ },
  { name: 'one of several empty', body: { input: ['a', ''] }, code: 'invalid_value', says: /input\[1\] is empty/ },
  { name: 'unknown token', body: { input: [99_999] }, code: 'invalid_value', says: /token 99999 is not in the vocabulary/ },
  { name: 'no input', body: {}, code: 'invalid_value', says: /input: must be a string/ },
  { name: 'dimensions', body: { input: 'a', dimensions: 8 }, code: 'unsupported_parameter', says: /dimensions/ },
  { name: 'format', body: { input: 'a', encoding_format: 'hex' }, code: 'invalid_value', says: /"float"\|"base64"/ },
])('refuses input that is $name', async ({ body, code, says }) => {
  const answer = await runner.post('/v1/embeddings', body)
  expect(answer.status).toBe(400)
  expect(answer.body['error']).toMatchObject({ type: 'invalid_request_error', code, message: expect.stringMatching(says) })
})
