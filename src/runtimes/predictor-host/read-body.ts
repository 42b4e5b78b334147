import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import { freeBytes } from '../../domain/free-bytes.ts'
import { Refusal } from './refusal.ts'

/**
 * The body of a request, unpacked; empty where there is none. Refuses (413) what is longer than `mostBytes`, packed or unpacked. Reads
 * on to the end after a refusal, too: closing on a caller who still sends would cost it the answer.
 */
export async function readBody(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  return unpacked(await received(request, mostBytes), request.headers['content-encoding'], mostBytes)
}

/** A body that is here, as it was before it was packed. Refuses it as `readBody` does. */
export function unpacked(bytes: Buffer, contentEncoding: string | undefined, mostBytes: number): Buffer {
  if (bytes.length > mostBytes) throw tooLarge(mostBytes)
  const encoding = (contentEncoding ?? 'identity').trim().toLowerCase()
  const unpack = unpackers[encoding]
  if (!unpack)
    throw new Refusal(415, `content-encoding "${encoding}" is not known; send ${Object.keys(unpackers).join(', ')} or none`)
  if (encoding === 'identity' || bytes.length === 0) return bytes
  try {
    return unpack(bytes, Math.min(mostBytes, mostUnpackedBytes))
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : ''
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(Math.min(mostBytes, mostUnpackedBytes))
    throw new Refusal(400, `the body is not ${encoding}, as its content-encoding says`)
  }
}

/** A few KB can unpack to any size: what comes packed is bounded more tightly. */
const mostUnpackedBytes = 256 * 1024 * 1024

const unpackers: Readonly<Record<string, (bytes: Buffer, most: number) => Buffer>> = {
  identity: (bytes) => bytes,
  gzip: (bytes, most) => gunzipSync(bytes, { maxOutputLength: most }),
  'x-gzip': (bytes, most) => gunzipSync(bytes, { maxOutputLength: most }),
  // Some clients mean the bare stream by it, others the one with zlib's header: the first byte tells.
  deflate: (bytes, most) =>
    ((bytes[0] ?? 0) & 0x0f) === 0x08
      ? inflateSync(bytes, { maxOutputLength: most })
      : inflateRawSync(bytes, { maxOutputLength: most }),
  br: (bytes, most) => brotliDecompressSync(bytes, { maxOutputLength: most }),
}

/** Of one piece, that piece; of several, which are given back, a new one. */
function joined(chunks: readonly Buffer[]): Buffer {
  if (chunks.length === 1 && chunks[0]) return chunks[0]
  const whole = Buffer.concat(chunks)
  for (const each of chunks) freeBytes(each)
  return whole
}

const received = (request: IncomingMessage, mostBytes: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= mostBytes) chunks.push(chunk)
      else {
        chunks.length = 0
        reject(tooLarge(mostBytes))
      }
    })
    request.on('end', () => resolve(joined(chunks)))
    request.on('error', reject)
  })

const tooLarge = (mostBytes: number): Refusal => new Refusal(413, `the body is larger than ${mostBytes} bytes`)
