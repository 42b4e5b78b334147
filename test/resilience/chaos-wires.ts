import { Buffer } from 'node:buffer'
import { encodeFrame } from '../../src/wires/event-stream/frames.ts'
import { anthropicAnswer, anthropicEvents, converseAnswer, converseEvents, converseFrames } from '../upstreams/bedrock.ts'
import { geminiAnswer, geminiEvents } from '../upstreams/gemini.ts'

/** How a backend of one wire is asked, and what it says when all is well. */
export type ChaosWire = {
  readonly name: string
  readonly wire: string
  /** Paths below the deployment. */
  readonly below: { readonly whole: string; readonly stream: string }
  readonly body: { readonly whole: object; readonly stream: object }
  readonly answer: Buffer
  /** Each event as its own bytes. */
  readonly events: readonly Buffer[]
  readonly streamType: string
  /** One event, or answer, with this as its text. */
  readonly saying: { readonly whole: (text: Buffer) => Buffer; readonly event: (text: Buffer) => Buffer }
  /** The event of plain text that another may take the place of; default: the third. */
  readonly textAt?: number
  /** The caller speaks another API than the backend. */
  readonly translated: boolean
  /** Of the deployment. */
  readonly capabilities?: readonly string[]
}

const mark = '~mark~'
/** The JSON text of a value in which `mark` is replaced by bytes, however bad. */
const json = (value: unknown, text: Buffer): Buffer => {
  const [before = '', after = ''] = JSON.stringify(value).split(mark)
  return Buffer.concat([Buffer.from(before), text, Buffer.from(after)])
}
const plainly = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
const sse = (data: Buffer, event = ''): Buffer =>
  Buffer.concat([Buffer.from(`${event === '' ? '' : `event: ${event}\n`}data: `), data, Buffer.from('\n\n')])

const messages = [{ role: 'user', content: 'Hello' }]
const chatBody = {
  whole: { model: 'm', messages },
  stream: { model: 'm', messages, stream: true, stream_options: { include_usage: true } },
}
const usage = { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 }
const chunk = (content: string) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta: { content } }],
})
const completion = (content: string) => ({
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage,
})
const openai: ChaosWire = {
  name: 'openai',
  wire: 'openai',
  below: { whole: '/chat/completions', stream: '/chat/completions' },
  body: chatBody,
  answer: plainly(completion('Hello')),
  events: [
    ...['Hello', ' there', '!'].map((word) => sse(plainly(chunk(word)))),
    sse(plainly({ ...chunk(''), choices: [], usage })),
    Buffer.from('data: [DONE]\n\n'),
  ],
  streamType: 'text/event-stream',
  saying: { whole: (text) => json(completion(mark), text), event: (text) => sse(json(chunk(mark), text)) },
  translated: false,
}

const delta = (text: string) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })
const anthropic: ChaosWire = {
  name: 'anthropic',
  wire: 'anthropic',
  below: { whole: '/messages', stream: '/messages' },
  body: { whole: { model: 'm', max_tokens: 9, messages }, stream: { model: 'm', max_tokens: 9, messages, stream: true } },
  answer: plainly(anthropicAnswer),
  events: anthropicEvents.map((event) => sse(plainly(event), String(event['type']))),
  streamType: 'text/event-stream',
  saying: {
    whole: (text) => json({ ...anthropicAnswer, content: [{ type: 'text', text: mark }] }, text),
    event: (text) => sse(json(delta(mark), text), 'content_block_delta'),
  },
  translated: false,
}

