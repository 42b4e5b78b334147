import { Buffer, isUtf8 } from 'node:buffer'
import { Failure } from '../domain/failure.ts'
import { anthropicMessages } from './anthropic/translate.ts'
import { bedrockConverse } from './bedrock-converse/translate.ts'
import { nonsense } from './canonical/answers.ts'
import type { ChatAnswer, ChatEvent, JsonObject } from './canonical/chat.ts'
import { eventsOf } from './canonical/events-of.ts'
import { parseExact } from './canonical/exact-json.ts'
import { isObject } from './canonical/fields.ts'
import type { CallFacts, ChatFormat, FormatId, StreamWriter } from './canonical/format.ts'
import { mostBudget } from './canonical/reasoning.ts'
import { eventStreamType } from './event-stream/frames.ts'
import { geminiContent } from './gemini/translate.ts'
import { openaiChat } from './openai/translate.ts'
import { openaiResponses } from './openai-responses/translate.ts'

const formats: Readonly<Record<FormatId, ChatFormat>> = {
  openai: openaiChat,
  'openai-responses': openaiResponses,
  anthropic: anthropicMessages,
  'bedrock-converse': bedrockConverse,
  gemini: geminiContent,
}

/** The ends of paths by which each chat API is called; what may come before is `/v1` and the like. */
const plainPaths: ReadonlyMap<string, FormatId> = new Map(
  (
    [
      ['/chat/completions', 'openai'],
      ['/responses', 'openai-responses'],
      ['/messages', 'anthropic'],
      ['/converse', 'bedrock-converse'],
      ['/converse-stream', 'bedrock-converse'],
    ] as const
  ).flatMap(([path, id]) => ['', '/v1', '/openai/v1'].map((before) => [before + path, id] as const)),
)
const modelPaths: readonly (readonly [RegExp, FormatId])[] = [
  [/^\/model\/[^/]+\/converse(-stream)?$/, 'bedrock-converse'],
  [/^(\/[^:]*)?\/models\/[^/:]+:(generateContent|streamGenerateContent)$/, 'gemini'],
]

/** Which chat API a call to this path below a deployment speaks; null: none of them. */
export function chatFormatAt(below: string): FormatId | null {
  const plain = plainPaths.get(below)
  if (plain !== undefined) return plain
  if (!below.includes('/model')) return null
  return modelPaths.find(([pattern]) => pattern.test(below))?.[1] ?? null
}

/** The wire in whose words a caller at this path reads refusals, as far as the path tells. */
export const refusedInWordsOf = (below: string): string | null =>
  chatFormatAt(below) ?? (below.startsWith('/model/') ? bedrockConverse.id : null)

const streams = /(-stream|:streamGenerateContent)$/

/** One call of a caller who speaks one chat API, to a backend that speaks another. */
export type TranslatedCall = {
  /** What goes to the backend. */
  readonly below: string
  readonly query: string
  readonly json: JsonObject
  /** Whether the caller is to get a stream. */
  readonly stream: boolean
  /** Whether its events go in Bedrock's binary frames: `openStream` writes server-sent ones all the same. */
  readonly frames: boolean
  /** A whole answer, or error, in the caller's words; a stream of one piece for whoever asked for a stream. Throws `Failure('upstream_failed')` at what it cannot read or say. */
  readonly answer: (status: number, body: Buffer) => Buffer
  /** Reads the backend's server-sent events, writes the caller's. Both may throw `Failure('upstream_failed')`. */
  readonly openStream: () => { push(chunk: Buffer): Buffer | null; end(): Buffer | null; ended(): boolean }
  /** The event that tells a streaming caller that its answer broke. */
  readonly errorEvent: (status: number, message: string) => string
}

/** `model`: as the backend calls it. */
export type Translatable = {
  readonly below: string
  /** The caller's `accept` header, or empty. */
  readonly accept: string
  readonly json: JsonObject
  readonly model: string
  readonly facts: Omit<CallFacts, 'asked'>
}
export type Translation = (asked: Translatable) => TranslatedCall

/**
 * Null where both speak the same, or one of them none of the chat APIs we know: then nothing is to be done. `capabilities`: of the
 * deployment; most servers of OpenAI's one API have the other too, and say so there.
 */
export function translationBetween(
  caller: FormatId | null,
  backend: string,
  capabilities: readonly string[] = [],
): Translation | null {
  if (caller === null || caller === backend || !isFormat(backend)) return null
  if (caller === 'openai-responses' && backend === 'openai' && capabilities.includes('responses')) return null
  const [from, to] = [formats[caller], formats[backend]]
  return (asked) => translate(from, to, asked)
}

