import { z } from 'zod'
import type { Auth } from '../domain/auth.ts'
import type { Connection, Credential } from '../domain/connection.ts'
import { Failure } from '../domain/failure.ts'
import type { PathRule } from '../domain/placement.ts'
import { defineExecutable } from './define.ts'
import { connectionOf, splitBase, textOption } from './remote.ts'

/** Calls that a deployment of one of Google's own models answers to. */
const operations = ['generateContent', 'streamGenerateContent', 'countTokens', 'predict', 'embedContent']
/** Those of any publisher's models, in whatever format the model has. */
const rawOperations = ['rawPredict', 'streamRawPredict']

const google = 'google'
const anthropic = 'anthropic'
const mistral = 'mistralai'
/** Publishers of open models that Google serves by OpenAI's API, at one address for all of them. */
const openPublishers: readonly string[] = ['deepseek-ai', 'meta', 'minimaxai', 'moonshotai', 'openai', 'qwen', 'zai-org']

const scope = 'https://www.googleapis.com/auth/cloud-platform'
const defaultTokenUri = 'https://oauth2.googleapis.com/token'
/** What Google's own client speaks; the stable one lacks fields that it sends. */
const defaultApiVersion = 'v1beta1'

const Location = z.string().regex(/^[a-z]+(-[a-z]+\d+)?$/, 'must look like europe-west1, or be global')
const Text = z.string().max(4096)

export const gcpVertexai = defineExecutable({
  id: 'gcp-vertexai',
  title: 'Google Vertex AI',
  description:
    'Models of Google Cloud: Gemini, embeddings and those of other publishers, called with a service account of your project.',
  scenarioId: 'foundation-models',
  versionId: '0.1.0',
  wire: 'gemini',
  wireOf: ({ publisher }) =>
    publisher === anthropic ? 'anthropic' : [mistral, ...openPublishers].includes(publisher) ? 'openai' : 'gemini',
  telemetryName: 'gcp.vertex_ai',
  parameters: z.strictObject({
    modelName: z.string().min(1).describe('Model of the catalog, such as gemini-2.5-flash'),
    modelVersion: z.string().min(1).default('latest').describe('Model version; "latest" follows the catalog'),
    publisher: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be the name of a publisher, such as google or anthropic')
      .default(google)
      .describe(
        "Who publishes the model; of another than google, modelName is the publisher's own, as claude-sonnet-4-5@20250929",
      ),
    connection: z.string().min(1).default('gcp-vertexai').describe('Connection that holds project, location and service account'),
  }),
  artifacts: {},
  connection: {
    // The fields of a service account's key file, as it was downloaded.
    credential: z.strictObject({
      type: z.literal('service_account').describe('Kind of key file; only service accounts are known'),
      project_id: Text.optional().describe('Project of the service account'),
      private_key_id: Text.optional().describe('Id of the private key'),
      private_key: z
        .string()
        .max(16_384)
        .regex(/^\s*-----BEGIN PRIVATE KEY-----[\s\S]+-----END PRIVATE KEY-----\s*$/, 'must be a PKCS #8 key in PEM')
        .describe('Private key that signs the requests for access tokens'),
      client_email: Text.regex(/^\S+@\S+$/, 'must be an e-mail address').describe('E-mail address of the service account'),
      client_id: Text.optional().describe('Number of the service account'),
      auth_uri: Text.optional().describe('Not used; part of the key file'),
      token_uri: z
        .url({ protocol: /^https?$/ })
        .default(defaultTokenUri)
        .describe('Where a signed statement is exchanged for an access token'),
      auth_provider_x509_cert_url: Text.optional().describe('Not used; part of the key file'),
      client_x509_cert_url: Text.optional().describe('Not used; part of the key file'),
      universe_domain: Text.optional().describe('Not used; part of the key file'),
    }),
    options: z.strictObject({
      project: z
        .string()
        .regex(/^[a-z0-9:.-]{1,64}$/, 'must be a project id')
        .optional()
        .describe("Project that calls are billed to; default: the service account's own"),
      location: Location.optional().describe(
        'Region such as europe-west1, or global; default: the one in the address, else global',
      ),
      apiVersion: z.enum(['v1', 'v1beta1']).optional().describe(`Version of the API; default: ${defaultApiVersion}`),
    }),
    baseUrlExample: 'https://europe-west1-aiplatform.googleapis.com',
    baseUrlDefault: ({ location }) => locationAddress(typeof location === 'string' ? location : 'global'),
    probe: (connection, credential) => {
      const { origin, prefix } = base(connection)
      return {
        url: `${origin}${prefix}/v1beta1/publishers/google/models?pageSize=1`,
        headers: { 'x-goog-user-project': projectOf(connection, credential) },
        auth: authOf(credential),
      }
    },
  },
  catalogued: ({ publisher }) => publisher === google,
  modelOf: (parameters) => ({ name: parameters.modelName, version: parameters.modelVersion }),
  capabilities: ['chat', 'embeddings'],
  place: (parameters, context) => {
    const { record, credential } = connectionOf(context, parameters.connection, 'gcp-vertexai')
    const { origin, prefix } = base(record)
    const id = context.resolved?.providerModelId ?? parameters.modelName
    const version = textOption(record, 'apiVersion') ?? defaultApiVersion
    const project = encodeURIComponent(projectOf(record, credential))
    const { publisher } = parameters
    const place = `${prefix}/${version}/projects/${project}/locations/${locationOf(record)}`
    const open = openPublishers.includes(publisher)
    return {
      kind: 'remote',
      origin,
      paths: open
        ? [{ below: '/chat/completions', path: `${place}/endpoints/openapi/chat/completions`, query: notTheirs }]
        : vertexPaths(`${place}/publishers/${publisher}/models`, id, [...new Set([parameters.modelName, id])], publisher),
      query: {},
      headers: {},
      auth: authOf(credential),
      model: open ? `${publisher}/${id}` : null,
    }
  },
})

