import type OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tinyLora } from '../../../test/gguf.ts'
import { modelFile, type Runner, startRunner, storiesOrTiny, tinyFile } from '../../../test/llama-runner.ts'

const user = (content: string) => [{ role: 'user' as const, content }]
const textOf = (completion: OpenAI.ChatCompletion): string => completion.choices[0]?.message.content ?? ''

describe('chat completions, called by the OpenAI client', () => {
  let runner: Runner
  beforeAll(async () => {
    runner = await startRunner(storiesOrTiny(), ['--alias', 'story-teller', '--parallel', '2'])
  })
  afterAll(() => runner[Symbol.asyncDispose]())
  const create = (body: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming>) =>
    runner.client.chat.completions.create({ model: 'any', messages: user('Tell me about Lily.'), max_tokens: 12, ...body })

  it('answers with text, a reason and exact usage', async () => {
    const before = { read: await runner.metric('prompt_tokens_total'), written: await runner.metric('tokens_predicted_total') }
    const completion = await create({})
    expect(completion).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-/),
      object: 'chat.completion',
      model: 'story-teller',
      choices: [{ index: 0, message: { role: 'assistant' }, finish_reason: 'length' }],
    })
    expect(textOf(completion)).not.toBe('')
    const usage = completion.usage
    expect(usage?.completion_tokens).toBe(12)
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + 12)
    // The engine's own meter agrees; it counts the last prompt token with the answer.
    expect((await runner.metric('tokens_predicted_total')) - before.written).toBe(12)
    const evaluated = (await runner.metric('prompt_tokens_total')) - before.read
    expect(evaluated + 1 + (usage?.prompt_tokens_details?.cached_tokens ?? 0)).toBe(usage?.prompt_tokens)
  })

  it('streams the same text that it answers at once, and usage only where asked', async () => {
    const whole = await create({ temperature: 0 })
    for (const include_usage of [true, false]) {
      const stream = await runner.client.chat.completions.create({
        model: 'any',
        messages: user('Tell me about Lily.'),
        max_tokens: 12,
        temperature: 0,
        stream: true,
        stream_options: { include_usage },
      })
      const chunks = await Array.fromAsync(stream)
      expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' })
      expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(textOf(whole))
      const counted = chunks.filter((chunk) => chunk.usage)
      expect(counted.map((chunk) => chunk.choices)).toEqual(include_usage ? [[]] : [])
      expect(counted.map((chunk) => chunk.usage?.completion_tokens)).toEqual(include_usage ? [12] : [])
      expect(chunks.at(include_usage ? -2 : -1)?.choices[0]?.finish_reason).toBe('length')
    }
  })

  it('reads a conversation it has seen from the cache', async () => {
    const messages = user('A long question about a little girl and her big red ball in the park.')
    const first = await create({ messages })
    const second = await create({ messages })
    expect(second.usage?.prompt_tokens_details?.cached_tokens).toBe((first.usage?.prompt_tokens ?? 0) - 1)
  })

  it('repeats itself for the same seed and varies for others', async () => {
    const say = async (seed: number) => textOf(await create({ seed, temperature: 1.5, max_tokens: 24 }))
    expect(await say(7)).toBe(await say(7))
    expect(await say(7)).not.toBe(await say(8))
  })

  it('ends before a stop string', async () => {
    const free = textOf(await create({ temperature: 0, max_tokens: 40 }))
    const stop = free.slice(8, 11)
    const stopped = await create({ temperature: 0, max_tokens: 40, stop: [stop, 'never said'] })
    expect(stopped.choices[0]?.finish_reason).toBe('stop')
    expect(textOf(stopped)).toBe(free.slice(0, free.indexOf(stop)))
  })

  it('gives n choices, counting the prompt once', async () => {
    const completion = await create({ n: 3, temperature: 1.2, max_completion_tokens: 5, seed: 1 })
    expect(completion.choices.map((choice) => choice.index)).toEqual([0, 1, 2])
    expect(new Set(completion.choices.map((choice) => choice.message.content)).size).toBeGreaterThan(1)
    expect(completion.usage?.completion_tokens).toBe(15)
    expect(completion.usage?.prompt_tokens).toBe((await create({})).usage?.prompt_tokens)
  })

  it('tells log probabilities of the tokens and their alternatives', async () => {
    const completion = await create({ logprobs: true, top_logprobs: 3, temperature: 0 })
    const tokens = completion.choices[0]?.logprobs?.content ?? []
    expect(tokens).toHaveLength(12)
    expect(
      tokens
        .map(({ token }) => token)
        .join('')
        .trimStart(),
    ).toBe(textOf(completion))
    for (const { token, logprob, top_logprobs } of tokens) {
      expect(logprob).toBeLessThanOrEqual(0)
      expect(top_logprobs).toHaveLength(3)
      expect(top_logprobs[0]).toMatchObject({ token, logprob })
    }
    const sampled = await create({ logprobs: true, temperature: 1, seed: 5 })
    expect(sampled.choices[0]?.logprobs?.content).toHaveLength(12)
    expect(textOf(await create({ logprobs: true, temperature: 1, seed: 5 }))).toBe(textOf(sampled))
  })

  it('keeps to a JSON schema', async () => {
    const schema = {
      type: 'object',
      title: 'Pet',
      properties: {
        name: { type: 'string', maxLength: 8 },
        kind: { enum: ['cat', 'dog'] },
        tame: { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
        tags: { type: 'array', items: { $ref: '#/$defs/tag' }, maxItems: 2 },
      },
      required: ['name', 'kind', 'tame', 'tags'],
      additionalProperties: false,
      $defs: { tag: { const: 'small' } },
    }
    const completion = await create({
      max_tokens: 200,
      response_format: { type: 'json_schema', json_schema: { name: 'pet', strict: true, schema } },
    })
    expect(completion.choices[0]?.finish_reason).toBe('stop')
    expect(JSON.parse(textOf(completion))).toEqual({
      name: expect.any(String),
      kind: expect.stringMatching(/^(cat|dog)$/),
      tame: expect.toSatisfy((tame: unknown) => tame === null || typeof tame === 'boolean'),
      tags: expect.toSatisfy((tags: unknown) => Array.isArray(tags) && tags.every((tag) => tag === 'small')),
    })
  })

  it('begins a JSON object where asked for one', async () => {
    expect(textOf(await create({ response_format: { type: 'json_object' } }))).toMatch(/^\{/)
  })

  it('obeys logit_bias', async () => {
    // Token 70 is the byte "C" in both vocabularies.
    expect(textOf(await create({ temperature: 0, max_tokens: 3, logit_bias: { '70': 100 } }))).toBe('CCC')
  })

  it('takes text parts, developer messages and fields that change nothing here', async () => {
    const completion = await create({
      messages: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
        { role: 'assistant', content: 'Hi' },
        { role: 'user', content: 'Again', name: 'Ann' },
      ],
      user: 'someone',
      metadata: { a: 'b' },
      store: false,
      parallel_tool_calls: true,
      service_tier: 'auto',
      temperature: null,
      stop: null,
    })
    expect(completion.choices[0]?.finish_reason).toBe('length')
  })
})

