import { Failure, type FailureCode, statusOf } from '../../domain/failure.ts'
import type { Route } from '../../domain/route.ts'
import type { InferenceDialect, Rendered } from '../../gateway/dialect.ts'
import { decodeSegment, groupIn } from '../address.ts'

const prefix = '/anthropic/v1/'

/** `/anthropic/v1/messages` (base address of clients: `…/anthropic`) and the list of models; the body's `model` names the deployment. */
export const anthropicInference: InferenceDialect = {
  id: 'anthropic',
  match(method, path, headers) {
    if (!path.startsWith(prefix)) return null
    const below = path.slice(prefix.length - 1)
    const group = groupIn(headers)
    if (method === 'GET' || method === 'HEAD') {
      if (below === '/models' || below === '/models/') return { kind: 'answer', group, answer: list }
      if (below.startsWith('/models/'))
        return { kind: 'answer', group, answer: (routes) => one(routes, decodeSegment(below.slice(8))) }
    }
    return { kind: 'call', target: { by: 'body' }, below, group }
  },
  renderError(failure, requestId) {
    const error = { type: types[failure.code], message: failure.message, ...codeOf(failure) }
    return {
      status: statusOf[failure.code],
      headers: { 'request-id': requestId },
      body: JSON.stringify({ type: 'error', error, request_id: requestId }),
    }
  },
}

/** Anthropic's names for our refusals. */
const types = {
  invalid: 'invalid_request_error',
  unauthenticated: 'authentication_error',
  forbidden: 'permission_error',
  not_found: 'not_found_error',
  conflict: 'invalid_request_error',
  gone: 'not_found_error',
  precondition: 'invalid_request_error',
  too_large: 'request_too_large',
  unsupported: 'invalid_request_error',
  locked: 'invalid_request_error',
  limited: 'rate_limit_error',
  upstream_failed: 'api_error',
  unavailable: 'overloaded_error',
  timeout: 'timeout_error',
} as const satisfies Record<FailureCode, string>

/** Beside Anthropic's few types, the reason that programs can tell apart. */
const codeOf = ({ details }: Failure): { code?: string } => (details.code === undefined ? {} : { code: details.code })

const list = (routes: readonly Route[]): Rendered => {
  const data = routes.map(toModel)
  return json({ data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null })
}

function one(routes: readonly Route[], name: string): Rendered {
  const route = routes.find((each) => each.name === name || each.deploymentId === name)
  if (route) return json(toModel(route))
  const named = routes.map((each) => each.name).join(', ') || 'none'
  throw new Failure('not_found', `model: ${name} does not exist or you do not have access to it. You may use: ${named}.`, {
    target: 'model',
  })
}

const toModel = (route: Route) => ({
  type: 'model',
  id: route.name,
  display_name: route.modelName ?? route.name,
  created_at: new Date(route.createdAt).toISOString(),
})

const json = (value: unknown): Rendered => ({ status: 200, headers: {}, body: JSON.stringify(value) })
