import type { Buffer } from 'node:buffer'
import { Failure } from '../domain/failure.ts'
import type { Asked, JsonWatcher, StreamWatcher, TokenUsage, Wire } from '../wires/wire.ts'
import { connectionBroke, plainErrorEvent, untranslatable } from './broken-answer.ts'
import { type Answered, boundFlush } from './detachable.ts'
import { dropHead } from './drop-head.ts'
import { toCaller } from './headers.ts'
import { watchPacked } from './packed-answer.ts'
import { unsaidWaits } from './retry.ts'
import type { AnswerHandler } from './upstream/handler.ts'
import { refusalFor } from './upstream-refusal.ts'
import { WholeAnswer } from './whole-answer.ts'

/** Failure code of a caller that stopped reading. */
export const slowReader = 'slow_reader'

/** How an exchange with a target ended. */
export type Outcome =
  | { readonly kind: 'answered' }
  /** Nothing was sent: another target, or another moment, may do. */
  | { readonly kind: 'not-connected'; readonly error: Error }
  /** No answer reached the caller yet: it gets this refusal. */
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** The answer had begun; the caller has been told as far as its format allows, and its connection is cut. */
  | { readonly kind: 'broken'; readonly failure: Failure }
  /** `ended`: how the answer ended that was read on without its caller. */
  | { readonly kind: 'hang-up'; readonly ended?: Outcome }

/** The target said that it worked on nothing: its answer is not for the caller, who is asked for again after `waitMs`. */
export type SetAside = { readonly kind: 'set-aside'; readonly waitMs: number }

export type RelayOptions = {
  readonly response: Answered
  readonly requestId: string
  readonly wire: Wire | undefined
  readonly asked: Asked
  readonly hideUsage: boolean
  /** Asked when the answer begins. No getter: in an object literal it keeps the call alive (`IDIOMS.md`). */
  readonly extraHeaders: () => readonly string[]
  readonly now: () => number
  /** Bound of the time a caller may take to fetch the last bytes once the target has nothing more to say. */
  readonly flushMs: number
  /** Asked at the head of an answer: milliseconds to wait before another attempt, or null where this answer is the caller's. */
  readonly setAside: (status: number, raw: readonly string[]) => number | null
  /** Called when a stream begins: from then on no other attempt is made. */
  readonly streams: () => void
  /** Called when the answer is whole but for its last byte, which the caller gets once `end` is called. */
  readonly beforeEnd: (end: () => void) => void
}

/**
 * One exchange with a target: writes the answer's bytes to the caller as they come, with back
 * pressure, and looks on for usage. The promise in `outcome` settles exactly once.
 */
export class Relay implements AnswerHandler {
  readonly outcome: Promise<Outcome | SetAside>
  phase: 'connecting' | 'waiting' | 'answering' | 'ended' = 'connecting'
  /** When the present wait began: for connection, first byte, next byte, or (paused) for the caller to read. */
  since: number
  paused = false
  eventStream = false
  status = 0
  firstByteAt = 0
  firstDataAt = 0
  /** Whether the request left: from here on a backend may have worked on it. */
  dispatched = false
  readonly #options: RelayOptions
  #settle: (outcome: Outcome | SetAside) => void = () => {}
  #abort: ((error: Error) => void) | null = null
  #resume: () => void = () => {}
  #json: JsonWatcher | null = null
  #stream: StreamWatcher | null = null
  #inHeaders: TokenUsage | null = null
  #whole: WholeAnswer | null = null
  #closeDelimited = false
  #plain = false
  #cancelled: Error | null = null
  #counted: TokenUsage | null | undefined
  #holds = false
  #held: Buffer | null = null
  /** Whether a piece of the answer was written, and its head with it. */
  #begun = false

