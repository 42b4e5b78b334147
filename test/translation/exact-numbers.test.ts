import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChatAnswer, ChatRequest, JsonObject } from '../../src/wires/canonical/chat.ts'
import { eventsOf } from '../../src/wires/canonical/events-of.ts'
import { parseExact } from '../../src/wires/canonical/exact-json.ts'
import type { ChatFormat, FormatId } from '../../src/wires/canonical/format.ts'
import { type Harness, idOf, route, startHarness, target } from '../gateway-harness.ts'
import { facts, formats } from './facts.ts'
import { type Scripted, startScripted } from './scripted-upstream.ts'

/** One more than a double can count to, and SAP's and Snowflake's usual ids. */
const [id, most] = ['9007199254740993', '9223372036854775807']
const input = `{"id":${id},"ids":[-${most}],"n":1.5}`
const said = /9007199254740993\b.*-9223372036854775807\b.*1\.5/s

const request: ChatRequest = {
  messages: [
    { role: 'user', parts: [{ kind: 'text', text: 'Which?' }] },
    { role: 'assistant', parts: [{ kind: 'tool-call', id: 'call_1', name: 'find', input }] },
    {
      role: 'user',
      parts: [{ kind: 'tool-result', callId: 'call_1', content: [{ kind: 'text', text: 'it' }], failed: false }],
    },
  ],
  stream: false,
  streamUsage: true,
  maxTokens: 100,
  temperature: null,
  topP: null,
  topK: null,
  stop: [],
  seed: null,
  presencePenalty: null,
  frequencyPenalty: null,
  format: { kind: 'text' },
  tools: [
    { name: 'find', description: null, strict: null, schema: parseExact(`{"type":"object","maximum":${most}}`) as JsonObject },
  ],
  toolChoice: null,
  parallelTools: null,
  reasoning: null,
  user: null,
  metadata: null,
}
const answer: ChatAnswer = {
  id: 'a1',
  parts: [{ kind: 'tool-call', id: 'call_2', name: 'find', input }],
  stop: 'tool-calls',
  stopSequence: null,
  usage: { uncached: 3, cacheRead: 0, cacheWrite: 0, output: 4, reasoning: 0 },
}

let harness: Harness
let upstream: Scripted
const backends: readonly FormatId[] = ['openai', 'anthropic', 'bedrock-converse', 'gemini']

beforeAll(async () => {
  upstream = await startScripted()
  harness = await startHarness(
    backends.map((wire) =>
      route(wire, [target(upstream.address, { paths: [{ below: '/**', path: '/{rest}' }], model: 'm' })], {
        wire,
        modelName: wire,
      }),
    ),
  )
})
beforeEach(() => {
  upstream.received.length = 0
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const formatOf = (id: FormatId): ChatFormat => formats.find((each) => each.id === id) as ChatFormat
const pairs = formats.flatMap(({ id }) => backends.filter((each) => each !== id).map((backend) => [id, backend] as const))

/** Of a caller with its own client's words, with numbers in every place where arguments stand. */
const ask = async (caller: FormatId, backend: FormatId, stream: boolean): Promise<string> => {
  const { below, json } = formatOf(caller).writeRequest({ ...request, stream }, { model: backend })
  const response = await fetch(`${harness.url}/v2/inference/deployments/${idOf(backend)}${below}`, {
    method: 'POST',
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
    body: JSON.stringify(json),
  })
  const text = await response.text()
  expect(response.status, text).toBe(200)
  return text.replaceAll('\\', '')
}

const play = (backend: FormatId): void => {
  const format = formatOf(backend)
  const writer = format.writeStream(facts, true)
  const events = eventsOf(answer).map((event) => writer.push(event))
  upstream.script = {
    status: 200,
    whole: JSON.stringify(format.writeAnswer(answer, facts)),
    stream: Buffer.from(events.join('') + writer.end()),
    streamType: 'text/event-stream',
    end: 'whole',
  }
}

describe.each(pairs)('numbers with more digits than a double has, of a caller of %s on %s', (caller, backend) => {
  it('keep them in arguments, schemas and answers', async () => {
    play(backend)
    expect(await ask(caller, backend, false)).toMatch(said)
    const sent = upstream.received[0]?.body.toString().replaceAll('\\', '')
    expect(sent).toMatch(said)
    expect(sent).toContain(most)
  })

  it('keep them in streams', async () => {
    // Bedrock's streams are no events; of those a reader of its frames makes the same as of its whole answers.
    if (backend === 'bedrock-converse') return
    play(backend)
    expect(await ask(caller, backend, true)).toMatch(said)
  })
})

it('are refused by name where no number of that size means anything', async () => {
  const call = (body: string) =>
    fetch(`${harness.url}/v2/inference/deployments/${idOf('anthropic')}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
      body,
    })
  const wrong = await call(`{"messages":[{"role":"user","content":${id}}]}`)
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringMatching(/messages\[0\].content.* is a number/)])
  play('anthropic')
  const counted = await call(`{"messages":[{"role":"user","content":"Hi"}],"max_tokens":${id}}`)
  expect(counted.status).toBe(200)
  expect(JSON.parse(String(upstream.received[0]?.body)).max_tokens).toBe(9007199254740992)
})
