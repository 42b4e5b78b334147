import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProviders, type Providers } from '../providers/scene.ts'

let scene: Providers
let openai: OpenAI
let anthropic: Anthropic
const names: Record<string, string> = {}

beforeAll(async () => {
  scene = await openProviders()
  const { platform } = scene
  const made = {
    bedrock: await scene.deploy('aws-bedrock', { modelName: 'anthropic--claude-4.5-sonnet', inferenceProfile: 'eu' }),
    vertex: await scene.deploy('gcp-vertexai', { modelName: 'gemini-2.5-flash' }),
    anthropic: await scene.deploy('anthropic', { modelName: 'claude-haiku-4-5' }),
  }
  for (const [name, url] of Object.entries(made)) names[name] = url.slice(url.lastIndexOf('/') + 1)
  openai = new OpenAI({ baseURL: `${platform.url}/v1`, apiKey: platform.adminKey, maxRetries: 0 })
  anthropic = new Anthropic({ baseURL: `${platform.url}/anthropic`, apiKey: platform.adminKey, maxRetries: 0 })
})
afterAll(() => scene[Symbol.asyncDispose]())

/** Against servers that check signature, token and key as the providers do, through the whole platform. */
describe.each(['bedrock', 'vertex', 'anthropic'])('a deployment on %s', (provider) => {
  const messages = [{ role: 'user' as const, content: 'Hello' }]
  const model = (): string => names[provider] ?? ''

  it('chats with the OpenAI client', async () => {
    const answer = await openai.chat.completions.create({ model: model(), messages, temperature: 0.5 })
    expect(answer.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'Hello there!' } })
    expect(answer.usage?.total_tokens).toBe(provider === 'vertex' ? 37 : 20)
    const pieces = await openai.chat.completions.create({
      model: model(),
      messages,
      stream: true,
      stream_options: { include_usage: true },
    })
    const texts: string[] = []
    let total = 0
    for await (const { choices, usage } of pieces) {
      texts.push(choices[0]?.delta.content ?? '')
      total = usage?.total_tokens ?? total
    }
    expect(texts.join('')).toMatch(/^Hello .*there/)
    expect(total).toBe(provider === 'vertex' ? 37 : 20)
  })

  it('answers the Anthropic client', async () => {
    const answer = await anthropic.messages.create({ model: model(), max_tokens: 20, messages })
    expect(answer.content).toMatchObject([{ type: 'text', text: 'Hello there!' }])
    const streamed = await anthropic.messages.stream({ model: model(), max_tokens: 20, messages }).finalMessage()
    expect(streamed.stop_reason).toBe('end_turn')
    expect(streamed.usage.output_tokens).toBe(answer.usage.output_tokens)
  })

  it('answers the responses API', async () => {
    const answer = await openai.responses.create({ model: model(), input: 'Hello', store: false })
    expect(answer.output_text).toBe('Hello there!')
  })
})

it('what the provider refuses for its account’s sake never looks like the caller’s fault', async () => {
  scene.tokens.takeBack()
  scene.tokens.failure = { status: 400, body: { error: 'invalid_grant' } }
  const asked = anthropic.messages.create({
    model: names['vertex'] ?? '',
    max_tokens: 20,
    messages: [{ role: 'user', content: 'Hello' }],
  })
  await expect(asked).rejects.toMatchObject({ status: 502 })
})
