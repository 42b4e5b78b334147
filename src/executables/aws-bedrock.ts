import { z } from 'zod'
import type { Auth } from '../domain/auth.ts'
import type { Connection, Credential } from '../domain/connection.ts'
import { Failure } from '../domain/failure.ts'
import type { PathRule } from '../domain/placement.ts'
import { defineExecutable } from './define.ts'
import { ApiKey, connectionOf, splitBase, textOption } from './remote.ts'

/** Calls of the runtime that a model deployment answers to. */
const operations = ['invoke', 'invoke-with-response-stream', 'converse', 'converse-stream', 'count-tokens'] as const

const Region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must look like eu-central-1')
const ProfilePrefix = z
  .string()
  .regex(
    /^(none|[a-z]{2,6}(-gov)?)$/,
    'must be the prefix of a cross-region profile without its dot, such as eu, us or global, or "none"',
  )

const Parameters = z.strictObject({
  modelName: z.string().min(1).describe('Model of the catalog, such as anthropic--claude-4.5-sonnet'),
  modelVersion: z.string().min(1).default('latest').describe('Model version; "latest" follows the catalog'),
  connection: z.string().min(1).default('aws-bedrock').describe('Connection that holds region and credential'),
  inferenceProfile: ProfilePrefix.optional().describe(
    'Cross-region inference profile to call the model through, such as eu, us or global; default: that of the connection',
  ),
  modelId: z
    .string()
    .regex(/^[\w.:/-]{1,2048}$/, 'must be a model id, an inference profile id or an ARN')
    .optional()
    .describe('What Bedrock is asked for in place of the id in the catalog: a model id, an inference profile or an ARN'),
})

export const awsBedrock = defineExecutable({
  id: 'aws-bedrock',
  title: 'Amazon Bedrock',
  description: 'Models of Amazon Bedrock: native calls and converse, signed with access keys of your account.',
  scenarioId: 'foundation-models',
  versionId: '0.1.0',
  wire: 'bedrock-converse',
  telemetryName: 'aws.bedrock',
  parameters: Parameters,
  artifacts: {},
  connection: {
    credential: z
      .strictObject({
        accessKeyId: ApiKey.optional().describe('Access key id of an IAM user, or of temporary credentials'),
        secretAccessKey: ApiKey.optional().describe('Secret access key that belongs to it'),
        sessionToken: ApiKey.optional().describe('Session token, where the credentials are temporary'),
        apiKey: ApiKey.optional().describe('Bedrock API key, in place of access keys'),
      })
      .refine(({ accessKeyId, secretAccessKey }) => (accessKeyId === undefined) === (secretAccessKey === undefined), {
        message: 'accessKeyId and secretAccessKey belong together',
      })
      .refine(({ accessKeyId, apiKey }) => (accessKeyId === undefined) !== (apiKey === undefined), {
        message: 'needs either accessKeyId and secretAccessKey (and sessionToken where they are temporary), or apiKey',
      }),
    options: z.strictObject({
      region: Region.optional().describe('AWS region, such as eu-central-1; default: the one in the address'),
      inferenceProfile: ProfilePrefix.optional().describe(
        'Cross-region inference profile for all models of this connection, such as eu, us or global',
      ),
    }),
    baseUrlExample: 'https://bedrock-runtime.eu-central-1.amazonaws.com',
    baseUrlDefault: ({ region }) => (typeof region === 'string' ? regionalAddress(region) : undefined),
    probe: (connection, credential) => {
      const { origin, prefix } = splitBase(connection.baseUrl)
      return {
        url: `${origin}${prefix}/async-invoke?maxResults=1`,
        headers: keyHeaders(credential),
        ...authOf(connection, credential),
        // Known and genuine, but without the right to list: invoking is a right of its own.
        proven: (status, headers) => status === 403 && String(headers['x-amzn-errortype']).startsWith('AccessDeniedException'),
      }
    },
  },
  catalogued: () => true,
  modelOf: (parameters) => ({ name: parameters.modelName, version: parameters.modelVersion }),
  capabilities: ['chat', 'embeddings'],
  place: (parameters, context) => {
    const { record, credential } = connectionOf(context, parameters.connection, 'aws-bedrock')
    const { origin, prefix } = splitBase(record.baseUrl)
    const catalogId = context.resolved?.providerModelId ?? parameters.modelName
    const id = parameters.modelId ?? profiled(catalogId, parameters.inferenceProfile ?? textOption(record, 'inferenceProfile'))
    return {
      kind: 'remote',
      origin,
      paths: bedrockPaths(prefix, id, [...new Set([parameters.modelName, catalogId, id])]),
      query: {},
      // What a caller wants to read (events, say) is between it and us; answers are JSON or binary events whatever is asked.
      headers: { accept: '*/*', ...keyHeaders(credential) },
      ...authOf(record, credential),
      model: null,
    }
  },
})

/** SAP's short paths, and those of Bedrock's own clients. Ids hold `:` and ARNs `/`: both are percent-encoded in the path. */
const bedrockPaths = (prefix: string, id: string, models: readonly string[]): PathRule[] =>
  operations.flatMap((operation) => {
    const path = `${prefix}/model/${encodeURIComponent(id)}/${operation}`
    return [
      { below: `/${operation}`, path },
      { below: `/model/{model}/${operation}`, path, models },
    ]
  })

const profiled = (id: string, profile: string | undefined): string =>
  profile === undefined || profile === 'none' || id.startsWith(`${profile}.`) ? id : `${profile}.${id}`

const keyHeaders = ({ apiKey }: Credential): Record<string, string> => (apiKey ? { authorization: `Bearer ${apiKey}` } : {})

const authOf = (connection: Connection, credential: Credential): { auth?: Auth } => {
  const region = regionOf(connection)
  const { accessKeyId, secretAccessKey, sessionToken } = credential
  if (!accessKeyId || !secretAccessKey) return {}
  const keys = { accessKeyId, secretAccessKey, sessionToken: sessionToken ?? null }
  return { auth: { kind: 'aws-sigv4', region, service: 'bedrock', ...keys } }
}

const regionalAddress = (region: string): string =>
  `https://bedrock-runtime.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`

/** The region that signatures name. AWS's own addresses, private endpoints too, say theirs; a custom one cannot. */
const regionOf = (connection: Connection): string => {
  const inAddress = /(?:^|\.)bedrock-runtime(?:-fips)?\.([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(
    new URL(connection.baseUrl).hostname,
  )?.[1]
  const region = textOption(connection, 'region') ?? inAddress
  if (region !== undefined && (inAddress === undefined || inAddress === region)) return region
  const trouble =
    region === undefined
      ? `its address ${connection.baseUrl} names no AWS region; set its option "region"`
      : `its option "region" is ${region}, but its address is of ${inAddress}; make them agree`
  throw new Failure('invalid', `connection "${connection.name}": ${trouble}`, { target: 'options.region' })
}