const converseBody = { messages: [{ role: 'user', content: [{ text: 'Hello' }] }] }
const frame = (type: string, content: Buffer): Buffer =>
  encodeFrame({ ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' }, content)
const bedrock: ChaosWire = {
  name: 'bedrock-converse',
  wire: 'bedrock-converse',
  below: { whole: '/converse', stream: '/converse-stream' },
  body: { whole: converseBody, stream: converseBody },
  answer: plainly(converseAnswer),
  events: converseFrames(),
  streamType: 'application/vnd.amazon.eventstream',
  saying: {
    whole: (text) => json({ ...converseAnswer, output: { message: { role: 'assistant', content: [{ text: mark }] } } }, text),
    event: (text) => frame('contentBlockDelta', json({ contentBlockIndex: 0, delta: { text: mark } }, text)),
  },
  translated: false,
}
if (converseEvents.length !== bedrock.events.length) throw new Error('an event is no frame of its own')

const said = (text: string) => ({ ...geminiAnswer, candidates: [{ content: { role: 'model', parts: [{ text }] } }] })
const geminiBody = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] }
const gemini: ChaosWire = {
  name: 'gemini',
  wire: 'gemini',
  below: { whole: '/models/m:generateContent', stream: '/models/m:streamGenerateContent' },
  body: { whole: geminiBody, stream: geminiBody },
  answer: plainly(geminiAnswer),
  events: geminiEvents.map((event) => sse(plainly(event))),
  // The third says the end.
  textAt: 1,
  streamType: 'text/event-stream',
  saying: { whole: (text) => json(said(mark), text), event: (text) => sse(json(said(mark), text)) },
  translated: false,
}

const responded = (text: string, status = 'completed') => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  status,
  model: 'm',
  output: [
    { type: 'message', id: 'msg_1', role: 'assistant', status, content: [{ type: 'output_text', text, annotations: [] }] },
  ],
  usage: status === 'completed' ? { input_tokens: 12, output_tokens: 5, total_tokens: 17 } : null,
})
const typed = (event: { readonly type: string }): Buffer => sse(plainly(event), event.type)
const textDelta = (delta: string) => ({
  type: 'response.output_text.delta',
  item_id: 'msg_1',
  output_index: 0,
  content_index: 0,
  delta,
})
const responsesBody = {
  whole: { model: 'm', input: 'Hello', store: false },
  stream: { model: 'm', input: 'Hello', store: false, stream: true },
}
const responses: ChaosWire = {
  name: 'openai-responses',
  wire: 'openai',
  capabilities: ['chat', 'responses'],
  below: { whole: '/responses', stream: '/responses' },
  body: responsesBody,
  answer: plainly(responded('Hello')),
  events: [
    typed({ type: 'response.created', ...{ response: responded('', 'in_progress') } }),
    ...['Hello', ' there', '!'].map((word) => typed(textDelta(word))),
    typed({ type: 'response.completed', ...{ response: responded('Hello there!') } }),
  ],
  streamType: 'text/event-stream',
  saying: {
    whole: (text) => json(responded(mark), text),
    event: (text) => sse(json(textDelta(mark), text), 'response.output_text.delta'),
  },
  translated: false,
}

const unknown: ChaosWire = { ...openai, name: 'a wire that we do not know', wire: 'anything' }
/** What Bedrock's own clients ask, and are answered in binary events. */
const inFrames: ChaosWire = {
  ...bedrock,
  name: 'bedrock-converse in frames',
  below: { whole: '/model/m/converse', stream: '/model/m/converse-stream' },
}
const spoken = (caller: ChaosWire, backend: ChaosWire): ChaosWire => ({
  ...backend,
  name: `${caller.name} spoken to ${backend.name}`,
  below: caller.below,
  body: caller.body,
  capabilities: ['chat'],
  translated: true,
})
/** A whole answer has an end in its own words, too: without one a translated stream is torn. */
const ending = sse(plainly({ ...chunk('!'), choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }))
const openaiEnding: ChaosWire = { ...openai, events: openai.events.with(2, ending), textAt: 1 }

export const chaosWires: readonly ChaosWire[] = [
  openai,
  responses,
  anthropic,
  bedrock,
  inFrames,
  gemini,
  unknown,
  spoken(openai, anthropic),
  spoken(openai, bedrock),
  spoken(openai, gemini),
  spoken(responses, openaiEnding),
  spoken(anthropic, openaiEnding),
  spoken(inFrames, openaiEnding),
  spoken(gemini, openaiEnding),
]
