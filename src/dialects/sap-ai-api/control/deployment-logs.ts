import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { AnyId } from '../../../domain/ids.ts'
import { scaledComponents } from '../../../domain/scaling.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { LogLimit, Time } from './queries.ts'
import { toNanoTimestamp } from './render-times.ts'
import { Timestamp } from './shapes.ts'

const Logs = z
  .object({
    data: z.object({
      result: z.array(
        z.object({
          timestamp: Timestamp,
          msg: z.string(),
          container: z.string(),
          pod: z.string(),
          stream: z.enum(['stdout', 'stderr']),
        }),
      ),
    }),
  })
  .meta({ id: 'LogCommonResponse' })

export const mountDeploymentLogs = (app: ControlApp, platform: Pick<Platform, 'readLogs' | 'groupOfDeployment'>): void => {
  /** The specification knows no group header here, and clients made from it send none: the deployment's own group counts then. */
  const callerFor = async (request: FastifyRequest, deploymentId: string) => {
    const caller = callerInGroup(request)
    const own = request.headers['ai-resource-group'] ? null : await platform.groupOfDeployment(caller.principal, deploymentId)
    return own === null ? caller : { ...caller, resourceGroup: own }
  }

  app.get(
    '/v2/lm/deployments/:deploymentId/logs',
    {
      config: { access: { role: 'viewer', group: 'header' } },
      schema: {
        tags: ['Deployment'],
        operationId: 'deployment.get_logs',
        summary: 'Reads what the instances of a deployment wrote',
        params: z.object({ deploymentId: AnyId }),
        querystring: z.object({
          start: Time.optional().describe('Default: an hour before the end'),
          end: Time.optional().describe('Default: now'),
          $top: LogLimit,
          $order: z.enum(['asc', 'desc']).default('asc'),
          component: z.enum(scaledComponents).optional().meta({ description: 'Default: all', 'x-lectern': true }),
        }),
        response: { 200: Logs, ...refusals },
      },
    },
    async (request) => {
      const { start = null, end = null, $top: limit, $order: order, component = null } = request.query
      const lines = await platform.readLogs(await callerFor(request, request.params.deploymentId), request.params.deploymentId, {
        start,
        end,
        limit,
        order,
        component,
      })
      const result = lines.map(({ timestamp, message, instanceId, stream }) => ({
        timestamp: toNanoTimestamp(timestamp),
        msg: message,
        container: 'kserve-container',
        pod: instanceId,
        stream,
      }))
      return { data: { result } }
    },
  )
}
