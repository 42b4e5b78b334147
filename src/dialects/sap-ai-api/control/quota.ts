import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { Failure } from '../../../domain/failure.ts'
import type { QuotaRequest } from '../../../domain/limits.ts'
import { callerInGroup, callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { Timestamp } from './shapes.ts'

type QuotaVerbs = Pick<
  Platform,
  'modelQuotas' | 'requestQuota' | 'listQuotaRequests' | 'decideQuotaRequest' | 'enterResourceGroup'
>

const unit = z.literal('requestPerMinute', { error: 'must be "requestPerMinute"' })
const limit = z.int().min(0).max(1_000_000_000)
const name = z.string().min(1).max(256)

const Detail = z.object({
  unit,
  limit: z.int(),
  descriptors: z.object({ modelName: z.string(), modelVersion: z.literal('*'), providerName: z.string() }),
})

const ModelQuotas = z
  .array(z.object({ resourceType: z.literal('model'), quotaDetails: z.array(Detail) }))
  .meta({ id: 'ModelQuotaResponse' })

const RequestBody = z
  .strictObject({
    resourceType: z.literal('model', { error: 'must be "model"' }),
    scope: z
      .enum(['tenant', 'resource_group'])
      .default('tenant')
      .describe('resource_group: the group that AI-Resource-Group names'),
    quotaDetails: z.strictObject({
      unit,
      limit,
      descriptors: z.strictObject({
        modelName: name,
        modelVersion: z.literal('*', { error: 'must be "*": all versions of a model share a limit' }).optional(),
        providerName: name.describe('Executable id'),
      }),
    }),
    reason: z.string().min(1).max(5_000),
  })
  .meta({ id: 'QuotaRequestBody' })

const Status = z.enum(['PENDING', 'APPROVED', 'REJECTED'])

const RequestShape = z
  .object({
    requestId: z.string(),
    resourceType: z.literal('model'),
    scope: z.enum(['tenant', 'resource_group']),
    resourceGroup: z.string().optional(),
    quotaDetails: Detail,
    reason: z.string(),
    status: Status,
    requestedBy: z.string(),
    decidedBy: z.string().optional(),
    createdAt: Timestamp,
    modifiedAt: Timestamp,
  })
  .meta({ id: 'QuotaRequest' })

const tags = ['Quota']

/** SAP's rate limit management: a group's own limit takes the place of the tenant's, which all other groups share. */
export const mountModelQuota = (app: ControlApp, platform: QuotaVerbs): void => {
  app.get(
    '/v2/admin/quota/model',
    {
      config: { access: { role: 'viewer', group: 'none' } },
      schema: {
        tags,
        operationId: 'quota.get_model_quota',
        summary: 'Limits of requests for models',
        description: 'Of the tenant, or with AI-Resource-Group of that group alone.',
        response: { 200: ModelQuotas, ...refusals },
      },
    },
    async (request) => {
      const quotas = await platform.modelQuotas(await groupIn(platform, request))
      const quotaDetails = quotas.map(({ scope, requestsPerMinute }) =>
        detailOf(scope.model, scope.executableId ?? '*', requestsPerMinute ?? 0),
      )
      return [{ resourceType: 'model' as const, quotaDetails }]
    },
  )

  app.post(
    '/v2/admin/quota/requests',
    {
      config: { access: { role: 'operator', group: 'header' } },
      schema: {
        tags,
        operationId: 'quota.create_request',
        summary: 'Asks for a limit of requests for a model',
        description: 'An administrator’s own request is approved at once.',
        body: RequestBody,
        response: {
          202: z.object({ requestId: z.string(), message: z.string() }).meta({ id: 'QuotaRequestAccepted' }),
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const { principal, resourceGroup } = callerInGroup(request)
      const { scope, quotaDetails, reason } = request.body
      const { id } = await platform.requestQuota(principal, {
        resourceGroup: scope === 'resource_group' ? resourceGroup : null,
        model: quotaDetails.descriptors.modelName,
        executableId: quotaDetails.descriptors.providerName,
        requestsPerMinute: quotaDetails.limit,
        reason,
      })
      return reply.code(202).send({ requestId: id, message: 'The request has been submitted for approval.' })
    },
  )

  app.get(
    '/v2/admin/quota/requests',
    {
      config: { access: { role: 'operator', group: 'none' } },
      schema: {
        tags,
        operationId: 'quota.query_requests',
        summary: 'Quota requests and what became of them',
        response: { 200: z.array(RequestShape), ...refusals },
      },
    },
    async (request) => (await platform.listQuotaRequests(callerOf(request), await groupIn(platform, request))).map(renderRequest),
  )

  app.patch(
    '/v2/admin/quota/requests/:requestId',
    {
      config: { access: { role: 'operator', group: 'none' }, lectern: true },
      schema: {
        tags,
        operationId: 'quota.decide_request',
        summary: 'Approves or rejects a quota request',
        params: z.object({ requestId: z.uuid({ error: 'must be the id of a quota request' }) }),
        body: z.strictObject({ status: z.enum(['APPROVED', 'REJECTED']) }).meta({ id: 'QuotaRequestDecision' }),
        response: { 200: RequestShape, ...refusals },
      },
    },
    async (request) =>
      renderRequest(await platform.decideQuotaRequest(callerOf(request), request.params.requestId, request.body.status)),
  )
}

/** Absent means the tenant here, not the group `default`. */
const groupIn = async (platform: QuotaVerbs, request: FastifyRequest): Promise<string | null> => {
  const named = request.headers['ai-resource-group']
  if (named === undefined || named === '') return null
  if (typeof named !== 'string')
    throw new Failure('invalid', 'AI-Resource-Group must be given once', { target: 'AI-Resource-Group' })
  return (await platform.enterResourceGroup(callerOf(request), named)).id
}

const detailOf = (modelName: string, providerName: string, most: number): z.infer<typeof Detail> => ({
  unit: 'requestPerMinute',
  limit: most,
  descriptors: { modelName, modelVersion: '*', providerName },
})

const renderRequest = (request: QuotaRequest): z.infer<typeof RequestShape> => ({
  requestId: request.id,
  resourceType: 'model',
  scope: request.resourceGroup === null ? 'tenant' : 'resource_group',
  ...(request.resourceGroup === null ? {} : { resourceGroup: request.resourceGroup }),
  quotaDetails: detailOf(request.model, request.executableId, request.requestsPerMinute),
  reason: request.reason,
  status: request.status,
  requestedBy: request.requestedBy,
  ...(request.decidedBy === null ? {} : { decidedBy: request.decidedBy }),
  createdAt: toTimestamp(request.createdAt),
  modifiedAt: toTimestamp(request.modifiedAt),
})
