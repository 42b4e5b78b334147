import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { ChatAnthropic } from '@langchain/anthropic'
import { BedrockEmbeddings, ChatBedrockConverse } from '@langchain/aws'
import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { type AIMessageChunk, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages'
import { StringOutputParser } from '@langchain/core/output_parsers'
import { ChatPromptTemplate } from '@langchain/core/prompts'
import { tool } from '@langchain/core/tools'
import { ChatGoogleGenerativeAI, GoogleGenerativeAIEmbeddings } from '@langchain/google-genai'
import { AzureChatOpenAI, ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openRecordedProviders, type RecordedProviders } from './recorded-providers.ts'
import { drain } from './scene.ts'

/** LangChain's clients of each provider as they are published, at the addresses that match them. */

let scene: RecordedProviders
beforeAll(async () => {
  scene = await openRecordedProviders()
})
beforeEach(() => {
  scene.upstream.received.length = 0
})
afterAll(() => scene[Symbol.asyncDispose]())

const key = (): string => scene.platform.adminKey.trim()
const openai = (model: string, more = {}): ChatOpenAI =>
  new ChatOpenAI({
    model,
    apiKey: key(),
    maxRetries: 0,
    maxTokens: 99,
    configuration: { baseURL: `${scene.platform.url}/v1` },
    ...more,
  })
const azure = (model: string): AzureChatOpenAI =>
  new AzureChatOpenAI({
    model,
    azureOpenAIApiKey: key(),
    azureOpenAIApiDeploymentName: model,
    azureOpenAIApiVersion: '2024-10-21',
    azureOpenAIBasePath: `${scene.platform.url}/openai/deployments`,
    maxRetries: 0,
    maxTokens: 99,
  })
const anthropic = (model: string): ChatAnthropic =>
  new ChatAnthropic({ model, apiKey: key(), anthropicApiUrl: `${scene.platform.url}/anthropic`, maxRetries: 0, maxTokens: 99 })
const bedrockClient = (name: string, token = key()): BedrockRuntimeClient =>
  new BedrockRuntimeClient({
    region: 'eu-central-1',
    endpoint: scene.urls[name] ?? '',
    token: { token },
    authSchemePreference: ['httpBearerAuth'],
    maxAttempts: 1,
  })
const bedrock = (name: string): ChatBedrockConverse =>
  new ChatBedrockConverse({ model: name, region: 'eu-central-1', client: bedrockClient(name), maxRetries: 0, maxTokens: 99 })
const google = (name: string): ChatGoogleGenerativeAI =>
  new ChatGoogleGenerativeAI({
    // It goes by the name whether a model reads images.
    model: 'gemini-2.5-flash',
    apiKey: key(),
    baseUrl: scene.urls[name] ?? '',
    maxRetries: 0,
    maxOutputTokens: 99,
  })

type Client = { readonly name: string; readonly make: (deployment: string) => BaseChatModel }
const clients = {
  openai: { name: '@langchain/openai', make: openai },
  responses: {
    name: '@langchain/openai by the responses API',
    make: (model: string) => openai(model, { useResponsesApi: true, zdrEnabled: true }),
  },
  azure: { name: '@langchain/openai for Azure', make: azure },
  anthropic: { name: '@langchain/anthropic', make: anthropic },
  bedrock: { name: '@langchain/aws', make: bedrock },
  google: { name: '@langchain/google-genai', make: google },
} satisfies Record<string, Client>

/** A client, a deployment of this wire, a recording with tools, and how an answer of just one call looks there. */
const backends = {
  gpt: { wire: 'openai', tools: 'parallel tools', path: /^\/v1\/chat\/completions(\?|$)/, ids: ['call_A', 'call_B'] },
  claude: { wire: 'anthropic', tools: 'thinking', path: /^\/v1\/messages$/, ids: ['toolu_01', 'toolu_02'] },
  nova: { wire: 'bedrock-converse', tools: 'parallel', path: /\/converse(-stream)?$/, ids: ['tooluse_A', 'tooluse_B'] },
  flash: { wire: 'gemini', tools: 'thoughts', path: /:(generateContent|streamGenerateContent\?alt=sse)$/, ids: [] },
} as const
type Deployment = keyof typeof backends

/** An answer that calls `weather` with the city of Kyiv, or says it as text. */
const called: Readonly<Record<Deployment, unknown>> = {
  gpt: {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-4o',
    choices: [
      {
        index: 0,
        finish_reason: 'tool_calls',
        message: {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Kyiv"}' } }],
        },
      },
    ],
  },
  claude: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude',
    content: [{ type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Kyiv' } }],
    stop_reason: 'tool_use',
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  },
  nova: {
    output: {
      message: { role: 'assistant', content: [{ toolUse: { toolUseId: 't_1', name: 'weather', input: { city: 'Kyiv' } } }] },
    },
    stopReason: 'tool_use',
    usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
  },
  flash: {
    candidates: [
      {
        content: { role: 'model', parts: [{ functionCall: { name: 'weather', args: { city: 'Kyiv' } } }] },
        finishReason: 'STOP',
      },
    ],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
  },
}

const own = [
  { client: clients.openai, deployment: 'gpt' },
  { client: clients.azure, deployment: 'gpt' },
  { client: clients.anthropic, deployment: 'claude' },
  { client: clients.bedrock, deployment: 'nova' },
  { client: clients.google, deployment: 'flash' },
] as const
const foreign = Object.values(clients).flatMap((client) =>
  (Object.keys(backends) as Deployment[])
    .filter((deployment) => !own.some((each) => each.client === client && each.deployment === deployment))
    // OpenAI's own deployments have the responses API themselves; the tests of OpenAI's client have it.
    .filter((deployment) => !(client === clients.responses && deployment === 'gpt'))
    .map((deployment) => ({ client, deployment })),
)
const rows = [...own, ...foreign].map((each) => ({ ...each, name: each.client.name }))

const weather = tool(({ city }: { city: string }) => `sunny in ${city}`, {
  name: 'weather',
  description: 'Forecast of a city',
  schema: z.object({ city: z.string() }),
})
const armed = (model: BaseChatModel) => {
  const bound = model.bindTools?.([weather])
  if (!bound) throw new Error('it takes no tools')
  return bound
}
const textOf = ({ content }: { content: unknown }): string =>
  typeof content === 'string'
    ? content
    : (content as { type: string; text?: string }[])
        .map((part) => (part.type.startsWith('text') ? (part.text ?? '') : ''))
        .join('')

describe.each(rows)('$name on $deployment', ({ client, deployment }) => {
  const { wire, tools, path } = backends[deployment]

  it('is invoked, with a system prompt and an image', async () => {
    const [words] = scene.talk(wire)
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }
    const content = [{ type: 'text', text: 'Where?' }, image]
    const answer = await client.make(deployment).invoke([new SystemMessage('Be brief'), new HumanMessage({ content })])
    expect(textOf(answer)).toBe(words)
    const [got] = scene.upstream.received
    expect(got?.url).toMatch(path)
    expect(JSON.stringify(scene.asked())).toMatch(/Be brief.*iVBORw0KGgo=|iVBORw0KGgo=.*Be brief/s)
    expect(JSON.stringify(scene.asked())).toContain('99')
  })

  it('is part of a chain, whole and streamed', async () => {
    const [whole, streamed] = scene.talk(wire)
    const chain = ChatPromptTemplate.fromTemplate('Say {what}').pipe(client.make(deployment)).pipe(new StringOutputParser())
    expect(await chain.invoke({ what: 'hello' })).toBe(whole)
    expect((await drain(await chain.stream({ what: 'hello' }))).join('')).toBe(streamed)
    expect(JSON.stringify(scene.asked())).toContain('Say hello')
  })

  it('streams tool calls and usage', async () => {
    const { says } = scene.play(wire, tools)
    const chunks = await drain(await armed(client.make(deployment)).stream('Weather?'))
    const whole = (chunks as AIMessageChunk[]).reduce((sum, chunk) => sum.concat(chunk))
    const calls = says.parts.flatMap((part) =>
      part.kind === 'tool-call' ? [{ name: part.name, args: JSON.parse(part.input) }] : [],
    )
    expect(whole.tool_calls).toMatchObject(calls)
    const { output = 0, reasoning = 0 } = says.usage ?? {}
    // Google's client leaves thoughts out; Anthropic's adds what the stream said at its beginning.
    const { usage_metadata } = whole as unknown as { usage_metadata?: { output_tokens: number } }
    const counts = [output + reasoning, output, output + reasoning + 1]
    expect(counts).toContain(usage_metadata?.output_tokens)
  })

  it('calls tools and gives back their results', async () => {
    const { says } = scene.play(wire, tools)
    const model = armed(client.make(deployment))
    const asked = (await model.invoke([new HumanMessage('Weather?')])) as AIMessageChunk
    const calls = asked.tool_calls ?? []
    expect(calls).toHaveLength(says.parts.filter(({ kind }) => kind === 'tool-call').length)
    expect(JSON.stringify(scene.asked())).toContain('Forecast of a city')
    const results = calls.map(
      ({ id, name }, at) => new ToolMessage({ content: `result ${at}`, tool_call_id: id ?? '', name, status: 'success' }),
    )
    const [words] = scene.talk(wire)
    const last = await model.invoke([new HumanMessage('Weather?'), asked, ...results])
    expect(textOf(last)).toBe(words)
    const sent = JSON.stringify(scene.asked())
    for (const { args } of calls) for (const value of Object.values(args)) expect(sent).toContain(String(value))
    for (const at of calls.keys()) expect(sent).toContain(`result ${at}`)
    // Google's client knows no ids of calls.
    const ids = client === clients.google ? [] : backends[deployment].ids
    for (const id of ids) expect(sent.split(id)).toHaveLength(3)
  })

  it('answers in a structure', async () => {
    scene.say(called[deployment])
    const structured = client
      .make(deployment)
      .withStructuredOutput(z.object({ city: z.string() }), { name: 'weather', method: 'functionCalling' })
    expect(await structured.invoke('Where?')).toEqual({ city: 'Kyiv' })
    expect(JSON.stringify(scene.asked())).toContain('"city"')
  })

  it('hears what went wrong', async () => {
    scene.upstream.script = {
      ...scene.upstream.script,
      status: 400,
      whole: JSON.stringify(
        { openai: { error: { message: 'too long' } }, anthropic: { type: 'error', error: { type: 'x', message: 'too long' } } }[
          wire as string
        ] ?? { message: 'too long', error: { message: 'too long', code: 400 } },
      ),
    }
    await expect(client.make(deployment).invoke('Hello')).rejects.toThrow(/too long/)
  })
})

it.each(['nova', 'gpt'])('Bedrock’s client reads what we refuse it, whatever the deployment speaks: %s', async (name) => {
  const model = new ChatBedrockConverse({
    model: name,
    region: 'eu-central-1',
    client: bedrockClient(name, 'lk_wrong'),
    maxRetries: 0,
  })
  await expect(model.invoke('Hello')).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('API key'),
  })
})

