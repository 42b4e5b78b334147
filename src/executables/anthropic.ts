import { z } from 'zod'
import type { Connection } from '../domain/connection.ts'
import { defineExecutable } from './define.ts'
import { ApiKey, connectionOf, splitBase } from './remote.ts'

const operations = ['/messages', '/messages/count_tokens'] as const
/** For callers that name none, as curl users do. */
const apiVersion = '2023-06-01'

export const anthropic = defineExecutable({
  id: 'anthropic',
  title: 'Anthropic',
  description: 'Claude models at the Anthropic API, with a key of your organization.',
  scenarioId: 'foundation-models',
  versionId: '0.1.0',
  wire: 'anthropic',
  telemetryName: 'anthropic',
  parameters: z.strictObject({
    modelName: z.string().min(1).describe('Model of the catalog, such as claude-sonnet-5'),
    modelVersion: z.string().min(1).default('latest').describe('Model version; "latest" follows the catalog'),
    connection: z.string().min(1).default('anthropic').describe('Connection that holds the key'),
  }),
  artifacts: {},
  connection: {
    credential: z.strictObject({ apiKey: ApiKey.describe('Key of a workspace') }),
    options: z.strictObject({}),
    baseUrlExample: 'https://api.anthropic.com',
    baseUrlDefault: 'https://api.anthropic.com',
    probe: (connection, credential) => {
      const { origin, prefix } = base(connection)
      return {
        url: `${origin}${prefix}/v1/models?limit=1`,
        headers: { 'x-api-key': credential.apiKey ?? '', 'anthropic-version': apiVersion },
      }
    },
  },
  catalogued: () => true,
  modelOf: (parameters) => ({ name: parameters.modelName, version: parameters.modelVersion }),
  capabilities: ['chat'],
  place: (parameters, context) => {
    const { record, credential } = connectionOf(context, parameters.connection, 'anthropic')
    const { origin, prefix } = base(record)
    return {
      kind: 'remote',
      origin,
      paths: ['', '/v1'].flatMap((form) => operations.map((each) => ({ below: form + each, path: `${prefix}/v1${each}` }))),
      query: {},
      headers: { 'x-api-key': credential.apiKey ?? '' },
      defaultHeaders: { 'anthropic-version': apiVersion },
      model: context.resolved?.providerModelId ?? parameters.modelName,
    }
  },
})

/** People paste the address with `/v1` at its end, too. */
const base = (connection: Connection) => {
  const { origin, prefix } = splitBase(connection.baseUrl)
  return { origin, prefix: prefix.replace(/\/v1$/, '') }
}
