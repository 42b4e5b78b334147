import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import type { Quota } from '../../../domain/limits.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { askedScope, renderScope, ScopeBody, ScopeShape } from './limit-scope.ts'
import { listOf, Timestamp } from './shapes.ts'

type Verbs = Pick<Platform, 'listCallQuotas' | 'getCallQuota' | 'createCallQuota' | 'changeCallQuota' | 'removeCallQuota'>

const most = (largest: number) => z.int().min(0).max(largest).nullish()

const numbers = {
  requestsPerMinute: most(1_000_000_000),
  tokensPerMinute: most(1_000_000_000_000).describe(
    'Input and output together; the longest answer is held back until a call ends',
  ),
  concurrent: most(1_000_000).describe('Calls at one time'),
}

const QuotaRequest = z
  .strictObject({ scope: ScopeBody, ...numbers })
  .meta({ id: 'CallQuotaRequest', description: 'null or absent: no limit; 0: none' })
const QuotaPatch = z.strictObject(numbers).meta({ id: 'CallQuotaPatch', description: 'Absent: as before; null: no limit' })

const QuotaShape = z
  .object({
    id: z.string(),
    scope: ScopeShape,
    requestsPerMinute: z.int().nullable(),
    tokensPerMinute: z.int().nullable(),
    concurrent: z.int().nullable(),
    source: z.enum(['operator', 'request']).describe('request: came of a quota request'),
    createdAt: Timestamp,
    modifiedAt: Timestamp,
  })
  .meta({ id: 'CallQuota' })

const read = { access: { role: 'viewer', group: 'none' }, lectern: true } as const
const write = { access: { role: 'operator', group: 'none' }, lectern: true } as const
const tags = ['Limits']
const params = z.object({ quotaId: z.uuid({ error: 'must be the id of a quota' }) })

/** Limits of calls and tokens for any combination of group, executable, deployment, model and credential. All that match count. */
export const mountCallQuotas = (app: ControlApp, platform: Verbs): void => {
  app.get(
    '/v2/admin/quotas',
    {
      config: read,
      schema: {
        tags,
        operationId: 'quotas.query',
        summary: 'Lists limits of calls and tokens',
        response: { 200: listOf(QuotaShape, 'CallQuotaList'), ...refusals },
      },
    },
    async (request) => {
      const resources = (await platform.listCallQuotas(callerOf(request))).map(render)
      return { count: resources.length, resources }
    },
  )

  app.post(
    '/v2/admin/quotas',
    {
      config: write,
      schema: {
        tags,
        operationId: 'quotas.create',
        summary: 'Limits calls or tokens',
        description: 'Takes an administrator of the group, or of the installation where the scope names no group.',
        body: QuotaRequest,
        response: { 201: QuotaShape, ...refusals },
      },
    },
    async (request, reply) => {
      const { scope, requestsPerMinute = null, tokensPerMinute = null, concurrent = null } = request.body
      const quota = await platform.createCallQuota(callerOf(request), {
        scope: askedScope(scope),
        requestsPerMinute,
        tokensPerMinute,
        concurrent,
      })
      return reply.code(201).header('location', `/v2/admin/quotas/${quota.id}`).send(render(quota))
    },
  )

  app.get(
    '/v2/admin/quotas/:quotaId',
    {
      config: read,
      schema: {
        tags,
        operationId: 'quotas.get',
        summary: 'One limit of calls and tokens',
        params,
        response: { 200: QuotaShape, ...refusals },
      },
    },
    async (request) => render(await platform.getCallQuota(callerOf(request), request.params.quotaId)),
  )

  app.patch(
    '/v2/admin/quotas/:quotaId',
    {
      config: write,
      schema: {
        tags,
        operationId: 'quotas.change',
        summary: 'Changes the numbers of a limit',
        description: 'What has passed in the last minute goes on counting.',
        params,
        body: QuotaPatch,
        response: { 200: QuotaShape, ...refusals },
      },
    },
    async (request) => render(await platform.changeCallQuota(callerOf(request), request.params.quotaId, request.body)),
  )

  app.delete(
    '/v2/admin/quotas/:quotaId',
    {
      config: write,
      schema: {
        tags,
        operationId: 'quotas.remove',
        summary: 'Removes a limit of calls and tokens',
        params,
        response: { 200: z.object({ id: z.string(), message: z.string() }), ...refusals },
      },
    },
    async (request) => {
      request.about = await platform.removeCallQuota(callerOf(request), request.params.quotaId)
      return { id: request.params.quotaId, message: 'Quota removed' }
    },
  )
}

const render = ({ id, scope, requestsPerMinute, tokensPerMinute, concurrent, source, createdAt, modifiedAt }: Quota) => ({
  id,
  scope: renderScope(scope),
  requestsPerMinute,
  tokensPerMinute,
  concurrent,
  source,
  createdAt: toTimestamp(createdAt),
  modifiedAt: toTimestamp(modifiedAt),
})
