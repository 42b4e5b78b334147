import { Buffer } from 'node:buffer'
import { constants, type IncomingHttpHeaders, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import { encodings, framed } from './message-reader.ts'
import { type GrpcError, trailersOf } from './status.ts'

/** The caller's side of one call: says messages, and last a status, exactly once. */
export type GrpcAnswer = {
  /** Ended by us, or left by the caller. */
  readonly over: () => boolean
  /** Sent with the first message. */
  metadata(named: ReadonlyMap<string, string>): void
  /** One message, in pieces; resolves when more may be said. */
  say(pieces: readonly Buffer[]): Promise<void>
  /** The only message, or the last, and that all went well. */
  conclude(pieces: readonly Buffer[]): Promise<void>
  succeed(): void
  fail(error: GrpcError): void
}

/** `packs`: whether messages may be compressed with gzip. */
export function makeAnswer(stream: ServerHttp2Stream, packs: boolean): GrpcAnswer {
  let ended = false
  let begun = false
  let trailers: OutgoingHttpHeaders = {}
  let first: OutgoingHttpHeaders = {}
  const over = (): boolean => ended || stream.destroyed || stream.closed

  /** Who has its status stops sending; what is on its way is thrown away, and who goes on is cut. */
  const discardUpload = (): void => {
    if (stream.readableEnded) return
    let left = discardedBytes
    stream.setTimeout(lingerMs, () => stream.close(constants.NGHTTP2_NO_ERROR))
    stream.removeAllListeners('data')
    stream.on('data', (chunk: Buffer) => {
      left -= chunk.length
      if (left < 0) stream.close(constants.NGHTTP2_NO_ERROR)
    })
    stream.resume()
  }

  const begin = (): void => {
    if (begun) return
    begun = true
    stream.once('wantTrailers', () => {
      stream.sendTrailers(trailers)
      discardUpload()
    })
    stream.respond({ ...opening, ...first, ...(packs ? { 'grpc-encoding': 'gzip' } : {}) }, { waitForTrailers: true })
  }

  const end = (status: OutgoingHttpHeaders): void => {
    if (over()) return
    ended = true
    if (begun) {
      trailers = status
      stream.end()
    } else {
      stream.respond({ ...opening, ...status, 'grpc-accept-encoding': encodings.join(',') }, { endStream: true })
      discardUpload()
    }
  }

  return {
    over,
    metadata(named) {
      first = Object.fromEntries(named)
    },
    async say(pieces) {
      const frames = await framed(pieces, packs)
      if (over()) return
      begin()
      let flows = true
      stream.cork()
      for (const piece of frames) flows = stream.write(piece)
      stream.uncork()
      if (!flows) await drained(stream)
    },
    async conclude(pieces) {
      const frames = await framed(pieces, packs)
      if (over()) return
      begin()
      ended = true
      trailers = succeeded
      const length = frames.reduce((sum, frame) => sum + frame.length, 0)
      if (length <= joinBytes) stream.end(Buffer.concat(frames))
      else {
        for (const frame of frames) stream.write(frame)
        stream.end()
      }
    },
    succeed() {
      if (over()) return
      begin()
      end(succeeded)
    },
    fail: (error) => end(trailersOf(error)),
  }
}

const discardedBytes = 8 * 1024 * 1024
const lingerMs = 2_000
/** Up to here one write is cheaper than the copying. */
const joinBytes = 64 * 1024
const succeeded = { 'grpc-status': '0' }
const opening = { ':status': 200, 'content-type': 'application/grpc' }

const drained = (stream: ServerHttp2Stream): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done)
      resolve()
    }
    stream.on('drain', done).on('close', done)
  })

export const isGrpc = (headers: IncomingHttpHeaders): boolean =>
  /^application\/grpc(?:$|[+;])/.test(headers['content-type'] ?? '')

/** `grpc-timeout` in milliseconds; null: none, NaN: unreadable. */
export function timeoutIn(headers: IncomingHttpHeaders): number | null {
  const said = headers['grpc-timeout']
  if (said === undefined) return null
  const [, digits, unit] = /^(\d{1,8})([HMSmun])$/.exec(String(said)) ?? []
  return digits === undefined ? Number.NaN : Number(digits) * (unitMs[unit ?? ''] ?? Number.NaN)
}

const unitMs: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 }

/**
 * A caller's metadata as headers of its call over HTTP: flat name, value list. `group` replaces what it said. What is about the
 * framing of messages is left out, and so are binary values.
 */
export function headersOf(headers: IncomingHttpHeaders, group: string | null): string[] {
  const flat: string[] = []
  for (const name in headers) {
    const value = headers[name]
    if (value === undefined || aboutFraming.test(name) || (group !== null && name === 'ai-resource-group')) continue
    flat.push(name, typeof value === 'string' ? value : value.join(', '))
  }
  if (group !== null) flat.push('ai-resource-group', group)
  return flat
}

const aboutFraming =
  /^(?::.*|grpc-.*|.*-bin|te|trailer|host|expect|upgrade|connection|keep-alive|proxy-connection|transfer-encoding|accept-encoding|content-.*|inference-header-content-length|http2-settings)$/
