import { Buffer } from 'node:buffer'
import type { LoggedBody } from '../telemetry/inference-log-record.ts'
import type { Answered } from './detachable.ts'

/** Bytes kept by all calls together. What does not fit is not kept. */
export type Room = {
  /** How much of it may be kept; taken until it is given back. */
  take(bytes: number): number
  giveBack(bytes: number): void
}

export function makeRoom(maxBytes: number): Room {
  let left = maxBytes
  return {
    take(bytes) {
      const taken = Math.min(bytes, left)
      left -= taken
      return taken
    },
    giveBack(bytes) {
      left += bytes
    },
  }
}

/** The beginning of a body, as far as bound and room allow. */
export class Kept {
  contentType = ''
  #length = 0
  #bytes = 0
  #full = false
  readonly #chunks: Buffer[] = []
  readonly #maxBytes: number
  readonly #room: Room

  constructor(maxBytes: number, room: Room) {
    this.#maxBytes = maxBytes
    this.#room = room
  }

  /** Copied: a chunk is a window on a buffer that may be much larger. */
  push(chunk: Buffer): void {
    this.#length += chunk.length
    const wanted = Math.min(chunk.length, this.#maxBytes - this.#bytes)
    if (wanted <= 0 || this.#full) return
    const taken = this.#room.take(wanted)
    // What is kept is a beginning, without holes.
    this.#full = taken < wanted
    this.#bytes += taken
    if (taken > 0) this.#chunks.push(Buffer.from(chunk.subarray(0, taken)))
  }

  /** Bytes that passed where nobody could look at them. */
  passed(length: number): void {
    this.#length += length
  }

  body(): LoggedBody {
    return { bytes: Buffer.concat(this.#chunks), contentType: this.contentType, length: this.#length }
  }

  giveBack(): void {
    this.#room.giveBack(this.#bytes)
    this.#bytes = 0
    this.#chunks.length = 0
  }
}

/** Looks on at what the caller gets. What is written goes out as it did, whatever happens here. */
export function tap(response: Answered, kept: Kept): void {
  const { write, end, writeHead } = response
  const push = (chunk: unknown, encoding: unknown): void => {
    if (typeof chunk === 'string')
      kept.push(Buffer.from(chunk, Buffer.isEncoding(String(encoding)) ? (encoding as 'utf8') : 'utf8'))
    else if (chunk instanceof Uint8Array) kept.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
  }
  response.write = ((...args: Parameters<typeof write>) => {
    push(args[0], args[1])
    return write.apply(response, args)
  }) as typeof write
  response.end = ((...args: [...Parameters<typeof end>, encoding?: unknown]) => {
    push(args[0], args[1])
    return Reflect.apply(end, response, args)
  }) as typeof end
  response.writeHead = ((...args: Parameters<typeof writeHead>) => {
    kept.contentType = typeIn(args.at(-1))
    return writeHead.apply(response, args)
  }) as typeof writeHead
}

/** Of a flat name, value list, or an object with lower-case names. */
function typeIn(headers: unknown): string {
  if (Array.isArray(headers)) {
    const at = headers.findIndex((each, index) => index % 2 === 0 && each === 'content-type')
    return at === -1 ? '' : String(headers[at + 1])
  }
  const named = (headers ?? {}) as Readonly<Record<string, unknown>>
  return typeof named === 'object' ? String(named['content-type'] ?? '') : ''
}
