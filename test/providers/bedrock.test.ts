import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  anthropicAnswer,
  anthropicEvents,
  bedrockKeys,
  converseAnswer,
  converseEvents,
  titanEvents,
} from '../upstreams/bedrock.ts'
import { dataOf, openProviders, type Providers } from './scene.ts'

let scene: Providers
let claude: string
let titan: string
let client: BedrockRuntimeClient
const clientOf = (url: string): BedrockRuntimeClient =>
  new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: url,
    token: { token: scene.platform.adminKey.trim() },
    authSchemePreference: ['httpBearerAuth'],
    maxAttempts: 1,
  })

beforeAll(async () => {
  scene = await openProviders()
  claude = await scene.deploy('aws-bedrock', { modelName: 'anthropic--claude-4.5-sonnet', inferenceProfile: 'eu' })
  titan = await scene.deploy('aws-bedrock', { modelName: 'amazon--titan-embed-text' })
  client = clientOf(claude)
})
beforeEach(() => {
  scene.bedrock.received.length = 0
  Object.assign(scene.bedrock.behaviour, { answer: null, spoil: null, exception: null, pieceBytes: 7 })
})
afterAll(() => scene[Symbol.asyncDispose]())

const messages = [{ role: 'user' as const, content: [{ text: 'Hello' }] }]
const native = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 10, messages: [{ role: 'user', content: 'Hello' }] }
const modelId = 'anthropic--claude-4.5-sonnet'

describe("AWS's own client, at a deployment's address", () => {
  it('converses', async () => {
    const answer = await client.send(new ConverseCommand({ modelId, messages }))
    expect(answer.output?.message?.content).toEqual([{ text: 'Hello there!' }])
    expect(answer.usage).toEqual(converseAnswer.usage)
    expect(scene.bedrock.received[0]?.url).toBe('/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse')
  })

  it('converses in a stream of binary events', async () => {
    const { stream } = await client.send(new ConverseStreamCommand({ modelId, messages }))
    const events = []
    for await (const event of stream ?? []) events.push(event)
    expect(events.map((event) => Object.keys(event)[0])).toEqual(converseEvents.map(([type]) => type))
    expect(events.at(-1)?.metadata?.usage).toEqual(converseAnswer.usage)
  })

  it('invokes', async () => {
    const answer = await client.send(new InvokeModelCommand({ modelId, body: JSON.stringify(native) }))
    expect(JSON.parse(answer.body.transformToString())).toEqual(anthropicAnswer)
    expect(scene.bedrock.received[0]?.body.toString()).toBe(JSON.stringify(native))
  })

  it('invokes in a stream of binary events', async () => {
    const answer = await client.send(new InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify(native) }))
    const events = []
    for await (const { chunk } of answer.body ?? []) events.push(JSON.parse(Buffer.from(chunk?.bytes ?? []).toString()))
    expect(events).toEqual(anthropicEvents)
  })

  it('gets the exception of a model that breaks off', async () => {
    scene.bedrock.behaviour.exception = { after: 2, type: 'throttlingException', message: 'Too many tokens' }
    const { stream } = await client.send(new ConverseStreamCommand({ modelId, messages }))
    const read = async (): Promise<void> => {
      for await (const _ of stream ?? []);
    }
    await expect(read()).rejects.toThrow('Too many tokens')
  })

  it('gets an exception too where the stream was damaged on the way', async () => {
    scene.bedrock.behaviour.spoil = (bytes) => {
      bytes[bytes.length - 30] = (bytes[bytes.length - 30] ?? 0) ^ 1
      return bytes
    }
    scene.bedrock.behaviour.pieceBytes = 1_000_000
    const read = async (): Promise<void> => {
      const { stream } = await client.send(new ConverseStreamCommand({ modelId, messages }))
      for await (const _ of stream ?? []);
    }
    await expect(read()).rejects.toThrow(/event stream is damaged/)
  })

  it.each([modelId, 'anthropic.claude-sonnet-4-5-20250929-v1:0', 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0'])(
    'may name the model as %s',
    async (name) => {
      const answer = await client.send(new ConverseCommand({ modelId: name, messages }))
      expect(answer.stopReason).toBe('end_turn')
    },
  )

  it('may name the deployment itself, but no other model', async () => {
    await client.send(new ConverseCommand({ modelId: claude.slice(claude.lastIndexOf('/') + 1), messages }))
    await expect(client.send(new ConverseCommand({ modelId: 'amazon.nova-pro-v1:0', messages }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining('names the model "amazon.nova-pro-v1:0"'),
      $metadata: { httpStatusCode: 404 },
    })
    expect(scene.bedrock.received).toHaveLength(1)
  })
})

