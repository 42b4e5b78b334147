import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importLocalModel } from '../conformance/local-model.ts'
import { type Platform, startPlatform } from '../platform.ts'

let platform: Platform
let id: string

beforeAll(async () => {
  platform = await startPlatform()
  const modelFile = await importLocalModel(platform)
  const configuration = await platform.call('POST', '/v2/lm/configurations', {
    name: 'local',
    executableId: 'llama-cpp',
    scenarioId: 'foundation-models',
    parameterBindings: [{ key: 'modelFile', value: modelFile }],
    inputArtifactBindings: [],
  })
  const created = await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id })
  id = created.body.id
  await platform.until(id, 'RUNNING')
})
afterAll(() => platform[Symbol.asyncDispose]())

/** The server of own models speaks one API; its deployments speak them all. */
describe('an own model', () => {
  it('talks with the Anthropic client', async () => {
    const client = new Anthropic({ baseURL: `${platform.url}/anthropic`, apiKey: platform.adminKey, maxRetries: 0 })
    const messages = [{ role: 'user' as const, content: 'Hello' }]
    const answer = await client.messages.create({ model: id, max_tokens: 8, messages })
    const streamed = await client.messages.stream({ model: id, max_tokens: 8, messages }).finalMessage()
    for (const { content, usage } of [answer, streamed]) {
      expect(content).toMatchObject([{ type: 'text', text: expect.stringMatching(/./) }])
      expect(usage.output_tokens).toBeGreaterThan(0)
    }
    expect(answer.usage.input_tokens).toBeGreaterThan(0)
  })

  it('talks with the responses API', async () => {
    const client = new OpenAI({ baseURL: `${platform.url}/v1`, apiKey: platform.adminKey, maxRetries: 0 })
    const answer = await client.responses.create({ model: id, input: 'Hello', max_output_tokens: 8 })
    expect(answer.usage?.output_tokens).toBeGreaterThan(0)
    expect(answer.incomplete_details).toEqual({ reason: 'max_output_tokens' })
  })

  it('talks with Google’s client', async () => {
    const client = new GoogleGenAI({
      apiKey: 'none',
      httpOptions: { baseUrl: platform.url, apiVersion: 'v1', headers: { authorization: `Bearer ${platform.adminKey}` } },
    })
    const answer = await client.models.generateContent({ model: id, contents: 'Hello', config: { maxOutputTokens: 8 } })
    expect(answer.usageMetadata?.candidatesTokenCount).toBeGreaterThan(0)
  })
})
