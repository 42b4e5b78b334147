import type { FastifyRequest } from 'fastify'
import type { Caller } from '../../../control/platform/caller.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { Failure } from '../../../domain/failure.ts'
import { DeploymentName } from '../../../domain/ids.ts'
import type { ControlApp } from '../../control/app.ts'
import type { OriginOf } from '../../control/origin.ts'
import { inArmWords } from '../errors.ts'
import { findNamed } from '../find-deployment.ts'
import type { Announce } from '../operations.ts'
import { described, type InAccount, noBody, reads, writes } from '../resource.ts'
import { inWorkspace, OfEndpoint, OfWorkspace, onlineEndpoint, onlineRoot, type WorkspaceScope } from './address.ts'
import type { EndpointRecord, EndpointRecords } from './endpoint-records.ts'
import { mountEndpointKeys } from './keys.ts'
import { EndpointPatch, type EndpointRequest, EndpointRequest as endpointRequest } from './online-requests.ts'
import { type OnlineView, renderEndpoint } from './online-shapes.ts'
import { divide } from './traffic.ts'

export type OnlineDeps = {
  readonly platform: Platform
  readonly endpoints: EndpointRecords
  readonly inAccount: InAccount
  readonly announce: Announce
  readonly originOf: OriginOf
  readonly location: string
}

/** For as long the credential of `token` is good. */
const tokenMs = 12 * 3_600_000

/** Managed online endpoints: a deployment with several targets, each of which is a deployment of the endpoint. */
export const mountOnlineEndpoints = (app: ControlApp, deps: OnlineDeps): void => {
  const { platform, endpoints, inAccount, announce } = deps
  const Body = endpointRequest(deps.location)

  app.get(
    onlineRoot,
    { config: reads, schema: described('Lists online endpoints of a workspace', { params: OfWorkspace }) },
    async (request) => {
      const caller = await inWorkspace(inAccount, request)
      const all = Object.entries(await endpoints.list(caller))
      return {
        value: await Promise.all(
          all.map(async ([name, record]) => renderEndpoint(await viewOf(deps, request, caller, name, record))),
        ),
      }
    },
  )

  app.get(
    onlineEndpoint,
    { config: reads, schema: described('Reads an online endpoint', { params: OfEndpoint }) },
    async (request) => {
      const caller = await inWorkspace(inAccount, request)
      const { endpointName: name } = request.params
      return renderEndpoint(await viewOf(deps, request, caller, name, await mustFindEndpoint(deps, caller, name)))
    },
  )

  app.put(
    onlineEndpoint,
    {
      config: writes,
      schema: described('Creates an online endpoint, or changes it', { params: OfEndpoint, body: Body }),
    },
    async (request, reply) => {
      const caller = await inWorkspace(inAccount, request)
      const { endpointName: name } = request.params
      const { properties } = request.body
      const created = await endpoints.change(caller, name, async (found) => {
        if (!found) await mustBeFree(platform, caller, name)
        const before = found && (await living(platform, caller, found))
        const next = recordOf(request.body, before, platform.now())
        const { traffic, mirrorTraffic } = properties
        if (before?.deploymentId && (traffic || mirrorTraffic))
          await divide(platform, caller, { ...before, deploymentId: before.deploymentId }, traffic ?? {}, mirrorTraffic ?? {})
        else if (Object.values({ ...traffic, ...mirrorTraffic }).some((share) => share > 0))
          throw new Failure('invalid', 'properties.traffic can be set once the endpoint has deployments; create them first', {
            code: 'InvalidResourceProperties',
            target: 'properties.traffic',
          })
        return { next, answer: !found }
      })
      const record = await mustFindEndpoint(deps, caller, name)
      return reply.code(created ? 201 : 200).send(renderEndpoint(await viewOf(deps, request, caller, name, record)))
    },
  )

  app.patch(
    onlineEndpoint,
    { config: writes, schema: described('Changes tags of an online endpoint', { params: OfEndpoint, body: EndpointPatch }) },
    async (request) => {
      const caller = await inWorkspace(inAccount, request)
      const { endpointName: name } = request.params
      const record = await endpoints.change(caller, name, async (found) => {
        if (!found) throw unknownEndpoint(caller, name)
        const next = { ...found, tags: request.body.tags ?? found.tags }
        return { next, answer: next }
      })
      return renderEndpoint(await viewOf(deps, request, caller, name, record))
    },
  )

  app.delete(
    onlineEndpoint,
    {
      config: writes,
      schema: described('Deletes an online endpoint with its deployments', { params: OfEndpoint, body: noBody }),
    },
    async (request, reply) => {
      const caller = await inWorkspace(inAccount, request)
      const gone = await endpoints.change(caller, request.params.endpointName, async (found) => {
        const id = found && (await living(platform, caller, found)).deploymentId
        return {
          next: null,
          answer: id ? await inArmWords(() => platform.discardDeployment(caller, id)) : found ? ('nothing' as const) : null,
        }
      })
      if (gone === null) return reply.code(204).send()
      if (gone === 'nothing') return reply.code(200).send()
      announce(request, reply, request.params.subscriptionId, { deployment: gone, kind: 'delete' })
      return reply.code(202).send()
    },
  )

  mountEndpointKeys(app, platform, inAccount, onlineEndpoint, 'an online endpoint', async (caller, name) => {
    await mustFindEndpoint(deps, caller, name)
  })

  app.post(
    `${onlineEndpoint}/token`,
    { config: writes, schema: described('Makes a token for an online endpoint', { params: OfEndpoint, body: noBody }) },
    async (request) => {
      const caller = await inWorkspace(inAccount, request)
      const { endpointName: name } = request.params
      const { deploymentId } = await living(platform, caller, await mustFindEndpoint(deps, caller, name))
      if (deploymentId === null)
        throw new Failure('conflict', `endpoint '${name}' has no deployment yet: there is nothing to call`, { code: 'Conflict' })
      const expiresAt = platform.now() + tokenMs
      const { key } = await platform.createApiKey(caller.principal, {
        name: `token of endpoint ${name}`,
        role: 'consumer',
        resourceGroups: [caller.resourceGroup],
        deployments: [deploymentId],
        expiresAt,
      })
      const seconds = Math.floor(expiresAt / 1000)
      return { accessToken: key, expiryTimeUtc: seconds, refreshAfterTimeUtc: seconds - 3_600, tokenType: 'Bearer' }
    },
  )
}