/**
 * Callers write `/models/{m}:…` with whatever their client puts before it. Streams are asked for as server-sent events, whatever
 * the caller said: without it a stream is one JSON array. Keys in the caller's query were meant for somebody else.
 */
const vertexPaths = (base: string, id: string, models: readonly string[], publisher: string): PathRule[] => [
  ...(publisher === anthropic ? anthropicPaths(base, id) : publisher === mistral ? [mistralPath(base, id)] : []),
  ...(publisher === google ? [...operations, ...rawOperations] : rawOperations).map((operation) => ({
    below: `/**/models/{model}:${operation}`,
    path: `${base}/${encodeURIComponent(id)}:${operation}`,
    models,
    query: { ...notTheirs, alt: operation === 'streamGenerateContent' ? 'sse' : null },
  })),
]

/**
 * Claude's own API as Vertex AI has it: the path says the model and whether there is a stream, the body the version of the format.
 * Anthropic's clients for Vertex AI write all that themselves, and count tokens at a name of its own, where the body says the model.
 */
const anthropicPaths = (base: string, id: string): PathRule[] => {
  const query = { ...notTheirs, alt: null, beta: null }
  const path = `${base}/${encodeURIComponent(id)}`
  const members = { anthropic_version: JSON.stringify('vertex-2023-10-16') }
  return [
    { below: `/**/models/${counter}`, path: `${base}/${counter}`, query },
    ...['', '/v1'].flatMap((form): PathRule[] => [
      {
        below: `${form}/messages`,
        path: `${path}:rawPredict`,
        streamed: `${path}:streamRawPredict`,
        query,
        members: { ...members, model: null },
      },
      {
        below: `${form}/messages/count_tokens`,
        path: `${base}/${counter}`,
        query,
        members: { ...members, model: JSON.stringify(id) },
      },
    ]),
  ]
}

/** Mistral's API, which is OpenAI's, at addresses like Claude's. Its streams say what they used, and it refuses to be asked for it. */
const mistralPath = (base: string, id: string): PathRule => ({
  below: '/chat/completions',
  path: `${base}/${encodeURIComponent(id)}:rawPredict`,
  streamed: `${base}/${encodeURIComponent(id)}:streamRawPredict`,
  query: { ...notTheirs, alt: null },
  members: { model: JSON.stringify(id), stream_options: null },
})

const notTheirs = { key: null, access_token: null, $alt: null }
const counter = 'count-tokens:rawPredict'

/** People paste the address with the version at its end, too. */
const base = (connection: Connection) => {
  const { origin, prefix } = splitBase(connection.baseUrl)
  return { origin, prefix: prefix.replace(/\/v1(beta1)?$/, '') }
}

const authOf = (credential: Credential): Auth => ({
  kind: 'google-service-account',
  clientEmail: credential['client_email'] ?? '',
  privateKey: credential['private_key'] ?? '',
  privateKeyId: credential['private_key_id'] ?? null,
  tokenUri: credential['token_uri'] ?? defaultTokenUri,
  scope,
})

const projectOf = (connection: Connection, credential: Credential): string => {
  const project = textOption(connection, 'project') ?? credential['project_id']
  if (project) return project
  throw new Failure('invalid', `connection "${connection.name}": neither its option "project" nor its key file names a project`, {
    target: 'options.project',
  })
}

const locationAddress = (location: string): string => {
  if (location === 'global') return 'https://aiplatform.googleapis.com'
  return location.includes('-')
    ? `https://${location}-aiplatform.googleapis.com`
    : `https://aiplatform.${location}.rep.googleapis.com`
}

/** Google's own addresses say their location; a custom one cannot. */
const locationOf = (connection: Connection): string => {
  const { hostname } = new URL(connection.baseUrl)
  const [, region, multi] =
    /^(?:([a-z]+-[a-z]+\d+)-aiplatform|aiplatform(?:\.([a-z]+)\.rep)?)\.googleapis\.com$/.exec(hostname) ?? []
  const inAddress = region ?? multi ?? (hostname === 'aiplatform.googleapis.com' ? 'global' : undefined)
  const location = textOption(connection, 'location') ?? inAddress ?? 'global'
  if (inAddress === undefined || inAddress === location) return location
  throw new Failure(
    'invalid',
    `connection "${connection.name}": its option "location" is ${location}, but its address is of ${inAddress}; make them agree`,
    { target: 'options.location' },
  )
}
