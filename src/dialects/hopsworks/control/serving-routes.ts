import { z } from 'zod'
import type { ControlApp } from '../../control/app.ts'
import { apiRoot, plainName, servingNumber } from '../address.ts'
import { numbered, refusal } from '../errors.ts'
import { type InProject, ofProject } from './projects.ts'
import { described, noBody, reads, writes } from './routes.ts'
import { changeServing, createServing } from './save-serving.ts'
import { activeVersion } from './serving-record.ts'
import { ServingRequest } from './serving-request.ts'
import { requestFrom, type ServingView, showServing } from './serving-shape.ts'
import { stateOf } from './serving-state.ts'
import type { ServingDeps, Servings } from './servings.ts'

export type ServingRouteDeps = ServingDeps & { readonly servings: Servings; readonly inProject: InProject }

export const ofServing = z.object({ ...ofProject.shape, servingId: z.string().min(1).max(40) })
export const servingPath = `${apiRoot}/project/:projectId/serving`

const Filter = z.object({
  name: z.string().optional(),
  model: z.string().optional(),
  modelVersion: z.coerce.number().int().optional(),
  status: z.string().optional(),
})

/** Deployments: create, change, start, stop, delete. */
export const mountServings = (app: ControlApp, deps: ServingRouteDeps): void => {
  const { servings, platform, registry, inProject } = deps

  app.get(
    servingPath,
    {
      config: reads('SERVING'),
      schema: described('Lists deployments, or shows the one of a name', { params: ofProject, querystring: Filter }),
    },
    async (request) => {
      const caller = await inProject(request, request.params.projectId)
      const { name, model, modelVersion } = request.query
      if (name !== undefined) return showServing(await servings.byName(caller, name))
      if (modelVersion !== undefined && model === undefined)
        throw refusal('invalid', 120001, 'modelVersion takes model, too: the name of the model', 'model')
      return (await servings.list(caller)).filter(matching(request.query)).map(showServing)
    },
  )

  app.get(
    `${servingPath}/:servingId`,
    { config: reads('SERVING'), schema: described('Shows a deployment with its state', { params: ofServing }) },
    async (request) => {
      const caller = await inProject(request, request.params.projectId)
      return showServing(await servings.byNumber(caller, request.params.servingId))
    },
  )

  app.put(
    servingPath,
    {
      config: writes('SERVING'),
      schema: described('Creates a deployment, or changes the one of an id', {
        params: ofProject,
        querystring: z.object({ newVersion: z.string().optional() }),
        body: ServingRequest,
      }),
    },
    async (request, reply) => {
      const caller = await inProject(request, request.params.projectId)
      const { body } = request
      if (body.id === null || body.id === undefined) {
        const made = await createServing(deps, caller, body)
        request.actedOn = made.deployment.id
        const at = `${apiRoot}/project/${request.params.projectId}/serving/${servingNumber(made.deployment.id)}`
        return reply.code(201).header('location', at).send(showServing(made))
      }
      const view = await servings.byNumber(caller, String(body.id))
      request.actedOn = view.deployment.id
      return showServing(await changeServing(deps, caller, view, body, request.query.newVersion === 'true'))
    },
  )

  app.post(
    `${servingPath}/:servingId`,
    {
      config: writes('SERVING'),
      schema: described('Starts or stops a deployment', {
        params: ofServing,
        querystring: z.object({ action: z.string().optional() }),
        body: noBody,
      }),
    },
    async (request, reply) => {
      const caller = await inProject(request, request.params.projectId)
      const { deployment } = await servings.byNumber(caller, request.params.servingId)
      request.actedOn = deployment.id
      const action = request.query.action?.toUpperCase()
      if (action === undefined) throw refusal('invalid', 240008, 'action is missing: START or STOP', 'action')
      if (action === 'START')
        await numbered({ precondition: 240003, invalid: 240003 }, () => platform.startDeployment(caller, deployment.id))
      else if (action === 'STOP') await numbered({ precondition: 240003 }, () => platform.haltDeployment(caller, deployment.id))
      else throw refusal('invalid', 240007, `action must be START or STOP, got "${action.slice(0, 40)}"`, 'action')
      return reply.code(200).send()
    },
  )

  app.delete(
    `${servingPath}/:servingId`,
    {
      config: writes('SERVING'),
      schema: described('Deletes a deployment, stopping it first', { params: ofServing, body: noBody }),
    },
    async (request, reply) => {
      const caller = await inProject(request, request.params.projectId)
      const { deployment } = await servings.byNumber(caller, request.params.servingId)
      request.actedOn = deployment.id
      await numbered({ precondition: 240001 }, () => platform.discardDeployment(caller, deployment.id))
      const folder = `Deployments/${deployment.name}`
      if (await registry.tree.stat(caller.resourceGroup, folder)) await registry.tree.remove(caller.resourceGroup, folder)
      return reply.code(200).send()
    },
  )
}

/** `model` may be the model's name or what clients make of it for a deployment's name. */
const matching =
  ({ model, modelVersion, status }: z.infer<typeof Filter>) =>
  (view: ServingView): boolean => {
    const request = activeVersion(view.record, view)?.request ?? requestFrom(view)
    const name = request.modelName ?? ''
    if (model !== undefined && name !== model && plainName(name) !== model) return false
    if (modelVersion !== undefined && request.modelVersion !== modelVersion) return false
    return status === undefined || stateOf(view.deployment, view.instances).status.toLowerCase() === status.toLowerCase()
  }
