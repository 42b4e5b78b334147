import type { Buffer } from 'node:buffer'
import type { Failure } from '../domain/failure.ts'
import type { TokenUsage } from '../domain/usage.ts'

export type { TokenUsage } from '../domain/usage.ts'

/** A JSON object body: its bytes as they came and what they say. */
export type JsonBody = { readonly bytes: Buffer; readonly json: Readonly<Record<string, unknown>> }

/** What goes upstream, and whether the answer will carry a usage event that the caller did not ask for. */
export type Prepared = { readonly bytes: Buffer; readonly hideUsage: boolean }

/** Looks on while a JSON answer passes; memory is bounded whatever the size of the answer. */
export type JsonWatcher = {
  push(chunk: Buffer): void
  /** Asked once, after the last chunk. */
  usage(): TokenUsage | null
  /** Output tokens of an answer that says no usage, though it surely used some; absent or null: it used none that anyone counts. */
  guess?(): number | null
}

/** Looks on while an event stream passes, and says which bytes go on to the caller. */
export type StreamWatcher = {
  /** The bytes to pass on, or null for none (yet). The very same buffer wherever nothing is hidden. */
  push(chunk: Buffer): Buffer | null
  /** Bytes still held back once the stream has ended. */
  end(): Buffer | null
  usage(): TokenUsage | null
  /** Events that carried a piece of the answer so far, each about one output token: the estimate of a stream that broke. */
  pieces?(): number
  /** Whether the stream's own end marker passed. */
  finished(): boolean
  /** Whether part of an event has been passed on without its end. */
  midEvent(): boolean
  /** Why it makes no sense to go on; asked after every `push` and after `end`. */
  broken?(): Broken | null
  /** The event that tells the caller that the stream broke, where the wire's own would not do; empty where none can be said now. */
  errorEvent?(message: string, code: string): string | Buffer
}

/** `told`: what was passed on says so already, in the format's own way. */
export type Broken = { readonly failure: Failure; readonly told: boolean }

/** What a caller's request says about the answer it wants. */
export type Asked = {
  /** Path below the deployment. */
  readonly below: string
  /** Its `accept` header, or empty. */
  readonly accept: string
}

/** A stream that comes in a framing of its own, and how the caller gets it. */
export type Reframed = { readonly contentType: string; readonly stream: StreamWatcher }

export type RefusalWords = {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
  readonly error: Readonly<Record<string, unknown>>
}

/** An answer in another format than its backend's. */
export type Rewritten = { readonly contentType: string; readonly body: Buffer }

/** A body format of backends: what must be read or changed in a request, and how to count what an answer used. */
export type Wire = {
  readonly id: string
  /** Whether a JSON body of this call has to be read before it is sent. */
  readonly reads: (method: string, below: string) => boolean
  /** Untouched bytes unless the backend's model name differs or usage has to be asked for. */
  readonly prepare: (below: string, body: JsonBody, model: string | null) => Prepared
  /** `below`: the path that was called; what an answer counts may depend on it. */
  readonly watchJson: (below?: string) => JsonWatcher
  readonly watchStream: (hideUsage: boolean, below?: string) => StreamWatcher
  /** For formats whose streams are not server-sent events; null: this content type is none of them. */
  readonly reframe?: (contentType: string, asked: Asked) => Reframed | null
  /**
   * For callers who speak another format: a whole answer, or error, in theirs. Its bytes are then kept until they are complete.
   * Throws `Failure('upstream_failed')`.
   */
  readonly rewrite?: (status: number, body: Buffer) => Rewritten
  /** Looks on at a refusal that may be charged; null: this one is not. `raw` is flat name, value. */
  readonly watchRefusal?: (status: number, raw: readonly string[]) => JsonWatcher | null
  /** Usage that an answer's headers say. Counts where the body says nothing. */
  readonly usageInHeaders?: (raw: readonly string[]) => TokenUsage | null
  /** What the format's own clients look for in a refusal of ours: headers, members of the body, members of its `error`. */
  readonly refusal?: (status: number, message: string) => RefusalWords
  /** Whether calls to this path may say a `service_tier`; absent: none may. */
  readonly tiers?: (below: string) => boolean
  /** The event that tells a caller that its stream broke. */
  readonly errorEvent: (message: string, code: string) => string
  /** For backends that are no language models: what they answer instead of chats, for whoever asks for one. */
  readonly answersInstead?: string
}
