import { AIProjectClient } from '@azure/ai-projects'
import { AzureKeyCredential } from '@azure/core-auth'
import ModelClient, { isUnexpected } from '@azure-rest/ai-inference'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AzureScene, drain, must, openAzureScene, reviveGpt4o } from './scene.ts'

let scene: AzureScene
beforeAll(async () => {
  scene = await openAzureScene()
  await reviveGpt4o(scene)
  for (const [model, name] of [
    ['gpt-4o', 'chat'],
    ['text-embedding-3-small', 'embed'],
  ]) {
    const { id } = must(
      202,
      await scene.platform.call('POST', '/v2/lm/models/deploy', { model, name, executableId: 'azure-openai' }),
    )
    await scene.platform.until(id, 'RUNNING')
  }
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())

const messages = [{ role: 'user' as const, content: 'Hello' }]

describe('@azure/ai-projects, unmodified', () => {
  const project = () => new AIProjectClient(`${scene.url}/api/projects/default`, scene.credential)

  it('lists a project’s deployments', async () => {
    const all = await drain(project().deployments.list())
    expect(all.find(({ name }) => name === 'chat')).toMatchObject({
      type: 'ModelDeployment',
      name: 'chat',
      modelName: 'gpt-4o',
      modelVersion: '2024-08-06',
      modelPublisher: 'OpenAI',
      connectionName: 'azure-openai',
      sku: { name: 'GlobalServerless' },
    })
    const some = await drain(project().deployments.list({ modelName: 'text-embedding-3-small' }))
    expect(some.map(({ name }) => name)).toEqual(['embed'])
    expect(await project().deployments.get('chat')).toMatchObject({ name: 'chat' })
    await expect(project().deployments.get('nobody')).rejects.toMatchObject({ statusCode: 404, code: 'DeploymentNotFound' })
  })

  it('gives an OpenAI client that calls them', async () => {
    const openai = project().getOpenAIClient()
    const answer = await openai.responses.create({ model: 'chat', input: 'Hello' })
    expect(answer.output_text).toBe('Hello there!')
    const chat = await openai.chat.completions.create({ model: 'chat', messages })
    expect(chat.choices[0]?.message.content).toBe('Hello there!')
  })

  it('keeps a project to those who may enter it', async () => {
    const other = new AIProjectClient(`${scene.url}/api/projects/elsewhere`, scene.credential)
    await expect(drain(other.deployments.list())).rejects.toMatchObject({ statusCode: 404 })
    await expect(other.getOpenAIClient().chat.completions.create({ model: 'chat', messages })).rejects.toMatchObject({
      status: 404,
    })
  })
})

describe('@azure-rest/ai-inference, unmodified', () => {
  const client = () => ModelClient(`${scene.url}/models`, new AzureKeyCredential(scene.platform.adminKey))

  it('chats', async () => {
    const answer = await client()
      .path('/chat/completions')
      .post({ body: { model: 'chat', messages, max_tokens: 5 } })
    if (isUnexpected(answer)) throw new Error(JSON.stringify(answer.body))
    expect(answer.body.choices[0]?.message.content).toBe('Hello there!')
    const byToken = ModelClient(`${scene.url}/models`, scene.credential)
    expect((await byToken.path('/chat/completions').post({ body: { model: 'chat', messages } })).status).toBe('200')
  })

  it('embeds', async () => {
    const answer = await client()
      .path('/embeddings')
      .post({ body: { model: 'embed', input: ['one'] } })
    if (isUnexpected(answer)) throw new Error(JSON.stringify(answer.body))
    expect(answer.body.data[0]?.embedding).toEqual([0.25, -0.5, 0.75, 1])
  })

  it('tells what a deployment serves', async () => {
    const info = (model?: string) => scene.platform.call('GET', `/models/info${model ? `?model=${model}` : ''}`)
    expect((await info('embed')).body).toEqual({
      model_name: 'text-embedding-3-small',
      model_type: 'embeddings',
      model_provider_name: 'OpenAI',
    })
    expect(await info()).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('chat') } } })
  })

  it.each([
    { wish: undefined, status: '400', sent: null },
    { wish: 'error', status: '400', sent: null },
    { wish: 'drop', status: '200', sent: undefined },
    { wish: 'pass-through', status: '200', sent: [1, 2] },
    { wish: 'ignore', status: '400', sent: null },
  ])('does with what it does not know as extra-parameters says: $wish', async ({ wish, status, sent }) => {
    scene.upstream.received.length = 0
    const body = { model: 'chat', messages, top_k_list: [1, 2], temperature: 0.5 } as { messages: typeof messages }
    const answer = await client()
      .path('/chat/completions')
      .post({ body, ...(wish === undefined ? {} : { headers: { 'extra-parameters': wish } }) })
    expect(answer.status).toBe(status)
    const [received] = scene.upstream.received
    if (sent === null) {
      expect(received).toBeUndefined()
      expect(JSON.stringify(answer.body)).toContain('extra')
      return
    }
    expect(received?.json).toMatchObject({ messages, temperature: 0.5 })
    expect(received?.json?.['top_k_list']).toEqual(sent)
  })
})
