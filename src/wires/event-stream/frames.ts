import { Buffer } from 'node:buffer'
import { crc32 } from 'node:zlib'
import { EventStreamCodec } from '@smithy/eventstream-codec'
import { fromUtf8, toUtf8 } from '@smithy/util-utf8'

export const eventStreamType = 'application/vnd.amazon.eventstream'

/** One message of a binary event stream; headers that are no text are left out. */
export type Frame = { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }

const codec = new EventStreamCodec(toUtf8, fromUtf8)
const preludeBytes = 12
const leastBytes = 16
/** The format's own bounds: 128 KB of headers, 16 MB of payload. */
const mostBytes = 16 + 128 * 1024 + 16 * 1024 * 1024

/**
 * An incremental reader of `application/vnd.amazon.eventstream`: total length, headers length and their CRC, headers, payload, CRC
 * of all. Takes cuts at any byte; the length is believed only once its own CRC is right, so a flipped bit never makes it wait.
 */
export class FrameReader {
  readonly #onFrame: (frame: Frame) => void
  #chunks: Buffer[] = []
  #length = 0
  /** Length of the frame that is coming, once its prelude was checked. */
  #wanted = 0

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame
  }

  /** Whether a part of a frame has come without its end. */
  get midFrame(): boolean {
    return this.#length > 0
  }

  /** Throws an `Error` at the first frame that is not whole; the reader is of no use then. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    while (this.#length >= (this.#wanted || preludeBytes)) {
      if (this.#wanted === 0) this.#wanted = frameLength(this.#peek(preludeBytes))
      if (this.#length < this.#wanted) return
      const frame = this.#take(this.#wanted)
      this.#wanted = 0
      this.#onFrame(decodeFrame(frame))
    }
  }

  #peek(bytes: number): Buffer {
    const [first] = this.#chunks
    if (first && first.length >= bytes) return first
    const all = Buffer.concat(this.#chunks)
    this.#chunks = [all]
    return all
  }

  #take(bytes: number): Buffer {
    const first = this.#peek(bytes)
    this.#length -= bytes
    if (first.length === bytes) this.#chunks.shift()
    else this.#chunks[0] = first.subarray(bytes)
    return first.subarray(0, bytes)
  }
}

export const encodeFrame = (headers: Readonly<Record<string, string>>, body: Uint8Array): Buffer =>
  Buffer.from(
    codec.encode({
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { type: 'string', value }])),
      body,
    }),
  )

function frameLength(prelude: Buffer): number {
  if (crc32(prelude.subarray(0, 8)) !== prelude.readUInt32BE(8)) throw new Error('the checksum of a frame’s length is wrong')
  const length = prelude.readUInt32BE(0)
  if (length < leastBytes || length > mostBytes || prelude.readUInt32BE(4) > length - leastBytes)
    throw new Error(`a frame of ${length} bytes cannot be`)
  return length
}

function decodeFrame(bytes: Buffer): Frame {
  const { headers, body } = codec.decode(bytes)
  const texts: Record<string, string> = {}
  for (const [name, header] of Object.entries(headers)) if (header.type === 'string') texts[name] = header.value
  return { headers: texts, body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) }
}
