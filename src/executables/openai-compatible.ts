import { z } from 'zod'
import type { Connection, Credential } from '../domain/connection.ts'
import { defineExecutable } from './define.ts'
import { ApiKey, connectionOf, splitBase, textOption } from './remote.ts'

/** Headers that a server may want besides the key. Names that carry credentials or steer the connection are not among them. */
const HeaderName = z
  .string()
  .regex(
    /^(x-(?!forwarded|real-ip|request-id|api-key)[a-z0-9-]+|http-referer|openai-organization|openai-project)$/,
    'must be "x-…" in lower case (but not x-api-key, x-forwarded-…, x-real-ip or x-request-id), "http-referer", "openai-organization" or "openai-project"',
  )
const HeaderValue = z.string().regex(/^[\x20-\x7e]{1,1000}$/, 'must be 1 to 1000 printable ASCII characters')

export const openaiCompatible = defineExecutable({
  id: 'openai-compatible',
  title: 'OpenAI-compatible server',
  description:
    'Any server or provider that speaks the OpenAI API at an address of its own: vLLM, SGLang, Ollama, LM Studio, TEI, Groq, Together and others.',
  scenarioId: 'foundation-models',
  versionId: '0.1.0',
  wire: 'openai',
  parameters: z.strictObject({
    modelName: z.string().min(1).max(256).describe('Model as the server calls it'),
    modelVersion: z.string().min(1).max(64).default('latest').describe('Version shown to callers; the server never sees it'),
    connection: z
      .string()
      .min(1)
      .default('openai-compatible')
      .describe('Connection that holds the address and, where needed, the key'),
  }),
  artifacts: {},
  connection: {
    credential: z.strictObject({ apiKey: ApiKey.optional().describe('Key, where the server asks for one') }),
    options: z.strictObject({
      keyHeader: z
        .enum(['authorization', 'api-key', 'x-api-key'])
        .optional()
        .describe('Header that carries the key; default: authorization, as "Bearer …"'),
      headers: z
        .record(HeaderName, HeaderValue)
        .optional()
        .describe('Further headers sent with every call; never a place for secrets'),
    }),
    baseUrlExample: 'https://models.example.com/v1',
    probe: (connection, credential) => {
      const { origin, prefix } = splitBase(connection.baseUrl)
      return { url: `${origin}${prefix}/models`, headers: serverHeaders(connection, credential) }
    },
  },
  catalogued: () => false,
  modelOf: (parameters) => ({ name: parameters.modelName, version: parameters.modelVersion }),
  capabilities: ['chat', 'completions', 'embeddings', 'responses'],
  place: (parameters, context) => {
    const { record, credential } = connectionOf(context, parameters.connection, 'openai-compatible')
    const { origin, prefix } = splitBase(record.baseUrl)
    return {
      kind: 'remote',
      origin,
      // A base address ends in /v1 nearly always; callers that write it again mean the same place.
      paths: [
        ...(prefix.endsWith('/v1') ? [{ below: '/v1/**', path: `${prefix}/{rest}` }] : []),
        { below: '/**', path: `${prefix}/{rest}` },
      ],
      query: {},
      headers: serverHeaders(record, credential),
      model: parameters.modelName,
    }
  },
})

const serverHeaders = (connection: Connection, credential: Credential): Record<string, string> => ({
  ...z.record(z.string(), z.string()).catch({}).parse(connection.options.headers),
  ...(credential.apiKey ? keyHeader(textOption(connection, 'keyHeader') ?? 'authorization', credential.apiKey) : {}),
})

const keyHeader = (name: string, key: string) => ({ [name]: name === 'authorization' ? `Bearer ${key}` : key })
