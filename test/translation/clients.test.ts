import { gzipSync } from 'node:zlib'
import { createOpenAI } from '@ai-sdk/openai'
import Anthropic from '@anthropic-ai/sdk'
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { GoogleGenAI } from '@google/genai'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { generateText, isStepCount, jsonSchema, streamText, type ToolSet } from 'ai'
import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { encodeFrame } from '../../src/wires/event-stream/frames.ts'
import { eventually, type Harness, idOf, route, startHarness, target } from '../gateway-harness.ts'
import { asFrames, converseToolEvents, recorded } from './fixtures.ts'
import { type Scripted, startScripted } from './scripted-upstream.ts'

let upstream: Scripted
let harness: Harness
let openai: OpenAI
let anthropic: Anthropic

const wireOf = { claude: 'anthropic', gpt: 'openai', nova: 'bedrock-converse', flash: 'gemini' } as const
const stub = (wire: string, name: string) => {
  const found = recorded.find((each) => each.format === wire && each.name.includes(name))
  if (!found) throw new Error(`nothing recorded of ${wire}: ${name}`)
  return found
}
/** What the upstream answers next: a recording, whole or streamed as that call asks. */
const play = (wire: string, name: string): void => {
  const { answer, stream } = stub(wire, name)
  const frames = wire === 'bedrock-converse'
  upstream.script = {
    status: 200,
    whole: JSON.stringify(answer),
    stream: frames ? asFrames(converseToolEvents) : Buffer.from(stream),
    streamType: frames ? 'application/vnd.amazon.eventstream' : 'text/event-stream',
    end: 'whole',
  }
}

