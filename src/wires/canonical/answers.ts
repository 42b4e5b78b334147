import type { Buffer } from 'node:buffer'
import { Failure } from '../../domain/failure.ts'
import { count } from '../json-tail.ts'
import { SseReader } from '../openai/sse.ts'
import type { AnswerPart, ChatEvent, ChatUsage, JsonObject } from './chat.ts'
import { deeper, maxDepth } from './depth.ts'
import { parseExact } from './exact-json.ts'
import { isObject } from './fields.ts'
import type { StreamReader } from './format.ts'

/** Longest event that is read: a provider may send an image or all arguments of a call in one. */
const eventBytes = 32 * 1024 * 1024

/** Reads a backend's events; `read` turns one event's JSON into canonical ones. `[DONE]` is OpenAI's end mark. */
export function readSse(read: (json: JsonObject) => Iterable<ChatEvent>): StreamReader {
  let events: ChatEvent[] = []
  let open = false
  const reader = new SseReader((data) => {
    open = false
    if (data === null) return
    const text = data.toString()
    if (text.trim() === '[DONE]') events.push({ kind: 'end' })
    else events.push(...read(parsed(text)))
  }, eventBytes)
  const taken = (): readonly ChatEvent[] => {
    const all = events
    events = []
    return all
  }
  return {
    push(chunk: Buffer) {
      reader.push(chunk)
      open = reader.midEvent
      return taken()
    },
    end() {
      if (open) throw nonsense('the model server closed the stream in the middle of an event')
      return taken()
    },
  }
}

function parsed(text: string): JsonObject {
  try {
    const json = parseExact(text)
    if (isObject(json)) return json
  } catch {
    // told below: the parser's own words are of no use to a caller
  }
  throw nonsense('the model server sent a stream event that is no JSON object')
}

export const nonsense = (message: string): Failure => new Failure('upstream_failed', message, { code: 'upstream_unreadable' })

/** What a backend said that the caller's wire has no word for: told, never dropped. */
export const unheardOf = (what: string): Failure =>
  nonsense(`the model answered with ${what}, which cannot be carried to the caller's API`)

/** Loose readers of what backends say: what is not as expected counts as not said. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
export const countOf = count
export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {})
export const objectsOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])

export const inputOf = (usage: ChatUsage): number => usage.uncached + usage.cacheRead + usage.cacheWrite
export const outputOf = (usage: ChatUsage): number => usage.output + usage.reasoning

export const noUsage: ChatUsage = { uncached: 0, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 }

/** All text of an answer, or null where there is none. */
export const textIn = (parts: readonly AnswerPart[]): string | null => {
  const texts = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []))
  return texts.length === 0 ? null : texts.join('')
}

/** A tool call's arguments as the object that most wires want. Empty text is a call without any. */
export function inputObject(input: string, where: string): JsonObject {
  if (input.trim() === '') return {}
  const trouble = (what: string): Failure =>
    new Failure('invalid', `messages with ${where.slice(0, 100)}: they ${what}`, { target: 'messages' })
  let json: unknown = null
  try {
    json = parseExact(input)
  } catch {
    // told below
  }
  if (!isObject(json)) throw trouble(`are no JSON object: ${input.slice(0, 60)}`)
  if (deeper(json, maxDepth)) throw trouble(`nest objects and arrays deeper than ${maxDepth} levels`)
  return json
}

/** The same of a model's answer: what is wrong there is not the caller's doing. */
export function calledWith(input: string, name: string): JsonObject {
  try {
    return inputObject(input, name)
  } catch {
    throw nonsense(`the model called the tool "${name}" with arguments that are no JSON object`)
  }
}

export const sse = (json: unknown, name?: string): string =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(json)}\n\n`

export const secondsOf = (ms: number): number => Math.floor(ms / 1000)
/** An id of ours where the backend gave none, in the caller's manner: `msg_…`. */
export const idFrom = (prefix: string, requestId: string): string => `${prefix}${requestId.replaceAll('-', '')}`

/** The same of a tool call: unlike in any other answer, since all calls of a conversation come back together. OpenAI takes 40 characters. */
export const callIdFrom = (index: number, requestId: string): string => idFrom(`call_${index}_`, requestId)
