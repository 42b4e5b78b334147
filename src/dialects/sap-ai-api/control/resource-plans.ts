import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import type { PlanQuotaState } from '../../../control/platform/resource-plans.ts'
import { ResourceGroupId } from '../../../domain/ids.ts'
import { limiters, ResourcePlan } from '../../../domain/resources.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { listOf } from './shapes.ts'

type Verbs = Pick<
  Platform,
  'listResourcePlans' | 'putResourcePlan' | 'removeResourcePlan' | 'listPlanQuotas' | 'setPlanQuota' | 'readRoom'
>

const Plan = ResourcePlan.meta({ id: 'ResourcePlan' })
const PlanRequest = ResourcePlan.omit({ name: true }).meta({ id: 'ResourcePlanRequest' })
const params = z.object({ planName: ResourcePlan.shape.name })

const Quota = z
  .object({
    resourcePlan: z.string(),
    resourceGroup: z.string().nullable().describe('null: all groups together'),
    maxInstances: z.int(),
    usedInstances: z.int().describe('That running deployments may have'),
  })
  .meta({ id: 'ResourcePlanQuota' })

const QuotaRequest = z
  .strictObject({
    resourceGroup: ResourceGroupId.nullable().default(null).describe('null: all groups together'),
    maxInstances: z.int().min(0).max(1_000_000).nullable().describe('0: none; null: no limit any more'),
  })
  .meta({ id: 'ResourcePlanQuotaRequest' })

const Amount = z.object({ total: z.number(), free: z.number() })
const Machine = z
  .object({
    cores: Amount,
    memoryMb: Amount,
    gpus: Amount,
    limitedBy: z.enum(limiters).nullable().describe('What keeps instances to their limits; null: nothing does'),
  })
  .meta({ id: 'MachineResources', description: 'free: what no instance has been given' })

const reads = { access: { role: 'viewer', group: 'none' }, lectern: true } as const
const writes = { access: { role: 'admin', group: 'none' }, lectern: true } as const
const tags = ['Resources']

/** What instances are given: plans, how many instances there may be of each, and what is free. */
export const mountResourcePlans = (app: ControlApp, platform: Verbs): void => {
  app.get(
    '/v2/lm/resourcePlans',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'resourcePlans.query',
        summary: 'Lists resource plans',
        response: { 200: listOf(Plan, 'ResourcePlanList'), ...refusals },
      },
    },
    async () => {
      const resources = [...(await platform.listResourcePlans())]
      return { count: resources.length, resources }
    },
  )

  app.get(
    '/v2/lm/resources',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'resources.get',
        summary: 'What instances may be given of this machine, and what of it is free',
        response: { 200: Machine.nullable(), ...refusals },
      },
    },
    async () => {
      const room = await platform.readRoom()
      if (!room) return null
      const amount = (name: keyof typeof room.total) => ({ total: room.total[name], free: room.free[name] })
      return { cores: amount('cores'), memoryMb: amount('memoryMb'), gpus: amount('gpus'), limitedBy: room.limitedBy }
    },
  )

  app.put(
    '/v2/admin/resourcePlans/:planName',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'resourcePlans.put',
        summary: 'Adds a resource plan, or changes one',
        description: 'Deployments that run under it get new instances, and keep the ones they have until those are ready.',
        params,
        body: PlanRequest,
        response: { 200: Plan, ...refusals },
      },
    },
    async (request) => platform.putResourcePlan(callerOf(request), { ...request.body, name: request.params.planName }),
  )

  app.delete(
    '/v2/admin/resourcePlans/:planName',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'resourcePlans.delete',
        summary: 'Removes a resource plan that no running deployment uses, and its quotas',
        params,
        response: { 200: z.object({ name: z.string(), message: z.string() }), ...refusals },
      },
    },
    async (request) => {
      const { planName: name } = request.params
      await platform.removeResourcePlan(callerOf(request), name)
      return { name, message: 'Resource plan removed' }
    },
  )

  app.get(
    '/v2/admin/resourcePlanQuotas',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'resourcePlanQuotas.query',
        summary: 'Lists how many instances there may be of resource plans',
        response: { 200: listOf(Quota, 'ResourcePlanQuotaList'), ...refusals },
      },
    },
    async (request) => {
      const resources = (await platform.listPlanQuotas(callerOf(request))).map(render)
      return { count: resources.length, resources }
    },
  )

  app.put(
    '/v2/admin/resourcePlanQuotas/:planName',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'resourcePlanQuotas.set',
        summary: 'Limits how many instances there may be of a resource plan, in a group or in all of them together',
        description: 'What runs goes on; a deployment that would need more is refused.',
        params,
        body: QuotaRequest,
        response: { 200: Quota.nullable(), ...refusals },
      },
    },
    async (request) => {
      const quota = await platform.setPlanQuota(callerOf(request), { plan: request.params.planName, ...request.body })
      return quota && render(quota)
    },
  )

  app.get(
    '/v2/admin/resources/instanceTypes',
    {
      config: { access: reads.access },
      schema: {
        tags,
        operationId: 'instance_types.get',
        summary: 'Resource plans in the words of SAP AI Core',
        response: { 200: z.object({ instanceTypes: InstanceTypes }).meta({ id: 'InstanceTypeGetResponse' }), ...refusals },
      },
    },
    async () => {
      const plans = await platform.listResourcePlans()
      const words = plans.map(({ name, cores, memoryMb, gpus }) => [
        name,
        { memory: `${memoryMb}Mi`, cpu: cores, gpu: gpus, billableUnitsPerHour: 0 },
      ])
      return { instanceTypes: Object.fromEntries(words) }
    },
  )
}

const InstanceTypes = z.record(
  z.string(),
  z.object({
    memory: z.string().meta({ examples: ['3072Mi'] }),
    cpu: z.number(),
    gpu: z.number(),
    billableUnitsPerHour: z.number().describe('0: Lectern counts time of instances, and no units of plans'),
  }),
)

const render = ({ plan, resourceGroup, maxInstances, used }: PlanQuotaState): z.infer<typeof Quota> => ({
  resourcePlan: plan,
  resourceGroup,
  maxInstances,
  usedInstances: used,
})
