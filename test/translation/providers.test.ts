import Anthropic from '@anthropic-ai/sdk'
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { GoogleGenAI } from '@google/genai'
import { ChatAnthropic } from '@langchain/anthropic'
import { ChatOpenAI } from '@langchain/openai'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProviders, type Providers } from '../providers/scene.ts'
import { llama, mistral } from '../upstreams/gemini.ts'

let scene: Providers
let openai: OpenAI
let anthropic: Anthropic
const names: Record<string, string> = {}
const urls: Record<string, string> = {}

beforeAll(async () => {
  scene = await openProviders()
  const { platform } = scene
  const made = {
    bedrock: await scene.deploy('aws-bedrock', { modelName: 'anthropic--claude-4.5-sonnet', inferenceProfile: 'eu' }),
    vertex: await scene.deploy('gcp-vertexai', { modelName: 'gemini-2.5-flash' }),
    anthropic: await scene.deploy('anthropic', { modelName: 'claude-haiku-4-5' }),
    'vertex, by Anthropic': await scene.deploy('gcp-vertexai', {
      modelName: 'claude-sonnet-4-5@20250929',
      publisher: 'anthropic',
    }),
    'vertex, by Meta': await scene.deploy('gcp-vertexai', { modelName: llama, publisher: 'meta' }),
    'vertex, by Mistral': await scene.deploy('gcp-vertexai', { modelName: mistral, publisher: 'mistralai' }),
  }
  for (const [name, url] of Object.entries(made)) {
    urls[name] = url
    names[name] = url.slice(url.lastIndexOf('/') + 1)
  }
  openai = new OpenAI({ baseURL: `${platform.url}/v1`, apiKey: platform.adminKey, maxRetries: 0 })
  anthropic = new Anthropic({ baseURL: `${platform.url}/anthropic`, apiKey: platform.adminKey, maxRetries: 0 })
})
afterAll(() => scene[Symbol.asyncDispose]())

/** Against servers that check signature, token and key as the providers do, through the whole platform. */
describe.each(['bedrock', 'vertex', 'anthropic', 'vertex, by Anthropic', 'vertex, by Meta', 'vertex, by Mistral'])(
  'a deployment on %s',
  (provider) => {
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

    it('answers Google’s client', async () => {
      const baseUrl = urls[provider] ?? ''
      const google = new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl, headers: authorization() } })
      const asked = { model: provider === 'vertex' ? 'gemini-2.5-flash' : 'any', contents: 'Hello' }
      expect((await google.models.generateContent(asked)).text).toBe('Hello there!')
      const texts: (string | undefined)[] = []
      for await (const { text } of await google.models.generateContentStream(asked)) texts.push(text)
      expect(texts.join('')).toMatch(/^Hello .*there/)
    })

    it('answers AWS’s client', async () => {
      const aws = new BedrockRuntimeClient({
        region: 'eu-central-1',
        endpoint: urls[provider] ?? '',
        token: { token: scene.platform.adminKey.trim() },
        authSchemePreference: ['httpBearerAuth'],
        maxAttempts: 1,
        requestHandler: new NodeHttpHandler(),
      })
      const modelId = provider === 'bedrock' ? 'anthropic--claude-4.5-sonnet' : 'any'
      const asked = { modelId, messages: [{ role: 'user' as const, content: [{ text: 'Hello' }] }] }
      expect((await aws.send(new ConverseCommand(asked))).output?.message?.content).toEqual([{ text: 'Hello there!' }])
      const texts: (string | undefined)[] = []
      for await (const event of (await aws.send(new ConverseStreamCommand(asked))).stream ?? [])
        texts.push(event.contentBlockDelta?.delta?.text)
      expect(texts.join('')).toMatch(/^Hello .*there/)
    })

    it('answers LangChain', async () => {
      const { platform } = scene
      const configuration = { baseURL: `${platform.url}/v1` }
      const chat = new ChatOpenAI({ model: model(), apiKey: platform.adminKey, configuration, maxRetries: 0 })
      expect((await chat.invoke('Hello')).text).toBe('Hello there!')
      const anthropicApiUrl = `${platform.url}/anthropic`
      const claude = new ChatAnthropic({ model: model(), apiKey: platform.adminKey, anthropicApiUrl, maxRetries: 0 })
      let text = ''
      for await (const piece of await claude.stream('Hello')) text += piece.text
      expect(text).toMatch(/^Hello .*there/)
    })
  },
)

const authorization = () => ({ authorization: `Bearer ${scene.platform.adminKey}` })

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
