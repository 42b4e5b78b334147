import type { IncomingMessage, ServerResponse } from 'node:http'
import type { InferenceDialect, Match } from '../dialect.ts'
import type { Listen } from '../public-port.ts'
import type { Table } from '../table.ts'
import type { GrpcDialect } from './dialect.ts'
import { type GrpcDoor, type GrpcDoorDeps, makeGrpcDoor } from './door.ts'
import { makeInnerDoor } from './inner-door.ts'
import { listenForGrpc } from './listen.ts'

export type GrpcOptions = {
  readonly dialect: GrpcDialect
  /** The platform's. */
  readonly version: string
  /** One of its own, beside the public one; null: none. `required`: without it there is no start. */
  readonly port: { readonly port: number; readonly required: boolean } | null
}

export type Grpc = {
  readonly door: GrpcDoor
  /** Null: there is none of its own. */
  readonly port: number | null
  tick(now: number): void
  /** Takes no more calls; resolves when the last connection to a port of its own is gone. */
  close(): Promise<void>
  /** Cuts what is left. */
  destroy(): void
}

export type GrpcDeps = Omit<GrpcDoorDeps, 'dialect' | 'version' | 'inner' | 'routes' | 'ready'> & {
  readonly table: Pick<Table, 'routes' | 'ready'>
  readonly serve: (
    dialect: InferenceDialect,
    match: Match,
    query: string,
    request: IncomingMessage,
    response: ServerResponse,
  ) => Promise<void>
  /** Where the public port is; a port of its own has the same host and certificate. */
  readonly listen: Listen
}

/** Answers over gRPC are whole messages, which are held in memory. */
const leastAnswerBytes = 256 * 1024 * 1024

/** Puts the gRPC side together: its door, the way inside, and the port of its own. */
export async function openGrpc({ dialect, version, port }: GrpcOptions, deps: GrpcDeps): Promise<Grpc> {
  const { serve, table, listen, clock, log, maxMessageBytes } = deps
  const inner = makeInnerDoor({
    listener(request, response) {
      const match = dialect.inner.match(request.method ?? 'GET', request.url ?? '/', request.headers)
      if (match) void serve(dialect.inner, match, '', request, response)
    },
    now: () => clock.now(),
    atTurnEnd: setImmediate,
    maxAnswerBytes: Math.max(leastAnswerBytes, maxMessageBytes),
  })
  const door = makeGrpcDoor({ ...deps, dialect, version, inner, routes: () => table.routes(), ready: () => table.ready() })
  const own = port && (await listenForGrpc({ ...listen, port: port.port }, door).catch(tolerating(port.required)))
  if (own) log.info({ host: listen.host, port: own.port }, 'gateway listens for gRPC')
  else if (port) log.warn({ port: port.port }, 'the port for gRPC is in use: gRPC calls come to the public port')
  return {
    door,
    port: own?.port ?? null,
    tick: (now) => inner.tick(now),
    async close() {
      door.drain()
      await own?.close()
    },
    destroy() {
      own?.destroy()
      inner.close()
    },
  }
}

const tolerating =
  (required: boolean) =>
  (error: NodeJS.ErrnoException): null => {
    if (!required && error.code === 'EADDRINUSE') return null
    throw error
  }
