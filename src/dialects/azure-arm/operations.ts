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
import { isUnsettled, stateOf, targetStateOf } from './deployment-shape.ts'
import { described, enterAccount, locationRoot, OfLocation, reads } from './resource.ts'

type Kind = 'change' | 'delete'

/**
 * What a client asks to learn how a change goes: `<group>~<deployment>~<kind>`, for one of its targets with its configuration. It stands for the deployment as it is, not for a
 * record of the change, so that it can be asked at any time and of any server.
 */
type Operation = {
  readonly group: string
  readonly deploymentId: string
  readonly kind: Kind
  /** Of several, the one that it is about. */
  readonly configurationId?: string | undefined
}

const nameOf = ({ group, deploymentId, kind, configurationId }: Operation): string =>
  [group, deploymentId, kind, ...(configurationId === undefined ? [] : [configurationId])].join('~')

const Named = z
  .string()
  .max(300)
  .transform((text) => text.split('~'))
  .pipe(z.tuple([z.string(), DeploymentId, z.enum(['change', 'delete'])]).rest(z.string()))

/** Where the client looks next, and when. */
export type Announce = (
  request: FastifyRequest,
  reply: FastifyReply,
  subscriptionId: string,
  operation: {
    readonly deployment: Pick<Deployment, 'resourceGroup' | 'id'>
    readonly kind: Kind
    readonly configurationId?: string
  },
) => void

export const makeAnnounce =
  (originOf: OriginOf, location: string): Announce =>
  (request, reply, subscriptionId, { deployment, kind, configurationId }) => {
    const operation = nameOf({ group: deployment.resourceGroup, deploymentId: deployment.id, kind, configurationId })
    const at = (what: string) =>
      `${originOf(request)}/subscriptions/${encodeURIComponent(subscriptionId)}/providers/Microsoft.CognitiveServices/locations/${encodeURIComponent(location)}/${what}/${encodeURIComponent(operation)}?api-version=2025-09-01`
    reply.header('azure-asyncoperation', at('operationStatuses')).header('retry-after', '1')
    if (kind === 'delete') reply.header('location', at('operationResults'))
  }

type Verbs = Pick<Platform, 'getDeployment' | 'enterResourceGroup' | 'listResourceGroups'>

export const mountOperations = (app: ControlApp, platform: Verbs): void => {
  const params = OfLocation.extend({ operationId: z.string().min(1).max(300) })

  /** null: it is gone. */
  const find = async (request: FastifyRequest, named: string): Promise<Found> => {
    const parsed = Named.safeParse(named)
    if (!parsed.success) throw unknown(named)
    const [group, deploymentId, kind, configurationId] = parsed.data
    const principal = callerOf(request)
    const { id: resourceGroup } = await enterAccount(platform, principal, group)
    try {
      const { deployment } = await platform.getDeployment({ principal, resourceGroup }, deploymentId)
      return { kind, deployment, configurationId }
    } catch (cause) {
      if (cause instanceof Failure && cause.code === 'not_found') return { kind, deployment: null, configurationId }
      throw cause
    }
  }

  app.get(
    `${locationRoot}/operationStatuses/:operationId`,
    { config: reads, schema: described('Tells how a change of a deployment goes', { params }) },
    async (request, reply) => {
      const { operationId: name } = request.params
      const found = await find(request, name)
      const { deployment } = found
      const status = statusOf(found)
      if (status === 'Running') reply.header('retry-after', '1')
      return {
        id: request.url.split('?')[0],
        name,
        status,
        ...(deployment ? { startTime: toTimestamp(deployment.modifiedAt) } : {}),
        ...(status === 'Failed' ? { error: whyFailed(found) } : {}),
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
      if (statusOf(await find(request, request.params.operationId)) === 'Running')
        return reply.code(202).header('retry-after', '1').send({})
      return reply.code(204).send()
    },
  )
}

/** `deployment` null: it is gone. */
type Found = { readonly kind: Kind; readonly deployment: Deployment | null; readonly configurationId: string | undefined }

function statusOf({ kind, deployment, configurationId }: Found): 'Running' | 'Succeeded' | 'Failed' | 'Canceled' {
  if (!deployment) return kind === 'delete' ? 'Succeeded' : 'Canceled'
  if (kind === 'delete') return 'Running'
  if (deployment.targetStatus === 'DELETED') return 'Canceled'
  const state = configurationId === undefined ? stateOf(deployment) : targetStateOf(deployment, configurationId)
  if (isUnsettled(state)) return 'Running'
  return state === 'Failed' ? 'Failed' : 'Succeeded'
}

function whyFailed({ deployment, configurationId }: Found) {
  const target = deployment?.targetsSeen?.find((each) => each.configurationId === configurationId)
  const ended = deployment?.rollout?.configurationId === configurationId ? deployment?.rollout?.ended?.why : undefined
  return {
    code: 'DeploymentFailed',
    message: target?.message || ended || deployment?.statusMessage || 'the deployment could not be started',
  }
}

const unknown = (name: string): Failure =>
  new Failure('not_found', `there is no operation '${name.slice(0, 80)}'`, { target: 'operationId' })
