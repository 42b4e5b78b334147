import type { Buffer } from 'node:buffer'
import type { Readable } from 'node:stream'

/** One request as it goes out. */
export type SentRequest = {
  readonly method: string
  /** With query, as it is written in the request's first line. */
  readonly path: string
  /** Flat name, value list, lower-case names. `host`, `connection` and the length are added; a stream's length must be among them. */
  readonly headers: readonly string[]
  readonly body: Buffer | Readable | null
}

/** Hears of one exchange. After `onConnect` the last word is exactly one of `onComplete` and `onError`. */
export type AnswerHandler = {
  /** A connection is there and the request is about to leave; `abort` cuts the connection at once. */
  onConnect(abort: (error?: Error) => void): void
  /** A piece of a streamed body was handed to the connection. */
  onBodySent(): void
  /**
   * The answer's head; interim ones (1xx) are not told. `raw`: flat name, value list with names as they were written. False
   * holds the rest back until `resume`.
   */
  onHeaders(status: number, raw: readonly string[], resume: () => void): boolean
  /** A piece of the body, framing taken off; the memory is the handler's to keep. False holds the rest back until `resume`. */
  onData(chunk: Buffer): boolean
  onComplete(): void
  /** Without an `onConnect` before: nothing has been sent. */
  onError(error: Error): void
}

export type LineTrouble =
  /** The request cannot be written as HTTP. */
  | 'REQUEST_INVALID'
  | 'CONNECT_TIMEOUT'
  /** The other side closed before it said anything. */
  | 'CONNECTION_CLOSED'
  /** The other side closed in the middle of its answer. */
  | 'ANSWER_TRUNCATED'
  /** What came is no HTTP/1.1 answer, or one that two readers may read in two ways. */
  | 'ANSWER_MALFORMED'
  | 'HEAD_TOO_LARGE'
  | 'ABORTED'

/** What went wrong on a connection to a target, where the system had no word for it. */
export class LineError extends Error {
  readonly code: LineTrouble

  constructor(code: LineTrouble, message: string) {
    super(message)
    this.code = code
  }
}
