import { z } from 'zod'
import type { Auth } from '../domain/auth.ts'
import type { Connection, Credential } from '../domain/connection.ts'
import type { RemotePlacement } from '../domain/placement.ts'
import { defineExecutable } from './define.ts'
import { azureSchemas, openaiRules } from './openai-rules.ts'
import { ApiKey, connectionOf, modelOperations, responsesOperations, splitBase, textOption } from './remote.ts'

/** Serves every path below a deployment, `/responses` included (which the last dated stable version, 2024-10-21, does not have). */
const defaultApiVersion = '2025-04-01-preview'
/** Lists base models with any API version; costs nothing and needs a valid key. */
const probeApiVersion = '2024-10-21'

const defaultAuthority = 'https://login.microsoftonline.com'

const ApiVersion = z
  .string()
  .regex(/^(\d{4}-\d{2}-\d{2}(-preview)?|preview|v1)$/, 'must look like 2024-10-21 or 2025-04-01-preview')
const DeploymentName = z.string().regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, "_", "." or "-"')

const Parameters = z.strictObject({
  modelName: z.string().min(1).describe('Model of the catalog, such as gpt-4o'),
  modelVersion: z.string().min(1).default('latest').describe('Model version; "latest" follows the catalog'),
  connection: z.string().min(1).default('azure-openai').describe('Connection that holds the resource address and its key'),
  deploymentName: DeploymentName.optional().describe(
    "Name of the deployment in the Azure resource; default: the connection's deploymentNames, else the model name",
  ),
  apiVersion: ApiVersion.optional().describe(
    `api-version sent when the caller sends none; default: the connection's, else ${defaultApiVersion}`,
  ),
})

export const azureOpenai = defineExecutable({
  id: 'azure-openai',
  title: 'Azure OpenAI',
  description: 'OpenAI models in a resource of Azure OpenAI or Azure AI Foundry, called by their deployment there.',
  scenarioId: 'foundation-models',
  versionId: '0.1.0',
  wire: 'openai',
  telemetryName: 'azure.ai.openai',
  parameters: Parameters,
  artifacts: {},
  connection: {
    credential: z
      .strictObject({
        apiKey: ApiKey.optional().describe('Key 1 or key 2 of the resource'),
        tenantId: z
          .string()
          .regex(/^[\w.-]{1,128}$/, 'must be an id or a domain')
          .optional()
          .describe('Entra tenant of the application, in place of a key'),
        clientId: ApiKey.optional().describe('Application (client) id; it needs the role Cognitive Services OpenAI User'),
        clientSecret: ApiKey.optional().describe('Client secret of the application'),
        // With the secret, not among the options: whoever could change it alone would get the secret sent.
        authority: z
          .url({ protocol: /^https?$/ })
          .optional()
          .describe(`Where Entra gives tokens; default: ${defaultAuthority}`),
      })
      .refine(({ apiKey, ...entra }) => (apiKey === undefined) !== Object.values(entra).every((each) => each === undefined), {
        message: 'needs either apiKey, or tenantId, clientId and clientSecret (and authority in a national cloud)',
      })
      .refine(({ apiKey, tenantId, clientId, clientSecret }) => apiKey ?? (tenantId && clientId && clientSecret), {
        message: 'tenantId, clientId and clientSecret belong together',
      }),
    options: z.strictObject({
      apiVersion: ApiVersion.optional().describe('api-version sent when neither caller nor configuration names one'),
      deploymentNames: z
        .record(z.string(), DeploymentName)
        .optional()
        .describe(
          'Names of deployments in Azure by model, or by model:version: {"gpt-4o": "chat", "gpt-4o:2024-08-06": "chat-old"}',
        ),
    }),
    baseUrlExample: 'https://my-resource.openai.azure.com',
    probe: (connection, credential) => {
      const { origin, prefix } = resourceBase(connection)
      return {
        url: `${origin}${prefix}/openai/models?api-version=${probeApiVersion}`,
        headers: keyHeader(credential),
        ...authOf(credential),
      }
    },
  },
  catalogued: () => true,
  modelOf: (parameters) => ({ name: parameters.modelName, version: parameters.modelVersion }),
  rulesOf: (model) => openaiRules(model, azureSchemas),
  capabilities: ['chat', 'completions', 'embeddings', 'responses'],
  place: (parameters, context) => {
    const { record, credential } = connectionOf(context, parameters.connection, 'azure-openai')
    const { origin, prefix } = resourceBase(record)
    const deployment = parameters.deploymentName ?? azureDeployment(parameters.modelName, context.resolved?.version, record)
    return {
      kind: 'remote',
      origin,
      paths: azurePaths(prefix, deployment),
      query: { 'api-version': parameters.apiVersion ?? textOption(record, 'apiVersion') ?? defaultApiVersion },
      headers: keyHeader(credential),
      ...authOf(credential),
      model: deployment,
    }
  },
})

/** People paste the address with `/openai` or `/openai/v1` at its end, too. */
const resourceBase = (connection: Connection) => {
  const { origin, prefix } = splitBase(connection.baseUrl)
  return { origin, prefix: prefix.replace(/\/openai(\/v1)?$/, '') }
}

const keyHeader = ({ apiKey }: Credential): Record<string, string> => (apiKey ? { 'api-key': apiKey } : {})

const authOf = ({ tenantId, clientId, clientSecret, authority = defaultAuthority }: Credential): { auth?: Auth } =>
  tenantId && clientId && clientSecret
    ? { auth: { kind: 'entra-client-credentials', tenantId, clientId, clientSecret, authority, scope: scopeIn(authority) } }
    : {}

/** Every national cloud has a data plane of its own. */
const scopeIn = (authority: string): string => {
  const domain = authority.includes('.us') ? 'us' : authority.includes('.cn') ? 'cn' : 'com'
  return `https://cognitiveservices.azure.${domain}/.default`
}

const azureDeployment = (model: string, version: string | undefined, connection: Connection): string => {
  const names = z.record(z.string(), z.string()).catch({}).parse(connection.options.deploymentNames)
  return (version ? names[`${model}:${version}`] : undefined) ?? names[model] ?? model
}

/**
 * The deployment-bound operations by their classic address (there the path, not the body, chooses the deployment), responses by the
 * resource-wide one. Callers whose base address ends in `/v1` mean the same operations.
 */
const azurePaths = (prefix: string, deployment: string): RemotePlacement['paths'] =>
  ['', '/v1', '/openai/v1'].flatMap((form) => [
    ...modelOperations.map((operation) => ({
      below: form + operation,
      path: `${prefix}/openai/deployments/${encodeURIComponent(deployment)}${operation}`,
    })),
    ...responsesOperations.map((operation) => ({
      below: form + operation,
      path: `${prefix}/openai${operation.replace('**', '{rest}')}`,
    })),
  ])
