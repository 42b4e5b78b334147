import { resolve } from 'node:path'
import {
  type CallOptions,
  type ChannelCredentials,
  Client,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import type { Json } from '../platform.ts'

const proto = resolve(import.meta.dirname, '../../src/wires/oip-v2/grpc/open-inference.proto')

/** As a client of its own would read the file that we give out. */
export const definition: Json = loadSync(proto, { keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true })
export const service: Json = definition['inference.GRPCInferenceService']

export type Said = { readonly answer: Json; readonly metadata: Record<string, string> }
export type Refused = { readonly code: string; readonly message: string; readonly metadata: Metadata }

export type GrpcClient = {
  readonly client: Client
  /** Rejects with what the client makes of a status other than OK. */
  call(method: string, request: object, options?: CallWith): Promise<Said>
  /** Fails where it succeeds. */
  refused(method: string, request: object, options?: CallWith): Promise<Refused>
  [Symbol.dispose](): void
}

export type CallWith = CallOptions & {
  readonly metadata?: Record<string, string>
  /** Before the method's own path. */
  readonly prefix?: string
}

/** The official client over the proto file; as the administrator unless told otherwise. */
export function connectGrpc(
  address: string,
  key = 'admin',
  options: object = {},
  channel: ChannelCredentials = credentials.createInsecure(),
): GrpcClient {
  const client = new Client(address, channel, {
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
    ...options,
  })
  const metadataOf = (named: Record<string, string> = {}): Metadata => {
    const metadata = new Metadata()
    for (const [name, value] of Object.entries({ authorization: `Bearer ${key}`, ...named })) if (value) metadata.set(name, value)
    return metadata
  }
  const call: GrpcClient['call'] = (method, request, { metadata, prefix = '', ...more } = {}) =>
    new Promise((resolveCall, reject) => {
      const { path, requestSerialize, responseDeserialize } = service[method]
      let first: Metadata | null = null
      client
        .makeUnaryRequest(
          prefix + path,
          requestSerialize,
          responseDeserialize,
          request,
          metadataOf(metadata),
          more,
          (error: ServiceError | null, answer: Json) =>
            error ? reject(error) : resolveCall({ answer, metadata: textsIn(first) }),
        )
        .on('metadata', (each) => {
          first = each
        })
    })
  return {
    client,
    call,
    async refused(method, request, options) {
      const answered = await call(method, request, options).catch((error: ServiceError) => error)
      if (!('details' in answered)) throw new Error(`${method} was answered: ${JSON.stringify(answered)}`)
      return { code: status[answered.code] ?? '', message: answered.details, metadata: answered.metadata }
    },
    [Symbol.dispose]: () => client.close(),
  }
}

const textsIn = (metadata: Metadata | null): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata?.getMap() ?? {}).map(([name, value]) => [name, String(value)]))
