import type { Buffer } from 'node:buffer'
import type { ChatAnswer, ChatEvent, ChatRequest, JsonObject } from './chat.ts'

/** One wire's chat shape, to and from the canonical form. Every wire brings one; `translation.ts` joins any two of them. */
export type ChatFormat = {
  readonly id: FormatId
  /** As callers know it: `Anthropic Messages`. */
  readonly title: string
  /** Fields that the canonical form has under OpenAI's names, as callers of this wire know them. */
  readonly names: Readonly<Record<string, string>>
  /** Throws `Failure('invalid')` at everything that does not get a place in the canonical form. `stream`: what the path says. */
  readonly readRequest: (json: JsonObject, stream: boolean, to: string) => ChatRequest
  /** Throws `Failure('invalid')` at everything that this wire cannot say. */
  readonly writeRequest: (request: ChatRequest, backend: Backend) => Outbound
  /** Longest answer, without reasoning, that `writeRequest` asks for where a caller set no bound; absent: none is written then. */
  readonly usualMaxTokens?: number
  readonly readAnswer: (json: JsonObject, call: CallFacts) => ChatAnswer
  readonly writeAnswer: (answer: ChatAnswer, call: CallFacts) => JsonObject
  readonly readStream: (call: CallFacts) => StreamReader
  readonly writeStream: (call: CallFacts, usageWanted: boolean) => StreamWriter
  /** What an error body says; null where it is none of this wire's. */
  readonly readError: (json: JsonObject) => string | null
  readonly writeError: (status: number, message: string) => JsonObject
  /** The event that tells a streaming caller that its answer broke. */
  readonly errorEvent: (status: number, message: string) => string
}

export type FormatId = 'openai' | 'openai-responses' | 'anthropic' | 'bedrock-converse' | 'gemini'

/** What a request has to know of the backend it goes to. */
export type Backend = {
  /** As the backend calls it. */
  readonly model: string
}

export type Outbound = { readonly below: string; readonly json: JsonObject }

/** What an answer has to know of its call. */
export type CallFacts = {
  /** Unique: ids that a backend did not give are made from it. */
  readonly requestId: string
  /** As the caller named it. */
  readonly model: string
  /** Epoch ms. */
  readonly at: number
  /** What the caller asked, for answers that repeat it. */
  readonly asked: JsonObject
}

/** Events of a stream that comes in pieces cut anywhere. Throws `Failure('upstream_failed')` at what it cannot read. */
export type StreamReader = {
  push(chunk: Buffer): readonly ChatEvent[]
  end(): readonly ChatEvent[]
}

export type StreamWriter = {
  /** Text to send for one event; empty for none yet. */
  push(event: ChatEvent): string
  /** What closes the answer; asked once, after all events of a stream that was whole. */
  end(): string
}
