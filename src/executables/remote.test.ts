import { describe, expect, it } from 'vitest'
import type { Connection, Credential } from '../domain/connection.ts'
import type { RemotePlacement } from '../domain/placement.ts'
import type { PlaceContext } from './define.ts'
import { executables } from './index.ts'

const connection = (provider: string, more: Partial<Connection> = {}): Connection => ({
  name: provider,
  resourceGroup: 'default',
  provider,
  baseUrl: 'https://provider.example',
  options: {},
  sealedCredential: null,
  generation: 1,
  createdAt: 0,
  modifiedAt: 0,
  ...more,
})

type Case = {
  readonly connection?: Partial<Connection>
  readonly credential?: Credential
  readonly parameters?: Record<string, string>
  readonly resolved?: PlaceContext['resolved']
}

const placed = (id: string, { credential = { apiKey: 'secret' }, ...given }: Case): RemotePlacement => {
  const executable = executables.find(id)
  if (!executable) throw new Error(`no executable ${id}`)
  const placement = executable.place(executable.parameters.parse({ modelName: 'gpt-4o', ...given.parameters }), {
    connection: { record: connection(id, given.connection), credential },
    files: {},
    resolved: given.resolved ?? null,
    host: { llamaServer: null, node: '/node', llamaRunner: '/runner', predictorHost: '', python: null, cores: 2 },
  })
  if (placement.kind !== 'remote') throw new Error('expected a remote placement')
  return placement
}

/** The upstream path, found as the gateway finds it: first match wins. */
const upstream = (placement: RemotePlacement, below: string): string | undefined => {
  for (const { below: pattern, path } of placement.paths) {
    if (pattern === below) return path
    if (pattern.endsWith('/**') && below.startsWith(pattern.slice(0, -2)))
      return path.replace('{rest}', below.slice(pattern.length - 2))
  }
  return undefined
}

describe('azure-openai', () => {
  const classic = placed('azure-openai', {})

  it.each([
    ['/chat/completions', '/openai/deployments/gpt-4o/chat/completions'],
    ['/completions', '/openai/deployments/gpt-4o/completions'],
    ['/embeddings', '/openai/deployments/gpt-4o/embeddings'],
    ['/images/generations', '/openai/deployments/gpt-4o/images/generations'],
    ['/images/edits', '/openai/deployments/gpt-4o/images/edits'],
    ['/audio/transcriptions', '/openai/deployments/gpt-4o/audio/transcriptions'],
    ['/audio/speech', '/openai/deployments/gpt-4o/audio/speech'],
    ['/responses', '/openai/responses'],
    ['/responses/resp_1/cancel', '/openai/responses/resp_1/cancel'],
    ['/v1/chat/completions', '/openai/deployments/gpt-4o/chat/completions'],
    ['/openai/v1/responses', '/openai/responses'],
  ])('%s goes to %s', (below, path) => expect(upstream(classic, below)).toBe(path))

  it.each([
    '/files',
    '/models',
    '/batches',
    '/deployments/other/chat/completions',
    '/openai/deployments/other/chat/completions',
    '/',
  ])('%s, which is not of this deployment, goes nowhere', (below) => expect(upstream(classic, below)).toBeUndefined())

  it('carries the key, the api-version and the deployment', () => {
    const { origin, query, headers, model } = classic
    expect({ origin, query, headers, model }).toEqual({
      origin: 'https://provider.example',
      query: { 'api-version': '2025-04-01-preview' },
      headers: { 'api-key': 'secret' },
      model: 'gpt-4o',
    })
  })

  const deploymentNames = { 'gpt-4o': 'chat', 'gpt-4o:2024-08-06': 'chat-old' }
  it.each<[string, Case, string]>([
    ['the model name', {}, 'gpt-4o'],
    ["the connection's name for the model", { connection: { options: { deploymentNames } } }, 'chat'],
    [
      "the connection's name for the version",
      { connection: { options: { deploymentNames } }, resolved: { version: '2024-08-06', providerModelId: null } },
      'chat-old',
    ],
    ['the parameter', { connection: { options: { deploymentNames } }, parameters: { deploymentName: 'mine' } }, 'mine'],
  ])('calls the Azure deployment by %s', (_, given, name) => {
    const placement = placed('azure-openai', given)
    expect(placement.model).toBe(name)
    expect(upstream(placement, '/chat/completions')).toBe(`/openai/deployments/${name}/chat/completions`)
  })

  it.each<[Case, string]>([
    [{ connection: { options: { apiVersion: '2024-10-21' } } }, '2024-10-21'],
    [
      { connection: { options: { apiVersion: '2024-10-21' } }, parameters: { apiVersion: '2025-03-01-preview' } },
      '2025-03-01-preview',
    ],
  ])('takes the api-version of the parameter before that of the connection (%#)', (given, version) =>
    expect(placed('azure-openai', given).query).toEqual({ 'api-version': version }),
  )

  it.each(['https://provider.example/openai', 'https://provider.example/openai/v1', 'https://provider.example'])(
    'takes the resource address as people paste it: %s',
    (baseUrl) => {
      const placement = placed('azure-openai', { connection: { baseUrl } })
      expect(upstream(placement, '/chat/completions')).toBe('/openai/deployments/gpt-4o/chat/completions')
      expect(probe('azure-openai', { connection: { baseUrl } })).toEqual({
        url: 'https://provider.example/openai/models?api-version=2024-10-21',
        headers: { 'api-key': 'secret' },
      })
    },
  )

  it('keeps the path of a proxy in front', () =>
    expect(upstream(placed('azure-openai', { connection: { baseUrl: 'https://proxy.example/azure' } }), '/responses')).toBe(
      '/azure/openai/responses',
    ))
})

