import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Platform } from '../../control/platform/platform.ts'
import { toTimestamp } from '../../domain/clock.ts'
import type { Deployment } from '../../domain/deployment.ts'
import { Failure } from '../../domain/failure.ts'
import { DeploymentId } from '../../domain/ids.ts'
import { callerOf } from '../control/access.ts'
import type { ControlApp } from '../control/app.ts'
import type { OriginOf } from '../control/origin.ts'
import { isSettled, stateOf } from './deployment-shape.ts'
import { described, enterAccount, locationRoot, OfLocation, reads } from './resource.ts'

type Kind = 'change' | 'delete'

/**
 * What a client asks to learn how a change goes: `<group>~<deployment>~<kind>`. It stands for the deployment as it is, not for a
 * record of the change, so that it can be asked at any time and of any server.
 */
type Operation = { readonly group: string; readonly deploymentId: string; readonly kind: Kind }

const nameOf = ({ group, deploymentId, kind }: Operation): string => [group, deploymentId, kind].join('~')

const Named = z
  .string()
  .max(300)
  .transform((text) => text.split('~'))
  .pipe(z.tuple([z.string(), DeploymentId, z.enum(['change', 'delete'])]))

/** Where the client looks next, and when. */
export type Announce = (
  request: FastifyRequest,
  reply: FastifyReply,
  subscriptionId: string,
  operation: { readonly deployment: Pick<Deployment, 'resourceGroup' | 'id'>; readonly kind: Kind },
) => void

export const makeAnnounce =
  (originOf: OriginOf, location: string): Announce =>
  (request, reply, subscriptionId, { deployment, kind }) => {
    const operation = nameOf({ group: deployment.resourceGroup, deploymentId: deployment.id, kind })
    const at = (what: string) =>
      `${originOf(request)}/subscriptions/${encodeURIComponent(subscriptionId)}/providers/Microsoft.CognitiveServices/locations/${encodeURIComponent(location)}/${what}/${encodeURIComponent(operation)}?api-version=2025-09-01`
    reply.header('azure-asyncoperation', at('operationStatuses')).header('retry-after', '1')
    if (kind === 'delete') reply.header('location', at('operationResults'))
  }

type Verbs = Pick<Platform, 'getDeployment' | 'enterResourceGroup' | 'listResourceGroups'>

export const mountOperations = (app: ControlApp, platform: Verbs): void => {
  const params = OfLocation.extend({ operationId: z.string().min(1).max(300) })

  /** null: it is gone. */
  const find = async (request: FastifyRequest, named: string): Promise<{ kind: Kind; deployment: Deployment | null }> => {
    const parsed = Named.safeParse(named)
    if (!parsed.success) throw unknown(named)
    const [group, deploymentId, kind] = parsed.data
    const principal = callerOf(request)
    const { id: resourceGroup } = await enterAccount(platform, principal, group)
    try {
      return { kind, deployment: (await platform.getDeployment({ principal, resourceGroup }, deploymentId)).deployment }
    } catch (cause) {
      if (cause instanceof Failure && cause.code === 'not_found') return { kind, deployment: null }
      throw cause
    }
  }

  app.get(
    `${locationRoot}/operationStatuses/:operationId`,
    { config: reads, schema: described('Tells how a change of a deployment goes', { params }) },
    async (request, reply) => {
      const { operationId: name } = request.params
      const { kind, deployment } = await find(request, name)
      const status = statusOf(kind, deployment)
      if (status === 'Running') reply.header('retry-after', '1')
      return {
        id: request.url.split('?')[0],
        name,
        status,
        ...(deployment ? { startTime: toTimestamp(deployment.modifiedAt) } : {}),
        ...(status === 'Failed' ? { error: whyFailed(deployment) } : {}),
      }
    },
  )

  app.get(
    `${locationRoot}/operationResults/:operationId`,
    {
      config: reads,
      schema: described('Answers 202 until a change of a deployment has ended', { params }),
    },
    async (request, reply) => {
      const { kind, deployment } = await find(request, request.params.operationId)
      if (statusOf(kind, deployment) === 'Running') return reply.code(202).header('retry-after', '1').send({})
      return reply.code(204).send()
    },
  )
}

function statusOf(kind: Kind, deployment: Deployment | null): 'Running' | 'Succeeded' | 'Failed' | 'Canceled' {
  if (!deployment) return kind === 'delete' ? 'Succeeded' : 'Canceled'
  if (kind === 'delete') return 'Running'
  if (deployment.targetStatus === 'DELETED') return 'Canceled'
  if (!isSettled(deployment)) return 'Running'
  return stateOf(deployment) === 'Failed' ? 'Failed' : 'Succeeded'
}

const whyFailed = (deployment: Deployment | null) => ({
  code: 'DeploymentFailed',
  message: deployment?.statusMessage || 'the deployment could not be started',
})

const unknown = (name: string): Failure =>
  new Failure('not_found', `there is no operation '${name.slice(0, 80)}'`, { target: 'operationId' })
