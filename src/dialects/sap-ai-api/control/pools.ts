import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { ResourceGroupId } from '../../../domain/ids.ts'
import { pooledTypes } from '../../../domain/pool.ts'
import { residencies } from '../../../domain/terms.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { listOf } from './shapes.ts'

type Verbs = Pick<Platform, 'listPools' | 'listPoolLimits' | 'setPool'>

const Type = z.enum(pooledTypes)
const Residency = z.enum(residencies)
const Units = z.int().nonnegative().max(1_000_000_000)

const Pool = z
  .object({
    resourceGroup: z.string(),
    deploymentType: Type,
    residency: Residency,
    model: z.string().nullable().describe('null: whatever the model'),
    limit: z.int().nullable().describe('null: no limit'),
    used: z.int(),
    remaining: z.int().nullable(),
  })
  .meta({ id: 'CapacityPool', description: 'In units of its type, as capacity of a deployment' })

const Limit = z
  .object({
    resourceGroup: z.string().nullable().describe('null: for each group'),
    deploymentType: Type,
    residency: Residency,
    model: z.string().nullable().describe('null: of each model'),
    limit: z.int().nullable().describe('null: no limit'),
  })
  .meta({ id: 'CapacityPoolLimit' })

const LimitRequest = z
  .strictObject({
    resourceGroup: ResourceGroupId.nullable().default(null).describe('null: for each group that has none of its own'),
    deploymentType: Type,
    residency: Residency.default('global'),
    model: z.string().min(1).max(256).nullable().default(null).describe('null: of each model that has none of its own'),
    limit: Units.nullable().optional().describe('Units; null: no limit; absent: as if it had never been set'),
  })
  .meta({ id: 'CapacityPoolLimitRequest' })

const reads = { access: { role: 'viewer', group: 'none' }, lectern: true } as const
const writes = { access: { role: 'admin', group: 'none' }, lectern: true } as const
const tags = ['Resources']

/** How much capacity of each type groups have for models, and what of it is taken. */
export const mountPools = (app: ControlApp, platform: Verbs): void => {
  app.get(
    '/v2/admin/pools',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'pools.query',
        summary: 'Lists pools that capacity was taken from, or that were given a limit, and what is left of them',
        querystring: z.object({ resourceGroup: ResourceGroupId.optional() }),
        response: { 200: listOf(Pool, 'CapacityPoolList'), ...refusals },
      },
    },
    async (request) => {
      const pools = await platform.listPools(callerOf(request), request.query.resourceGroup)
      const resources = pools.map(({ type, ...rest }) => ({ ...rest, deploymentType: type }))
      return { count: resources.length, resources }
    },
  )

  app.get(
    '/v2/admin/pools/limits',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'poolLimits.query',
        summary: 'Lists limits of pools as they were set',
        response: { 200: listOf(Limit, 'CapacityPoolLimitList'), ...refusals },
      },
    },
    async (request) => {
      const limits = await platform.listPoolLimits(callerOf(request))
      const resources = limits.map(({ type, units, ...rest }) => ({ ...rest, deploymentType: type, limit: units }))
      return { count: resources.length, resources }
    },
  )

  app.put(
    '/v2/admin/pools',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'pools.set',
        summary: 'Says how much capacity there is, for a group or for each, of a model or of each',
        description: 'What is taken already stays; nothing more is taken beyond the limit.',
        body: LimitRequest,
        response: { 200: z.object({ message: z.string() }), ...refusals },
      },
    },
    async (request) => {
      const { deploymentType: type, limit, ...rest } = request.body
      await platform.setPool(callerOf(request), { ...rest, type, ...(limit === undefined ? {} : { units: limit }) })
      return { message: limit === undefined ? 'The usual limit holds again' : 'Limit set' }
    },
  )
}