describe("SAP's paths", () => {
  it('stream converse as events of strict JSON', async () => {
    const answer = await scene.post(`${claude}/converse-stream`, { messages })
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    expect(dataOf(await answer.text())).toEqual(converseEvents.map(([type, value]) => ({ [type]: value })))
  })

  it("stream invoke as the model's own events", async () => {
    const answer = await scene.post(`${claude}/invoke-with-response-stream`, native)
    expect(dataOf(await answer.text())).toEqual(anthropicEvents)
    const other = await scene.post(`${titan}/invoke-with-response-stream`, { inputText: 'Hello' })
    expect(dataOf(await other.text())).toEqual(titanEvents)
  })

  it.each(['/converse', '/invoke'])('%s answers in one piece, untouched', async (path) => {
    const answer = await scene.post(claude + path, native)
    expect(await answer.json()).toEqual(path === '/converse' ? converseAnswer : anthropicAnswer)
  })

  it('give binary events to who reads them', async () => {
    const answer = await scene.post(`${claude}/converse-stream`, { messages }, { accept: 'application/vnd.amazon.eventstream' })
    expect(answer.headers.get('content-type')).toBe('application/vnd.amazon.eventstream')
  })

  it('tell of an exception in the stream, and never end it cleanly', async () => {
    scene.bedrock.behaviour.exception = { after: 2, type: 'modelStreamErrorException', message: 'the model stumbled' }
    const answer = await scene.post(`${claude}/converse-stream`, { messages })
    const text = await readTorn(answer)
    expect(dataOf(text).slice(0, 2)).toEqual(converseEvents.slice(0, 2).map(([type, value]) => ({ [type]: value })))
    expect(text).toMatch(/event: error\ndata: .*the model stumbled.*\n\n$/)
  })

  it.each([
    ['cut inside a frame', (bytes: Buffer) => bytes.subarray(0, bytes.length - 3), 'ends inside a frame'],
    ['ended too early', (bytes: Buffer) => bytes.subarray(0, bytes.readUInt32BE(0)), 'before its end'],
  ])('tell of a stream that was %s', async (_, spoil, words) => {
    scene.bedrock.behaviour.spoil = spoil
    expect(await readTorn(await scene.post(`${claude}/converse-stream`, { messages }))).toContain(words)
  })

  it("pass on Bedrock's own refusals", async () => {
    scene.bedrock.behaviour.answer = { status: 400, type: 'ValidationException', message: 'max_tokens: Field required' }
    const answer = await scene.post(`${claude}/invoke`, native)
    expect(answer.status).toBe(400)
    expect(answer.headers.get('x-amzn-errortype')).toContain('ValidationException')
    expect(await answer.json()).toEqual({ message: 'max_tokens: Field required' })
  })

  it("say that the connection is at fault where Bedrock refuses the account, and never that the caller's key is", async () => {
    scene.bedrock.behaviour.answer = { status: 403, type: 'AccessDeniedException', message: 'account 123456789012 has no access' }
    const answer = await scene.post(`${claude}/converse`, { messages })
    expect(answer.status).toBe(502)
    const text = await answer.text()
    expect(JSON.parse(text).error.code).toBe('upstream_auth')
    expect(text).not.toContain('123456789012')
  })
})

