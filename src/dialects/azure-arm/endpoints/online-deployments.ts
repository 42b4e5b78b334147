import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Caller } from '../../../control/platform/caller.ts'
import { Failure } from '../../../domain/failure.ts'
import type { ControlApp } from '../../control/app.ts'
import { isUnsettled, targetStateOf } from '../deployment-shape.ts'
import { inArmWords } from '../errors.ts'
import { described, noBody, reads, writes } from '../resource.ts'
import { inWorkspace, OfEndpoint, OfOnlineDeployment, onlineDeployment, onlineDeployments } from './address.ts'
import { place, take } from './change-targets.ts'
import type { EndpointRecord } from './endpoint-records.ts'
import { draftOf } from './online-draft.ts'
import { living, mustFindEndpoint, type OnlineDeps, unknownEndpoint, viewOf } from './online-endpoints.ts'
import { LogRequest, OnlineDeploymentPatch, OnlineDeploymentRequest as onlineDeploymentRequest } from './online-requests.ts'
import { renderOnlineDeployment } from './online-shapes.ts'

type Params = z.infer<typeof OfOnlineDeployment>

/** Deployments of an online endpoint: configurations, which are the targets of the endpoint's deployment. */
export const mountOnlineDeployments = (app: ControlApp, deps: OnlineDeps): void => {
  const { platform, endpoints, inAccount, announce } = deps

  const answer = async (request: FastifyRequest<{ Params: Params }>, reply: FastifyReply, caller: Caller, status: number) => {
    const { endpointName, deploymentName, subscriptionId } = request.params
    const { endpoint, record } = await mustFind(deps, caller, endpointName, deploymentName)
    const shown = await viewOf(deps, request, caller, endpointName, endpoint)
    const { configurationId } = record
    if (shown.view && isUnsettled(targetStateOf(shown.view.deployment, configurationId)))
      announce(request, reply, subscriptionId, { deployment: shown.view.deployment, kind: 'change', configurationId })
    return reply.code(status).send(renderOnlineDeployment(shown, deploymentName, record))
  }

  app.get(
    onlineDeployments,
    { config: reads, schema: described('Lists deployments of an online endpoint', { params: OfEndpoint }) },
    async (request) => {
      const caller = await inWorkspace(inAccount, request)
      const { endpointName } = request.params
      const endpoint = await living(platform, caller, await mustFindEndpoint(deps, caller, endpointName))
      const shown = await viewOf(deps, request, caller, endpointName, endpoint)
      return {
        value: Object.entries(endpoint.deployments).map(([name, record]) => renderOnlineDeployment(shown, name, record)),
      }
    },
  )

  app.get(
    onlineDeployment,
    { config: reads, schema: described('Reads a deployment of an online endpoint', { params: OfOnlineDeployment }) },
    async (request) => {
      const caller = await inWorkspace(inAccount, request)
      const { endpointName, deploymentName } = request.params
      const { endpoint, record } = await mustFind(deps, caller, endpointName, deploymentName)
      return renderOnlineDeployment(await viewOf(deps, request, caller, endpointName, endpoint), deploymentName, record)
    },
  )

  app.put(
    onlineDeployment,
    {
      config: writes,
      schema: described('Deploys a model to an online endpoint, or changes the deployment to what is sent', {
        params: OfOnlineDeployment,
        body: onlineDeploymentRequest(deps.location),
      }),
    },
    async (request, reply) => {
      const caller = await inWorkspace(inAccount, request)
      const { endpointName, deploymentName } = request.params
      mustBeName(deploymentName)
      const created = await endpoints.change(caller, endpointName, async (found) => {
        if (!found) throw unknownEndpoint(caller, endpointName)
        const endpoint = await living(platform, caller, found)
        const draft = await inArmWords(() => draftOf(platform, caller, deploymentName, request.body))
        const next = await place(deps, caller, endpointName, endpoint, deploymentName, draft, request.body)
        return { next, answer: !Object.hasOwn(endpoint.deployments, deploymentName) }
      })
      return answer(request, reply, caller, created ? 201 : 200)
    },
  )

  app.patch(
    onlineDeployment,
    {
      config: writes,
      schema: described('Changes tags of a deployment of an online endpoint, or the instances of all of them', {
        params: OfOnlineDeployment,
        body: OnlineDeploymentPatch,
      }),
    },
    async (request, reply) => {
      const caller = await inWorkspace(inAccount, request)
      const { endpointName, deploymentName } = request.params
      const { tags, sku } = request.body
      await endpoints.change(caller, endpointName, async (found) => {
        const { endpoint, record } = among(caller, endpointName, found && (await living(platform, caller, found)), deploymentName)
        const { deploymentId } = endpoint
        if (sku?.capacity && deploymentId)
          await inArmWords(() => platform.changeTerms(caller, deploymentId, { capacity: sku.capacity ?? null }))
        const changed = { ...record, tags: tags ?? record.tags }
        return { next: { ...endpoint, deployments: { ...endpoint.deployments, [deploymentName]: changed } }, answer: null }
      })
      return answer(request, reply, caller, 200)
    },
  )

  app.delete(
    onlineDeployment,
    {
      config: writes,
      schema: described('Deletes a deployment of an online endpoint', { params: OfOnlineDeployment, body: noBody }),
    },
    async (request, reply) => {
      const caller = await inWorkspace(inAccount, request)
      const { endpointName, deploymentName, subscriptionId } = request.params
      const gone = await endpoints.change<Awaited<ReturnType<typeof take>>['answer']>(caller, endpointName, async (found) => {
        const endpoint = found && (await living(platform, caller, found))
        if (!endpoint || !Object.hasOwn(endpoint.deployments, deploymentName)) return { next: found, answer: null }
        return take(deps, caller, endpoint, deploymentName)
      })
      if (gone === null) return reply.code(204).send()
      if (gone === 'others stay') return reply.code(200).send()
      announce(request, reply, subscriptionId, { deployment: gone, kind: 'delete' })
      return reply.code(202).send()
    },
  )

  app.post(
    `${onlineDeployment}/getLogs`,
    {
      config: reads,
      schema: described('Reads the newest lines of the log of an online endpoint’s instances', {
        params: OfOnlineDeployment,
        body: LogRequest,
      }),
    },
    async (request) => {
      const caller = await inWorkspace(inAccount, request)
      const { endpointName, deploymentName } = request.params
      const { endpoint } = await mustFind(deps, caller, endpointName, deploymentName)
      const { containerType, tail } = request.body ?? {}
      if (endpoint.deploymentId === null || containerType === 'StorageInitializer') return { content: '' }
      const wanted = { start: 0, end: null, limit: tail ?? 1_000, order: 'desc', component: 'predictor' } as const
      const lines = await platform.readLogs(caller, endpoint.deploymentId, wanted)
      return {
        content: lines
          .toReversed()
          .map(({ timestamp, message }) => `${timestamp} ${message}\n`)
          .join(''),
      }
    },
  )
}

async function mustFind(deps: OnlineDeps, caller: Caller, endpointName: string, name: string) {
  const endpoint = await living(deps.platform, caller, await mustFindEndpoint(deps, caller, endpointName))
  return among(caller, endpointName, endpoint, name)
}

function among(caller: Caller, endpointName: string, endpoint: EndpointRecord | null, name: string) {
  if (!endpoint) throw unknownEndpoint(caller, endpointName)
  const record = Object.hasOwn(endpoint.deployments, name) ? endpoint.deployments[name] : undefined
  if (record) return { endpoint, record }
  const known = Object.keys(endpoint.deployments).join(', ') || 'none'
  throw new Failure('not_found', `endpoint '${endpointName}' has no deployment '${name.slice(0, 80)}'; it has ${known}`, {
    target: 'deploymentName',
  })
}

function mustBeName(name: string): void {
  if (/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}$/.test(name)) return
  throw new Failure('invalid', 'deploymentName must be 1 to 255 letters, digits, "-" or "_", and start with a letter or digit', {
    code: 'InvalidResourceName',
    target: 'deploymentName',
  })
}