beforeAll(async () => {
  upstream = await startScripted()
  const routes = Object.entries(wireOf).map(([name, wire]) =>
    route(name, [target(upstream.address, { paths: [{ below: '/**', path: '/{rest}' }], model: `${name}-model` })], {
      wire,
      modelName: name,
    }),
  )
  harness = await startHarness(routes)
  openai = new OpenAI({ baseURL: `${harness.url}/v1`, apiKey: 'admin', maxRetries: 0 })
  anthropic = new Anthropic({ baseURL: `${harness.url}/anthropic`, apiKey: null, authToken: 'admin', maxRetries: 0 })
})
beforeEach(() => {
  upstream.received.length = 0
  harness.logged.length = 0
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const weatherSchema = { type: 'object' as const, properties: { city: { type: 'string' } }, required: ['city'] }
const got = () => JSON.parse(upstream.received[0]?.body.toString() ?? '{}')
/** The log line of a call to this deployment: of other tests' calls some may still be under way. */
const logged = async (deployment: string) => {
  const found = () => harness.logged.find(({ event, model }) => event === 'call' && model === deployment)
  await eventually(() => found() !== undefined)
  return found()
}

describe('the OpenAI client on an Anthropic deployment', () => {
  const asked = {
    model: 'claude',
    messages: [
      { role: 'system' as const, content: 'Be brief' },
      {
        role: 'user' as const,
        content: [
          { type: 'text' as const, text: 'Weather?' },
          { type: 'image_url' as const, image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
        ],
      },
    ],
    tools: [{ type: 'function' as const, function: { name: 'weather', description: 'of a city', parameters: weatherSchema } }],
    stop: 'END',
  }

  it('asks in Anthropic’s words, is answered in its own, and the deployment is billed for what Anthropic counted', async () => {
    play('anthropic', 'thinking')
    const answer = await openai.chat.completions.create(asked)
    expect(upstream.received[0]).toMatchObject({ method: 'POST', url: '/messages' })
    expect(upstream.received[0]?.headers).not.toHaveProperty('x-stainless-lang')
    expect(got()).toEqual({
      model: 'claude-model',
      max_tokens: 4096,
      system: [{ type: 'text', text: 'Be brief' }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Weather?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
          ],
        },
      ],
      stop_sequences: ['END'],
      tools: [{ name: 'weather', description: 'of a city', input_schema: weatherSchema }],
    })
    const [choice] = answer.choices
    expect(answer.model).toBe('claude')
    expect(choice?.finish_reason).toBe('tool_calls')
    expect(choice?.message.content).toBe('Let me look 🔭')
    expect(choice?.message).toMatchObject({ reasoning_content: 'Two cities' })
    expect(choice?.message.tool_calls).toEqual([
      { id: 'toolu_01', type: 'function', function: { name: 'weather', arguments: '{"city":"Berlin"}' } },
      { id: 'toolu_02', type: 'function', function: { name: 'now', arguments: '{}' } },
    ])
    expect(answer.usage).toMatchObject({ prompt_tokens: 15, completion_tokens: 30, prompt_tokens_details: { cached_tokens: 2 } })
    expect(await logged('claude')).toMatchObject({ outputTokens: 30, status: 200 })
  })

  it('streams, and goes on with what it was answered', async () => {
    play('anthropic', 'thinking')
    const runner = openai.chat.completions.stream({ ...asked, stream_options: { include_usage: true } })
    const final = await runner.finalChatCompletion()
    expect(got()).toMatchObject({ stream: true })
    expect(final.choices[0]?.message.content).toBe('Let me look 🔭')
    expect(final.choices[0]?.message.tool_calls).toMatchObject([
      { id: 'toolu_01', function: { name: 'weather', arguments: '{"city":"Berlin"}' } },
      { id: 'toolu_02', function: { arguments: '{}' } },
    ])
    expect(final.usage).toMatchObject({ prompt_tokens: 15, completion_tokens: 30 })
    upstream.received.length = 0
    const { choices } = await openai.chat.completions.create(asked)
    const message = choices[0]?.message as OpenAI.ChatCompletionMessageParam
    upstream.received.length = 0
    await openai.chat.completions.create({
      ...asked,
      messages: [
        ...asked.messages,
        message,
        { role: 'tool', tool_call_id: 'toolu_01', content: 'sunny' },
        { role: 'tool', tool_call_id: 'toolu_02', content: 'noon' },
      ],
    })
    expect(got().messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Two cities', signature: 'EqQBCgIYAhIM==' },
          { type: 'redacted_thinking', data: 'EmwKAhgB' },
          { type: 'text', text: 'Let me look 🔭' },
          { type: 'tool_use', id: 'toolu_01', name: 'weather', input: { city: 'Berlin' } },
          { type: 'tool_use', id: 'toolu_02', name: 'now', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'toolu_01', content: [{ type: 'text', text: 'sunny' }] },
          { type: 'tool_result', tool_use_id: 'toolu_02', content: [{ type: 'text', text: 'noon' }] },
        ],
      },
    ])
  })

  it('hears which field cannot be carried, and nothing is sent', async () => {
    await expect(openai.chat.completions.create({ ...asked, logit_bias: { 1: 2 } })).rejects.toMatchObject({
      status: 400,
      param: 'logit_bias',
      message: expect.stringContaining('"logit_bias" cannot be carried to Anthropic Messages'),
    })
    expect(upstream.received).toEqual([])
  })

  it('uses the responses API there, too', async () => {
    play('anthropic', 'thinking')
    const stream = openai.responses.stream({ model: 'claude', input: 'Weather?', store: false })
    const types: string[] = []
    for await (const event of stream) types.push(event.type)
    const final = await stream.finalResponse()
    expect(final.output_text).toBe('Let me look 🔭')
    expect(final.output.map(({ type }) => type)).toEqual(['reasoning', 'reasoning', 'message', 'function_call', 'function_call'])
    expect(types.at(-1)).toBe('response.completed')
    expect(final.usage).toMatchObject({ input_tokens: 15, output_tokens: 30, total_tokens: 45 })
  })
})

