import { type Server as Http1Server, request as http1Request, type IncomingMessage } from 'node:http'
import { constants, createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import { type Duplex, duplexPair } from 'node:stream'
import type { TLSSocket, Server as TlsServer } from 'node:tls'
import type { GrpcDoor } from './grpc/door.ts'

/** What an HTTP/2 client says first (RFC 9113 §3.4); no HTTP/1 method begins so. */
const preface = Buffer.from('PRI ')
/** What a TLS client says first (RFC 8446 §5.1: a record of a handshake); no HTTP client begins so. */
const handshake = 22
/** A connection may stay silent for as long as one may take to send its headers. */
const silentMs = 30_000
const streamsAtOnce = 250
/** As long as an idle HTTP/1.1 connection is kept. */
const idleMs = 65_000

/** RFC 9113 §8.2.2: what is about an HTTP/1 connection has no place in HTTP/2. */
const aboutConnection = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
])

export type BothHttp = {
  /** Asks HTTP/2 clients to go; calls in flight go on. */
  close(): void
  /** Cuts what is left. */
  destroy(): void
}

/**
 * Lets HTTP/2 in where an HTTP/1.1 server listens: over TLS by ALPN, else by the client's first words. Each of its calls is then
 * carried through the HTTP/1.1 server, so that there is one way in; HTTP/1.1 connections are handed on as they came. gRPC calls go to
 * their door, if there is one. `handshakes`: takes those of callers who speak TLS to a server that takes calls without it.
 */
export function serveBoth(
  server: Http1Server,
  tls: boolean,
  grpc: GrpcDoor | null = null,
  handshakes: TlsServer | null = null,
): BothHttp {
  const event = tls ? 'secureConnection' : 'connection'
  const [accept] = server.listeners(event) as ((connection: Duplex) => void)[]
  if (!accept) throw new Error('this server takes no connections')
  const take = (connection: Duplex): void => accept.call(server, connection)
  const sessions = new Set<ServerHttp2Session>()
  const silent = new Set<Socket>()
  const underTls = new Set<Socket>()
  const http2 = makeHttp2(take, sessions, grpc)

  const decide = (socket: Socket): void => {
    silent.add(socket)
    const leave = (): void => void silent.delete(socket)
    const cut = (): void => void socket.destroy()
    socket.once('close', leave)
    socket.once('error', cut)
    socket.setTimeout(silentMs, cut)
    socket.once('data', (first: Buffer) => {
      leave()
      socket.off('close', leave)
      socket.off('error', cut)
      socket.setTimeout(0, cut)
      if (first.subarray(0, preface.length).equals(preface)) {
        socket.pause()
        socket.unshift(first)
        http2.emit('connection', socket)
        process.nextTick(() => socket.resume())
      } else if (handshakes && first[0] === handshake) {
        underTls.add(socket)
        socket.once('close', () => underTls.delete(socket))
        socket.pause()
        socket.unshift(first)
        handshakes.emit('connection', socket)
        process.nextTick(() => socket.resume())
      } else {
        take(socket)
        // Given on as if it came now: to put it back and read it anew takes this connection's first call a fifth longer.
        socket.emit('data', first)
      }
    })
  }

  const takeSecured = (socket: TLSSocket): void => {
    if (socket.alpnProtocol === 'h2') http2.emit('connection', socket)
    else take(socket)
  }
  server.removeListener(event, accept)
  server.on(event, tls ? takeSecured : decide)
  handshakes?.on('secureConnection', takeSecured)

  return {
    close() {
      for (const session of sessions) session.close()
      for (const socket of silent) socket.destroy()
    },
    destroy() {
      for (const session of sessions) session.destroy()
      for (const socket of underTls) socket.destroy()
    },
  }
}

function makeHttp2(take: (connection: Duplex) => void, sessions: Set<ServerHttp2Session>, grpc: GrpcDoor | null): Http2Server {
  const http2 = createServer({ settings: { maxConcurrentStreams: streamsAtOnce } })
  http2.on('session', (session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
    session.on('error', () => session.destroy())
    session.setTimeout(idleMs, () => session.close())
  })
  http2.on('stream', (stream: ServerHttp2Stream, headers) => {
    if (grpc?.takes(headers)) return grpc.take(stream, headers)
    try {
      carry(stream, headers, take)
    } catch {
      stream.close(constants.NGHTTP2_PROTOCOL_ERROR) // a method or path that HTTP/1.1 could not carry
    }
  })
  return http2
}

/** One call: an HTTP/1.1 exchange over a pipe in memory, with the caller's own address. */
function carry(stream: ServerHttp2Stream, headers: NodeJS.Dict<string | string[]>, take: (connection: Duplex) => void): void {
  const { ':method': method, ':path': path, ':authority': authority, ...rest } = headers
  if (typeof method !== 'string' || typeof path !== 'string' || method === 'CONNECT') {
    stream.close(constants.NGHTTP2_REFUSED_STREAM)
    return
  }
  const [near, far] = duplexPair()
  const limit = (ms: number): Duplex => {
    stream.setTimeout(ms)
    return far
  }
  stream.on('timeout', () => far.emit('timeout'))
  const socket = stream.session?.socket
  const encrypted = stream.session?.encrypted ? { encrypted: true } : {}
  const own = Object.entries(rest).filter(([name]) => !name.startsWith(':') && !aboutConnection.has(name))
  const request = http1Request({
    createConnection: () => near,
    method,
    path,
    headers: { ...(typeof authority === 'string' ? { host: authority } : {}), ...Object.fromEntries(own) },
  })
  take(Object.assign(far, { remoteAddress: socket?.remoteAddress, setTimeout: limit, ...encrypted }))
  const broken = (): void => stream.close(constants.NGHTTP2_INTERNAL_ERROR)
  stream.on('error', () => request.destroy())
  stream.once('close', () => {
    request.destroy()
    near.destroy()
    // Each end has to be told: this is how the server learns that the caller is gone.
    far.destroy()
  })
  request.on('error', broken)
  request.on('response', (answer) => {
    if (stream.destroyed) return
    answer.once('error', broken)
    try {
      stream.respond(answerHeaders(answer))
    } catch {
      return broken() // a header that HTTP/2 does not know how to say
    }
    answer.pipe(stream)
  })
  stream.pipe(request)
}

function answerHeaders({ statusCode, headers }: IncomingMessage): NodeJS.Dict<string | string[]> & { ':status': number } {
  const own = Object.entries(headers).filter(([name]) => !aboutConnection.has(name))
  return { ...Object.fromEntries(own), ':status': statusCode ?? 502 } as ReturnType<typeof answerHeaders>
}
