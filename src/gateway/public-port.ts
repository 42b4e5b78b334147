import { createServer, type RequestListener, type ServerOptions } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createServer as createHandshakes } from 'node:tls'
import { serveBoth } from './both-http.ts'
import { CallerRequest } from './caller-request.ts'
import { CallerResponse } from './caller-response.ts'
import { withCors } from './cors.ts'
import type { GrpcDoor } from './grpc/door.ts'
import { refuseMalformed } from './incoming.ts'

export type Listen = {
  readonly host: string
  readonly port: number
  readonly tls?: { readonly cert: string; readonly key: string }
  /** Where there is TLS: takes calls without it, too. */
  readonly plainToo?: boolean
  /** Of pages that may call from a browser; absent, or empty: none may. */
  readonly corsOrigins?: readonly string[]
}

export type PublicPort = {
  readonly port: number
  /** Accepts no more; resolves when the last connection is gone. */
  close(): Promise<void>
  closeIdle(): void
  /** Cuts what is left. */
  destroy(): void
}

/** Takes calls over HTTP/1.1 and HTTP/2, and gRPC calls where there is a door for them. */
export async function openPublicPort(listen: Listen, listens: RequestListener, grpc: GrpcDoor | null): Promise<PublicPort> {
  const { host, port, tls, plainToo = false, corsOrigins = [] } = listen
  const listener = corsOrigins.length > 0 ? withCors(corsOrigins, listens) : listens
  const certified = { ...tls, ALPNProtocols: ['h2', 'http/1.1'] }
  const server =
    tls && !plainToo ? createTlsServer({ ...serverOptions, ...certified }, listener) : createServer(serverOptions, listener)
  server.on('clientError', refuseMalformed)
  const handshakes = tls && plainToo ? createHandshakes({ ...certified, handshakeTimeout: serverOptions.headersTimeout }) : null
  const http2 = serveBoth(server, tls !== undefined && !plainToo, grpc, handshakes)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: 4096 }, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      http2.close()
      return closed
    },
    closeIdle: () => server.closeIdleConnections(),
    destroy() {
      server.closeAllConnections()
      http2.destroy()
    },
  }
}

const serverOptions = {
  keepAliveTimeout: 65_000,
  headersTimeout: 30_000,
  requestTimeout: 600_000,
  noDelay: true,
  IncomingMessage: CallerRequest,
  ServerResponse: CallerResponse,
} as const satisfies ServerOptions<typeof CallerRequest, typeof CallerResponse>