describe('the OpenAI client on a Gemini deployment', () => {
  it('gives back the thought behind a call without knowing of it', async () => {
    play('gemini', 'thoughts')
    const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Weather?' }]
    const { choices } = await openai.chat.completions.create({ model: 'flash', messages })
    expect(upstream.received[0]?.url).toBe('/models/flash-model:generateContent')
    const calls = choices[0]?.message.tool_calls ?? []
    expect(calls.map(({ type }) => type)).toEqual(['function', 'function'])
    messages.push(
      { role: 'assistant', tool_calls: calls },
      ...calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'sunny' }) as const),
    )
    upstream.received.length = 0
    for await (const _ of await openai.chat.completions.create({ model: 'flash', messages, stream: true }));
    expect(upstream.received[0]?.url).toBe('/models/flash-model:streamGenerateContent?alt=sse')
    const id = expect.stringMatching(/^call_0_\w+$/)
    expect(got().contents.slice(1)).toEqual([
      {
        role: 'model',
        parts: [
          { functionCall: { id, name: 'weather', args: { city: 'Berlin' } }, thoughtSignature: 'CiQB+/8=' },
          { functionCall: { id: 'fc-2', name: 'weather', args: { city: 'São Paulo' } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id, name: 'weather', response: { output: 'sunny' } } },
          { functionResponse: { id: 'fc-2', name: 'weather', response: { output: 'sunny' } } },
        ],
      },
    ])
  })
})

describe('the Anthropic client on an OpenAI deployment', () => {
  const asked = {
    model: 'gpt',
    max_tokens: 200,
    system: 'Be brief',
    messages: [{ role: 'user' as const, content: 'Weather?' }],
    tools: [{ name: 'weather', input_schema: weatherSchema }],
  }

  it('asks in OpenAI’s words and is answered in its own', async () => {
    play('openai', 'parallel tools')
    const answer = await anthropic.messages.create({ ...asked, tool_choice: { type: 'any', disable_parallel_tool_use: true } })
    expect(upstream.received[0]?.url).toBe('/chat/completions')
    expect(got()).toMatchObject({
      model: 'gpt-model',
      max_tokens: 200,
      messages: [
        { role: 'system', content: 'Be brief' },
        { role: 'user', content: 'Weather?' },
      ],
      tools: [{ type: 'function', function: { name: 'weather', parameters: weatherSchema } }],
      tool_choice: 'required',
      parallel_tool_calls: false,
    })
    expect(answer).toMatchObject({
      type: 'message',
      stop_reason: 'tool_use',
      content: [
        { type: 'tool_use', id: 'call_A', input: { city: 'Berlin' } },
        { type: 'tool_use', id: 'call_B', input: { city: 'São Paulo' } },
      ],
      usage: { input_tokens: 15, cache_read_input_tokens: 4, output_tokens: 12 },
    })
  })

  it.each(['parallel tools', 'interleaved tools', 'text', 'reasoning'])('streams: %s', async (name) => {
    play('openai', name)
    const final = await anthropic.messages.stream(asked).finalMessage()
    expect(got()).toMatchObject({ stream: true, stream_options: { include_usage: true } })
    const { parts } = stub('openai', name).says
    expect(final.content).toEqual(
      parts.map((part) =>
        part.kind === 'text'
          ? expect.objectContaining({ type: 'text', text: part.text })
          : part.kind === 'reasoning'
            ? expect.objectContaining({ type: 'thinking', thinking: part.text })
            : expect.objectContaining({ type: 'tool_use', input: JSON.parse((part as { input: string }).input) }),
      ),
    )
    expect(final.usage).toMatchObject({ input_tokens: 15, output_tokens: 12 })
    expect(await logged('gpt')).toMatchObject({ outputTokens: 12 })
  })

  it('gets errors in its own words', async () => {
    upstream.script = {
      status: 429,
      whole: '{"error":{"message":"Slow down","type":"requests"}}',
      stream: Buffer.alloc(0),
      streamType: '',
      end: 'whole',
    }
    await expect(anthropic.messages.create(asked)).rejects.toMatchObject({
      status: 429,
      type: 'rate_limit_error',
      message: expect.stringContaining('Slow down'),
    })
    await expect(anthropic.messages.create({ ...asked, model: 'nobody' })).rejects.toMatchObject({
      status: 404,
      type: 'not_found_error',
    })
    await expect(anthropic.messages.create({ ...asked, tools: [{ type: 'bash_20250124', name: 'bash' }] })).rejects.toMatchObject(
      {
        status: 400,
        type: 'invalid_request_error',
        message: expect.stringContaining('tools[0].type'),
      },
    )
  })

  it('hears of a stream that breaks, and of one that never ends', async () => {
    play('openai', 'text')
    upstream.script = { ...upstream.script, end: 'cut' }
    await expect(anthropic.messages.stream(asked).finalMessage()).rejects.toMatchObject({
      message: expect.stringContaining('in the middle of its answer'),
    })
    upstream.script = { ...upstream.script, end: 'short' }
    await expect(anthropic.messages.stream(asked).finalMessage()).rejects.toMatchObject({
      message: expect.stringContaining('before its end'),
    })
  })

  it('lists what there is', async () => {
    const models = await anthropic.models.list()
    expect(models.data.map(({ id }) => id).sort()).toEqual(['claude', 'flash', 'gpt', 'nova'])
    expect(await anthropic.models.retrieve('gpt')).toMatchObject({ type: 'model', id: 'gpt' })
  })
})

