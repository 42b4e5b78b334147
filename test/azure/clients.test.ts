import { createAzure } from '@ai-sdk/azure'
import { AzureChatOpenAI, AzureOpenAIEmbeddings } from '@langchain/openai'
import { generateText } from 'ai'
import OpenAI, { AzureOpenAI } from 'openai'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AzureScene, must, openAzureScene } from './scene.ts'

/** The chat clients of Azure's users, unmodified, over self-signed TLS. */
let scene: AzureScene
let apiKey: string
beforeAll(async () => {
  scene = await openAzureScene()
  for (const [model, name] of [
    ['gpt-5', 'chat'],
    ['text-embedding-3-small', 'embed'],
  ]) {
    const { id } = must(
      202,
      await scene.platform.call('POST', '/v2/lm/models/deploy', { model, name, executableId: 'azure-openai' }),
    )
    await scene.platform.until(id, 'RUNNING')
  }
  apiKey = scene.platform.adminKey
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())

const messages = [{ role: 'user' as const, content: 'Hello' }]
const apiVersion = '2024-10-21'

it('openai, as AzureOpenAI: by key, by token, streamed, with base64 embeddings', async () => {
  const client = new AzureOpenAI({ endpoint: scene.url, apiKey, apiVersion })
  const answer = await client.chat.completions.create({ model: 'chat', messages })
  expect(answer.choices[0]?.message.content).toBe('Hello there!')
  const { token } = await scene.credential.getToken()
  const byToken = new AzureOpenAI({
    endpoint: scene.url,
    azureADTokenProvider: async () => token,
    apiVersion,
    deployment: 'chat',
  })
  let text = ''
  for await (const chunk of await byToken.chat.completions.create({ model: 'gpt-3.5-turbo', messages, stream: true }))
    text += chunk.choices[0]?.delta.content ?? ''
  expect(text).toBe('Hello there!')
  expect((await client.embeddings.create({ model: 'embed', input: 'one' })).data[0]?.embedding).toEqual([0.25, -0.5, 0.75, 1])
})

it('openai, as OpenAI at /openai/v1', async () => {
  const client = new OpenAI({ baseURL: `${scene.url}/openai/v1/`, apiKey })
  expect((await client.responses.create({ model: 'chat', input: 'Hello' })).output_text).toBe('Hello there!')
  const models = []
  for await (const each of client.models.list()) models.push(each.id)
  expect(models.toSorted()).toEqual(['chat', 'embed'])
})

it('@ai-sdk/azure: by the Responses API, by chat, by the address of a deployment', async () => {
  const azure = createAzure({ baseURL: `${scene.url}/openai/v1`, apiKey })
  expect((await generateText({ model: azure('chat'), prompt: 'Hello' })).text).toBe('Hello there!')
  expect((await generateText({ model: azure.chat('chat'), prompt: 'Hello' })).text).toBe('Hello there!')
  const classic = createAzure({ baseURL: `${scene.url}/openai`, apiKey, useDeploymentBasedUrls: true, apiVersion })
  expect((await generateText({ model: classic.chat('chat'), prompt: 'Hello' })).text).toBe('Hello there!')
})

it('@langchain/openai: chat, stream, embeddings', async () => {
  const model = new AzureChatOpenAI({
    azureOpenAIApiKey: apiKey,
    azureOpenAIEndpoint: scene.url,
    azureOpenAIApiDeploymentName: 'chat',
    azureOpenAIApiVersion: apiVersion,
  })
  expect((await model.invoke('Hello')).text).toBe('Hello there!')
  let text = ''
  for await (const chunk of await model.stream('Hello')) text += chunk.text
  expect(text).toBe('Hello there!')
  const embeddings = new AzureOpenAIEmbeddings({
    azureOpenAIApiKey: apiKey,
    azureOpenAIBasePath: `${scene.url}/openai/deployments`,
    azureOpenAIApiEmbeddingsDeploymentName: 'embed',
    azureOpenAIApiVersion: apiVersion,
  })
  expect(await embeddings.embedQuery('one')).toEqual([0.25, -0.5, 0.75, 1])
})
