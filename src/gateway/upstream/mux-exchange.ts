import type { Buffer } from 'node:buffer'
import { type MuxKind, muxKinds } from '../../domain/mux-frames.ts'
import { malformed, parseHead } from './answer-head.ts'
import { type AnswerHandler, LineError } from './handler.ts'

/** What an exchange says to the other side. */
export type MuxDoor = { tell(exchange: number, kind: MuxKind): void }

/** One request on a connection that carries many: what `Line` is on one of its own. */
export class MuxExchange {
  readonly #number: number
  readonly #door: MuxDoor
  /** Null once it has had its last word. */
  #handler: AnswerHandler | null
  #paused = false
  /** Came while nobody took it. */
  #held: Buffer[] = []
  /** Of the body, as its `content-length` says; `Infinity` where there is none, null before the head. */
  #left: number | null = null
  /** All has come. */
  #whole = false
  #begun = false

  constructor(number: number, door: MuxDoor, handler: AnswerHandler) {
    this.#number = number
    this.#door = door
    this.#handler = handler
  }

  /** False: it is given up before it was sent. */
  begin(): boolean {
    const handler = this.#handler
    try {
      handler?.onConnect((reason) => this.#cut(reason))
    } catch (error) {
      this.#fail(asError(error))
    }
    this.#begun = true
    return this.#handler !== null
  }

  /** True after the last word. */
  hear(kind: number, head: string, body: Buffer): boolean {
    const isLast = kind === muxKinds.answer || kind === muxKinds.end || kind === muxKinds.broken
    this.#whole = isLast
    if (!this.#handler) return isLast
    try {
      if (kind === muxKinds.broken) throw truncated()
      if (kind === muxKinds.answer || kind === muxKinds.begin) this.#head(head)
      this.#count(body.length, isLast)
      if (body.length > 0) this.#data(body)
      if (isLast && !this.#paused) this.#complete()
    } catch (error) {
      this.#cut(asError(error))
    }
    return isLast
  }

  /** The connection is gone. All of the answer may be here all the same: then whoever reads it slowly gets it. */
  broken(why: Error): void {
    if (!this.#whole) this.#fail(why)
  }

  #head(text: string): void {
    if (this.#left !== null) throw malformed('a second head')
    const { status, raw, length } = parseHead(text)
    if (status < 200) throw malformed('an interim answer')
    this.#left = length === -1 ? Number.POSITIVE_INFINITY : length
    if (this.#handler?.onHeaders(status, raw, this.#resume) === false) this.#pause()
  }

  /** Else the caller's connection would carry more or less than its head says. */
  #count(bytes: number, isLast: boolean): void {
    if (this.#left === null) throw malformed('a body without a head')
    this.#left -= bytes
    if (this.#left < 0) throw malformed('a body longer than its content-length')
    if (isLast && this.#left > 0 && this.#left !== Number.POSITIVE_INFINITY) throw truncated()
  }

  #data(piece: Buffer): void {
    if (this.#paused) this.#held.push(piece)
    else if (this.#handler?.onData(piece) === false) this.#pause()
  }

  #complete(): void {
    const handler = this.#handler
    this.#handler = null
    try {
      handler?.onComplete()
    } catch (error) {
      handler?.onError(asError(error))
    }
  }

  #pause(): void {
    if (!this.#handler || this.#paused) return
    this.#paused = true
    if (!this.#whole) this.#door.tell(this.#number, muxKinds.pause)
  }

  #resume = (): void => {
    if (!this.#paused || !this.#handler) return
    this.#paused = false
    try {
      while (this.#held.length > 0) {
        const piece = this.#held.shift() as Buffer
        if (this.#handler.onData(piece) !== false) continue
        this.#paused = true
        return
      }
      if (this.#whole) this.#complete()
      else if (this.#handler) this.#door.tell(this.#number, muxKinds.resume)
    } catch (error) {
      this.#cut(asError(error))
    }
  }

  /** Only while this very exchange is under way. */
  #cut(reason: Error | undefined): void {
    if (!this.#handler) return
    if (this.#begun && !this.#whole) this.#door.tell(this.#number, muxKinds.cancel)
    this.#fail(reason ?? new LineError('ABORTED', 'the request was given up'))
  }

  #fail(error: Error): void {
    const handler = this.#handler
    this.#handler = null
    this.#held = []
    handler?.onError(error)
  }
}

const truncated = (): LineError => new LineError('ANSWER_TRUNCATED', 'the other side broke off in the middle of its answer')

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))