export async function mustFindEndpoint(
  { endpoints }: Pick<OnlineDeps, 'endpoints'>,
  caller: Caller,
  name: string,
): Promise<EndpointRecord> {
  const all = await endpoints.list(caller)
  const found = Object.hasOwn(all, name) ? all[name] : undefined
  if (found) return found
  throw unknownEndpoint(caller, name)
}

export const unknownEndpoint = ({ resourceGroup }: Caller, name: string): Failure =>
  new Failure('not_found', `there is no online endpoint '${name.slice(0, 80)}' in workspace ${resourceGroup}`, {
    target: 'endpointName',
  })

/** Its deployment may have been deleted by another API: it has nothing to run then. */
export async function living(
  platform: Pick<Platform, 'getDeployment'>,
  caller: Caller,
  record: EndpointRecord,
): Promise<EndpointRecord> {
  const view = record.deploymentId === null ? null : await seen(platform, caller, record.deploymentId)
  return view && view.deployment.targetStatus !== 'DELETED' ? record : { ...record, deploymentId: null, deployments: {} }
}

export async function viewOf(
  { platform, originOf, location }: Pick<OnlineDeps, 'platform' | 'originOf' | 'location'>,
  request: FastifyRequest<{ Params: WorkspaceScope }>,
  caller: Caller,
  name: string,
  record: EndpointRecord,
): Promise<OnlineView> {
  const view = record.deploymentId === null ? null : await seen(platform, caller, record.deploymentId)
  const id = view?.configuration.executableId
  const wire = id === undefined ? null : (platform.wireOf(id) ?? null)
  return { scope: request.params, name, record, view, origin: originOf(request), location, wire }
}

async function seen(platform: Pick<Platform, 'getDeployment'>, caller: Caller, id: string) {
  try {
    return await platform.getDeployment(caller, id)
  } catch (cause) {
    if (cause instanceof Failure && cause.code === 'not_found') return null
    throw cause
  }
}

/** Its deployment will have the endpoint's name. */
async function mustBeFree(platform: Pick<Platform, 'listDeployments'>, caller: Caller, name: string): Promise<void> {
  const parsed = DeploymentName.safeParse(name)
  const refuse = (message: string, code: string) => {
    throw new Failure(code === 'Conflict' ? 'conflict' : 'invalid', message, { code, target: 'endpointName' })
  }
  if (!parsed.success) refuse(`endpointName ${parsed.error.issues[0]?.message ?? 'is not valid'}`, 'InvalidResourceName')
  const found = await findNamed(platform, caller, name)
  if (found)
    refuse(
      `there is a deployment '${name}' already, made ${toTimestamp(found.deployment.createdAt)}; choose another name`,
      'Conflict',
    )
}

function recordOf({ tags, properties }: EndpointRequest, before: EndpointRecord | null, now: number): EndpointRecord {
  const texts = Object.entries(properties.properties ?? {}).flatMap(([key, value]) => (value === null ? [] : [[key, value]]))
  return {
    deploymentId: before?.deploymentId ?? null,
    deployments: before?.deployments ?? {},
    tags: tags ?? {},
    description: properties.description ?? '',
    properties: Object.fromEntries(texts),
    authMode: properties.authMode,
    createdAt: before?.createdAt ?? now,
  }
}
