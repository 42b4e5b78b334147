import { z } from 'zod'
import type { Connection, Credential } from '../domain/connection.ts'
import { defineExecutable } from './define.ts'
import { openaiRules, openaiSchemas } from './openai-rules.ts'
import { ApiKey, connectionOf, modelOperations, pathsUnder, responsesOperations, splitBase, textOption } from './remote.ts'

const operations = [...modelOperations, ...responsesOperations, '/moderations']

export const openai = defineExecutable({
  id: 'openai',
  title: 'OpenAI',
  description: "OpenAI's own models on its platform.",
  scenarioId: 'foundation-models',
  versionId: '0.1.0',
  wire: 'openai',
  telemetryName: 'openai',
  parameters: z.strictObject({
    modelName: z.string().min(1).describe('Model of the catalog, such as gpt-4o'),
    modelVersion: z.string().min(1).default('latest').describe('Model version; "latest" follows the catalog'),
    connection: z.string().min(1).default('openai').describe('Connection that holds the account key'),
  }),
  artifacts: {},
  connection: {
    credential: z.strictObject({ apiKey: ApiKey.describe('Secret key of the account or project') }),
    options: z.strictObject({
      organization: z
        .string()
        .regex(/^[\w-]+$/)
        .optional()
        .describe('Organization id that calls are billed to'),
      project: z
        .string()
        .regex(/^[\w-]+$/)
        .optional()
        .describe('Project id that calls are billed to'),
    }),
    baseUrlExample: 'https://api.openai.com/v1',
    baseUrlDefault: 'https://api.openai.com/v1',
    probe: (connection, credential) => {
      const { origin, prefix } = splitBase(connection.baseUrl)
      return { url: `${origin}${prefix}/models`, headers: accountHeaders(connection, credential) }
    },
  },
  catalogued: () => true,
  modelOf: (parameters) => ({ name: parameters.modelName, version: parameters.modelVersion }),
  rulesOf: (model) => openaiRules(model, openaiSchemas),
  capabilities: ['chat', 'completions', 'embeddings', 'responses'],
  place: (parameters, context) => {
    const { record, credential } = connectionOf(context, parameters.connection, 'openai')
    const { origin, prefix } = splitBase(record.baseUrl)
    return {
      kind: 'remote',
      origin,
      paths: [
        ...pathsUnder(prefix, operations),
        ...operations.map((each) => ({ below: `/v1${each}`, path: prefix + each.replace('**', '{rest}') })),
      ],
      query: {},
      headers: accountHeaders(record, credential),
      model: context.resolved?.providerModelId ?? parameters.modelName,
    }
  },
})

const accountHeaders = (connection: Connection, credential: Credential): Record<string, string> => {
  const organization = textOption(connection, 'organization')
  const project = textOption(connection, 'project')
  return {
    authorization: `Bearer ${credential.apiKey ?? ''}`,
    ...(organization ? { 'openai-organization': organization } : {}),
    ...(project ? { 'openai-project': project } : {}),
  }
}