describe('openai', () => {
  it('sends the provider its own model name, with account headers', () => {
    const placement = placed('openai', {
      connection: { baseUrl: 'https://api.openai.com/v1', options: { organization: 'org-1', project: 'proj_1' } },
      resolved: { version: '2024-08-06', providerModelId: 'gpt-4o-2024-08-06' },
    })
    expect({ ...placement, paths: [] }).toEqual({
      kind: 'remote',
      origin: 'https://api.openai.com',
      paths: [],
      query: {},
      headers: { authorization: 'Bearer secret', 'openai-organization': 'org-1', 'openai-project': 'proj_1' },
      model: 'gpt-4o-2024-08-06',
    })
    expect(upstream(placement, '/chat/completions')).toBe('/v1/chat/completions')
    expect(upstream(placement, '/v1/embeddings')).toBe('/v1/embeddings')
    expect(upstream(placement, '/responses/resp_1')).toBe('/v1/responses/resp_1')
    expect(upstream(placement, '/files')).toBeUndefined()
  })

  it('is asked for its models when tried', () =>
    expect(probe('openai', { connection: { baseUrl: 'https://api.openai.com/v1' } })).toEqual({
      url: 'https://api.openai.com/v1/models',
      headers: { authorization: 'Bearer secret' },
    }))
})

describe('openai-compatible', () => {
  it('passes every path on, below its base address', () => {
    const placement = placed('openai-compatible', {
      connection: { baseUrl: 'http://10.0.0.5:8000/v1' },
      parameters: { modelName: 'Qwen/Qwen3-8B' },
    })
    expect(placement).toMatchObject({ origin: 'http://10.0.0.5:8000', model: 'Qwen/Qwen3-8B' })
    expect(upstream(placement, '/chat/completions')).toBe('/v1/chat/completions')
    expect(upstream(placement, '/v1/chat/completions')).toBe('/v1/chat/completions')
    expect(upstream(placement, '/rerank')).toBe('/v1/rerank')
  })

  it.each<[string, Case, Record<string, string>]>([
    ['no key', { credential: {} }, {}],
    ['a bearer', {}, { authorization: 'Bearer secret' }],
    ['a key header of its own', { connection: { options: { keyHeader: 'x-api-key' } } }, { 'x-api-key': 'secret' }],
    [
      'more headers',
      { connection: { options: { headers: { 'x-team': 'blue' } } } },
      { 'x-team': 'blue', authorization: 'Bearer secret' },
    ],
  ])('sends %s', (_, given, headers) => {
    expect(placed('openai-compatible', given).headers).toEqual(headers)
    expect(probe('openai-compatible', given).headers).toEqual(headers)
  })

  it.each(['authorization', 'host', 'X-Team', 'x-forwarded-for', 'x-api-key', 'content-length', 'cookie'])(
    'admits no %s among its further headers',
    (name) => {
      const options = executables.find('openai-compatible')?.connection?.options
      expect(options?.safeParse({ headers: { [name]: 'x' } }).success).toBe(false)
    },
  )
})

describe.each(['azure-openai', 'openai', 'openai-compatible'])('%s', (id) => {
  it('says which parameter is at fault when there is no connection', () => {
    const executable = executables.find(id)
    const parameters = executable?.parameters.parse({ modelName: 'm', connection: 'mine' }) ?? {}
    const context = {
      connection: null,
      files: {},
      resolved: null,
      host: { llamaServer: null, node: '', llamaRunner: '', predictorHost: '', python: null, cores: 1 },
    }
    expect(() => executable?.place(parameters, context)).toThrow(
      expect.objectContaining({
        code: 'invalid',
        message: expect.stringContaining('"mine"'),
        details: { target: 'parameterBindings.connection' },
      }),
    )
  })

  it('takes no connection of another provider', () => {
    expect(() => placed(id, { connection: { provider: 'aicore-opensource' } })).toThrow(
      expect.objectContaining({
        code: 'invalid',
        message: expect.stringContaining(`is for aicore-opensource, but one for ${id} is needed`),
      }),
    )
  })

  it('defaults to the connection of its own name', () =>
    expect(executables.find(id)?.parameters.parse({ modelName: 'm' })['connection']).toBe(id))

  it('cuts what was pasted around a key, and refuses what no header can carry', () => {
    const credential = executables.find(id)?.connection?.credential
    expect(credential?.parse({ apiKey: ' sk-1\n' })).toEqual({ apiKey: 'sk-1' })
    expect(credential?.safeParse({ apiKey: 'a\nb' }).success).toBe(false)
  })
})

function probe(id: string, { credential = { apiKey: 'secret' }, ...given }: Case) {
  const shape = executables.find(id)?.connection
  if (!shape) throw new Error(`${id} has no connection`)
  return shape.probe(connection(id, given.connection), credential)
}
