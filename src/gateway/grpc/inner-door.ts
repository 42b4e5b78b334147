import { Buffer } from 'node:buffer'
import { createServer, type RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import { duplexPair, Readable } from 'node:stream'
import { CallerRequest } from '../caller-request.ts'
import { CallerResponse } from '../caller-response.ts'
import type { Connector } from '../upstream/connect.ts'
import { makeLinePool } from '../upstream/pool.ts'
import type { InnerAnswer } from './dialect.ts'
import { GrpcError } from './status.ts'

/** Takes HTTP calls that come from inside, over pipes in memory: what serves them need not know. */
export type InnerDoor = {
  /** `headers`: flat name, value list, lower-case names. `onAbort` is told how to call it off. */
  send(request: SentInside, onAbort: (abort: () => void) => void): Promise<InnerAnswer>
  tick(now: number): void
  close(): void
}

export type SentInside = {
  readonly method: string
  readonly path: string
  readonly headers: readonly string[]
  readonly body: readonly Buffer[]
}

export type InnerDoorDeps = {
  readonly listener: RequestListener
  readonly now: () => number
  /** `setImmediate`. */
  readonly atTurnEnd: (act: () => void) => unknown
  readonly maxAnswerBytes: number
}

/** Up to here one buffer is cheaper than a stream. */
const joinBytes = 64 * 1024

export function makeInnerDoor({ listener, now, atTurnEnd, maxAnswerBytes }: InnerDoorDeps): InnerDoor {
  const options = { keepAliveTimeout: 600_000, noDelay: false, IncomingMessage: CallerRequest, ServerResponse: CallerResponse }
  const server = createServer(options, listener)
  const open: Connector['open'] = (heard) => {
    const [near, far] = duplexPair()
    near.on('data', heard)
    // There is no timer on this way: both ends are ours.
    const ended = Object.assign(far, { setTimeout: () => far })
    // Each end has to be told of the other's.
    near.once('close', () => far.destroy())
    far.once('close', () => near.destroy())
    server.emit('connection', ended)
    process.nextTick(() => near.emit('connect'))
    // The pool uses no more of a socket than any duplex stream has.
    return near as Socket
  }
  const pool = makeLinePool({ connector: { host: 'inside', readyEvent: 'connect', open }, connectMs: 10_000, now, atTurnEnd })

  return {
    send: ({ method, path, headers, body }, onAbort) =>
      new Promise((resolve, reject) => {
        const length = body.reduce((sum, piece) => sum + piece.length, 0)
        const sent = {
          method,
          path,
          headers: length > 0 ? [...headers, 'content-length', String(length)] : headers,
          body: length === 0 ? null : length <= joinBytes ? Buffer.concat(body) : streamOf(body),
        }
        let status = 0
        let bytes = 0
        const named = new Map<string, string>()
        const chunks: Buffer[] = []
        let cut = (): void => {}
        onAbort(() => cut())
        pool.dispatch(sent, {
          onConnect(abort) {
            cut = abort
          },
          onBodySent() {},
          onHeaders(code, raw) {
            status = code
            for (let at = 0; at + 1 < raw.length; at += 2) named.set((raw[at] as string).toLowerCase(), raw[at + 1] as string)
            return true
          },
          onData(chunk) {
            bytes += chunk.length
            if (bytes > maxAnswerBytes) {
              reject(new GrpcError('resourceExhausted', `the answer is larger than ${maxAnswerBytes} bytes`))
              cut()
              return false
            }
            chunks.push(chunk)
            return true
          },
          onComplete() {
            const only = chunks.length === 1 ? chunks[0] : undefined
            resolve({ status, headers: named, body: only ?? Buffer.concat(chunks) })
          },
          onError: (error) =>
            reject(
              'code' in error && error.code === 'REQUEST_INVALID'
                ? new GrpcError('invalidArgument', `the metadata cannot be passed on: ${error.message}`)
                : new GrpcError('internal', 'the model server broke its answer off'),
            ),
        })
      }),
    tick: (at) => pool.tick(at),
    close() {
      pool.destroy()
    },
  }
}

function streamOf(pieces: readonly Buffer[]): Readable {
  // An empty piece would be none: nobody asked for more after it.
  const left = pieces.filter(({ length }) => length > 0).reverse()
  return new Readable({
    read() {
      this.push(left.pop() ?? null)
    },
  })
}
