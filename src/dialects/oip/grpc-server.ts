import type { Buffer } from 'node:buffer'
import type { GrpcCall } from '../../gateway/grpc/dialect.ts'
import { ServerMetadataResponse, YesOrNo } from '../../wires/oip-v2/grpc/messages.ts'
import { askedJson, deploymentPath } from './grpc-call.ts'

type Pieces = Promise<readonly Buffer[]>

/** Where the address names a deployment, its own server answers: these look for what it says. */
type Said = { readonly name?: string; readonly version?: string; readonly extensions?: readonly string[] }

const extensions = ['binary_tensor_data', 'statistics', 'model_repository', 'model_configuration']

export async function serverLive(_message: Buffer, call: GrpcCall, deployment: string | null): Pieces {
  if (deployment !== null) await askedJson(call, { method: 'GET', path: `${deploymentPath(deployment)}/v2/health/live` })
  return YesOrNo.encode({ yes: true })
}

export async function serverReady(_message: Buffer, call: GrpcCall, deployment: string | null): Pieces {
  if (deployment === null) return YesOrNo.encode({ yes: call.serving() })
  const answer = await call.send({ method: 'GET', path: `${deploymentPath(deployment)}/v2/health/ready` })
  return YesOrNo.encode({ yes: answer.status === 200 })
}

export async function serverMetadata(_message: Buffer, call: GrpcCall, deployment: string | null): Pieces {
  if (deployment === null) return ServerMetadataResponse.encode({ name: 'lectern', version: call.version, extensions })
  const said = await askedJson<Said>(call, { method: 'GET', path: `${deploymentPath(deployment)}/v2` })
  return ServerMetadataResponse.encode({
    name: said.name ?? '',
    version: said.version ?? '',
    extensions: said.extensions ?? [],
  })
}
