import { z } from 'zod'
import type { InstanceView } from '../../../control/platform/instances.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { AnyId } from '../../../domain/ids.ts'
import { type InstanceSpan, spanPhases } from '../../../domain/instance-span.ts'
import { scaledComponents } from '../../../domain/scaling.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { Time } from './queries.ts'
import { listOf, Timestamp } from './shapes.ts'

const phase = z
  .enum(spanPhases)
  .describe('pulling: its image or model file comes; loading: started, not ready; failed: ended without being asked to')

const InstanceShape = z
  .object({
    id: z.string(),
    component: z.enum(scaledComponents),
    revision: z.string(),
    phase,
    since: Timestamp,
    startedAt: Timestamp,
    message: z.string(),
    cpu: z.number().nullable().describe('Cores that it takes; null: not known yet'),
    cpuLimit: z.number().nullable(),
    memoryBytes: z.int().nullable(),
    memoryLimitBytes: z.int().nullable(),
    restarts: z.int().describe('Instances of its component that failed in the last hour'),
    progress: z
      .object({ done: z.int(), total: z.int().nullable(), unit: z.literal('bytes') })
      .nullable()
      .describe('Of its image, while that is pulled'),
  })
  .meta({ id: 'DeploymentInstance' })

const SpanShape = z
  .object({
    instanceId: z.string().nullable().describe('null: there was no instance yet'),
    component: z.enum(scaledComponents),
    revision: z.string(),
    phase,
    from: Timestamp,
    to: Timestamp.nullable().describe('null: it goes on'),
    message: z.string(),
  })
  .meta({ id: 'InstanceSpan' })

const config = { access: { role: 'viewer', group: 'header' }, lectern: true } as const
const params = z.object({ deploymentId: AnyId })
const tags = ['Deployment']
const day = 86_400_000

/** An addition of Lectern: which instances a deployment has, and had. */
export const mountDeploymentInstances = (
  app: ControlApp,
  platform: Pick<Platform, 'listInstances' | 'readTimeline' | 'now'>,
): void => {
  app.get(
    '/v2/lm/deployments/:deploymentId/instances',
    {
      config,
      schema: {
        tags,
        operationId: 'deployment.instances',
        summary: 'Instances of a deployment as they are now',
        description: 'None where a provider elsewhere answers.',
        params,
        response: { 200: listOf(InstanceShape, 'DeploymentInstanceList'), ...refusals },
      },
    },
    async (request) => {
      const found = await platform.listInstances(callerInGroup(request), request.params.deploymentId)
      return { count: found.length, resources: found.map(renderInstance) }
    },
  )

  app.get(
    '/v2/lm/deployments/:deploymentId/instances/timeline',
    {
      config,
      schema: {
        tags,
        operationId: 'deployment.timeline',
        summary: 'What instances of a deployment were, and when',
        description: 'By beginning; at most the newest 5,000. Kept for 90 days.',
        params,
        querystring: z.object({
          start: Time.optional().describe('Default: a day before the end'),
          end: Time.optional().describe('Default: now'),
        }),
        response: { 200: listOf(SpanShape, 'InstanceSpanList'), ...refusals },
      },
    },
    async (request) => {
      const { start, end = platform.now() + 1 } = request.query
      const caller = callerInGroup(request)
      const found = await platform.readTimeline(caller, request.params.deploymentId, start ?? end - day, end)
      return { count: found.length, resources: found.map(renderSpan) }
    },
  )
}

const renderInstance = ({ instance, component, phase: now, since, message, cores, restarts }: InstanceView) => {
  const { limits } = instance.resources ?? {}
  const { fetching } = instance
  return {
    id: instance.id,
    component,
    revision: instance.revision,
    phase: now,
    since: toTimestamp(since),
    startedAt: toTimestamp(instance.startedAt),
    message,
    cpu: cores,
    cpuLimit: limits?.cores ?? null,
    memoryBytes: instance.used?.memoryBytes ?? null,
    memoryLimitBytes: limits?.memoryMb ? limits.memoryMb * 1024 * 1024 : null,
    restarts,
    progress: fetching ? { done: fetching.done, total: fetching.total || null, unit: 'bytes' as const } : null,
  }
}

const renderSpan = ({ instanceId, component, revision, phase: was, from, to, goesOn, message }: InstanceSpan) => ({
  instanceId,
  component,
  revision,
  phase: was,
  from: new Date(from).toISOString(),
  to: goesOn ? null : new Date(to).toISOString(),
  message,
})
