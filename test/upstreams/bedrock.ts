import { setImmediate as turn } from 'node:timers/promises'
import { encodeFrame } from '../../src/wires/event-stream/frames.ts'
import { type AwsKeys, awsRefusal } from './aws-signature.ts'
import { type Got, json, type Listening, listen } from './listen.ts'

export type BedrockUpstream = Listening & {
  readonly behaviour: {
    /** Answers this instead, whatever is asked. */
    answer: { status: number; type: string; message: string } | null
    /** A stream's bytes are changed before they are sent. */
    spoil: ((bytes: Buffer) => Buffer) | null
    /** This exception comes after so many frames. */
    exception: { after: number; type: string; message: string } | null
    /** Bytes of one piece of a stream. */
    pieceBytes: number
  }
}

const region = 'eu-central-1'
export const bedrockKeys: AwsKeys = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken:
    'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==',
}

/** A small real server that speaks Bedrock's runtime and checks every signature. */
export async function startBedrock(now: () => number = Date.now): Promise<BedrockUpstream> {
  const behaviour: BedrockUpstream['behaviour'] = { answer: null, spoil: null, exception: null, pieceBytes: 7 }
  const server = await listen(async (got, response) => {
    const requestId = { 'x-amzn-requestid': 'aws-request-1' }
    const refuse = (status: number, type: string, message: string): void =>
      json(response, status, { message }, { ...requestId, 'x-amzn-errortype': `${type}:http://internal.amazon.com/coral/` })
    const refusal = awsRefusal(got, bedrockKeys, region, 'bedrock', now())
    if (refusal) return refuse(403, ...refusal)
    if (behaviour.answer) return refuse(behaviour.answer.status, behaviour.answer.type, behaviour.answer.message)
    if (got.url.startsWith('/async-invoke')) return json(response, 200, { asyncInvokeSummaries: [] }, requestId)
    const operation = got.url.slice(got.url.lastIndexOf('/') + 1)
    if (operation === 'converse') return json(response, 200, converseAnswer, requestId)
    if (operation === 'invoke') {
      const counts = { 'x-amzn-bedrock-input-token-count': '12', 'x-amzn-bedrock-output-token-count': '5' }
      return json(response, 200, isTitan(got) ? titanEmbedding : anthropicAnswer, { ...requestId, ...counts })
    }
    const frames = operation === 'converse-stream' ? converseFrames() : isTitan(got) ? titanFrames() : anthropicFrames()
    if (behaviour.exception) frames.splice(behaviour.exception.after, Infinity, exceptionFrame(behaviour.exception))
    const bytes = Buffer.concat(frames)
    response.writeHead(200, { ...requestId, 'content-type': 'application/vnd.amazon.eventstream' })
    const sent = behaviour.spoil ? behaviour.spoil(bytes) : bytes
    for (let at = 0; at < sent.length; at += behaviour.pieceBytes) {
      response.write(sent.subarray(at, at + behaviour.pieceBytes))
      await turn()
    }
    response.end()
  })
  return { ...server, behaviour }
}

const isTitan = ({ url }: Got): boolean => url.includes('titan')

export const converseAnswer = {
  metrics: { latencyMs: 321 },
  output: { message: { role: 'assistant', content: [{ text: 'Hello there!' }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 12, outputTokens: 5, totalTokens: 20, cacheReadInputTokens: 2, cacheWriteInputTokens: 1 },
}
export const anthropicAnswer = {
  id: 'msg_bdrk_01',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
  content: [{ type: 'text', text: 'Hello there!' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 12, cache_creation_input_tokens: 1, cache_read_input_tokens: 2, output_tokens: 5 },
}
const titanEmbedding = { embedding: [0.1, -0.2], inputTextTokenCount: 12 }

const event = (type: string, value: unknown): Buffer =>
  encodeFrame(
    { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' },
    Buffer.from(JSON.stringify(value)),
  )

export const converseEvents: readonly [string, unknown][] = [
  ['messageStart', { p: 'abcdefgh', role: 'assistant' }],
  ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hello' }, p: 'abc' }],
  ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: ' \u{1F44B} it\'s "there"\n!' }, p: 'abcdefghijk' }],
  ['contentBlockStop', { contentBlockIndex: 0, p: 'ab' }],
  ['messageStop', { p: 'abcd', stopReason: 'end_turn' }],
  ['metadata', { metrics: { latencyMs: 512 }, p: 'abc', usage: converseAnswer.usage }],
]
export const converseFrames = (): Buffer[] => converseEvents.map(([type, value]) => event(type, value))

/** As Claude's own platform says them; Bedrock adds its metrics to the last. */
export const anthropicEvents: readonly Record<string, unknown>[] = [
  {
    type: 'message_start',
    message: { ...anthropicAnswer, content: [], stop_reason: null, usage: { ...anthropicAnswer.usage, output_tokens: 1 } },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ' there!' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 5 } },
  {
    type: 'message_stop',
    'amazon-bedrock-invocationMetrics': {
      inputTokenCount: 12,
      outputTokenCount: 5,
      invocationLatency: 512,
      firstByteLatency: 200,
      cacheReadInputTokenCount: 2,
      cacheWriteInputTokenCount: 1,
    },
  },
]
const chunkOf = (value: unknown): Buffer =>
  event('chunk', { bytes: Buffer.from(JSON.stringify(value)).toString('base64'), p: 'abcdefghij' })
export const anthropicFrames = (): Buffer[] => anthropicEvents.map(chunkOf)

export const titanEvents: readonly Record<string, unknown>[] = [
  { outputText: 'Hello', index: 0, totalOutputTextTokenCount: null, completionReason: null, inputTextTokenCount: 12 },
  {
    outputText: ' there!',
    index: 0,
    totalOutputTextTokenCount: 5,
    completionReason: 'FINISH',
    inputTextTokenCount: null,
    'amazon-bedrock-invocationMetrics': { inputTokenCount: 12, outputTokenCount: 5, invocationLatency: 9, firstByteLatency: 4 },
  },
]
export const titanFrames = (): Buffer[] => titanEvents.map(chunkOf)

export const exceptionFrame = ({ type, message }: { type: string; message: string }): Buffer =>
  encodeFrame(
    { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' },
    Buffer.from(JSON.stringify({ message })),
  )
