import type { Buffer } from 'node:buffer'
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'

/** What is read of a request; Node's has it. */
export type Request = {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: IncomingHttpHeaders
}

/** What is done with an answer; Node's can do it. */
export type Response = {
  readonly headersSent: boolean
  /** Nobody reads it any more. */
  readonly destroyed: boolean
  /** Bytes that wait for the other side to take them. */
  readonly writableLength: number
  writeHead(status: number, headers: OutgoingHttpHeaders): unknown
  write(piece: Buffer | string): unknown
  end(last?: Buffer | string): unknown
  /** Without its end: what has been sent of it is no answer. */
  destroy(): unknown
}