describe('Google’s client on an OpenAI deployment', () => {
  const options = () => ({
    apiKey: 'none',
    httpOptions: {
      baseUrl: `${harness.url}/v2/inference/deployments/${idOf('gpt')}`,
      headers: { authorization: 'Bearer admin' },
    },
  })
  const config = {
    systemInstruction: 'Be brief',
    maxOutputTokens: 50,
    tools: [{ functionDeclarations: [{ name: 'weather', parametersJsonSchema: weatherSchema }] }],
  }

  it('is answered in its own words, whole and streamed', async () => {
    const google = new GoogleGenAI(options())
    play('openai', 'parallel tools')
    const answer = await google.models.generateContent({ model: 'gpt', contents: 'Weather?', config })
    expect(got()).toMatchObject({
      model: 'gpt-model',
      max_tokens: 50,
      messages: [
        { role: 'system', content: 'Be brief' },
        { role: 'user', content: 'Weather?' },
      ],
    })
    expect(answer.functionCalls).toEqual([
      { id: 'call_A', name: 'weather', args: { city: 'Berlin' } },
      { id: 'call_B', name: 'weather', args: { city: 'São Paulo' } },
    ])
    expect(answer.usageMetadata).toMatchObject({
      promptTokenCount: 19,
      candidatesTokenCount: 7,
      thoughtsTokenCount: 5,
      totalTokenCount: 31,
    })
    play('openai', 'text')
    let text = ''
    for await (const piece of await google.models.generateContentStream({ model: 'gpt', contents: 'Hi', config }))
      text += piece.text ?? ''
    expect(text).toBe('Grüße 👋\nthere')
  })

  it('goes on with the results of tools', async () => {
    const google = new GoogleGenAI(options())
    play('openai', 'text')
    await google.models.generateContent({
      model: 'gpt',
      contents: [
        { role: 'user', parts: [{ text: 'Weather?' }] },
        { role: 'model', parts: [{ functionCall: { id: 'call_A', name: 'weather', args: { city: 'Berlin' } } }] },
        { role: 'user', parts: [{ functionResponse: { id: 'call_A', name: 'weather', response: { output: 'sunny' } } }] },
      ],
    })
    expect(got().messages).toEqual([
      { role: 'user', content: 'Weather?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_A', type: 'function', function: { name: 'weather', arguments: '{"city":"Berlin"}' } }],
      },
      { role: 'tool', tool_call_id: 'call_A', content: 'sunny' },
    ])
  })
})

