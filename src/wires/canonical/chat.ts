/**
 * One chat call between all wires: what a request asks, what an answer says and what a stream tells, in nobody's own words.
 * Absent parameters are null: the backend's own default then holds.
 */
export type ChatRequest = {
  readonly messages: readonly Message[]
  readonly stream: boolean
  /** Whether a streaming caller wants the usage event that its wire sends only on request. */
  readonly streamUsage: boolean
  readonly maxTokens: number | null
  readonly temperature: number | null
  readonly topP: number | null
  readonly topK: number | null
  readonly stop: readonly string[]
  readonly seed: number | null
  readonly presencePenalty: number | null
  readonly frequencyPenalty: number | null
  readonly format: AnswerFormat
  readonly tools: readonly Tool[]
  readonly toolChoice: ToolChoice | null
  /** Whether the model may call several tools at once. */
  readonly parallelTools: boolean | null
  readonly reasoning: Reasoning | null
  /** The caller's own name for its end user. */
  readonly user: string | null
  readonly metadata: Readonly<Record<string, string>> | null
}

/** Tool results are parts of user messages, as most wires have it. */
export type Message = { readonly role: 'system' | 'user' | 'assistant'; readonly parts: readonly Part[] }

export type Part = TextPart | ImagePart | ToolCallPart | ToolResultPart | ReasoningPart | RedactedPart

/** `cache`: the provider is to keep everything up to here for so long; a hint that changes no answer. */
export type TextPart = { readonly kind: 'text'; readonly text: string; readonly cache?: CacheTime }
export type ImagePart = { readonly kind: 'image'; readonly source: ImageSource; readonly cache?: CacheTime }
/** `detail` is OpenAI's resolution of reading. */
export type ImageSource =
  | { readonly by: 'url'; readonly url: string; readonly mime: string | null; readonly detail?: ImageDetail }
  | { readonly by: 'data'; readonly base64: string; readonly mime: string; readonly detail?: ImageDetail }
export type ImageDetail = 'low' | 'high'
/** `input` is JSON text, as some wires cut it anywhere. */
export type ToolCallPart = {
  readonly kind: 'tool-call'
  readonly id: string
  readonly name: string
  readonly input: string
  readonly cache?: CacheTime
}
export type ToolResultPart = {
  readonly kind: 'tool-result'
  readonly callId: string
  readonly content: readonly (TextPart | ImagePart)[]
  readonly failed: boolean
  readonly cache?: CacheTime
}
/** `signature` proves to the provider that the text is its own; without one most providers do not take reasoning back. */
export type ReasoningPart = { readonly kind: 'reasoning'; readonly text: string; readonly signature: string | null }
/** Reasoning that only the provider can read. */
export type RedactedPart = { readonly kind: 'redacted'; readonly data: string }
export type CacheTime = '5m' | '1h'

export type AnswerFormat =
  | { readonly kind: 'text' }
  | { readonly kind: 'json' }
  | {
      readonly kind: 'schema'
      readonly schema: JsonObject
      readonly name: string | null
      readonly description: string | null
      readonly strict: boolean | null
    }
export type JsonObject = Readonly<Record<string, unknown>>

export type Tool = {
  readonly name: string
  readonly description: string | null
  readonly schema: JsonObject | null
  readonly strict: boolean | null
  readonly cache?: CacheTime
}
export type ToolChoice = { readonly kind: 'auto' | 'none' | 'required' } | { readonly kind: 'one'; readonly name: string }

export type Effort = 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max'
export type Reasoning =
  | { readonly kind: 'off' | 'auto' }
  | { readonly kind: 'effort'; readonly effort: Effort }
  | { readonly kind: 'budget'; readonly tokens: number }

export type StopReason = 'end' | 'length' | 'stop-sequence' | 'tool-calls' | 'content-filter'

/** Tokens, each counted once: no part includes another. `output` is without `reasoning` wherever the provider tells them apart. */
export type ChatUsage = {
  readonly uncached: number
  readonly cacheRead: number
  readonly cacheWrite: number
  readonly output: number
  readonly reasoning: number
}

export type AnswerPart = TextPart | ToolCallPart | ReasoningPart | RedactedPart

export type ChatAnswer = {
  readonly id: string | null
  readonly parts: readonly AnswerPart[]
  readonly stop: StopReason
  /** Which one, where the provider says it. */
  readonly stopSequence: string | null
  readonly usage: ChatUsage | null
}

/** Parts of a streamed answer in order. Arguments of several tool calls may come interleaved: `index` counts the calls from 0. */
export type ChatEvent =
  | { readonly kind: 'start'; readonly id: string | null }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string }
  /** Ends the reasoning that came before it. */
  | { readonly kind: 'signature'; readonly signature: string }
  | { readonly kind: 'redacted'; readonly data: string }
  | { readonly kind: 'tool-start'; readonly index: number; readonly id: string; readonly name: string }
  | { readonly kind: 'tool-input'; readonly index: number; readonly text: string }
  | { readonly kind: 'stop'; readonly reason: StopReason; readonly sequence: string | null }
  /** The whole call so far: a later one replaces an earlier one. */
  | { readonly kind: 'usage'; readonly usage: ChatUsage }
  | { readonly kind: 'error'; readonly status: number; readonly message: string }
  /** The backend's own end mark. */
  | { readonly kind: 'end' }