describe('a schema', () => {
  const city = z.object({ city: z.string() })
  const said = (text: string) => ({
    gpt: { choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: text, refusal: null } }] },
    flash: { candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP' }], usageMetadata: {} },
    claude: { ...(called.claude as object), content: [{ type: 'text', text }], stop_reason: 'end_turn' },
  })

  it.each([
    ['openai', 'gpt', 'response_format'],
    ['openai', 'claude', 'output_config'],
    ['openai', 'flash', 'responseJsonSchema'],
    ['responses', 'claude', 'output_config'],
    ['google', 'flash', 'responseSchema'],
    ['google', 'gpt', 'response_format'],
  ] as const)('%s on %s goes as %s', async (client, deployment, field) => {
    scene.say(said('{"city":"Kyiv"}')[deployment])
    const structured = clients[client].make(deployment).withStructuredOutput(city, { name: 'weather', method: 'jsonSchema' })
    expect(await structured.invoke('Where?')).toEqual({ city: 'Kyiv' })
    expect(JSON.stringify(scene.asked())).toContain(`"${field}"`)
  })
})

describe('embeddings', () => {
  it('of OpenAI', async () => {
    const embeddings = new OpenAIEmbeddings({
      model: 'embed',
      apiKey: key(),
      maxRetries: 0,
      configuration: { baseURL: `${scene.platform.url}/v1` },
    })
    const data = [1, 2].map((index) => ({ object: 'embedding', index, embedding: [0.25, -0.5] }))
    scene.say({ object: 'list', data, model: 'm', usage: { prompt_tokens: 2, total_tokens: 2 } })
    expect(await embeddings.embedQuery('one')).toEqual([0.25, -0.5])
    expect(await embeddings.embedDocuments(['one', 'two'])).toHaveLength(2)
    expect(scene.asked()).toMatchObject({ model: 'text-embedding-3-small', input: ['one', 'two'] })
  })

  it('of Bedrock', async () => {
    const embeddings = new BedrockEmbeddings({ model: 'amazon--titan-embed-text', client: bedrockClient('titan'), maxRetries: 0 })
    scene.say({ embedding: [0.25, -0.5], inputTextTokenCount: 2 })
    expect(await embeddings.embedQuery('one')).toEqual([0.25, -0.5])
    expect(await embeddings.embedDocuments(['one', 'two'])).toHaveLength(2)
    expect(scene.upstream.received.at(-1)?.url).toMatch(/^\/model\/amazon\.titan-embed-text.*\/invoke$/)
  })

  it('of Google', async () => {
    const embeddings = new GoogleGenerativeAIEmbeddings({
      model: 'gemini-embedding',
      apiKey: key(),
      baseUrl: scene.urls['vectors'] ?? '',
      maxRetries: 0,
    })
    scene.say({ embedding: { values: [0.25, -0.5] } })
    expect(await embeddings.embedQuery('one')).toEqual([0.25, -0.5])
    expect(scene.asked()).toMatchObject({ content: { parts: [{ text: 'one' }] } })
  })
})
