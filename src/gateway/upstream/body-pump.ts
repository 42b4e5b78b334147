import type { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import { PassThrough, type Readable } from 'node:stream'
import { freeBytes } from '../../domain/free-bytes.ts'
import { CallerRequest } from '../caller-request.ts'
import { LineError } from './handler.ts'

/** A body on its way, whose pieces nobody keeps: once a piece has been sent its memory is given back. */
export class PassingBody extends PassThrough {}

/** What is left of a body is not wanted. With a caller's request its connection would end: that goes on, and the rest is read elsewhere. */
export const dropBody = (body: Readable): unknown => body instanceof CallerRequest || body.destroy()

/** Carries a request's body from a stream to a connection, no faster than it takes it, and counts that it is as long as was said. */
export class BodyPump {
  readonly #from: Readable
  readonly #to: Socket
  readonly #on: { sent(): void; failed(error: Error): void }
  #left: number
  #open = true

  constructor(from: Readable, to: Socket, length: number, on: { sent(): void; failed(error: Error): void }) {
    this.#from = from
    this.#to = to
    this.#on = on
    this.#left = length
    from.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onError).on('close', this.#onClose)
    to.on('drain', this.#onDrain)
  }

  /** Whether there is more to send. */
  get open(): boolean {
    return this.#open
  }

  /** The rest is not wanted. */
  stop(): void {
    if (!this.#open) return
    this.#detach()
    this.#from.on('error', () => {}) // nobody waits for it any more
    dropBody(this.#from)
  }

  #onData = (chunk: Buffer): void => {
    this.#left -= chunk.length
    if (this.#left < 0) {
      this.#fail('is longer than its content-length')
      return
    }
    const passes = this.#from instanceof CallerRequest || this.#from instanceof PassingBody
    const done = passes ? () => freeBytes(chunk) : undefined
    if (!this.#to.write(chunk, done)) this.#from.pause()
    this.#on.sent()
  }

  #onDrain = (): void => {
    this.#on.sent()
    this.#from.resume()
  }

  #onEnd = (): void => {
    if (this.#left > 0) {
      this.#fail('is shorter than its content-length')
      return
    }
    this.#detach()
    this.#on.sent()
  }

  #onError = (error: Error): void => {
    this.#detach()
    this.#on.failed(error)
  }

  #onClose = (): void => this.#fail('ended too early')

  #fail(how: string): void {
    this.stop()
    this.#on.failed(new LineError('REQUEST_INVALID', `the request's body ${how}`))
  }

  #detach(): void {
    this.#open = false
    this.#from.off('data', this.#onData).off('end', this.#onEnd).off('error', this.#onError).off('close', this.#onClose)
    this.#to.off('drain', this.#onDrain)
  }
}
