import { statusOf } from '../domain/failure.ts'
import type { Role } from '../domain/principal.ts'

/**
 * The paths that the gateway answers itself, for the OpenAPI document. Bodies below a deployment are its provider's own and
 * pass untouched, so they are described by reference to that provider's documentation, not by a schema of ours.
 */
export function inferencePaths(): Record<string, Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {
    '/healthz': { get: open('The gateway process is alive') },
    '/readyz': { get: open('The gateway is able to serve', 503) },
    '/metrics': {
      get: {
        ...open('Prometheus metrics of gateway and control'),
        description: 'Open to the machine itself; others need a credential.',
      },
    },
    '/v2/inference/deployments/{deploymentId}/{path}': passing(
      ['get', 'post', 'delete'],
      'Call a deployment by its id',
      'The path below the deployment is the provider’s or model server’s own: `chat/completions`, `embeddings`, `responses`, …',
      ['deploymentId', 'path'],
    ),
    '/openai/deployments': { get: closed('List what the caller may use, as classic Azure OpenAI') },
    '/openai/models': { get: closed('List what the caller may use, as classic Azure OpenAI') },
    '/openai/deployments/{name}/{path}': passing(
      ['get', 'post'],
      'Call a deployment by its name, as classic Azure OpenAI',
      'The path beats `model` in the body; `api-version` may be any, or absent.',
      ['name', 'path'],
    ),
  }
  paths['/v1/{project}/{deployment}/v1/models/{served}:predict'] = passing(
    ['post'],
    'Call a deployment of an own model, as Hopsworks',
    'Other paths of V1 and of the Open Inference Protocol go below the deployment in the same way. The same call goes by the header ' +
      '`Host: {deployment}.{project}.lectern.internal`, and to `/hopsworks-api/api/project/{projectId}/inference/models/{deployment}:predict`.',
    ['project', 'deployment', 'served'],
  )
  for (const base of ['/v1', '/openai/v1']) {
    paths[`${base}/models`] = { get: closed('List what the caller may use, as OpenAI') }
    paths[`${base}/models/{model}`] = { get: closed('Show one of them', ['model']) }
    for (const [name, summary] of Object.entries(openaiCalls)) paths[`${base}/${name}`] = { post: call(summary) }
  }
  paths['/anthropic/v1/models'] = { get: closed('List what the caller may use, as Anthropic') }
  paths['/anthropic/v1/models/{model}'] = { get: closed('Show one of them', ['model']) }
  paths['/anthropic/v1/messages'] = { post: call('Create a message, as Anthropic') }
  paths['/models/chat/completions'] = { post: inferenceApi('Chat with a deployment, as Azure AI model inference') }
  paths['/models/embeddings'] = { post: inferenceApi('Embed texts, as Azure AI model inference') }
  paths['/api/projects/{project}/openai/v1/models'] = {
    get: closed('List what the caller may use of a project, as Azure AI Foundry', ['project']),
  }
  paths['/api/projects/{project}/openai/v1/{path}'] = passing(
    ['post'],
    'Call deployments of a project, as Azure AI Foundry',
    'A project is a resource group; below it is OpenAI’s API, as at `/openai/v1`.',
    ['project', 'path'],
  )
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) methods[method] = { operationId: idOf(method, path), ...operation }
  }
  return paths
}

/** `post` `/openai/v1/chat/completions` → `post_openai_v1_chat_completions` */
const idOf = (method: string, path: string): string => [method, ...(path.match(/\w+/g) ?? [])].join('_')

/** Marks operations that control does not serve. */
export const servedByGateway = 'x-lectern-served-by'

const openaiCalls = {
  'chat/completions': 'Chat with a deployment',
  completions: 'Complete a text',
  embeddings: 'Embed texts',
  responses: 'Create a response',
}

const security = [{ bearer: [] }, { apiKey: [] }, { serviceKey: [] }]
const group = {
  name: 'AI-Resource-Group',
  in: 'header',
  schema: { type: 'string' },
  description: 'Resource group; absent: default',
}
const inPath = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } })

const refusals = Object.fromEntries(
  [401, 403, 404, statusOf.gone, statusOf.locked, statusOf.upstream_failed, statusOf.unavailable].map((status) => [
    status,
    { description: 'Refused; the message says why' },
  ]),
)

const open = (summary: string, otherwise?: number) => ({
  summary,
  tags: ['Gateway'],
  [servedByGateway]: 'gateway',
  'x-lectern-access': 'public',
  security: [],
  responses: { 200: { description: 'Yes' }, ...(otherwise ? { [otherwise]: { description: 'Not yet' } } : {}) },
})

const closed = (summary: string, parameters: readonly string[] = [], role: Role = 'viewer') => ({
  summary,
  tags: ['Inference'],
  [servedByGateway]: 'gateway',
  'x-lectern-access': { role, group: 'header' },
  security,
  parameters: [group, ...parameters.map(inPath)],
  responses: { 200: { description: 'The answer' }, ...refusals },
})

const call = (summary: string) => ({
  ...closed(summary, [], 'consumer'),
  description: '`model` names a deployment by name or id, or a catalog model that exactly one running deployment serves.',
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: { type: 'object', required: ['model'], properties: { model: { type: 'string' } }, additionalProperties: true },
      },
    },
  },
})

const inferenceApi = (summary: string) => {
  const told = call(summary)
  const extras = {
    name: 'extra-parameters',
    in: 'header',
    schema: { type: 'string', enum: ['error', 'drop', 'pass-through'], default: 'error' },
    description: 'What becomes of members of the body that this API does not know',
  }
  return { ...told, parameters: [...told.parameters, extras] }
}

const passing = (methods: readonly string[], summary: string, description: string, parameters: readonly string[]) =>
  Object.fromEntries(
    methods.map((method) => [
      method,
      {
        ...closed(summary, parameters, 'consumer'),
        description,
        ...(method === 'post'
          ? { requestBody: { content: { 'application/json': { schema: { type: 'object', additionalProperties: true } } } } }
          : {}),
      },
    ]),
  )