describe('a signature', () => {
  it('is made over the query, odd characters and the whole body', async () => {
    const text = 'ü \u{1F600} "quoted" \\ '.repeat(5_000)
    const answer = await scene.post(
      `${claude}/converse`,
      JSON.stringify({ messages: [{ role: 'user', content: [{ text }] }] }, null, 2),
    )
    expect(answer.status).toBe(200)
  })

  it('is made for ARNs, whose slash and colons are encoded', async () => {
    const arn = 'arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/abc123'
    const url = await scene.deploy('aws-bedrock', { modelName: 'amazon--nova-pro', modelId: arn })
    expect((await scene.post(`${url}/converse`, { messages })).status).toBe(200)
    expect(scene.bedrock.received[0]?.url).toBe(`/model/${encodeURIComponent(arn)}/converse`)
    expect((await clientOf(url).send(new ConverseCommand({ modelId: arn, messages }))).stopReason).toBe('end_turn')
  })

  it("replaces what a caller's own signing left, and signs its other Amazon headers", async () => {
    const answer = await scene.post(
      `${claude}/converse`,
      { messages },
      {
        'x-amz-date': '20200101T000000Z',
        'x-amz-security-token': 'theirs',
        'x-amz-user-agent': 'aws-sdk-js/3',
        'x-amzn-bedrock-trace': 'ENABLED',
      },
    )
    expect(answer.status).toBe(200)
    expect(scene.bedrock.received[0]?.headers).toMatchObject({
      'x-amz-security-token': bedrockKeys.sessionToken,
      'x-amz-user-agent': 'aws-sdk-js/3',
      'x-amzn-bedrock-trace': 'ENABLED',
    })
  })

  it('is refused with another secret: 502, and the connection test says so', async () => {
    const credential = { ...bedrockKeys, secretAccessKey: 'wrong' }
    await scene.connect('bad-keys', {
      provider: 'aws-bedrock',
      baseUrl: scene.bedrock.address,
      credential,
      options: { region: 'eu-central-1' },
    })
    const url = await scene.deploy('aws-bedrock', { modelName: 'amazon--nova-pro', connection: 'bad-keys' })
    expect((await scene.post(`${url}/converse`, { messages })).status).toBe(502)
    const { body } = await scene.platform.call('POST', '/v2/admin/connections/bad-keys/test')
    expect(body).toMatchObject({ ok: false, status: 403 })
  })
})

describe('a connection to Bedrock', () => {
  it('is tried out by a signed call', async () => {
    const { body } = await scene.platform.call('POST', '/v2/admin/connections/aws-bedrock/test')
    expect(body).toMatchObject({ ok: true, status: 200 })
  })

  it('works where listing is not allowed: that is another right than invoking', async () => {
    scene.bedrock.behaviour.answer = { status: 403, type: 'AccessDeniedException', message: 'not authorized to ListAsyncInvokes' }
    const { body } = await scene.platform.call('POST', '/v2/admin/connections/aws-bedrock/test')
    expect(body).toMatchObject({ ok: true, status: 403 })
  })

  it.each([
    [{ credential: bedrockKeys, options: {} }, 'baseUrl: is needed'],
    [{ credential: { accessKeyId: 'a' }, options: { region: 'eu-central-1' } }, 'belong together'],
    [{ credential: {}, options: { region: 'eu-central-1' } }, 'needs either'],
    [{ credential: bedrockKeys, options: { region: 'Frankfurt' } }, 'must look like eu-central-1'],
  ])('is refused where it cannot work (%#)', async (body, words) => {
    const answer = await scene.connect('broken', { provider: 'aws-bedrock', ...body })
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toContain(words)
  })
})

it('counts what was used, cached parts too', async () => {
  const url = await scene.deploy('aws-bedrock', { modelName: 'anthropic--claude-4.5-haiku' })
  const each = { input: 15, output: 5 }
  let calls = 0
  for (const path of ['/converse', '/invoke', '/converse-stream', '/invoke-with-response-stream']) {
    await (await scene.post(url + path, native)).text()
    calls += 1
    expect(await scene.counted(url), path).toMatchObject({ input: each.input * calls, output: each.output * calls })
  }
})

/** Reads what came until the connection broke; fails where it ended cleanly. */
async function readTorn(answer: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of answer.body ?? []) text += decoder.decode(chunk, { stream: true })
  } catch {
    return text
  }
  throw new Error(`the stream ended cleanly: ${text}`)
}
