import type { Buffer } from 'node:buffer'
import type { IncomingHttpHeaders as Http1Headers } from 'node:http'
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import type { Route } from '../../domain/route.ts'
import type { Log } from '../../telemetry/logger.ts'
import type { GrpcCall, GrpcDialect, GrpcMethod } from './dialect.ts'
import { type GrpcAnswer, headersOf, isGrpc, makeAnswer, timeoutIn } from './grpc-stream.ts'
import { healthProto, healthService, makeHealth } from './health.ts'
import type { InnerDoor } from './inner-door.ts'
import { type HeldBytes, makeMemory } from './memory.ts'
import { type Framed, headBytes, MessageReader, requireEncoding, unpacked } from './message-reader.ts'
import { makeReflection } from './reflection.ts'
import { errorOf, GrpcError, metadataOf } from './status.ts'

export type GrpcDoor = {
  /** Whether a request is a gRPC call. */
  takes(headers: IncomingHttpHeaders): boolean
  take(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void
  /** From now on calls are refused; those under way go on, watches end. */
  drain(): void
}

export type GrpcDoorDeps = {
  readonly dialect: GrpcDialect
  readonly inner: Pick<InnerDoor, 'send'>
  /** Throws `Failure('unauthenticated')`. */
  readonly identify: (headers: Http1Headers) => unknown
  readonly routes: () => Iterable<Route>
  /** Whether there is a table of deployments; `firstTable` waits for one, for a while. */
  readonly ready: () => boolean
  readonly firstTable: () => Promise<unknown>
  readonly clock: Clock
  readonly log: Log
  readonly version: string
  readonly maxMessageBytes: number
  /** Longest pause in a message that is awaited. */
  readonly idleMs: number
}

/** Messages of one stream that are worked on at one time. */
const streamAhead = 8
/** Messages of the largest size that all callers together may be sending. */
const largestAtOnce = 8

/** gRPC calls, whichever port they come to: each becomes a call over HTTP through the platform's own door. */
export function makeGrpcDoor(deps: GrpcDoorDeps): GrpcDoor {
  let draining = false
  const memory = makeMemory((deps.maxMessageBytes + headBytes) * largestAtOnce)
  const serving = (): boolean => !draining && deps.ready()
  const { services, protoFile } = deps.dialect
  const health = makeHealth(services, serving)
  const reflection = makeReflection([...services, healthService], [protoFile, healthProto])

  /** Who is not known is told so before its message is read; the platform's own door counts and words it. */
  const identified = async (headers: IncomingHttpHeaders, send: GrpcCall['send']): Promise<void> => {
    if (!deps.ready()) await deps.firstTable()
    try {
      deps.identify(headers)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      throw errorOf(await send({ method: 'GET', path: '/' }))
    }
  }

  const serve = async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, answer: GrpcAnswer): Promise<void> => {
    if (draining) throw new GrpcError('unavailable', 'this server is being stopped; call again')
    const path = headers[':path'] ?? ''
    const method = health(path) ?? reflection(path) ?? deps.dialect.method(path, headers[':authority'] ?? '', deps.routes)
    if (!method) throw new GrpcError('unimplemented', `there is no method "${path}"`)
    const encoding = String(headers['grpc-encoding'] ?? 'identity')
    requireEncoding(encoding)
    const timeoutMs = timeoutIn(headers)
    if (Number.isNaN(timeoutMs)) throw new GrpcError('invalidArgument', `grpc-timeout is "${headers['grpc-timeout']}"`)
    if (timeoutMs !== null) failAfter(deps.clock, timeoutMs, stream, answer)
    const unpack = (message: Framed): Promise<Buffer> | Buffer =>
      message.compressed ? unpacked(message, encoding, deps.maxMessageBytes) : message.bytes
    const held = memory.of()
    stream.once('close', held.close)
    if (method.kind === 'watch') return watch(method, stream, answer, unpack, held)

    const metadata = headersOf(headers, method.group)
    let told = false
    const send: GrpcCall['send'] = async ({ method: verb, path: inner, headers: more = [], body = [] }) => {
      let abort = (): void => {}
      const left = (): void => abort()
      stream.once('close', left)
      try {
        const sent = { method: verb, path: inner, headers: [...metadata, ...more], body }
        const got = await deps.inner.send(sent, (cut) => {
          abort = cut
        })
        if (!told) answer.metadata(metadataOf(got.headers))
        told = true
        return got
      } finally {
        stream.off('close', left)
      }
    }
    const call: GrpcCall = { send, serving, version: deps.version }
    if (method.kind === 'stream' || !method.open) await identified(headers, send)
    if (answer.over()) return
    if (method.kind === 'stream') return converse(method, stream, answer, unpack, held, call)
    const message = await unpack(await only(stream, deps, held))
    const pieces = await method.answer(message, call)
    await answer.conclude(pieces)
  }

  /** Answers in the order of the messages, several of which are under way at one time. */
  const converse = async (
    method: GrpcMethod & { kind: 'stream' },
    stream: ServerHttp2Stream,
    answer: GrpcAnswer,
    unpack: (message: Framed) => Promise<Buffer> | Buffer,
    held: HeldBytes,
    call: GrpcCall,
  ): Promise<void> => {
    let ahead = 0
    let last = Promise.resolve()
    const broken = Promise.withResolvers<never>()
    const taken = eachMessage(stream, deps.maxMessageBytes, held, (message) => {
      ahead += 1
      if (ahead >= streamAhead) stream.pause()
      const working = (async () => method.answer(await unpack(message), call))()
      working.catch(() => {}) // told when its turn comes
      last = last
        .then(async () => answer.say(await working))
        .then(() => {
          ahead -= 1
          held.free(message.bytes.length)
          stream.resume()
        })
      last.catch(broken.reject)
    })
    await Promise.race([taken, broken.promise])
    await last
    answer.succeed()
  }

  const watch = async (
    method: GrpcMethod & { kind: 'watch' },
    stream: ServerHttp2Stream,
    answer: GrpcAnswer,
    unpack: (message: Framed) => Promise<Buffer> | Buffer,
    held: HeldBytes,
  ): Promise<void> => {
    const message = await unpack(await only(stream, deps, held))
    const farewell = method.begin(message, (each) => answer.say([each]))
    const over = async (): Promise<void> => {
      watches.delete(over)
      await farewell()
      answer.succeed()
    }
    watches.add(over)
    stream.once('close', over)
  }
  const watches = new Set<() => Promise<void>>()

  return {
    takes: isGrpc,
    take(stream, headers) {
      const accepts = String(headers['grpc-accept-encoding'] ?? '').includes('gzip')
      const answer = makeAnswer(stream, accepts && headers['grpc-encoding'] === 'gzip')
      stream.on('error', () => {}) // a caller who left; `close` follows
      serve(stream, headers, answer).catch((error: unknown) => {
        if (answer.over()) return
        if (error instanceof GrpcError) return answer.fail(error)
        deps.log.error({ err: error, path: headers[':path'] }, 'gRPC call failed on a bug')
        answer.fail(new GrpcError('internal', 'an internal error of the gateway'))
      })
    },
    drain() {
      draining = true
      for (const over of watches) void over()
    },
  }
}

