import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { embedMany, generateText, jsonSchema, type LanguageModel, Output, streamText, type ToolSet } from 'ai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openRecordedProviders, type RecordedProviders } from './recorded-providers.ts'

/** Vercel's `ai` with its providers as they are published, at `/v1`, in front of every provider's true wire. */

let scene: RecordedProviders
beforeAll(async () => {
  scene = await openRecordedProviders()
})
beforeEach(() => {
  scene.upstream.received.length = 0
})
afterAll(() => scene[Symbol.asyncDispose]())

const settings = () => ({ baseURL: `${scene.platform.url}/v1`, apiKey: scene.platform.adminKey.trim() })
const compatible = () =>
  createOpenAICompatible({ ...settings(), name: 'lectern', includeUsage: true, supportsStructuredOutputs: true })
const clients: Readonly<Record<string, (model: string) => LanguageModel>> = {
  '@ai-sdk/openai': (model) => createOpenAI(settings()).chat(model),
  '@ai-sdk/openai, responses': (model) => createOpenAI(settings()).responses(model),
  '@ai-sdk/openai-compatible': (model) => compatible().chatModel(model),
}
const backends = {
  gpt: { wire: 'openai', tools: 'parallel tools', path: '/v1/chat/completions' },
  claude: { wire: 'anthropic', tools: 'thinking', path: '/v1/messages' },
  nova: { wire: 'bedrock-converse', tools: 'parallel', path: /\/converse(-stream)?$/ },
  flash: { wire: 'gemini', tools: 'thoughts', path: /:(generateContent|streamGenerateContent\?alt=sse)$/ },
} as const
const rows = Object.entries(clients).flatMap(([name, make]) =>
  (Object.keys(backends) as (keyof typeof backends)[])
    // OpenAI's own deployments have the responses API themselves; OpenAI's client is tested on it.
    .filter((deployment) => !(name.endsWith('responses') && deployment === 'gpt'))
    .map((deployment) => ({ name, make, deployment })),
)
const weather: ToolSet = {
  weather: {
    description: 'Forecast of a city',
    inputSchema: jsonSchema({ type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }),
  },
  now: { description: 'The time', inputSchema: jsonSchema({ type: 'object', properties: {} }) },
}

describe.each(rows)('$name on $deployment', ({ make, deployment }) => {
  const { wire, tools, path } = backends[deployment]
  const ask = () => ({
    model: make(deployment),
    maxRetries: 0,
    maxOutputTokens: 99,
    providerOptions: { openai: { store: false } },
  })

  it('generates, with instructions and an image', async () => {
    const [words] = scene.talk(wire)
    const image = { type: 'file' as const, data: 'iVBORw0KGgo=', mediaType: 'image/png' }
    const content = [{ type: 'text' as const, text: 'Where?' }, image]
    const { text, usage } = await generateText({ ...ask(), instructions: 'Be brief', messages: [{ role: 'user', content }] })
    expect(text).toBe(words)
    expect(usage.outputTokens).toBeGreaterThan(0)
    expect(scene.upstream.received[0]?.url).toMatch(path)
    expect(JSON.stringify(scene.asked())).toMatch(/(?=.*Be brief)(?=.*iVBORw0KGgo=)(?=.*99)/)
  })

  it('streams text, calls and usage', async () => {
    const [, words] = scene.talk(wire)
    const spoken = streamText({ ...ask(), prompt: 'Hi' })
    expect(await spoken.text).toBe(words)
    expect((await spoken.usage).outputTokens).toBeGreaterThan(0)
    const { says } = scene.play(wire, tools)
    const called = streamText({ ...ask(), prompt: 'Weather?', tools: weather })
    const calls = says.parts.flatMap((part) =>
      part.kind === 'tool-call' ? [{ toolName: part.name, input: JSON.parse(part.input) }] : [],
    )
    expect(await called.toolCalls).toMatchObject(calls)
    expect(await called.finishReason).toBe('tool-calls')
    expect(JSON.stringify(scene.asked())).toContain('Forecast of a city')
  })

  it('answers in a structure', async () => {
    const said = '{"city":"Kyiv"}'
    const { wire: _wire, ...answers } = {
      wire,
      gpt: { id: 'c', model: 'm', choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: said } }] },
      claude: { type: 'message', role: 'assistant', content: [{ type: 'text', text: said }], stop_reason: 'end_turn', usage: {} },
      nova: { output: { message: { role: 'assistant', content: [{ text: said }] } }, stopReason: 'end_turn', usage: {} },
      flash: { candidates: [{ content: { role: 'model', parts: [{ text: said }] }, finishReason: 'STOP' }], usageMetadata: {} },
    }
    scene.say(answers[deployment])
    const { output } = await generateText({
      ...ask(),
      prompt: 'Where?',
      output: Output.object({ schema: z.object({ city: z.string() }) }),
    })
    expect(output).toEqual({ city: 'Kyiv' })
    const field = { gpt: 'response_format', claude: 'output_config', nova: 'outputConfig', flash: 'responseJsonSchema' }[
      deployment
    ]
    expect(JSON.stringify(scene.asked())).toContain(`"${field}"`)
  })

  it('hears what cannot be carried, and what went wrong', async () => {
    scene.upstream.script = { ...scene.upstream.script, status: 429, whole: '{"message":"slow","error":{"message":"slow"}}' }
    await expect(generateText({ ...ask(), prompt: 'Hi' })).rejects.toMatchObject({ statusCode: 429 })
    if (deployment !== 'claude') return
    scene.upstream.received.length = 0
    const asked = generateText({ ...ask(), temperature: 1.5, prompt: 'Hi' })
    await expect(asked).rejects.toMatchObject({ statusCode: 400, message: expect.stringContaining('temperature') })
    expect(scene.upstream.received).toEqual([])
  })
})

describe('embeddings', () => {
  it.each([
    ['@ai-sdk/openai', () => createOpenAI(settings()).embedding('embed')],
    ['@ai-sdk/openai-compatible', () => compatible().embeddingModel('embed')],
  ])('%s', async (_, make) => {
    const data = [0, 1].map((index) => ({ object: 'embedding', index, embedding: [0.25, -0.5] }))
    scene.say({ object: 'list', data, model: 'm', usage: { prompt_tokens: 2, total_tokens: 2 } })
    const { embeddings, usage } = await embedMany({ model: make(), values: ['one', 'two'], maxRetries: 0 })
    expect(embeddings).toEqual([
      [0.25, -0.5],
      [0.25, -0.5],
    ])
    expect(usage.tokens).toBe(2)
    expect(scene.asked()).toMatchObject({ model: 'text-embedding-3-small', input: ['one', 'two'] })
  })
})
