import { HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages'
import { StringOutputParser } from '@langchain/core/output_parsers'
import { ChatPromptTemplate } from '@langchain/core/prompts'
import { tool } from '@langchain/core/tools'
import { AzureOpenAiChatClient, AzureOpenAiEmbeddingClient } from '@sap-ai-sdk/langchain'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { drain, openScene, type Scene } from './scene.ts'

/** `@sap-ai-sdk/langchain` as it is published, in LangChain's own chains. */

let scene: Scene
let model: AzureOpenAiChatClient

beforeAll(async () => {
  scene = await openScene({ at: '2026-01-15T10:00:00Z' })
  await scene.deploy({ name: 'chat', parameters: { modelName: 'gpt-4o' } })
  await scene.deploy({ name: 'embed', parameters: { modelName: 'text-embedding-3-small' } })
  model = new AzureOpenAiChatClient({ modelName: 'gpt-4o', temperature: 0.2, maxRetries: 0 })
})
beforeEach(() => {
  scene.upstream.reset()
  scene.upstream.behaviour.style = 'azure'
})
afterAll(() => scene[Symbol.asyncDispose]())

const last = () => scene.upstream.received.at(-1)
const answer = (message: Record<string, unknown>, finish: string): void => {
  scene.upstream.behaviour.answer = {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'gpt-4o',
      choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }],
      usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
    }),
  }
}
const forecast = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Kyiv"}' } }

describe('the chat model', () => {
  it('is invoked', async () => {
    const message = await model.invoke([new SystemMessage('Be brief.'), new HumanMessage('Hello')])
    expect(message.content).toBe('Hello there!')
    expect(message.response_metadata['tokenUsage']).toEqual({ promptTokens: 9, completionTokens: 3, totalTokens: 12 })
    expect(last()?.json).toMatchObject({
      temperature: 0.2,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello' },
      ],
    })
  })

  it('is part of a chain', async () => {
    const chain = ChatPromptTemplate.fromTemplate('Say {what}').pipe(model).pipe(new StringOutputParser())
    expect(await chain.invoke({ what: 'hello' })).toBe('Hello there!')
    expect((await drain(await chain.stream({ what: 'hello' }))).join('')).toBe('Hello there!')
    expect(await chain.batch([{ what: 'a' }, { what: 'b' }])).toEqual(['Hello there!', 'Hello there!'])
  })

  it('streams words, and usage at the end', async () => {
    const chunks = await drain(await model.stream('Hello'))
    expect(chunks.map((chunk) => chunk.content).join('')).toBe('Hello there!')
    expect(chunks.filter((chunk) => chunk.content !== '')).toHaveLength(3)
    const whole = chunks.reduce((sum, chunk) => sum.concat(chunk))
    expect(whole.usage_metadata).toMatchObject({ input_tokens: 9, output_tokens: 3, total_tokens: 12 })
  })

  it('streams on its own when it is told to', async () => {
    const streaming = new AzureOpenAiChatClient({ modelName: 'gpt-4o', streaming: true, maxRetries: 0 })
    expect((await streaming.invoke('Hello')).content).toBe('Hello there!')
    expect(last()?.json).toMatchObject({ stream: true })
  })

  it('calls tools and hears their results', async () => {
    const weather = tool(({ city }: { city: string }) => `sunny in ${city}`, {
      name: 'weather',
      description: 'Forecast',
      schema: z.object({ city: z.string() }),
    })
    const armed = model.bindTools([weather], { strict: true })
    answer({ content: null, tool_calls: [forecast] }, 'tool_calls')
    const asked = await armed.invoke('How is the weather in Kyiv?')
    expect(asked.tool_calls).toMatchObject([{ id: 'call_1', name: 'weather', args: { city: 'Kyiv' } }])
    expect(last()?.json).toMatchObject({ tools: [{ type: 'function', function: { name: 'weather', strict: true } }] })
    scene.upstream.behaviour.answer = null
    const results = [new ToolMessage({ content: 'sunny', tool_call_id: 'call_1' })]
    expect((await armed.invoke([new HumanMessage('?'), asked, ...results])).content).toBe('Hello there!')
    expect(last()?.json?.['messages']).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: 'call_1' }] },
      { role: 'tool', tool_call_id: 'call_1', content: 'sunny' },
    ])
  })

  it.each([{ method: 'jsonSchema' as const }, { method: 'functionCalling' as const }, { method: 'jsonMode' as const }])(
    'answers in a structure by $method',
    async ({ method }) => {
      const structured = model.withStructuredOutput(z.object({ city: z.string() }), { name: 'weather', method })
      if (method === 'functionCalling') answer({ content: null, tool_calls: [forecast] }, 'tool_calls')
      else answer({ content: '{"city":"Kyiv"}' }, 'stop')
      expect(await structured.invoke('Where?')).toEqual({ city: 'Kyiv' })
      const { response_format: format, tools } = last()?.json ?? {}
      if (method === 'jsonSchema') expect(format).toMatchObject({ type: 'json_schema', json_schema: { name: 'weather' } })
      if (method === 'functionCalling') expect(tools).toMatchObject([{ function: { name: 'weather' } }])
      if (method === 'jsonMode') expect(format).toEqual({ type: 'json_object' })
    },
  )

  it('is aborted', async () => {
    Object.assign(scene.upstream.behaviour, { words: new Array(1000).fill('word '), chunkMs: 10 })
    const controller = new AbortController()
    const read = async (): Promise<void> => {
      for await (const chunk of await model.stream('Hello', { signal: controller.signal }))
        if (chunk.content !== '') controller.abort()
    }
    await expect(read()).rejects.toThrow()
    for (let attempt = 0; attempt < 100 && last()?.cutAt === null; attempt += 1) await scene.platform.clock.sleep(10)
    expect(last()?.cutAt).toBeTypeOf('number')
  })

  it('hears what went wrong', async () => {
    const nobody = new AzureOpenAiChatClient({ modelName: 'gpt-4.1', maxRetries: 0 })
    await expect(nobody.invoke('Hello')).rejects.toThrow(/No deployment matched the given criteria/)
    const headers = { 'content-type': 'application/json' }
    scene.upstream.behaviour.answer = { status: 400, headers, body: '{"error":{"code":"content_filter","message":"no"}}' }
    await expect(model.invoke('Hello')).rejects.toMatchObject({
      cause: { response: { status: 400, data: { error: { code: 'content_filter' } } } },
    })
  })
})

describe('the embedding model', () => {
  it('embeds queries and documents', async () => {
    const embeddings = new AzureOpenAiEmbeddingClient({ modelName: 'text-embedding-3-small' })
    expect(await embeddings.embedQuery('one')).toEqual([0.25, -0.5, 0.75, 1])
    expect(await embeddings.embedDocuments(['one', 'two', 'three'])).toHaveLength(3)
    expect(last()?.json).toMatchObject({ input: ['one', 'two', 'three'] })
  })
})
