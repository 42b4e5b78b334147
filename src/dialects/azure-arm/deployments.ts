import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../../control/platform/caller.ts'
import type { Platform } from '../../control/platform/platform.ts'
import type { DeploymentView } from '../../control/platform/view-deployments.ts'
import { Failure } from '../../domain/failure.ts'
import type { ControlApp } from '../control/app.ts'
import { DeploymentPatch, DeploymentRequest } from './deployment-request.ts'
import { etagOf, isSettled, renderDeployment } from './deployment-shape.ts'
import { inArmWords } from './errors.ts'
import { findNamed, idOfSpillover, mustFind, mustMatch, seenOf } from './find-deployment.ts'
import { capacityConfig, catalogOf, type FindEntry, skusFor, versionsOf } from './models.ts'
import type { Announce } from './operations.ts'
import type { ArmRecords } from './records.ts'
import {
  type AccountScope,
  deploymentRoot,
  deploymentsRoot,
  described,
  type InAccount,
  noBody,
  OfAccount,
  OfDeployment,
  reads,
  writes,
} from './resource.ts'
import { changeAsSaid, createAsSaid, patchAsSaid } from './save-deployment.ts'

export type DeploymentDeps = {
  readonly platform: Platform
  readonly records: ArmRecords
  readonly inAccount: InAccount
  readonly announce: Announce
}

export const mountDeployments = (app: ControlApp, deps: DeploymentDeps): void => {
  const { platform, records, inAccount, announce } = deps

  const show = async (scope: AccountScope, caller: Caller, view: DeploymentView, find: FindEntry) => {
    const [seen] = await seenOf(deps, caller, [view])
    if (!seen) throw new Error(`deployment ${view.deployment.id} cannot be shown`)
    return renderDeployment(scope, seen, find, platform.capacityOf)
  }

  /** As it is after a change: with an address to ask at, unless it has come to its end already. */
  const answer = async (
    request: FastifyRequest<{ Params: AccountScope }>,
    reply: FastifyReply,
    caller: Caller,
    id: string,
    created = false,
  ) => {
    const view = await platform.getDeployment(caller, id)
    const { deployment } = view
    if (!isSettled(deployment)) announce(request, reply, request.params.subscriptionId, { deployment, kind: 'change' })
    reply.code(created ? 201 : 200).header('etag', etagOf(deployment))
    return reply.send(await show(request.params, caller, view, await catalogOf(platform)))
  }

  app.get(
    deploymentsRoot,
    { config: reads, schema: described('Lists deployments of an account', { params: OfAccount }) },
    async (request) => {
      const caller = await inAccount(request, request.params.accountName)
      const views = await seenOf(deps, caller, (await platform.listDeployments(caller, {}, {})).items)
      const find = await catalogOf(platform)
      return { value: views.map((each) => renderDeployment(request.params, each, find, platform.capacityOf)) }
    },
  )

  app.get(
    deploymentRoot,
    { config: reads, schema: described('Reads a deployment of an account', { params: OfDeployment }) },
    async (request, reply) => {
      const caller = await inAccount(request, request.params.accountName)
      const view = await mustFind(platform, caller, request.params.deploymentName)
      reply.header('etag', etagOf(view.deployment))
      return show(request.params, caller, view, await catalogOf(platform))
    },
  )

  app.put(
    deploymentRoot,
    {
      config: writes,
      schema: described('Deploys a model in an account, or changes the deployment to what is sent', {
        params: OfDeployment,
        body: DeploymentRequest,
      }),
    },
    async (request, reply) => {
      const caller = await inAccount(request, request.params.accountName)
      const { deploymentName } = request.params
      const { properties, tags } = request.body
      const find = await catalogOf(platform)
      const spilloverTo = await idOfSpillover(platform, caller, properties.spilloverDeploymentName ?? null)
      const change = async (found: DeploymentView): Promise<string> => {
        const [seen] = await seenOf(deps, caller, [found])
        if (seen) await changeAsSaid(platform, caller, seen, request.body, spilloverTo, find)
        return found.deployment.id
      }
      const found = await findNamed(platform, caller, deploymentName)
      mustMatch(request, found)
      const id = found
        ? await change(found)
        : await createAsSaid(platform, caller, deploymentName, request.body, spilloverTo, find).catch(async (cause: unknown) => {
            // Somebody made it at the same moment: it is there now, and is changed to what this one says.
            const other = await findNamed(platform, caller, deploymentName)
            if (!other || !isConflict(cause) || request.headers['if-none-match']) throw cause
            return change(other)
          })
      const before = (await records.of([id]))(id)
      const source = properties.model.source ?? before.source
      await records.put(id, { tags: tags ?? {}, ...(source ? { source } : {}) })
      return answer(request, reply, caller, id, !found)
    },
  )

  app.patch(
    deploymentRoot,
    {
      config: writes,
      schema: described('Changes tags or capacity of a deployment', { params: OfDeployment, body: DeploymentPatch }),
    },
    async (request, reply) => {
      const caller = await inAccount(request, request.params.accountName)
      const view = await mustFind(platform, caller, request.params.deploymentName)
      mustMatch(request, view)
      const { id } = view.deployment
      await patchAsSaid(platform, caller, id, request.body)
      const { tags } = request.body
      if (tags) await records.put(id, { ...(await records.of([id]))(id), tags })
      return answer(request, reply, caller, id)
    },
  )

  app.delete(
    deploymentRoot,
    { config: writes, schema: described('Deletes a deployment of an account', { params: OfDeployment }) },
    async (request, reply) => {
      const caller = await inAccount(request, request.params.accountName)
      const found = await findNamed(platform, caller, request.params.deploymentName)
      mustMatch(request, found)
      if (!found) return reply.code(204).send()
      const deployment = await inArmWords(() => platform.discardDeployment(caller, found.deployment.id))
      announce(request, reply, request.params.subscriptionId, { deployment, kind: 'delete' })
      return reply.code(202).send()
    },
  )

  app.get(
    `${deploymentRoot}/skus`,
    { config: reads, schema: described('Lists the SKUs that a deployment may have', { params: OfDeployment }) },
    async (request) => {
      const caller = await inAccount(request, request.params.accountName)
      const { model } = await mustFind(platform, caller, request.params.deploymentName)
      const offers = model ? await platform.offersOf(caller, model.name) : []
      const [version] = versionsOf(offers, await catalogOf(platform))
      return {
        value: skusFor(offers).map((name) => {
          const capacity = version && capacityConfig(name, version, platform.capacityOf)
          return {
            resourceType: 'Microsoft.CognitiveServices/accounts/deployments',
            sku: { name },
            ...(capacity ? { capacity } : {}),
          }
        }),
      }
    },
  )

  for (const [verb, run, summary] of [
    ['pause', platform.pauseDeployment, 'Keeps a deployment of an account as it is, and answers its calls 423'],
    ['resume', platform.resumeDeployment, 'Has calls of a paused deployment of an account answered again'],
  ] as const)
    app.post(
      `${deploymentRoot}/${verb}`,
      { config: writes, schema: described(summary, { params: OfDeployment, body: noBody }) },
      async (request, reply) => {
        const caller = await inAccount(request, request.params.accountName)
        const { deployment } = await mustFind(platform, caller, request.params.deploymentName)
        const { id } = await inArmWords(() => run(caller, deployment.id))
        return answer(request, reply, caller, id)
      },
    )
}

const isConflict = (cause: unknown): boolean => cause instanceof Failure && cause.code === 'conflict'
