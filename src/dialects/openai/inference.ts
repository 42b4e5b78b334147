import { Failure, type FailureCode, statusOf } from '../../domain/failure.ts'
import type { Route } from '../../domain/route.ts'
import type { InferenceDialect, Rendered, TargetName } from '../../gateway/dialect.ts'
import { decodeSegment, groupIn } from '../address.ts'
import { isOfBatches } from '../batch/paths.ts'

/** `/v1/**` and `/openai/v1/**`: the body's `model` names the deployment. */
export const openaiInference: InferenceDialect = {
  id: 'openai',
  match(method, path, headers) {
    const below = path.startsWith('/v1/') ? path.slice(3) : path.startsWith('/openai/v1/') ? path.slice(10) : null
    // Azure's address behind an OpenAI one, as clients put it together that were given the wrong one of the two.
    if (below === null || /^\/(?:openai\/)?deployments\//.test(below)) return null
    if (isOfBatches(below)) return null
    const group = groupIn(headers)
    if (method === 'GET' || method === 'HEAD') {
      if (below === '/models' || below === '/models/') return { kind: 'answer', group, answer: list }
      if (below.startsWith('/models/'))
        return { kind: 'answer', group, answer: (routes) => one(routes, decodeSegment(below.slice(8))) }
    }
    const [, model, modelId] = modelInPath.exec(below) ?? []
    const named = model ?? modelId
    const target: TargetName = named === undefined ? { by: 'body' } : { by: 'name', name: decodeSegment(named) }
    return { kind: 'call', target, below, group }
  },
  renderError(failure, requestId) {
    const { code, target } = failure.details
    const [usualType, usual] = words[failure.code]
    const data = failure.details.data
    const type = data?.['what'] === 'tokens' ? 'tokens' : usualType
    const known = data?.['state'] === 'paused' ? 'deployment_paused' : usual
    const error = { message: failure.message, type, param: target ?? null, code: code ?? known, request_id: requestId }
    return { status: statusOf[failure.code], headers: {}, body: JSON.stringify({ error }) }
  },
  resetWords,
}

/** `250ms`, `1s`, `6m0s`: never too early. */
function resetWords(ms: number): string {
  if (ms < 1000) return `${Math.ceil(ms)}ms`
  const seconds = Math.ceil(ms / 1000)
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
}

/** Chat APIs whose path names the model: `/models/{m}:generateContent`, `/model/{m}/converse`. */
const modelInPath = /^(?:\/projects\/.+)?(?:\/publishers\/google)?\/(?:models\/([^/:]+):\w+|model\/([^/]+)\/[\w-]+)$/

/** OpenAI's `type` and `code` for our refusals. */
const words = {
  invalid: ['invalid_request_error', null],
  unauthenticated: ['invalid_request_error', 'invalid_api_key'],
  forbidden: ['invalid_request_error', 'permission_denied'],
  not_found: ['invalid_request_error', 'model_not_found'],
  conflict: ['invalid_request_error', 'conflict'],
  gone: ['invalid_request_error', 'model_retired'],
  precondition: ['invalid_request_error', 'precondition_failed'],
  too_large: ['invalid_request_error', 'request_too_large'],
  unsupported: ['invalid_request_error', 'unsupported_media_type'],
  locked: ['invalid_request_error', 'deployment_stopped'],
  limited: ['requests', 'rate_limit_exceeded'],
  upstream_failed: ['server_error', 'upstream_failed'],
  unavailable: ['server_error', 'service_unavailable'],
  timeout: ['server_error', 'timeout'],
} as const satisfies Record<FailureCode, readonly [string, string | null]>

const list = (routes: readonly Route[]): Rendered => json({ object: 'list', data: routes.map(toModel) })

function one(routes: readonly Route[], name: string): Rendered {
  const route = routes.find((each) => each.name === name || each.deploymentId === name)
  if (route) return json(toModel(route))
  const named = routes.map((each) => each.name).join(', ') || 'none'
  throw new Failure('not_found', `The model '${name}' does not exist or you do not have access to it. You may use: ${named}.`, {
    target: 'model',
  })
}

const toModel = (route: Route) => ({
  id: route.name,
  object: 'model',
  created: Math.floor(route.createdAt / 1000),
  owned_by: route.executableId,
  deployment_id: route.deploymentId,
  model_name: route.modelName,
  model_version: route.modelVersion,
  capabilities: route.capabilities,
  status: route.state,
})

const json = (value: unknown): Rendered => ({ status: 200, headers: {}, body: JSON.stringify(value) })
