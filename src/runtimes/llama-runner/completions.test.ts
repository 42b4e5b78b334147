import { afterAll, beforeAll, expect, it } from 'vitest'
import { hasStories, type Runner, startRunner, storiesOrTiny } from '../../../test/llama-runner.ts'

let runner: Runner
beforeAll(async () => {
  runner = await startRunner(storiesOrTiny(), ['--parallel', '2'])
})
afterAll(() => runner[Symbol.asyncDispose]())

it('continues a prompt', async () => {
  const completion = await runner.client.completions.create({
    model: 'any',
    prompt: 'Once upon a time',
    max_tokens: 30,
    temperature: 0,
  })
  expect(completion).toMatchObject({
    object: 'text_completion',
    choices: [{ index: 0, finish_reason: 'length', logprobs: null }],
  })
  expect(completion.usage?.completion_tokens).toBe(30)
  if (hasStories) expect(completion.choices[0]?.text).toMatch(/^, there was a little girl/)
})

it('answers several prompts, n times each, in order', async () => {
  const completion = await runner.client.completions.create({ model: 'any', prompt: ['One', 'Two'], n: 2, max_tokens: 3 })
  expect(completion.choices.map(({ index }) => index)).toEqual([0, 1, 2, 3])
  expect(completion.usage?.completion_tokens).toBe(12)
})

it('streams with log probabilities whose offsets go on', async () => {
  const stream = await runner.client.completions.create({
    model: 'any',
    prompt: 'Once upon',
    max_tokens: 6,
    temperature: 0,
    logprobs: 2,
    stream: true,
  })
  const chunks = (await Array.fromAsync(stream)).map((chunk) => chunk.choices[0])
  const tokens = chunks.flatMap((choice) => choice?.logprobs?.tokens ?? [])
  expect(tokens).toHaveLength(6)
  expect(tokens.join('')).toBe(chunks.map((choice) => choice?.text ?? '').join(''))
  let offset = 0
  const offsets = tokens.map((token) => {
    offset += token.length
    return offset - token.length
  })
  expect(chunks.flatMap((choice) => choice?.logprobs?.text_offset ?? [])).toEqual(offsets)
  expect(chunks.at(-1)?.finish_reason).toBe('length')
})

it('writes until the context is full when nothing bounds it', async () => {
  const completion = await runner.client.completions.create({
    model: 'any',
    prompt: 'Once',
    temperature: 0,
    presence_penalty: 0.1,
  })
  const { choices, usage } = completion
  const end = choices[0]?.finish_reason
  expect(['stop', 'length']).toContain(end)
  if (end === 'length') expect(usage?.total_tokens).toBe(512)
})

it('writes differently under a repeat penalty', async () => {
  const say = async (repeat_penalty: number) =>
    (await runner.post('/v1/completions', { prompt: 'Once upon', max_tokens: 60, temperature: 0, repeat_penalty })).body[
      'choices'
    ]
  expect(await say(1.9)).not.toEqual(await say(1))
})
