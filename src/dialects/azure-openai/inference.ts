import { Failure, type FailureCode, statusOf } from '../../domain/failure.ts'
import type { Route } from '../../domain/route.ts'
import type { InferenceDialect, Match, Rendered } from '../../gateway/dialect.ts'
import { decodeSegment, groupIn } from '../address.ts'
import { isOfBatches } from '../batch/paths.ts'
import { answerHeaders, messageOf } from './words.ts'

const deployments = '/openai/deployments'

/** What clients put before it that were given an address with too much at its end, as `https://…/openai/v1`. */
const doubled = /^(?:\/openai|\/v1)+(?=\/deployments\/)/

/** `/openai/deployments/{name}/**?api-version=` (any version, or none), `/openai/responses`, and the lists. */
export const azureOpenaiInference: InferenceDialect = {
  id: 'azure-openai',
  match(method, asked, headers) {
    const path = asked.startsWith(`${deployments}/`) ? asked : asked.replace(doubled, '/openai')
    if (!path.startsWith('/openai/')) return null
    const group = groupIn(headers)
    const reads = method === 'GET' || method === 'HEAD'
    if (reads && /^\/openai\/(deployments|models)\/?$/.test(path)) {
      return { kind: 'answer', group, answer: (routes) => json({ object: 'list', data: routes.map(shapeOf(path)) }) }
    }
    if (reads && path.startsWith('/openai/models/')) return one(path, path.slice('/openai/models/'.length), group)
    if (path.startsWith(`${deployments}/`)) {
      const found = deployment(reads, path, group)
      return found.kind === 'call' && isOfBatches(found.below) ? null : found
    }
    if (/^\/openai\/responses(\/|$)/.test(path)) return { kind: 'call', target: { by: 'body' }, below: path.slice(7), group }
    return null
  },
  answerHeaders,
  renderError(failure, requestId) {
    const { code, target } = failure.details
    const status = statusOf[failure.code]
    const known = code === undefined ? codes[failure.code] : code
    const error = {
      code: known ?? String(status),
      message: messageOf(failure),
      ...(target === undefined ? {} : { param: target }),
    }
    return { status, headers: { 'apim-request-id': requestId }, body: JSON.stringify({ error }) }
  },
}

/** Azure's codes for our refusals; null: the status in words of digits, as Azure does. */
const codes = {
  invalid: 'BadRequest',
  unauthenticated: '401',
  forbidden: 'PermissionDenied',
  not_found: 'DeploymentNotFound',
  conflict: 'Conflict',
  gone: 'ModelRetired',
  precondition: 'PreconditionFailed',
  too_large: 'RequestEntityTooLarge',
  unsupported: 'UnsupportedMediaType',
  locked: 'DeploymentPaused',
  limited: '429',
  upstream_failed: 'BadGateway',
  unavailable: 'ServiceUnavailable',
  timeout: 'Timeout',
} as const satisfies Record<FailureCode, string | null>

function deployment(reads: boolean, path: string, group: string | null): Match {
  const slash = path.indexOf('/', deployments.length + 1)
  const name = decodeSegment(path.slice(deployments.length + 1, slash === -1 ? undefined : slash))
  const below = slash === -1 ? '' : path.slice(slash)
  if (reads && (below === '' || below === '/')) return one(path, name, group)
  return { kind: 'call', target: { by: 'name', name }, below, group }
}

function one(path: string, name: string, group: string | null): Match {
  const wanted = decodeSegment(name.replace(/\/$/, ''))
  return {
    kind: 'answer',
    group,
    answer: (routes) => {
      const route = routes.find((each) => each.name === wanted || each.deploymentId === wanted)
      if (route) return json(shapeOf(path)(route))
      const named = routes.map((each) => each.name).join(', ') || 'none'
      throw new Failure('not_found', `The API deployment '${wanted}' for this resource does not exist. You may use: ${named}.`)
    },
  }
}

/** The shapes of api-version 2023-03-15-preview, the last that listed deployments on the data plane. */
const shapeOf =
  (path: string) =>
  (route: Route): Record<string, unknown> => {
    const created = Math.floor(route.createdAt / 1000)
    const shared = { id: route.name, created_at: created, updated_at: created, status: 'succeeded' }
    if (path.startsWith(deployments)) {
      return {
        object: 'deployment',
        ...shared,
        model: route.modelName ?? route.name,
        owner: 'organization-owner',
        scale_settings: { scale_type: 'standard' },
      }
    }
    return {
      object: 'model',
      ...shared,
      model: route.modelName,
      capabilities: {
        inference: true,
        chat_completion: route.capabilities.includes('chat'),
        completion: route.capabilities.includes('completions'),
        embeddings: route.capabilities.includes('embeddings'),
        fine_tune: false,
      },
      lifecycle_status: 'generally-available',
    }
  }

const json = (value: unknown): Rendered => ({ status: 200, headers: {}, body: JSON.stringify(value) })
