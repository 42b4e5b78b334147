import { describe, expect, it } from 'vitest'
import type { Connection, Credential } from '../domain/connection.ts'
import type { RemotePlacement } from '../domain/placement.ts'
import type { PlaceContext } from './define.ts'
import { executables } from './index.ts'

type Case = {
  readonly baseUrl?: string
  readonly options?: Record<string, unknown>
  readonly credential?: Credential
  readonly parameters?: Record<string, string>
  readonly resolved?: PlaceContext['resolved']
}

const keys = { accessKeyId: 'AKID', secretAccessKey: 'secret' }
const keyFile = {
  type: 'service_account',
  project_id: 'acme-1',
  private_key: '-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n',
  client_email: 'me@acme-1.iam.gserviceaccount.com',
  token_uri: 'https://oauth2.googleapis.com/token',
}

const parts = (id: string, { baseUrl = '', options = {}, credential = {} }: Case) => {
  const executable = executables.find(id)
  if (!executable?.connection) throw new Error(`no executable ${id} with connections`)
  const record: Connection = {
    name: id,
    resourceGroup: 'default',
    provider: id,
    baseUrl,
    options,
    sealedCredential: null,
    generation: 1,
    createdAt: 0,
    modifiedAt: 0,
  }
  return { executable, shape: executable.connection, record, credential }
}
const placed = (id: string, given: Case): RemotePlacement => {
  const { executable, record, credential } = parts(id, given)
  const placement = executable.place(executable.parameters.parse({ modelName: 'm', ...given.parameters }), {
    connection: { record, credential },
    files: {},
    resolved: given.resolved ?? null,
    host: { llamaServer: null, node: '', llamaRunner: '', predictorHost: '', python: null, cores: 1 },
  })
  if (placement.kind !== 'remote') throw new Error('expected a remote placement')
  return placement
}
const refusal = (message: string, target: string) =>
  expect.objectContaining({ code: 'invalid', message: expect.stringContaining(message), details: { target } })

describe('aws-bedrock', () => {
  const bedrock = (given: Case) =>
    placed('aws-bedrock', {
      baseUrl: 'https://bedrock-runtime.eu-central-1.amazonaws.com',
      credential: keys,
      resolved: { version: '1', providerModelId: 'amazon.nova-pro-v1:0' },
      ...given,
    })
  const pathOf = (given: Case) => bedrock(given).paths.find(({ below }) => below === '/converse')?.path

  it.each<[string, Case, string]>([
    ['the id of the catalog', {}, 'amazon.nova-pro-v1:0'],
    ['a profile of the connection', { options: { inferenceProfile: 'eu' } }, 'eu.amazon.nova-pro-v1:0'],
    [
      'a profile of the configuration',
      { options: { inferenceProfile: 'eu' }, parameters: { inferenceProfile: 'global' } },
      'global.amazon.nova-pro-v1:0',
    ],
    [
      'none in spite of the connection',
      { options: { inferenceProfile: 'eu' }, parameters: { inferenceProfile: 'none' } },
      'amazon.nova-pro-v1:0',
    ],
    [
      'what the configuration says',
      { parameters: { modelId: 'arn:aws:bedrock:x/y' }, options: { inferenceProfile: 'eu' } },
      'arn:aws:bedrock:x/y',
    ],
  ])('asks for %s', (_, given, id) => expect(pathOf(given)).toBe(`/model/${encodeURIComponent(id)}/converse`))

  it.each([
    ['https://bedrock-runtime.eu-central-1.amazonaws.com', undefined, 'eu-central-1'],
    ['https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com', undefined, 'us-gov-west-1'],
    ['https://vpce-0abc-xyz.bedrock-runtime.us-east-1.vpce.amazonaws.com', undefined, 'us-east-1'],
    ['https://bedrock-runtime.cn-north-1.amazonaws.com.cn', undefined, 'cn-north-1'],
    ['https://proxy.example/bedrock', 'eu-west-3', 'eu-west-3'],
  ])('signs calls to %s for the right region', (baseUrl, region, expected) =>
    expect(bedrock({ baseUrl, options: region ? { region } : {} }).auth).toEqual({
      kind: 'aws-sigv4',
      service: 'bedrock',
      region: expected,
      ...keys,
      sessionToken: null,
    }),
  )

  it('refuses an address of another region, and one of none', () => {
    expect(() => bedrock({ options: { region: 'us-east-1' } })).toThrow(refusal('make them agree', 'options.region'))
    expect(() => bedrock({ baseUrl: 'https://proxy.example' })).toThrow(refusal('set its option "region"', 'options.region'))
  })

  it('takes a Bedrock API key in place of access keys', () => {
    const { auth, headers } = bedrock({ credential: { apiKey: 'ABSK' } })
    expect([auth, headers['authorization']]).toEqual([undefined, 'Bearer ABSK'])
  })

  it.each([
    [{ region: 'eu-central-1' }, 'https://bedrock-runtime.eu-central-1.amazonaws.com'],
    [{ region: 'cn-north-1' }, 'https://bedrock-runtime.cn-north-1.amazonaws.com.cn'],
    [{}, undefined],
  ])('lives, for options %j, at %s', (options, address) => {
    const { baseUrlDefault } = parts('aws-bedrock', {}).shape
    expect(typeof baseUrlDefault === 'function' && baseUrlDefault(options)).toBe(address)
  })
})

