import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { Failure } from '../../../domain/failure.ts'
import { AnyId } from '../../../domain/ids.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { ApiError, refusals, renderApiError } from './errors.ts'
import { Acknowledged } from './shapes.ts'

type ChangeVerbs = Pick<Platform, 'reconfigureDeployment' | 'stopDeployment' | 'startDeployment' | 'deleteDeployment'>

const ModificationRequest = z
  .object({
    targetStatus: z
      .enum(['STOPPED', 'RUNNING'])
      .optional()
      .describe('RUNNING starts a stopped deployment again (an addition of Lectern)'),
    configurationId: AnyId.optional().describe('Of the same scenario and executable'),
  })
  .meta({ id: 'DeploymentModificationRequest', description: 'One of the two' })

const BulkRequest = z
  .object({
    deployments: z
      .array(z.object({ id: AnyId, targetStatus: z.enum(['STOPPED', 'DELETED']) }))
      .min(1)
      .max(100),
  })
  .meta({ id: 'DeploymentBulkModificationRequest' })

const BulkResponse = z
  .object({ deployments: z.array(z.union([Acknowledged, z.object({ id: z.string(), error: ApiError })])) })
  .meta({ id: 'DeploymentBulkModificationResponse' })

const Deleted = Acknowledged.extend({ targetStatus: z.literal('DELETED') }).meta({ id: 'DeploymentDeletionResponse' })

const config = { access: { role: 'operator', group: 'header' } } as const
const tags = ['Deployment']
const params = z.object({ deploymentId: AnyId })
const modified = 'Deployment modification scheduled'
const deleted = 'Deletion scheduled'

export const mountDeploymentChanges = (app: ControlApp, platform: ChangeVerbs): void => {
  app.patch(
    '/v2/lm/deployments/:deploymentId',
    {
      config,
      schema: {
        tags,
        operationId: 'deployment.modify',
        summary: 'Stops or starts a deployment, or gives it another configuration',
        description: 'Id, name and URL stay. The old configuration serves until an instance of the new one is ready.',
        params,
        body: ModificationRequest,
        response: { 202: Acknowledged, ...refusals },
      },
    },
    async (request, reply) => {
      const { id } = await change(platform, request, request.params.deploymentId, request.body)
      return reply.code(202).send({ id, message: modified })
    },
  )

  app.delete(
    '/v2/lm/deployments/:deploymentId',
    {
      config,
      schema: {
        tags,
        operationId: 'deployment.delete',
        summary: 'Deletes a deployment that does not run',
        params,
        response: { 202: Deleted, ...refusals },
      },
    },
    async (request, reply) => {
      const { id } = await platform.deleteDeployment(callerInGroup(request), request.params.deploymentId)
      return reply.code(202).send({ id, message: deleted, targetStatus: 'DELETED' as const })
    },
  )

  app.patch(
    '/v2/lm/deployments',
    {
      config,
      schema: {
        tags,
        operationId: 'deployment.batch_modify',
        summary: 'Stops and deletes several deployments',
        description: 'Each item succeeds or fails by itself.',
        consumes: ['application/merge-patch+json', 'application/json'],
        body: BulkRequest,
        response: { 202: BulkResponse, ...refusals },
      },
    },
    async (request, reply) => {
      mustBeDistinct(request.body.deployments.map(({ id }) => id))
      const deployments = []
      for (const { id, targetStatus } of request.body.deployments)
        deployments.push(await changeOne(platform, request, id, targetStatus))
      return reply.code(202).send({ deployments })
    },
  )
}

const change = (
  platform: ChangeVerbs,
  request: FastifyRequest,
  id: string,
  { targetStatus, configurationId }: z.infer<typeof ModificationRequest>,
) => {
  const caller = callerInGroup(request)
  if (targetStatus !== undefined && configurationId !== undefined) {
    throw new Failure('invalid', 'targetStatus and configurationId cannot be changed in one request; send one of them', {
      target: 'targetStatus',
    })
  }
  if (configurationId !== undefined) return platform.reconfigureDeployment(caller, id, configurationId)
  if (targetStatus === undefined) {
    throw new Failure('invalid', 'body must hold targetStatus (STOPPED or RUNNING) or configurationId', {
      target: 'targetStatus',
    })
  }
  return targetStatus === 'STOPPED' ? platform.stopDeployment(caller, id) : platform.startDeployment(caller, id)
}

const changeOne = async (platform: ChangeVerbs, request: FastifyRequest, id: string, targetStatus: 'STOPPED' | 'DELETED') => {
  const caller = callerInGroup(request)
  try {
    await (targetStatus === 'STOPPED' ? platform.stopDeployment(caller, id) : platform.deleteDeployment(caller, id))
    return { id, message: targetStatus === 'STOPPED' ? modified : deleted }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { id, error: renderApiError(error, request.id, `/v2/lm/deployments/${id}`) }
  }
}

const mustBeDistinct = (ids: readonly string[]): void => {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined)
    throw new Failure('invalid', `deployments: id "${twice}" is given twice; each id may be given once`, {
      target: 'deployments',
    })
}