/** The caller gives up by itself at that time; this is for one that does not. */
function failAfter(clock: Clock, ms: number, stream: ServerHttp2Stream, answer: GrpcAnswer): void {
  const over = new AbortController()
  stream.once('close', () => over.abort())
  clock.sleep(ms, over.signal).then(
    () => answer.fail(new GrpcError('deadlineExceeded', `the deadline of ${ms} ms is over`)),
    () => {},
  )
}

/** Calls `take` for each message; resolves when the caller has said its last. */
const eachMessage = (
  stream: ServerHttp2Stream,
  maxBytes: number,
  held: HeldBytes,
  take: (message: Framed) => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const reader = new MessageReader(maxBytes)
    let said = false
    stream.on('data', (chunk: Buffer) => {
      try {
        held.take(chunk.length)
        for (const message of reader.push(chunk)) take(message)
      } catch (error) {
        stream.pause()
        held.close()
        reject(error)
      }
    })
    stream.once('end', () => {
      said = true
      if (reader.within) reject(new GrpcError('internal', 'the call ended in the middle of a message'))
      else resolve()
    })
    stream.once('close', () => said || reject(new GrpcError('cancelled', 'the caller left')))
  })

async function only(
  stream: ServerHttp2Stream,
  { maxMessageBytes, idleMs }: Pick<GrpcDoorDeps, 'maxMessageBytes' | 'idleMs'>,
  held: HeldBytes,
): Promise<Framed> {
  const messages: Framed[] = []
  const silent = Promise.withResolvers<never>()
  stream.setTimeout(idleMs, () =>
    silent.reject(new GrpcError('deadlineExceeded', `nothing came of the message for ${idleMs} ms`)),
  )
  const taken = eachMessage(stream, maxMessageBytes, held, (message) => {
    messages.push(message)
    if (messages.length > 1) throw new GrpcError('unimplemented', 'this method takes one message; more were sent')
  })
  await Promise.race([taken, silent.promise])
  stream.setTimeout(0)
  const [message] = messages
  if (!message) throw new GrpcError('unimplemented', 'this method takes one message; none was sent')
  return message
}
