import { z } from 'zod'
import type { CallsDocument } from '../../../control/platform/describe-calls.ts'
import { Failure } from '../../../domain/failure.ts'
import type { ControlApp } from '../../control/app.ts'
import type { OriginOf } from '../../control/origin.ts'
import { refusal } from '../errors.ts'
import { described, reads } from './routes.ts'
import { activeVersion } from './serving-record.ts'
import { ofServing, type ServingRouteDeps, servingPath } from './serving-routes.ts'
import type { ServingView } from './serving-shape.ts'
import { readTreeJson } from './tree-json.ts'

/** How a published schema is written, and the end of its file's name. */
const formats = { schema: '.json', jsonschema: '.jsonschema.json', openapi: '.openapi.json' } as const
type Format = keyof typeof formats

const Asked = z.object({
  format: z.enum(['schema', 'jsonschema', 'openapi']).default('schema'),
  schemaId: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'must be the id of a schema: letters, digits, "_" or "-"')
    .optional(),
})

/** The variable by which newer clients tell a deployment's revision which schema is its own. */
const idVariable = 'SERVING_SCHEMA_ID'

/**
 * What a deployment's calls must look like. Clients publish it as files, named for what is in them, before they save the deployment;
 * where none was, requests and an OpenAPI document are told from what the model server or the registry knows of the model.
 */
export const mountServingSchema = (app: ControlApp, deps: ServingRouteDeps & { readonly originOf: OriginOf }): void => {
  const { platform, registry, servings, inProject, originOf } = deps

  app.get(
    `${servingPath}/:servingId/schema`,
    {
      config: reads('SERVING'),
      schema: described('What a deployment’s calls must look like', { params: ofServing, querystring: Asked }),
    },
    async (request) => {
      const caller = await inProject(request, request.params.projectId)
      const view = await servings.byNumber(caller, request.params.servingId)
      const { deployment } = view
      const { format, schemaId } = request.query
      const id = schemaId ?? schemaIdOf(view)
      if (id !== null) {
        const folder = `Deployments/${deployment.name}/resources/schema`
        const found = await readTreeJson(registry.tree, caller.resourceGroup, folder, `${id}${formats[format]}`)
        if (found !== null) return found
      }
      if (id !== null || format === 'schema') throw nothing(deployment.name, schemaId)
      const server = `${originOf(request)}/v1/${caller.resourceGroup}/${deployment.name}`
      try {
        return told(await platform.describeCalls(caller, deployment.id, server), deployment.name, format)
      } catch (cause) {
        const known = !(cause instanceof Failure) || (cause.code !== 'not_found' && cause.code !== 'conflict')
        throw known ? cause : refusal('not_found', 240037, cause.message, 'schema')
      }
    },
  )
}

function schemaIdOf(view: ServingView): string | null {
  const variables = activeVersion(view.record, view)?.request.predictorEnvVars ?? []
  const line = variables.find((each) => each.startsWith(`${idVariable}=`))
  const id = line?.slice(idVariable.length + 1) ?? ''
  return /^[\w-]{1,64}$/.test(id) ? id : null
}

const Predict = z.looseObject({
  post: z.looseObject({
    requestBody: z.looseObject({ content: z.looseObject({ 'application/json': z.looseObject({ schema: z.unknown() }) }) }),
  }),
})

/** The document, or of it what a prediction's body must be. */
function told(document: CallsDocument, name: string, format: Format): unknown {
  if (format === 'openapi') return document
  const predict = Predict.safeParse(document.paths[`/v1/models/${name}:predict`])
  if (predict.success) return predict.data.post.requestBody.content['application/json'].schema
  throw nothing(name, undefined)
}

const nothing = (name: string, schemaId: string | undefined) =>
  refusal(
    'not_found',
    240037,
    `deployment ${name} has no published schema${schemaId === undefined ? '' : ` ${schemaId}`}`,
    schemaId === undefined ? 'schema' : 'schemaId',
  )