describe('Vercel’s ai on a Bedrock deployment', () => {
  const provider = () => createOpenAI({ baseURL: `${harness.url}/v1`, apiKey: 'admin' })
  const tools: ToolSet = { weather: { description: 'of a city', inputSchema: jsonSchema(weatherSchema) } }

  it.each(['chat', 'responses'] as const)('calls tools by %s, whole and streamed', async (api) => {
    const model = provider()[api]('nova')
    play('bedrock-converse', 'reasoning')
    const whole = await generateText({ model, prompt: 'Weather?', tools, maxRetries: 0 })
    expect(upstream.received[0]?.url).toBe('/converse')
    expect(got()).toMatchObject({
      messages: [{ role: 'user', content: [{ text: 'Weather?' }] }],
      toolConfig: {
        tools: [{ toolSpec: { name: 'weather', inputSchema: { json: { properties: { city: { type: 'string' } } } } } }],
      },
    })
    const calls = [
      { toolName: 'weather', toolCallId: 'tooluse_A', input: { city: 'Berlin' } },
      { toolName: 'weather', toolCallId: 'tooluse_B', input: { city: 'São Paulo' } },
    ]
    expect(whole.toolCalls).toMatchObject(calls)
    expect(whole.finishReason).toBe('tool-calls')
    expect(whole.usage).toMatchObject({ inputTokens: 15, outputTokens: 30 })
    upstream.received.length = 0
    const streamed = streamText({ model, prompt: 'Weather?', tools, maxRetries: 0 })
    let text = ''
    for await (const piece of streamed.textStream) text += piece
    expect(upstream.received[0]?.url).toBe('/converse-stream')
    expect(text).toBe('Let me look 🔭')
    expect(await streamed.toolCalls).toMatchObject(calls)
    expect(await streamed.usage).toMatchObject({ inputTokens: 15, outputTokens: 30 })
  })
})

