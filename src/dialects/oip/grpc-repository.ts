import { Buffer } from 'node:buffer'
import type { GrpcCall } from '../../gateway/grpc/dialect.ts'
import {
  RepositoryIndexRequest,
  RepositoryIndexResponse,
  RepositoryModelRequest,
  RepositoryModelResponse,
} from '../../wires/oip-v2/grpc/messages.ts'
import { asked, askedJson, deploymentPath, modelPath } from './grpc-call.ts'
import type { IndexedModel } from './inner.ts'

type Pieces = Promise<readonly Buffer[]>
type IndexSaid = { readonly name?: string; readonly version?: string; readonly state?: string; readonly reason?: string }

/** The deployments that the caller may use; at the address of one, what its server says. */
export async function repositoryIndex(message: Buffer, call: GrpcCall, deployment: string | null): Pieces {
  const { ready } = RepositoryIndexRequest.decode(message)
  const models = await (deployment === null
    ? askedJson<IndexedModel[]>(call, { method: 'GET', path: '/' })
    : askedJson<IndexSaid[]>(call, {
        method: 'POST',
        path: `${deploymentPath(deployment)}/v2/repository/index`,
        headers: ['content-type', 'application/json'],
        body: [Buffer.from('{}')],
      }))
  return RepositoryIndexResponse.encode({
    models: models
      .map(({ name = '', version = '', state = '', reason = '' }: IndexSaid) => ({ name, version, state, reason }))
      .filter(({ state }) => !ready || state === 'READY'),
  })
}

const turned =
  (verb: 'load' | 'unload') =>
  async (message: Buffer, call: GrpcCall, deployment: string | null): Pieces => {
    const { first, second } = RepositoryModelRequest.decode(message)
    const model = second || first
    const path = modelPath(deployment, model, '', `/${verb}`).replace('/v2/models/', '/v2/repository/models/')
    await asked(call, { method: 'POST', path, headers: ['content-type', 'application/json'], body: [Buffer.from('{}')] })
    return RepositoryModelResponse.encode({ modelName: model, done: true })
  }

export const loadModel = turned('load')
export const unloadModel = turned('unload')