describe('control tokens', () => {
  it('count in the chat template and never in what people write', async () => {
    await using runner = await startRunner(tinyFile(), ['--parallel', '1'])
    const promptTokens = async (content: string) =>
      (await runner.client.chat.completions.create({ model: 'any', messages: user(content), max_tokens: 1 })).usage?.prompt_tokens
    const empty = (await promptTokens('x')) ?? 0
    // One byte is one token in this vocabulary, so an injected control token would show as 1 instead of 7.
    expect(await promptTokens('x<|end|>')).toBe(empty + '<|end|>'.length)
    expect(await promptTokens('x<|user|>')).toBe(empty + '<|user|>'.length)
    const written = await runner.client.completions.create({ model: 'any', prompt: '<|user|>x<|end|>', max_tokens: 1 })
    const plain = await runner.client.completions.create({ model: 'any', prompt: 'x', max_tokens: 1 })
    expect(written.usage?.prompt_tokens).toBeLessThan((plain.usage?.prompt_tokens ?? 0) + '<|user|>'.length)
  })

  it.each(['chatml', '{% for m in messages %}[{{ m.content }}]{% endfor %}'])(
    'template %s replaces the own one',
    async (template) => {
      await using runner = await startRunner(tinyFile({ chatTemplate: null }), ['--chat-template', template, '--parallel', '1'])
      const completion = await runner.client.chat.completions.create({ model: 'any', messages: user('hi'), max_tokens: 2 })
      expect(completion.choices[0]?.finish_reason).toBe('length')
    },
  )
})

it('ends where the template ends an answer, even if the model does not call that token an end', async () => {
  const bias = { '259': 100 }
  const template =
    "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}<|system|>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
  await using runner = await startRunner(tinyFile({ chatTemplate: template }), ['--parallel', '1'])
  const completion = await runner.client.chat.completions.create({
    model: 'any',
    messages: user('hi'),
    max_tokens: 5,
    logit_bias: bias,
  })
  expect(completion).toMatchObject({
    choices: [{ finish_reason: 'stop', message: { content: '' } }],
    usage: { completion_tokens: 1 },
  })
})

const refusingFrom = (length: number) =>
  `{% if messages | length >= ${length} %}{{ raise_exception('too long') }}{% endif %}{% for m in messages %}{{ m['content'] }}{% endfor %}`

it('refuses a conversation that the template does not take', async () => {
  await using runner = await startRunner(tinyFile({ chatTemplate: refusingFrom(8) }), ['--parallel', '1'])
  const messages = Array.from({ length: 9 }, (_, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content: 'x' }))
  expect(await runner.post('/v1/chat/completions', { messages })).toMatchObject({
    status: 400,
    body: { error: { param: 'messages', message: expect.stringMatching(/chat template does not take this conversation/) } },
  })
})

it('writes conversations as plain text where the own template is broken', async () => {
  await using runner = await startRunner(tinyFile({ chatTemplate: refusingFrom(0) }), ['--parallel', '1'])
  const completion = await runner.client.chat.completions.create({ model: 'any', messages: user('hi'), max_tokens: 2 })
  expect(completion.usage?.prompt_tokens).toBeGreaterThan('user:\nhi\n\nassistant:\n'.length)
})

it('answers differently with a LoRA adapter', async () => {
  const model = tinyFile()
  const say = async (args: readonly string[]) => {
    await using runner = await startRunner(model, ['--parallel', '1', ...args])
    const completion = await runner.client.completions.create({ model: 'any', prompt: 'hi', max_tokens: 20, temperature: 0 })
    return completion.choices[0]?.text
  }
  expect(await say(['--lora', modelFile(tinyLora())])).not.toBe(await say([]))
})