describe('a loop of tools by Vercel’s ai on a Bedrock deployment', () => {
  it.each(['chat', 'responses'] as const)('goes on with their results: %s', async (api) => {
    const model = createOpenAI({ baseURL: `${harness.url}/v1`, apiKey: 'admin' })[api]('nova')
    const last = {
      output: { message: { role: 'assistant', content: [{ text: 'Sunny in both' }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 9, outputTokens: 4, totalTokens: 13 },
    }
    const execute = ({ city }: { city: string }): string => {
      upstream.script = { ...upstream.script, whole: JSON.stringify(last) }
      return `sunny in ${city}`
    }
    play('bedrock-converse', 'reasoning')
    const { text, steps } = await generateText({
      model,
      prompt: 'Weather?',
      tools: { weather: { inputSchema: jsonSchema(weatherSchema), execute } } as ToolSet,
      stopWhen: isStepCount(2),
      maxRetries: 0,
      providerOptions: { openai: { store: false } },
    })
    expect(text).toBe('Sunny in both')
    expect(steps).toHaveLength(2)
    const { messages } = JSON.parse(upstream.received[1]?.body.toString() ?? '{}')
    const use = (toolUseId: string, city: string) => ({ toolUse: { toolUseId, name: 'weather', input: { city } } })
    const result = (toolUseId: string, city: string) => ({ toolResult: { toolUseId, content: [{ text: `sunny in ${city}` }] } })
    expect(messages).toHaveLength(3)
    expect(messages[1].content.slice(-3)).toEqual([
      { text: 'Let me look 🔭' },
      use('tooluse_A', 'Berlin'),
      use('tooluse_B', 'São Paulo'),
    ])
    expect(messages[2]).toEqual({ role: 'user', content: [result('tooluse_A', 'Berlin'), result('tooluse_B', 'São Paulo')] })
  })
})

describe('Bedrock’s client on an OpenAI deployment', () => {
  const client = () =>
    new BedrockRuntimeClient({
      region: 'eu-central-1',
      endpoint: `${harness.url}/v2/inference/deployments/${idOf('gpt')}`,
      token: { token: 'admin' },
      authSchemePreference: ['httpBearerAuth'],
      maxAttempts: 1,
      // The client's own choice is HTTP/2, which it would have to be offered over TLS.
      requestHandler: new NodeHttpHandler(),
    })
  const asked = {
    modelId: 'gpt',
    messages: [{ role: 'user' as const, content: [{ text: 'Weather?' }] }],
    inferenceConfig: { maxTokens: 50, stopSequences: ['END'] },
  }

  it('is answered in its own words, whole and in binary events', async () => {
    play('openai', 'parallel tools')
    const whole = await client().send(new ConverseCommand(asked))
    expect(got()).toMatchObject({ messages: [{ role: 'user', content: 'Weather?' }], max_tokens: 50, stop: ['END'] })
    expect(whole.stopReason).toBe('tool_use')
    expect(whole.output?.message?.content).toMatchObject([
      { toolUse: { toolUseId: 'call_A', input: { city: 'Berlin' } } },
      { toolUse: { toolUseId: 'call_B' } },
    ])
    const { stream } = await client().send(new ConverseStreamCommand(asked))
    const events = []
    for await (const event of stream ?? []) events.push(event)
    expect(events[0]).toEqual({ messageStart: { role: 'assistant' } })
    expect(events.map((event) => event.contentBlockDelta?.delta?.toolUse?.input ?? '').join('')).toBe(
      '{"city":"Berlin"}{"city":"São Paulo"}',
    )
    expect(events.at(-2)).toEqual({ messageStop: { stopReason: 'tool_use' } })
    expect(events.at(-1)?.metadata?.usage).toMatchObject({ inputTokens: 15, outputTokens: 12, cacheReadInputTokens: 4 })
  })

  it('gets errors as exceptions, before an answer and in the middle of one', async () => {
    upstream.script = {
      status: 429,
      whole: '{"error":{"message":"Slow down"}}',
      stream: Buffer.alloc(0),
      streamType: '',
      end: 'whole',
    }
    await expect(client().send(new ConverseCommand(asked))).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Slow down',
    })
    play('openai', 'text')
    upstream.script = { ...upstream.script, end: 'cut' }
    const { stream } = await client().send(new ConverseStreamCommand(asked))
    await expect(
      (async () => {
        for await (const _ of stream ?? []);
      })(),
    ).rejects.toMatchObject({ message: expect.stringContaining('broke') })
  })
})

