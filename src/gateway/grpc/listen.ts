import {
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { GrpcDoor } from './door.ts'

export type GrpcPort = {
  readonly port: number
  /** Asks callers to go; resolves when all have. */
  close(): Promise<void>
  /** Cuts what is left. */
  destroy(): void
}

export type GrpcListen = {
  readonly host: string
  readonly port: number
  readonly tls?: { readonly cert: string; readonly key: string }
}

/** Callers keep their connection for a long time between calls. */
const idleMs = 600_000

/** A port for gRPC alone: HTTP/2 from the first byte. */
export async function listenForGrpc({ host, port, tls }: GrpcListen, door: GrpcDoor): Promise<GrpcPort> {
  const options = {
    settings: { maxConcurrentStreams: 1000, initialWindowSize: 1024 * 1024 },
    // Megabytes for all calls of a connection: new ones are refused above it.
    maxSessionMemory: 256,
  }
  const server: Http2Server | Http2SecureServer = tls ? createSecureServer({ ...options, ...tls }) : createServer(options)
  const sessions = new Set<ServerHttp2Session>()
  server.on('session', (session) => {
    sessions.add(session)
    session.setLocalWindowSize(16 * 1024 * 1024)
    session.once('close', () => sessions.delete(session))
    session.on('error', () => session.destroy())
    session.setTimeout(idleMs, () => session.close())
  })
  server.on('sessionError', () => {})
  server.on('stream', (each, headers) => {
    // Of a server that may have TLS or not, the types know less than of either.
    const stream = each as ServerHttp2Stream
    if (door.takes(headers)) return door.take(stream, headers)
    stream.on('error', () => {})
    stream.respond({ ':status': 415, 'content-type': 'text/plain' })
    stream.end('this port takes gRPC calls (content-type application/grpc) only\n')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const session of sessions) session.close()
      return closed
    },
    destroy() {
      for (const session of sessions) session.destroy()
    },
  }
}
