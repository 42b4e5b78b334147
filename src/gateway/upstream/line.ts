import { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import type { AnswerHead } from './answer-head.ts'
import { AnswerParser, type AnswerSink } from './answer-parser.ts'
import { BodyPump } from './body-pump.ts'
import type { Connector } from './connect.ts'
import { type AnswerHandler, LineError, type SentRequest } from './handler.ts'
import type { RequestHead } from './request-head.ts'

/** What a line tells its pool. */
export type LineOwner = {
  /** It may carry another request; `keepMs` is how long the other side said that it waits for one, null where it did not. */
  free(line: Line, keepMs: number | null): void
  gone(line: Line): void
  /** The other side ended an exchange in the middle. Told before who waits for the answer is. */
  broke(): void
}

/** Bodies up to this size are copied behind their head, which costs less than a second buffer in the write. */
const joinBytes = 16 * 1024

/** Read on while nobody takes what came: so much of an answer outlives its connection. */
const aheadBytes = 64 * 1024

/** One connection to a target: one exchange at a time, one after the other. */
export class Line implements AnswerSink {
  /** While nobody uses it: until when the pool keeps it. */
  keptUntil = 0
  /** Connecting until it says otherwise. */
  readonly socket: Socket
  readonly #owner: LineOwner
  readonly #parser = new AnswerParser(this)
  #handler: AnswerHandler | null = null
  #pump: BodyPump | null = null
  #keepAlive = false
  #keepMs: number | null = null
  #ended = false

  constructor(connector: Connector, owner: LineOwner) {
    this.#owner = owner
    // Made here, as it lives as long as the connection: elsewhere it would hold the request for which that was opened.
    this.socket = connector.open((chunk) => this.#hear(chunk))
    this.socket.on('end', this.#onEnd).on('error', this.#onError).on('close', this.#onClose)
  }

  /** False from the moment in which either side gave it up. */
  get alive(): boolean {
    return !this.#ended && !this.socket.destroyed
  }

  send(head: RequestHead, { method, body }: SentRequest, handler: AnswerHandler): void {
    this.#handler = handler
    try {
      handler.onConnect((reason) => this.#cut(handler, reason))
    } catch (error) {
      this.#fails(handler, error)
    }
    if (this.#handler !== handler) return
    this.#parser.expect(method === 'HEAD')
    const { text, length } = head
    if (body === null || length === 0) this.socket.write(text, 'latin1')
    else if (Buffer.isBuffer(body)) this.#write(text, body)
    else if (body.destroyed) this.#fail(new LineError('REQUEST_INVALID', "the request's body ended before it was sent"))
    else {
      this.socket.write(text, 'latin1')
      this.#pump = new BodyPump(body, this.socket, length, {
        sent: () => handler.onBodySent(),
        failed: (error) => this.#cut(handler, error),
      })
    }
  }

  /** Ends it, and what is under way on it. */
  destroy(error: Error): void {
    if (this.#handler) this.#fail(error)
    else this.socket.destroy()
  }

  head(head: AnswerHead): boolean {
    this.#keepAlive = head.keepAlive
    this.#keepMs = head.keepAliveMs
    return this.#handler?.onHeaders(head.status, head.raw, this.#resume) ?? false
  }

  data(chunk: Buffer): boolean {
    return this.#handler?.onData(chunk) ?? false
  }

  end(excess: boolean): void {
    const handler = this.#handler
    this.#handler = null
    // An answer before the whole request was taken: what is left of it would look like the next one.
    const whole = !this.#pump?.open && this.socket.writableLength === 0
    this.#pump?.stop()
    this.#pump = null
    if (this.#keepAlive && whole && !excess && this.alive) this.#owner.free(this, this.#keepMs)
    else this.socket.destroy()
    handler?.onComplete()
  }

  #write(head: string, body: Buffer): void {
    const socket = this.socket
    if (body.length <= joinBytes) {
      const bytes = Buffer.allocUnsafe(head.length + body.length)
      bytes.write(head, 'latin1')
      body.copy(bytes, head.length)
      socket.write(bytes)
      return
    }
    socket.cork()
    socket.write(head, 'latin1')
    socket.write(body)
    socket.uncork()
  }

  /** Only while this very exchange is under way. */
  #cut(handler: AnswerHandler, reason: Error | undefined): void {
    if (this.#handler === handler) this.#fail(reason ?? new LineError('ABORTED', 'the request was given up'))
  }

  #fail(error: Error): void {
    const handler = this.#handler
    this.#handler = null
    this.#pump?.stop()
    this.#pump = null
    this.socket.destroy()
    handler?.onError(error)
  }

  #hear(chunk: Buffer): void {
    const handler = this.#handler
    // Nobody asked: what comes now must not be taken for the answer to the next request.
    if (!handler) {
      this.socket.destroy()
      return
    }
    try {
      this.#parser.push(chunk)
      if (this.#handler && this.#parser.paused && this.#parser.waiting >= aheadBytes) this.socket.pause()
    } catch (error) {
      this.#fails(handler, error)
    }
  }

  #resume = (): void => {
    const handler = this.#handler
    if (!handler || !this.#parser.paused) return
    try {
      this.#parser.resume()
      if (this.#parser.paused) return
      if (this.#ended) this.#parser.close()
      else this.socket.resume() // also where that was the answer's end: the next one is to flow
    } catch (error) {
      this.#fails(handler, error)
    }
  }

  #onEnd = (): void => {
    this.#ended = true
    const handler = this.#handler
    if (!handler) this.socket.destroy()
    if (!handler || this.#parser.paused) return
    try {
      this.#parser.close()
    } catch (error) {
      this.#owner.broke()
      this.#fails(handler, error)
    }
  }

  /** A handler that throws ends its exchange, as an answer that cannot be read does. */
  #fails(handler: AnswerHandler, thrown: unknown): void {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    if (this.#handler === handler) this.#fail(error)
    else {
      this.socket.destroy()
      handler.onError(error)
    }
  }

  #onError = (error: Error): void => {
    if (!this.#handler) return
    this.#owner.broke()
    this.#fail(error)
  }

  #onClose = (): void => {
    // All of the answer may be here although the connection is gone; whoever reads it slowly gets it all the same.
    if (this.#handler && !(this.#ended && this.#parser.paused)) {
      this.#owner.broke()
      this.#fail(new LineError('CONNECTION_CLOSED', 'the connection was closed'))
    }
    this.#owner.gone(this)
  }
}