describe('gcp-vertexai', () => {
  const vertex = (given: Case) =>
    placed('gcp-vertexai', { baseUrl: 'https://europe-west1-aiplatform.googleapis.com', credential: keyFile, ...given })
  const pathOf = (given: Case) => vertex(given).paths[0]?.path

  it.each<[string, Case, string]>([
    [
      'the location of the address',
      {},
      '/v1beta1/projects/acme-1/locations/europe-west1/publishers/google/models/m:generateContent',
    ],
    [
      'the global address',
      { baseUrl: 'https://aiplatform.googleapis.com' },
      '/v1beta1/projects/acme-1/locations/global/publishers/google/models/m:generateContent',
    ],
    [
      'several regions',
      { baseUrl: 'https://aiplatform.eu.rep.googleapis.com' },
      '/v1beta1/projects/acme-1/locations/eu/publishers/google/models/m:generateContent',
    ],
    [
      'a private address, another project and the stable API',
      { baseUrl: 'https://proxy.example/gcp/v1', options: { location: 'us-central1', project: 'other', apiVersion: 'v1' } },
      '/gcp/v1/projects/other/locations/us-central1/publishers/google/models/m:generateContent',
    ],
    [
      "the provider's name of the model",
      { resolved: { version: '002', providerModelId: 'text-bison@002' } },
      '/v1beta1/projects/acme-1/locations/europe-west1/publishers/google/models/text-bison%40002:generateContent',
    ],
  ])('calls by %s', (_, given, path) => expect(pathOf(given)).toBe(path))

  it('refuses an address of another location, and a key file without a project', () => {
    expect(() => vertex({ options: { location: 'us-central1' } })).toThrow(refusal('make them agree', 'options.location'))
    const { project_id: _, ...nameless } = keyFile
    expect(() => vertex({ credential: nameless })).toThrow(refusal('names a project', 'options.project'))
  })

  it.each([
    [{}, 'https://aiplatform.googleapis.com'],
    [{ location: 'europe-west1' }, 'https://europe-west1-aiplatform.googleapis.com'],
    [{ location: 'eu' }, 'https://aiplatform.eu.rep.googleapis.com'],
  ])('lives, for options %j, at %s', (options, address) => {
    const { baseUrlDefault } = parts('gcp-vertexai', {}).shape
    expect(typeof baseUrlDefault === 'function' && baseUrlDefault(options)).toBe(address)
  })

  it('takes a key file as it was downloaded, and none of another kind', () => {
    const { credential } = parts('gcp-vertexai', {}).shape
    const { token_uri: _, ...short } = keyFile
    expect(credential.parse({ ...short, client_id: '1', universe_domain: 'googleapis.com' })).toMatchObject({
      token_uri: keyFile.token_uri,
    })
    for (const wrong of [
      { type: 'authorized_user' },
      { private_key: 'x' },
      { client_email: 'me' },
      { token_uri: 'file:///etc/passwd' },
    ])
      expect(credential.safeParse({ ...keyFile, ...wrong }).success, JSON.stringify(wrong)).toBe(false)
  })
})

describe('anthropic', () => {
  it.each(['https://api.anthropic.com', 'https://api.anthropic.com/v1'])('opens messages alone, at %s', (baseUrl) => {
    const { paths, headers, defaultHeaders } = placed('anthropic', { baseUrl, credential: { apiKey: 'sk-ant' } })
    expect(new Set(paths.map(({ path }) => path))).toEqual(new Set(['/v1/messages', '/v1/messages/count_tokens']))
    expect({ ...defaultHeaders, ...headers }).toEqual({ 'x-api-key': 'sk-ant', 'anthropic-version': '2023-06-01' })
  })
})

describe('azure-openai with an application of Entra', () => {
  const application = { tenantId: 't', clientId: 'c', clientSecret: 's' }
  it.each([
    [undefined, 'https://login.microsoftonline.com', 'https://cognitiveservices.azure.com/.default'],
    ['https://login.microsoftonline.us', 'https://login.microsoftonline.us', 'https://cognitiveservices.azure.us/.default'],
    [
      'https://login.partner.microsoftonline.cn',
      'https://login.partner.microsoftonline.cn',
      'https://cognitiveservices.azure.cn/.default',
    ],
  ])('asks at %s for the right data plane', (authority, expected, scope) => {
    const credential = { ...application, ...(authority ? { authority } : {}) }
    const { auth, headers } = placed('azure-openai', { baseUrl: 'https://acme.openai.azure.com', credential })
    expect(auth).toEqual({ kind: 'entra-client-credentials', ...application, authority: expected, scope })
    expect(headers).toEqual({})
  })
})