describe('everybody', () => {
  const asks: Record<string, [string, unknown]> = {
    'openai chat': ['/chat/completions', { messages: [{ role: 'user', content: 'Hi' }], stream: true }],
    'openai responses': ['/responses', { input: 'Hi', stream: true }],
    anthropic: ['/v1/messages', { max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }], stream: true }],
    converse: ['/converse-stream', { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] }],
    gemini: ['/models/m:streamGenerateContent', { contents: [{ parts: [{ text: 'Hi' }] }] }],
  }
  const pairs = Object.keys(asks).flatMap((caller) =>
    Object.entries(wireOf).map(([deployment, wire]) => ({ caller, deployment, wire })),
  )

  it.each(pairs)('$caller on $wire, by the path alone', async ({ caller, deployment, wire }) => {
    const [below, body] = asks[caller] ?? ['', {}]
    const first = recorded.find(({ format }) => format === wire)
    play(wire, first?.name ?? '')
    const answer = await fetch(`${harness.url}/v2/inference/deployments/${idOf(deployment)}${below}`, {
      method: 'POST',
      headers: { authorization: 'Bearer admin' },
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/)
    const text = await answer.text()
    expect(text).toMatch(/^(data|event): /)
    expect(text).not.toContain('"error":{')
  })

  it.each(['chat/completions', 'messages'])('the same wire passes byte for byte: %s', async (path) => {
    const [deployment, wire] = path === 'messages' ? ['claude', 'anthropic'] : ['gpt', 'openai']
    play(wire, wire === 'anthropic' ? 'thinking' : 'text')
    const body = `{ "model":"${deployment}-model", "unknown_field": 1.0,  "stream":true, "stream_options":{"include_usage":true} }`
    const answer = await fetch(`${harness.url}/v2/inference/deployments/${idOf(deployment)}/${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
      body,
    })
    expect(await answer.text()).toBe(upstream.script.stream.toString())
    expect(upstream.received[0]?.body.toString()).toBe(body)
  })

  it('a deployment is named by the model in the path, on the address without a deployment', async () => {
    play('openai', 'text')
    const answer = await fetch(`${harness.url}/v1/models/gpt:generateContent`, {
      method: 'POST',
      headers: { authorization: 'Bearer admin' },
      body: '{"contents":[{"parts":[{"text":"Hi"}]}]}',
    })
    expect(await answer.json()).toMatchObject({ candidates: [{ content: { parts: [{ text: 'Grüße 👋\nthere' }] } }] })
  })

  it.each(['text/plain', 'text/event-stream'])('a stream that comes packed, as %s, is a bad gateway', async (streamType) => {
    play('openai', 'text')
    upstream.script = { ...upstream.script, streamType, stream: gzipSync(upstream.script.stream), encoding: 'gzip' }
    const asked = { model: 'gpt', max_tokens: 9, messages: [{ role: 'user' as const, content: 'Hi' }] }
    await expect(anthropic.messages.stream(asked).finalMessage()).rejects.toMatchObject({ status: 502 })
  })

  it('who asked for a stream gets one from a server that knows none', async () => {
    play('openai', 'parallel tools')
    upstream.script = { ...upstream.script, streams: false }
    const final = await anthropic.messages
      .stream({ model: 'gpt', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] })
      .finalMessage()
    expect(final.content).toMatchObject([{ id: 'call_A', input: { city: 'Berlin' } }, { id: 'call_B' }])
    expect(final.usage).toMatchObject({ input_tokens: 15, output_tokens: 12 })
  })

  it('a Bedrock stream that ends in an exception, or with a wrong checksum, is told in the caller’s words', async () => {
    play('bedrock-converse', 'reasoning')
    const { stream } = upstream.script
    const damaged = Buffer.from(stream)
    const asked = { model: 'nova', max_tokens: 9, messages: [{ role: 'user' as const, content: 'Hi' }] }
    const frame = encodeFrame(
      { ':message-type': 'exception', ':exception-type': 'throttlingException' },
      Buffer.from('{"message":"Slow down"}'),
    )
    upstream.script = { ...upstream.script, stream: Buffer.concat([asFrames(converseToolEvents.slice(0, 3)), frame]) }
    await expect(anthropic.messages.stream(asked).finalMessage()).rejects.toMatchObject({
      type: 'rate_limit_error',
      message: expect.stringContaining('Slow down'),
    })
    damaged.writeUInt8((damaged[200] ?? 0) ^ 1, 200)
    upstream.script = { ...upstream.script, stream: damaged }
    await expect(anthropic.messages.stream(asked).finalMessage()).rejects.toMatchObject({
      message: expect.stringContaining('damaged'),
    })
  })

  it('an answer that cannot be read is a bad gateway, in the caller’s words', async () => {
    upstream.script = { status: 200, whole: '<html>', stream: Buffer.alloc(0), streamType: '', end: 'whole' }
    await expect(
      anthropic.messages.create({ model: 'gpt', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] }),
    ).rejects.toMatchObject({
      status: 502,
      message: expect.stringContaining('no JSON object'),
    })
  })
})
