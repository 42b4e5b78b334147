import { z } from 'zod'
import type { Credential } from '../domain/connection.ts'
import { Failure } from '../domain/failure.ts'
import { defineExecutable } from './define.ts'
import { launchLlama, llamaArtifacts, llamaFiles, llamaParameters } from './llama-launch.ts'
import { ApiKey, splitBase } from './remote.ts'

export const aicoreOpensource = defineExecutable({
  id: 'aicore-opensource',
  title: 'Open models',
  description:
    'Open-weight models, named as SAP AI Core names them: hosted here by llama.cpp when a GGUF file is bound, else behind a connection to an OpenAI-compatible server.',
  scenarioId: 'foundation-models',
  versionId: '0.1.0',
  wire: 'openai',
  parameters: z.strictObject({
    modelName: z.string().min(1).max(128).describe('Model of the catalog; any name when a GGUF file is bound'),
    modelVersion: z.string().min(1).max(64).default('latest').describe('Model version; "latest" follows the catalog'),
    connection: z
      .string()
      .min(1)
      .optional()
      .describe('Connection to the server that has the model; default: the connection "aicore-opensource"'),
    ...llamaParameters,
  }),
  artifacts: llamaArtifacts,
  filesIn: llamaFiles,
  connection: {
    credential: z.strictObject({ apiKey: ApiKey.optional().describe('Key, where the server asks for one') }),
    options: z.strictObject({}),
    baseUrlExample: 'https://models.example.com/v1',
    probe: (connection, credential) => {
      const { origin, prefix } = splitBase(connection.baseUrl)
      return { url: `${origin}${prefix}/models`, headers: keyHeader(credential) }
    },
  },
  catalogued: (_parameters, bound) => bound['model'] === undefined,
  modelOf: ({ modelName, modelVersion }) => ({ name: modelName, version: modelVersion }),
  capabilities: ['chat', 'completions', 'embeddings'],
  place: (parameters, { connection, files, resolved, host }) => {
    if (files['model'] !== undefined) return launchLlama(parameters, parameters.modelName, files, host)
    if (connection === null)
      throw new Failure(
        'invalid',
        `there is nothing that could serve ${parameters.modelName}: bind a GGUF file (artifact "model" or parameter "modelFile"), or create the connection "${parameters.connection ?? 'aicore-opensource'}"`,
        { target: 'parameterBindings.connection' },
      )
    const { origin, prefix } = splitBase(connection.record.baseUrl)
    return {
      kind: 'remote',
      origin,
      // Callers that write the /v1 of the base address again mean the same place.
      paths: [
        ...(prefix.endsWith('/v1') ? [{ below: '/v1/**', path: `${prefix}/{rest}` }] : []),
        { below: '/**', path: `${prefix}/{rest}` },
      ],
      query: {},
      headers: keyHeader(connection.credential),
      model: resolved?.providerModelId ?? parameters.modelName,
    }
  },
})

const keyHeader = (credential: Credential): Record<string, string> =>
  credential['apiKey'] ? { authorization: `Bearer ${credential['apiKey']}` } : {}
