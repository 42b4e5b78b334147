import { join } from 'node:path'
import type { GrpcCall, GrpcDialect, GrpcMethod } from '../../gateway/grpc/dialect.ts'
import { GrpcError } from '../../gateway/grpc/status.ts'
import { TensorError } from '../../wires/oip-v2/grpc/contents.ts'
import { ProtoError } from '../../wires/oip-v2/grpc/proto-bytes.ts'
import { readAddress } from './grpc-address.ts'
import { infer, inferInStream } from './grpc-infer.ts'
import { modelConfig, modelMetadata, modelReady, modelStatistics } from './grpc-models.ts'
import { loadModel, repositoryIndex, unloadModel } from './grpc-repository.ts'
import { serverLive, serverMetadata, serverReady } from './grpc-server.ts'
import { oipInner } from './inner.ts'

/** Answers one message. `deployment`: what the address names, null where the message does. */
export type Answer = (message: Buffer, call: GrpcCall, deployment: string | null) => Promise<readonly Buffer[]>

const service = 'inference.GRPCInferenceService'

const unary: ReadonlyMap<string, Answer> = new Map([
  ['ServerLive', serverLive],
  ['ServerReady', serverReady],
  ['ServerMetadata', serverMetadata],
  ['ModelReady', modelReady],
  ['ModelMetadata', modelMetadata],
  ['ModelInfer', infer],
  ['ModelConfig', modelConfig],
  ['ModelStatistics', modelStatistics],
  ['RepositoryIndex', repositoryIndex],
  ['RepositoryModelLoad', loadModel],
  ['RepositoryModelUnload', unloadModel],
])

/** About the platform, not about what is in it; at the address of a deployment they are about that. */
const open = new Set(['ServerLive', 'ServerReady', 'ServerMetadata'])

/** The Open Inference Protocol's `GRPCInferenceService`, with Triton's additions. */
export const oipGrpc: GrpcDialect = {
  services: [service],
  protoFile: join(import.meta.dirname, '../../wires/oip-v2/grpc/open-inference.proto'),
  inner: oipInner,
  method(path, authority, routes) {
    const address = readAddress(path, authority, routes)
    if (address?.service !== service) return null
    const { method, deployment, group } = address
    if (method === 'ModelStreamInfer') {
      return { kind: 'stream', group, answer: (message, call) => inferInStream(message, call, deployment) }
    }
    const answer = unary.get(method)
    if (!answer) return elsewhere.has(method) ? refusing(method) : null
    return {
      kind: 'unary',
      open: open.has(method) && deployment === null,
      group,
      answer: (message, call) => answer(message, call, deployment).catch(worded(method)),
    }
  },
}

/** Methods of Triton's that have no meaning here. */
const elsewhere = new Set(
  ['SystemSharedMemory', 'CudaSharedMemory']
    .flatMap((each) => [`${each}Status`, `${each}Register`, `${each}Unregister`])
    .concat('TraceSetting', 'LogSettings'),
)

const refusing = (method: string): GrpcMethod => ({
  kind: 'unary',
  open: true,
  group: null,
  async answer() {
    throw new GrpcError(
      'unimplemented',
      method.includes('SharedMemory')
        ? `${method} is not offered here: send the tensors in the request`
        : `${method} is not offered here`,
    )
  },
})

const worded =
  (method: string) =>
  (cause: unknown): never => {
    if (cause instanceof ProtoError)
      throw new GrpcError('invalidArgument', `the message cannot be read as the request of ${method}: ${cause.message}`)
    if (cause instanceof TensorError) throw new GrpcError('invalidArgument', cause.message)
    throw cause
  }