  constructor(options: RelayOptions) {
    this.#options = options
    this.since = options.now()
    this.outcome = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  usage(): TokenUsage | null {
    if (this.#counted !== undefined) return this.#counted
    const usage = this.#stream?.usage() ?? this.#json?.usage() ?? this.#inHeaders
    if (this.phase === 'ended') this.#counted = usage
    return usage
  }

  /** Pieces of the answer that have passed, where it is a stream: about one output token each. */
  pieces(): number {
    return this.#stream?.pieces?.() ?? (this.eventStream ? (this.#json?.guess?.() ?? 0) : 0)
  }

  /** Output tokens where nobody counted them; null: such an answer uses none. */
  guess(): number | null {
    return this.eventStream ? this.pieces() : (this.#json?.guess?.() ?? null)
  }

  /** Ends the exchange from our side: the caller hung up, or a wait ran out. The target's connection is cut at once. */
  cancel(reason: Failure | 'hang-up'): void {
    if (this.phase === 'ended') return
    const error = new Error(reason === 'hang-up' ? 'the caller hung up' : reason.message)
    this.#cancelled = error
    if (reason === 'hang-up') this.#end({ kind: 'hang-up' })
    else this.#fail(reason)
    this.#abort?.(error)
  }

  onConnect(abort: (error?: Error) => void): void {
    this.#abort = abort
    if (this.#cancelled) {
      abort(this.#cancelled)
      return
    }
    this.phase = 'waiting'
    this.dispatched = true
    this.since = this.#options.now()
  }

  /** A long upload is not a slow first byte. */
  onBodySent(): void {
    this.since = this.#options.now()
  }

  onHeaders(status: number, raw: readonly string[], resume: () => void): boolean {
    const refusal = refusalFor(status, raw)
    if (refusal) {
      this.cancel(refusal)
      return false
    }
    const waitMs = this.#options.setAside(status, raw)
    if (waitMs !== null) {
      this.status = status
      this.#end({ kind: 'set-aside', waitMs })
      this.#abort?.(new Error('another attempt is made'))
      return false
    }
    const { response, requestId, wire, asked, extraHeaders, hideUsage, now } = this.#options
    const extra = status === 429 ? [...extraHeaders(), ...unsaidWaits(raw, now())] : extraHeaders()
    const headers = toCaller(raw, requestId, extra, status < 300 && wire?.reframe ? this.#reframe : null)
    const rewrite = headers.stream ? undefined : wire?.rewrite
    if (rewrite) this.#whole = new WholeAnswer(headers, (body) => rewrite(status, body))
    else {
      // First, because it throws at a header that Node will not send: then nothing has been answered yet.
      response.writeHead(status, headers.flat)
      this.phase = 'answering'
    }
    this.since = now()
    this.firstByteAt = this.since
    this.status = status
    this.eventStream = headers.eventStream && !rewrite
    this.#closeDelimited = headers.closeDelimited
    this.#plain = headers.packed === null
    // Where the length is known the caller has it all with the last byte, not with the end.
    this.#holds = headers.flat.includes('content-length')
    this.#resume = resume
    if (wire && status < 300) {
      if (headers.packed !== null) this.#json = watchPacked(headers.packed, this.eventStream, wire, asked.below)
      else if (this.eventStream) this.#stream = headers.stream ?? wire.watchStream(hideUsage, asked.below)
      else this.#json = wire.watchJson(asked.below)
      this.#inHeaders = wire.usageInHeaders?.(raw) ?? null
    } else if (this.#plain) this.#json = wire?.watchRefusal?.(status, raw) ?? null
    // What came together goes on together: the first piece of the stream may be in the bytes that are being read.
    if (this.eventStream) process.nextTick(this.#flush)
    return true
  }

  onData(chunk: Buffer): boolean {
    if (this.#whole) return this.#keep(this.#whole, chunk)
    if (this.phase !== 'answering') return false
    this.since = this.#options.now()
    if (this.firstDataAt === 0) this.firstDataAt = this.since
    let out: Buffer | null = chunk
    if (this.#stream) out = this.#stream.push(chunk)
    else this.#json?.push(chunk)
    if (this.#holds) [out, this.#held] = [this.#held, chunk]
    if (out !== null) this.#begun = true
    const flows = out === null || this.#options.response.write(out)
    if (this.#stream?.broken && this.#breaks()) return false
    if (flows) return true
    this.paused = true
    this.#options.response.once('drain', this.#onDrain)
    return false
  }

  onComplete(): void {
    if (this.#whole) this.#answerWhole(this.#whole)
    if (this.phase !== 'answering') return
    const rest = this.#stream?.end() ?? null
    if (this.#stream?.broken && this.#breaks()) return
    if (this.#stream && this.#closeDelimited && !this.#stream.finished()) {
      // A connection that just closes is how such a server ends an answer, and how it dies: without the end mark it died.
      if (rest) this.#options.response.write(rest)
      this.#fail(new Failure('upstream_failed', 'the model server closed the stream before its end'))
      return
    }
    const end = (): void => {
      const last = this.#held ?? rest
      if (last) this.#options.response.end(last)
      else this.#options.response.end()
      boundFlush(this.#options.response, this.#options.flushMs)
    }
    this.#end({ kind: 'answered' })
    this.#options.beforeEnd(end)
  }

  onError(error: Error): void {
    if (this.phase === 'ended') return
    if (this.phase === 'connecting') {
      this.#end({ kind: 'not-connected', error })
      return
    }
    this.#fail(connectionBroke(error, this.phase === 'answering'))
  }

  #keep(whole: WholeAnswer, chunk: Buffer): boolean {
    if (this.phase === 'ended') return false
    this.since = this.#options.now()
    this.#json?.push(chunk)
    const failure = whole.push(chunk)
    if (failure) this.cancel(failure)
    return failure === null
  }

  #answerWhole(whole: WholeAnswer): void {
    if (this.phase === 'ended') return
    try {
      const { flat, body } = whole.finish()
      this.#options.response.writeHead(this.status, flat)
      this.phase = 'answering'
      this.#held = body
    } catch (error) {
      this.#fail(error instanceof Failure ? error : untranslatable(error))
    }
  }

  #onDrain = (): void => {
    this.paused = false
    this.since = this.#options.now()
    this.#resume()
  }

  #flush = (): void => {
    if (!this.#begun && this.phase === 'answering') this.#options.response.flushHeaders()
    if (this.phase === 'answering' && this.status < 300) this.#options.streams()
    // What was written in this turn leaves at its end.
    process.nextTick(dropHead, this.#options.response)
  }

  #reframe = (contentType: string) => this.#options.wire?.reframe?.(contentType, this.#options.asked) ?? null

  /** Whether the stream itself is at fault: then this exchange is over, and the target's connection with it. */
  #breaks(): boolean {
    const broken = this.#stream?.broken?.()
    if (!broken) return false
    if (broken.told) {
      this.#options.response.end()
      boundFlush(this.#options.response, this.#options.flushMs)
      this.#end({ kind: 'broken', failure: broken.failure })
    } else this.#fail(broken.failure)
    this.#abort?.(new Error(broken.failure.message))
    return true
  }

  #fail(failure: Failure): void {
    if (this.phase !== 'answering') {
      this.#end({ kind: 'failed', failure })
      return
    }
    const { response, wire } = this.#options
    // Where we do not read the stream we cannot know whether an event is half said: an empty line more does no harm.
    const gap = this.#stream?.midEvent() === false ? '' : '\n\n'
    const own = this.#stream?.errorEvent?.(failure.message, failure.code)
    const told =
      own ?? (this.eventStream && this.#plain ? gap + (wire?.errorEvent ?? plainErrorEvent)(failure.message, failure.code) : '')
    // Destroyed, not ended: without the end of the chunks the caller cannot take a torn answer for a whole one.
    if (told.length === 0 || failure.details.code === slowReader) response.destroy()
    else {
      response.write(told, () => response.destroy())
      boundFlush(this.#options.response, this.#options.flushMs)
    }
    this.#end({ kind: 'broken', failure })
  }

  #end(outcome: Outcome | SetAside): void {
    this.phase = 'ended'
    this.#options.response.off('drain', this.#onDrain)
    this.#settle(outcome)
  }
}