/**
 * Longest answer that a translated request asks for where its caller set no bound; null: it is not translated, or nobody knows.
 * `json`: as the caller wrote it.
 */
export function writtenBound(path: string, json: JsonObject, backend: string): number | null {
  const caller = chatFormatAt(path.endsWith('/') ? path.slice(0, -1) : path)
  if (caller === null || caller === backend || !isFormat(backend)) return null
  const usual = formats[backend].usualMaxTokens ?? null
  if (usual === null || json['additionalModelRequestFields'] !== undefined || json['generationConfig'] !== undefined) return null
  return json['reasoning_effort'] === undefined && json['reasoning'] === undefined ? usual : usual + mostBudget
}

const isFormat = (id: string): id is FormatId => Object.hasOwn(formats, id)

function translate(from: ChatFormat, to: ChatFormat, asked: Translatable): TranslatedCall {
  const call: CallFacts = { ...asked.facts, asked: asked.json }
  const request = from.readRequest(asked.json, streams.test(asked.below), to.title)
  if (request.messages.every(({ parts }) => parts.length === 0))
    throw new Failure('invalid', 'the request has no messages with anything in them', { target: 'messages' })
  const outbound = inNamesOf(from, () => to.writeRequest(request, { model: asked.model }))
  return {
    ...outbound,
    query: to.id === 'gemini' && request.stream ? 'alt=sse' : '',
    stream: request.stream,
    frames: from.id === 'bedrock-converse' && wantsFrames(asked),
    answer: (status, body) => {
      if (status >= 300) return asBytes(from.writeError(status, messageIn(to, body)))
      const answer = to.readAnswer(parsed(body), call)
      return request.stream
        ? Buffer.from(streamed(from.writeStream(call, request.streamUsage), answer))
        : asBytes(from.writeAnswer(answer, call))
    },
    openStream: () => joinStream(from, to, call, request.streamUsage),
    errorEvent: from.errorEvent,
  }
}

/** A refusal names the field as the caller wrote it. */
function inNamesOf<T>(caller: ChatFormat, write: () => T): T {
  try {
    return write()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { target = '' } = error.details
    const name = caller.names[target]
    if (name === undefined || !error.message.startsWith(target)) throw error
    throw new Failure(error.code, name + error.message.slice(target.length), { ...error.details, target: name })
  }
}

const streamed = (writer: StreamWriter, answer: ChatAnswer): string =>
  eventsOf(answer)
    .map((event) => writer.push(event))
    .join('') + writer.end()

/** Bedrock's own clients write the model into the path; others may say what they read. */
const wantsFrames = ({ below, accept }: Translatable): boolean => below.startsWith('/model/') || accept.includes(eventStreamType)

/** Text of an error; of one in an unknown shape its beginning, so that nobody has to guess. */
function messageIn(format: ChatFormat, body: Buffer): string {
  const text = isUtf8(body) ? body.toString() : ''
  try {
    const json: unknown = JSON.parse(text)
    const message = isObject(json) ? format.readError(json) : null
    if (message !== null) return message
  } catch {
    // no JSON: its text will do
  }
  return text.trim().slice(0, 500) || 'the model server gave no reason'
}

function parsed(body: Buffer): JsonObject {
  try {
    const json = parseExact(body.toString())
    if (isObject(json)) return json
  } catch {
    // told below
  }
  throw nonsense('the model server answered with something that is no JSON object')
}

const asBytes = (json: JsonObject): Buffer => Buffer.from(JSON.stringify(json))

function joinStream(from: ChatFormat, to: ChatFormat, call: CallFacts, usageWanted: boolean) {
  const reader = to.readStream(call)
  const writer = from.writeStream(call, usageWanted)
  let stopped = false
  let failed = false
  let closed = false
  const write = (events: readonly ChatEvent[]): string => {
    let text = ''
    for (const event of events) {
      if (failed || closed) break
      if (event.kind === 'stop') stopped = true
      if (event.kind === 'error') failed = true
      text += writer.push(event)
      if (event.kind === 'end' && stopped) {
        closed = true
        text += writer.end()
      }
    }
    return text
  }
  const asChunk = (text: string): Buffer | null => (text === '' ? null : Buffer.from(text))
  return {
    push: (chunk: Buffer) => asChunk(write(reader.push(chunk))),
    end() {
      const text = write(reader.end())
      if (failed || closed) return asChunk(text)
      if (!stopped) throw new Failure('upstream_failed', 'the model server closed the stream before its end')
      closed = true
      return asChunk(text + writer.end())
    },
    /** Whether the caller's own end mark was written. */
    ended: () => closed,
  }
}
