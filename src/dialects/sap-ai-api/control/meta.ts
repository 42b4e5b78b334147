import { z } from 'zod'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'

const Flag = z.boolean()
const Version = z.object({ version: z.string() })

const Meta = z
  .object({
    runtimeIdentifier: z.string(),
    runtimeApiVersion: z.string(),
    description: z.string(),
    aiApi: z.object({
      version: z.string(),
      capabilities: z.object({
        multitenant: Flag,
        shareable: Flag,
        staticDeployments: Flag,
        userDeployments: Flag,
        userExecutions: Flag,
        timeToLiveDeployments: Flag,
        executionSchedules: Flag,
        logs: z.object({ executions: Flag, deployments: Flag }),
        bulkUpdates: z.object({ executions: Flag, deployments: Flag }),
      }),
      limits: z.object({
        executions: z.object({ maxRunningCount: z.int() }),
        deployments: z.object({ maxRunningCount: z.int() }),
        timeToLiveDeployments: z.object({ minimum: z.string(), maximum: z.string() }),
      }),
    }),
    extensions: z.object({
      analytics: Version,
      resourceGroups: Version,
      dataset: Version.extend({ capabilities: z.object({ upload: Flag, download: Flag, delete: Flag }) }),
    }),
  })
  .meta({ id: 'Capabilities' })

/** The specification's own version, which the API follows. */
const apiVersion = '2.42.0'

/** What clients may expect of this runtime: what is false here, they hide. */
export const mountMeta = (app: ControlApp, version: string): void => {
  app.get(
    '/v2/lm/meta',
    {
      config: { access: { role: 'viewer', group: 'none' } },
      schema: {
        tags: ['Meta'],
        operationId: 'meta.get',
        summary: 'What this runtime can do',
        response: { 200: Meta, ...refusals },
      },
    },
    async () => ({
      runtimeIdentifier: 'lectern',
      runtimeApiVersion: version,
      description: 'Lectern: stand a model up, get an endpoint it speaks from',
      aiApi: {
        version: apiVersion,
        capabilities: {
          multitenant: true,
          shareable: true,
          staticDeployments: false,
          userDeployments: true,
          userExecutions: false,
          timeToLiveDeployments: true,
          executionSchedules: false,
          logs: { executions: false, deployments: true },
          bulkUpdates: { executions: false, deployments: true },
        },
        limits: {
          executions: { maxRunningCount: 0 },
          deployments: { maxRunningCount: -1 },
          timeToLiveDeployments: { minimum: '10m', maximum: '-1' },
        },
      },
      extensions: {
        analytics: { version: '1.0.0' },
        resourceGroups: { version: '1.2.0' },
        dataset: { version: '1.1.0', capabilities: { upload: false, download: false, delete: false } },
      },
    }),
  )
}
