import { Buffer } from 'node:buffer'
import { promisify } from 'node:util'
import { gunzip, gzip, type InputType, inflate, type ZlibOptions } from 'node:zlib'
import { GrpcError } from './status.ts'

/** One message as it was sent. */
export type Framed = { readonly compressed: boolean; readonly bytes: Buffer }

/** Before each message. */
export const headBytes = 5

/** Takes messages from a stream: a byte that tells whether it is compressed, its length as u32 (big-endian), the message. */
export class MessageReader {
  readonly #maxBytes: number
  #chunks: Buffer[] = []
  #length = 0
  /** Bytes until the next step: a head, or a head with its message. */
  #wanted = headBytes

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Whether a message has begun and is not whole. */
  get within(): boolean {
    return this.#length > 0
  }

  /** The messages that are whole with this chunk. Throws `GrpcError`. */
  push(chunk: Buffer): readonly Framed[] {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    const messages: Framed[] = []
    while (this.#length >= this.#wanted) {
      const all = this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks)
      const flag = all[0] ?? 0
      const end = headBytes + all.readUInt32BE(1)
      if (flag > 1) throw new GrpcError('internal', 'what came is no gRPC message')
      if (end - headBytes > this.#maxBytes) throw tooLarge(end - headBytes, this.#maxBytes)
      if (all.length >= end) messages.push({ compressed: flag === 1, bytes: all.subarray(headBytes, end) })
      const rest = all.length >= end ? all.subarray(end) : all
      this.#chunks = rest.length > 0 ? [rest] : []
      this.#length = rest.length
      this.#wanted = all.length >= end ? headBytes : end
    }
    return messages
  }
}

const tooLarge = (bytes: number | null, most: number): GrpcError =>
  new GrpcError(
    'resourceExhausted',
    `the message ${bytes === null ? 'unpacks to more than' : `has ${bytes} bytes; the most is`} ${most} bytes (--max-body-mb)`,
  )

type Unpack = (bytes: InputType, options: ZlibOptions) => Promise<Buffer>
const unpackers: Readonly<Record<string, Unpack>> = { gzip: promisify(gunzip), deflate: promisify(inflate) }
export const encodings = ['identity', ...Object.keys(unpackers)]

export function requireEncoding(encoding: string): void {
  if (!encodings.includes(encoding))
    throw new GrpcError('unimplemented', `grpc-encoding "${encoding}" is not known; known are ${encodings.join(', ')}`)
}

/** `encoding`: the call's. Throws `GrpcError`. */
export async function unpacked({ compressed, bytes }: Framed, encoding: string, maxBytes: number): Promise<Buffer> {
  if (!compressed) return bytes
  const unpack = unpackers[encoding]
  if (!unpack) throw new GrpcError('internal', 'the message is marked as compressed, but there is no grpc-encoding')
  try {
    return await unpack(bytes, { maxOutputLength: maxBytes })
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(null, maxBytes)
    throw new GrpcError('invalidArgument', `the message is not ${encoding}, as its grpc-encoding says`)
  }
}

/** Smaller answers gain nothing. */
const leastPackedBytes = 1024
const pack = promisify<InputType, ZlibOptions, Buffer>(gzip)

/** A message with its head, in pieces. */
export async function framed(pieces: readonly Buffer[], packs: boolean): Promise<readonly Buffer[]> {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  if (!packs || length < leastPackedBytes) return [head(0, length), ...pieces]
  const small = await pack(Buffer.concat(pieces), { level: 1 })
  return [head(1, small.length), small]
}

function head(flag: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(headBytes)
  bytes[0] = flag
  bytes.writeUInt32BE(length, 1)
  return bytes
}
