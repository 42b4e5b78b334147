import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { DeploymentId, ResourceGroupId } from '../../../domain/ids.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { given, Time, whole } from './queries.ts'
import { listOf, Timestamp } from './shapes.ts'

const EventShape = z
  .object({
    id: z.string(),
    at: Timestamp,
    kind: z.string().meta({ examples: ['budget.threshold', 'hint.anomaly', 'hint.idle'] }),
    severity: z.enum(['info', 'warning', 'critical']),
    resourceGroup: z.string().nullable().describe('null: it concerns the installation'),
    deployment: z.string().nullable(),
    message: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' })

export const mountEvents = (app: ControlApp, platform: Pick<Platform, 'listEvents' | 'now'>): void => {
  app.get(
    '/v2/admin/events',
    {
      config: { access: { role: 'viewer', group: 'none' }, lectern: true },
      schema: {
        tags: ['Events'],
        operationId: 'events.query',
        summary: 'What happened that somebody may want to know, newest first',
        description: 'Of the groups and deployments that the credential may see. Kept for 400 days.',
        querystring: z.object({
          start: Time.optional().describe('First moment; default: 30 days before the end'),
          end: Time.optional().describe('First moment that does not count any more; default: now'),
          kind: z.string().max(64).optional(),
          resourceGroup: ResourceGroupId.optional(),
          deployment: DeploymentId.optional(),
          $top: whole(1, 1_000).default(100).describe('Most events'),
        }),
        response: { 200: listOf(EventShape, 'EventList'), ...refusals },
      },
    },
    async (request) => {
      const { start, end = platform.now() + 1, $top, ...filter } = request.query
      const asked = { ...given(filter), start: start ?? end - 30 * 86_400_000, end }
      const resources = (await platform.listEvents(callerOf(request), asked, $top)).map(
        ({ at, deploymentId, once: _, ...event }) => ({ ...event, at: new Date(at).toISOString(), deployment: deploymentId }),
      )
      return { count: resources.length, resources }
    },
  )
}
