import type { GrpcCall, InnerAnswer, InnerRequest } from '../../gateway/grpc/dialect.ts'
import { errorOf, GrpcError } from '../../gateway/grpc/status.ts'

/** `/{deployment}/v2/models/{model}[/versions/{version}]{verb}`, where the message or the address names the deployment. */
export function modelPath(deployment: string | null, model: string, version: string, verb: string): string {
  const named = model || deployment
  if (!named) throw new GrpcError('invalidArgument', 'the name of the model is missing: give the name or id of a deployment')
  const at = version === '' ? '' : `/versions/${encodeURIComponent(version)}`
  return `${deploymentPath(deployment ?? named)}/v2/models/${encodeURIComponent(named)}${at}${verb}`
}

export const deploymentPath = (deployment: string): string => `/${encodeURIComponent(deployment)}`

/** Refusals become what gRPC calls them. */
export async function asked(call: GrpcCall, request: InnerRequest): Promise<InnerAnswer> {
  const answer = await call.send(request)
  if (answer.status >= 400) throw errorOf(answer)
  return answer
}

/** The answer's JSON, of which only a few fields are read. */
export async function askedJson<T>(call: GrpcCall, request: InnerRequest): Promise<T> {
  const { body } = await asked(call, request)
  try {
    return JSON.parse(body.toString('utf8')) as T
  } catch {
    throw new GrpcError('internal', 'the model server answered something that is no JSON')
  }
}
