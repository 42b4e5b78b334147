import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import type { RolloutChange } from '../../../control/platform/rollouts.ts'
import type { TermsAsked } from '../../../decide/settle-terms.ts'
import { Failure } from '../../../domain/failure.ts'
import { AnyId } from '../../../domain/ids.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { ApiError, refusals, renderApiError } from './errors.ts'
import { given } from './queries.ts'
import { RolloutRequest } from './rollout-shapes.ts'
import { ScalingRequest } from './scaling.ts'
import { Acknowledged } from './shapes.ts'
import { asked, OnHangup, Strategy, TargetList } from './targets.ts'
import { TermsFields, termsIn } from './terms.ts'

type ChangeVerbs = Pick<
  Platform,
  | 'reconfigureDeployment'
  | 'changeRollout'
  | 'changeTerms'
  | 'scaleDeployment'
  | 'stopDeployment'
  | 'startDeployment'
  | 'deleteDeployment'
>

const ModificationRequest = z
  .object({
    targetStatus: z
      .enum(['STOPPED', 'RUNNING'])
      .optional()
      .describe('RUNNING starts a stopped deployment again (an addition of Lectern)'),
    configurationId: AnyId.optional().describe('Of the same scenario and executable'),
    targets: TargetList.nullish().meta({ description: 'As on creation; null: the configuration alone again', 'x-lectern': true }),
    targetStrategy: Strategy.optional(),
    onHangup: OnHangup.optional(),
    scaling: ScalingRequest.optional(),
    ...TermsFields,
    rollout: RolloutRequest.nullish().meta({
      description:
        'With configurationId: brings that one up beside the one in use, rather than in its place. Alone: changes the rollout that is under way; null takes it back',
      'x-lectern': true,
    }),
    note: z
      .string()
      .max(1_000)
      .optional()
      .meta({ description: 'Kept in the history, with the version that this makes', 'x-lectern': true }),
  })
  .meta({ id: 'DeploymentModificationRequest', description: 'targetStatus, or what else is to change' })

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
      request.each = deployments.map(({ id: target, error }) => ({ target, refusal: error?.message ?? null }))
      return reply.code(202).send({ deployments })
    },
  )
}

const change = (
  platform: ChangeVerbs,
  request: FastifyRequest,
  id: string,
  { rollout, ...body }: z.infer<typeof ModificationRequest>,
) => {
  const caller = callerInGroup(request)
  if (rollout !== undefined) return platform.changeRollout(caller, id, rolloutAsked(rollout, body))
  const terms = termsIn(body)
  if (terms) return platform.changeTerms(caller, id, alone(terms, body))
  const { targetStatus, targets, scaling, ...rest } = body
  const changes = given({ ...rest, scaling: scaling && given(scaling), targets: targets && asked(targets) })
  const [named] = Object.keys(changes).filter((name) => name !== 'note')
  if (targetStatus !== undefined && named !== undefined) {
    throw new Failure('invalid', `targetStatus and ${named} cannot be changed in one request; send one of them`, {
      target: 'targetStatus',
    })
  }
  if (changes.scaling && Object.keys(changes).length === 1) return platform.scaleDeployment(caller, id, changes.scaling)
  if (named !== undefined) return platform.reconfigureDeployment(caller, id, changes)
  if (targetStatus === undefined) {
    throw new Failure(
      'invalid',
      'body must hold targetStatus (STOPPED or RUNNING) or configurationId, or one of targets, targetStrategy, onHangup, scaling and rollout, or of deploymentType, residency, capacity, upgradePolicy, spilloverDeployment, serviceTier and parameterRules',
      { target: 'targetStatus' },
    )
  }
  return targetStatus === 'STOPPED' ? platform.stopDeployment(caller, id) : platform.startDeployment(caller, id)
}

/** Terms are changed by themselves: what fails of one must not hold up the other. */
function alone(terms: TermsAsked, body: z.infer<typeof ModificationRequest>): TermsAsked {
  const [other] = Object.keys(given(body)).filter((name) => !Object.hasOwn(TermsFields, name))
  if (other === undefined) return terms
  const [field] = Object.keys(given(body)).filter((name) => Object.hasOwn(TermsFields, name))
  throw new Failure('invalid', `${field} and ${other} cannot be changed in one request; send one of them`, { target: other })
}

function rolloutAsked(
  rollout: z.infer<typeof RolloutRequest> | null,
  { configurationId, note, ...rest }: Omit<z.infer<typeof ModificationRequest>, 'rollout'>,
): RolloutChange {
  const [other] = Object.keys(given(rest))
  if (other !== undefined)
    throw new Failure('invalid', `rollout and ${other} cannot be changed in one request; send one of them`, { target: other })
  const asked = rollout && {
    ...given({ ...rollout, failOn: rollout.failOn && given(rollout.failOn) }),
  }
  return { rollout: asked, ...given({ configurationId, note }) }
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
