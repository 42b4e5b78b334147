import { describe, expect, it } from 'vitest'
import { route } from '../../test/gateway-harness.ts'
import { Failure, type FailureCode, statusOf } from '../domain/failure.ts'
import { hopsworksInference } from './hopsworks/inference.ts'
import { inferenceDialects } from './inference.ts'
import { modelServerInference } from './sap-ai-api/model-server.ts'

const match = (method: string, path: string, headers = {}) => {
  for (const dialect of inferenceDialects) {
    const found = dialect.match(method, path, headers)
    if (found) return { dialect: dialect.id, ...found }
  }
  return null
}
const id = 'd0123456789abcde'

describe('addresses of inference calls', () => {
  it.each([
    ['POST', `/v2/inference/deployments/${id}/chat/completions`, 'sap-ai-api', { by: 'id', id }, '/chat/completions'],
    ['GET', `/v2/inference/deployments/${id}`, 'sap-ai-api', { by: 'id', id }, ''],
    ['POST', `/v2/inference/deployments/${id}/v1/models/m:predict`, 'sap-ai-api', { by: 'id', id }, '/v1/models/m:predict'],
    ['POST', '/v1/chat/completions', 'openai', { by: 'body' }, '/chat/completions'],
    ['POST', '/openai/v1/embeddings', 'openai', { by: 'body' }, '/embeddings'],
    ['GET', '/v1/responses/resp_1', 'openai', { by: 'body' }, '/responses/resp_1'],
    [
      'POST',
      '/openai/deployments/my%20gpt/chat/completions',
      'azure-openai',
      { by: 'name', name: 'my gpt' },
      '/chat/completions',
    ],
    ['POST', '/openai/responses', 'azure-openai', { by: 'body' }, '/responses'],
    ['DELETE', '/openai/responses/resp_1', 'azure-openai', { by: 'body' }, '/responses/resp_1'],
    ['POST', '/anthropic/v1/messages', 'anthropic', { by: 'body' }, '/messages'],
    ['POST', '/anthropic/v1/messages/count_tokens', 'anthropic', { by: 'body' }, '/messages/count_tokens'],
    ['POST', '/v1/messages', 'openai', { by: 'body' }, '/messages'],
    ['POST', '/v1/models/my%20gpt:generateContent', 'openai', { by: 'name', name: 'my gpt' }, '/models/my%20gpt:generateContent'],
    [
      'POST',
      '/v1/publishers/google/models/m:predict',
      'openai',
      { by: 'name', name: 'm' },
      '/publishers/google/models/m:predict',
    ],
    ['POST', '/v1/model/m%3A0/converse-stream', 'openai', { by: 'name', name: 'm:0' }, '/model/m%3A0/converse-stream'],
    ['POST', '/v1/models/m', 'openai', { by: 'body' }, '/models/m'],
  ])('%s %s', (method, path, dialect, target, below) => {
    expect(match(method, path)).toEqual({ kind: 'call', dialect, target, below, group: null })
  })

  it.each([
    ['GET', '/v1/models', 'openai'],
    ['GET', '/openai/v1/models/', 'openai'],
    ['GET', '/v1/models/chat', 'openai'],
    ['GET', '/openai/deployments', 'azure-openai'],
    ['GET', '/openai/deployments/chat', 'azure-openai'],
    ['GET', '/openai/models/chat', 'azure-openai'],
    ['GET', '/anthropic/v1/models', 'anthropic'],
    ['GET', '/anthropic/v1/models/chat', 'anthropic'],
  ])('%s %s is answered from the table', (method, path, dialect) =>
    expect(match(method, path)).toMatchObject({ kind: 'answer', dialect }),
  )

  it.each([
    '/',
    '/v2/lm/deployments',
    '/v2/inference/deployments',
    '/v2/inference/deployments/',
    '/openai/other',
    '/v1',
    '/openai/responsesx',
    '/anthropic/v2/messages',
  ])('%s is none', (path) => expect(match('GET', path)).toBeNull())

  it('take the resource group from its header', () => {
    expect(match('POST', '/v1/chat/completions', { 'ai-resource-group': 'blue' })).toMatchObject({ group: 'blue' })
    expect(match('POST', '/v1/chat/completions', { 'ai-resource-group': '' })).toMatchObject({ group: null })
  })
})

describe('refusals', () => {
  // Hopsworks' has no object around it: `hopsworks/inference.test.ts`.
  const enveloped = inferenceDialects.filter((each) => each !== hopsworksInference && each !== modelServerInference)
  it.each(enveloped.map((dialect) => [dialect.id, dialect] as const))('%s words every code in its envelope', (_id, dialect) => {
    for (const code of Object.keys(statusOf) as FailureCode[]) {
      const { status, body } = dialect.renderError(new Failure(code, 'the reason', { target: 'field' }), 'r1')
      expect(status).toBe(statusOf[code])
      expect(JSON.parse(body)).toMatchObject({ error: { message: 'the reason' } })
    }
    const own = dialect.renderError(new Failure('upstream_failed', 'x', { code: 'upstream_auth' }), 'r1')
    expect(JSON.parse(own.body).error.code).toBe('upstream_auth')
  })

  it.each([
    { id: 'sap-ai-api', expected: { code: 'NotFound', message: 'm', requestId: 'r1', target: 'model' } },
    {
      id: 'openai',
      expected: { message: 'm', type: 'invalid_request_error', param: 'model', code: 'model_not_found', request_id: 'r1' },
    },
    { id: 'azure-openai', expected: { code: 'DeploymentNotFound', message: 'm', param: 'model' } },
    { id: 'anthropic', expected: { type: 'not_found_error', message: 'm' }, beside: { type: 'error', request_id: 'r1' } },
  ])('$expected', ({ id, expected, beside }) => {
    const rendered = enveloped
      .find((each) => each.id === id)
      ?.renderError(new Failure('not_found', 'm', { target: 'model' }), 'r1')
    expect(JSON.parse(rendered?.body ?? '')).toEqual({ error: expected, ...beside })
  })
})

describe('lists', () => {
  const routes = [route('chat', []), route('embed', [], { modelName: null, capabilities: ['embeddings'] })]
  const answered = (path: string): unknown => {
    const found = match('GET', path)
    return found?.kind === 'answer' ? JSON.parse(found.answer(routes).body) : null
  }

  it('have the shape of their originals', () => {
    expect(answered('/v1/models')).toMatchObject({
      object: 'list',
      data: [{ id: 'chat', object: 'model', created: 1_763_600_000, owned_by: 'test-executable' }, { id: 'embed' }],
    })
    expect(answered('/openai/deployments')).toMatchObject({
      data: [
        { id: 'chat', object: 'deployment', model: 'gpt-4o' },
        { id: 'embed', model: 'embed' },
      ],
    })
    expect(answered('/anthropic/v1/models')).toMatchObject({
      data: [{ type: 'model', id: 'chat', display_name: 'gpt-4o', created_at: '2025-11-20T00:53:20.000Z' }, { id: 'embed' }],
      has_more: false,
      first_id: 'chat',
      last_id: 'embed',
    })
    expect(answered('/openai/models/embed')).toMatchObject({
      id: 'embed',
      object: 'model',
      capabilities: { embeddings: true, chat_completion: false },
    })
  })

  it('name what there is when asked for what is not', () => {
    expect(() => answered('/v1/models/nope')).toThrow('You may use: chat, embed')
    expect(() => answered('/openai/deployments/nope')).toThrow('You may use: chat, embed')
    expect(() => answered('/anthropic/v1/models/nope')).toThrow('You may use: chat, embed')
  })
})
