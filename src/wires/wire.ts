import type { Buffer } from 'node:buffer'

/** Tokens of one call as the backend counted them. `cachedInputTokens` is part of input, `reasoningTokens` part of output. */
export type TokenUsage = {
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly outputTokens: number
  readonly reasoningTokens: number
}

/** A JSON object body: its bytes as they came and what they say. */
export type JsonBody = { readonly bytes: Buffer; readonly json: Readonly<Record<string, unknown>> }

/** What goes upstream, and whether the answer will carry a usage event that the caller did not ask for. */
export type Prepared = { readonly bytes: Buffer; readonly hideUsage: boolean }

/** Looks on while a JSON answer passes; memory is bounded whatever the size of the answer. */
export type JsonWatcher = {
  push(chunk: Buffer): void
  /** Asked once, after the last chunk. */
  usage(): TokenUsage | null
}

/** Looks on while an event stream passes, and says which bytes go on to the caller. */
export type StreamWatcher = {
  /** The bytes to pass on, or null for none (yet). The very same buffer wherever nothing is hidden. */
  push(chunk: Buffer): Buffer | null
  /** Bytes still held back once the stream has ended. */
  end(): Buffer | null
  usage(): TokenUsage | null
  /** Whether the stream's own end marker passed. */
  finished(): boolean
  /** Whether part of an event has been passed on without its end. */
  midEvent(): boolean
}

/** A body format of backends: what must be read or changed in a request, and how to count what an answer used. */
export type Wire = {
  readonly id: string
  /** Whether a JSON body of this call has to be read before it is sent. */
  readonly reads: (method: string, below: string) => boolean
  /** Untouched bytes unless the backend's model name differs or usage has to be asked for. */
  readonly prepare: (below: string, body: JsonBody, model: string | null) => Prepared
  readonly watchJson: () => JsonWatcher
  readonly watchStream: (hideUsage: boolean) => StreamWatcher
  /** The event that tells a caller that its stream broke. */
  readonly errorEvent: (message: string, code: string) => string
}
