import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { callerInGroup, callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'

type QuotaVerbs = Pick<
  Platform,
  'resourceGroupQuota' | 'secretQuota' | 'dockerSecretQuota' | 'deploymentQuota' | 'templateQuotas'
>

const Common = z
  .object({ usage: z.object({ count: z.int() }).optional(), quota: z.object({ maxCount: z.int() }) })
  .meta({ id: 'CommonResourceQuotaResponse' })

const Executables = z
  .object({
    usage: z.object({ servingTemplateCount: z.int(), workflowTemplateCount: z.int() }).optional(),
    quota: z.object({ servingTemplateMaxCount: z.int(), workflowTemplateMaxCount: z.int() }),
  })
  .meta({ id: 'ExecutableResourceQuotaResponse' })

const Item = z.object({ id: z.string(), resourcePlanType: z.string().optional(), configuredMaxReplicas: z.int() })

const Deployments = z
  .object({
    usage: z.object({ count: z.int(), items: z.array(Item) }).optional(),
    quotas: z.array(
      z.object({
        resourcePlanType: z.string().optional(),
        deploymentQuota: z.object({ maxCount: z.int(), maxReplicaPerDeployment: z.int() }),
      }),
    ),
  })
  .meta({ id: 'DeploymentResourceQuotaResponse' })

const querystring = z.object({ quotaOnly: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false) })
const config = { access: { role: 'operator', group: 'none' } } as const
const tags = ['ResourceQuota']

/** Used and allowed numbers; a limit of 0 means that there is no such thing here. */
export const mountQuotas = (app: ControlApp, platform: QuotaVerbs): void => {
  const { templateQuotas } = platform
  const simple = [
    ['resourceGroups', 'resource_group', platform.resourceGroupQuota],
    ['dockerRegistrySecrets', 'docker_registry_secret', platform.dockerSecretQuota],
    ['applications', 'application', templateQuotas.applications],
    ['repositories', 'repository', templateQuotas.repositories],
  ] as const
  for (const [name, operation, read] of simple) {
    app.get(
      `/v2/admin/resourceQuota/${name}`,
      {
        config,
        schema: {
          tags,
          operationId: `resource_quota.get_${operation}_quota`,
          summary: `Use and limit of ${name}`,
          querystring,
          response: { 200: Common, ...refusals },
        },
      },
      async ({ query }) => render(await read(), query.quotaOnly),
    )
  }

  app.get(
    '/v2/admin/resourceQuota/secrets',
    {
      config: { access: { role: 'operator', group: 'scope' } },
      schema: {
        tags,
        operationId: 'resource_quota.get_generic_secret_quota',
        summary: 'Use and limit of secrets',
        querystring,
        response: { 200: Common, ...refusals },
      },
    },
    async (request) => render(await platform.secretQuota(callerInGroup(request).resourceGroup), request.query.quotaOnly),
  )

  app.get(
    '/v2/admin/resourceQuota/executables',
    {
      config,
      schema: {
        tags,
        operationId: 'resource_quota.get_executable_quota',
        summary: 'Use and limit of templates',
        querystring,
        response: { 200: Executables, ...refusals },
      },
    },
    async ({ query }) => {
      const { count, maxCount } = await templateQuotas.templates()
      return {
        ...(query.quotaOnly ? {} : { usage: { servingTemplateCount: count, workflowTemplateCount: 0 } }),
        quota: { servingTemplateMaxCount: maxCount, workflowTemplateMaxCount: 0 },
      }
    },
  )

  app.get(
    '/v2/admin/resourceQuota/deployments',
    {
      config,
      schema: {
        tags,
        operationId: 'resource_quota.get_deployment_quota',
        summary: 'Use and limit of deployments',
        querystring,
        response: { 200: Deployments, ...refusals },
      },
    },
    async (request) => {
      const { items, maxCount, limits, plans } = await platform.deploymentQuota(callerOf(request))
      const { maxReplicaPerDeployment } = limits
      return {
        ...(request.query.quotaOnly ? {} : { usage: { count: items.length, items: items.map(renderItem) } }),
        quotas: [
          { deploymentQuota: { maxCount, maxReplicaPerDeployment } },
          ...plans.map(({ plan, maxInstances }) => ({
            resourcePlanType: plan,
            deploymentQuota: { maxCount: maxInstances, maxReplicaPerDeployment },
          })),
        ],
      }
    },
  )
}

const renderItem = ({ id, plan, most }: { id: string; plan: string | null; most: number }): z.infer<typeof Item> => ({
  id,
  ...(plan === null ? {} : { resourcePlanType: plan }),
  configuredMaxReplicas: most,
})

const render = ({ count, maxCount }: { count: number; maxCount: number }, quotaOnly: boolean): z.infer<typeof Common> => ({
  ...(quotaOnly ? {} : { usage: { count } }),
  quota: { maxCount },
})
