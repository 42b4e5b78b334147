import type { Buffer } from 'node:buffer'
import type { Route } from '../../domain/route.ts'
import type { InferenceDialect } from '../dialect.ts'

/** A gRPC service whose calls are answered by deployments that speak HTTP. It translates; what happens to a call is not its business. */
export type GrpcDialect = {
  /** Full names of its services: `inference.GRPCInferenceService`. */
  readonly services: readonly string[]
  /** Path of the proto file that declares them, for tools that ask. */
  readonly protoFile: string
  /** `path` and `authority` as the caller sent them. Null: there is no such method. */
  readonly method: (path: string, authority: string, routes: () => Iterable<Route>) => GrpcMethod | null
  /** How its calls over HTTP are addressed and refused inside. */
  readonly inner: InferenceDialect
}

export type GrpcMethod =
  | {
      readonly kind: 'unary'
      /** Answered to anybody, without a credential. */
      readonly open: boolean
      /** The resource group that the address says; null: the metadata may. */
      readonly group: string | null
      /** Takes a message, answers one, in pieces. Throws `GrpcError`. */
      readonly answer: (message: Buffer, call: GrpcCall) => Promise<readonly Buffer[]>
    }
  | {
      /** Each message of the caller is answered with one, in their order. */
      readonly kind: 'stream'
      readonly group: string | null
      readonly answer: (message: Buffer, call: GrpcCall) => Promise<readonly Buffer[]>
    }
  | {
      /** Tells of something until the caller leaves; returns what to do at the end, of either side. */
      readonly kind: 'watch'
      readonly begin: (message: Buffer, say: (message: Buffer) => Promise<void>) => () => Promise<void>
    }

export type GrpcCall = {
  /** Through the platform's own door, as this caller: identified, admitted, recorded like any other call. */
  readonly send: (request: InnerRequest) => Promise<InnerAnswer>
  /** Whether calls can be served. */
  readonly serving: () => boolean
  /** The platform's. */
  readonly version: string
}

/** `path`: as the dialect's `inner` knows it. `headers`: flat name, value list beside the caller's own. */
export type InnerRequest = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: readonly string[]
  readonly body?: readonly Buffer[]
}

/** Names of `headers` in lower case. */
export type InnerAnswer = { readonly status: number; readonly headers: ReadonlyMap<string, string>; readonly body: Buffer }
