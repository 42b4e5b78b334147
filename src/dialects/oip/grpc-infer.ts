import type { Buffer } from 'node:buffer'
import type { GrpcCall } from '../../gateway/grpc/dialect.ts'
import { GrpcError } from '../../gateway/grpc/status.ts'
import { TensorError } from '../../wires/oip-v2/grpc/contents.ts'
import { toRest } from '../../wires/oip-v2/grpc/infer-request.ts'
import { fromRest } from '../../wires/oip-v2/grpc/infer-response.ts'
import {
  type InferRequest,
  type InferResponse,
  ModelInferRequest,
  ModelInferResponse,
  ModelStreamInferResponse,
} from '../../wires/oip-v2/grpc/messages.ts'
import { ProtoError } from '../../wires/oip-v2/grpc/proto-bytes.ts'
import { asked, modelPath } from './grpc-call.ts'

export async function infer(message: Buffer, call: GrpcCall, deployment: string | null): Promise<readonly Buffer[]> {
  return ModelInferResponse.encode(await inferred(ModelInferRequest.decode(message), call, deployment))
}

/** What is refused is told in its place, as Triton does, and the stream goes on. */
export async function inferInStream(message: Buffer, call: GrpcCall, deployment: string | null): Promise<readonly Buffer[]> {
  let id = ''
  try {
    const request = ModelInferRequest.decode(message)
    id = request.id
    const { parameters = new Map(), ...response } = await inferred(request, call, deployment)
    // Of models that answer once, each answer is the last; clients of those that answer several times look for it.
    const said = new Map([...parameters, ['triton_final_response', true] as const])
    return ModelStreamInferResponse.encode({ inferResponse: whole({ ...response, parameters: said }) })
  } catch (cause) {
    if (!(cause instanceof GrpcError || cause instanceof TensorError || cause instanceof ProtoError)) throw cause
    return ModelStreamInferResponse.encode({ errorMessage: cause.message, inferResponse: whole({ id }) })
  }
}

async function inferred(request: InferRequest, call: GrpcCall, deployment: string | null): Promise<Partial<InferResponse>> {
  const path = modelPath(deployment, request.modelName, request.modelVersion, '/infer')
  const { jsonBytes, pieces, typed } = toRest(request)
  const headers = ['content-type', 'application/octet-stream', 'inference-header-content-length', String(jsonBytes)]
  const answer = await asked(call, { method: 'POST', path, headers, body: pieces })
  const length = answer.headers.get('inference-header-content-length')
  try {
    return fromRest(answer.body, length === undefined ? null : Number(length), typed)
  } catch (cause) {
    // The caller's request was sound.
    throw cause instanceof TensorError ? new GrpcError('internal', cause.message) : cause
  }
}

const empty: InferResponse = {
  modelName: '',
  modelVersion: '',
  id: '',
  parameters: new Map(),
  outputs: [],
  rawOutputContents: [],
}
const whole = (response: Partial<InferResponse>): InferResponse => ({ ...empty, ...response })
