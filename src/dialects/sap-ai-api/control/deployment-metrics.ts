import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { seriesMetrics } from '../../../control/platform/series-metrics.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { AnyId } from '../../../domain/ids.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { Ago, csv, Time } from './queries.ts'
import { Timestamp } from './shapes.ts'

const Series = z.object({
  name: z.enum(seriesMetrics),
  unit: z.string().describe('count, ms, tokens, tokens/s, instances; of a cost its currency'),
  values: z.array(z.number().nullable()).describe('One for each step; null: nothing happened in it, or nobody knows'),
})

const Metrics = z
  .object({
    deploymentId: z.string(),
    stepSeconds: z.int(),
    at: z.array(Timestamp).describe('When steps begin'),
    series: z.array(Series),
  })
  .meta({ id: 'DeploymentMetrics' })

const day = 86_400_000

/** An addition of Lectern: how a deployment did over time. */
export const mountDeploymentMetrics = (app: ControlApp, platform: Pick<Platform, 'readDeploymentSeries' | 'now'>): void => {
  app.get(
    '/v2/lm/deployments/:deploymentId/metrics',
    {
      config: { access: { role: 'viewer', group: 'header' }, lectern: true },
      schema: {
        tags: ['Deployment'],
        operationId: 'deployment.metrics',
        summary: 'How a deployment did over time',
        description:
          'At most 1,000 steps, counted from 1970 in UTC; copies of calls are no calls here. Latencies are those of calls that were answered ' +
          'well, right to within a tenth; `timeToFirstToken` ends with the first byte of the answer. `tokensPerSecond`: output of all calls. ' +
          '`limited`: 429 of a backend. `inFlight` and `queued`: the most at one time. `cost` is all that was charged, one series for each currency. ' +
          'Steps shorter than an hour go back eight days.',
        params: z.object({ deploymentId: AnyId }),
        querystring: z.object({
          start: Time.optional().describe('Default: a day before the end'),
          end: Time.optional().describe('Default: now'),
          step: Ago.optional().describe('Such as 1m, 5m, 1h or 1d; default: what suits start to end'),
          metrics: csv(z.enum(seriesMetrics))
            .refine((names) => new Set(names).size === names.length, 'must name each metric once')
            .optional()
            .describe(`Comma-separated: ${seriesMetrics.join(', ')}; default: all`),
        }),
        response: { 200: Metrics, ...refusals },
      },
    },
    async (request) => {
      const { deploymentId } = request.params
      const { start, end = platform.now() + 1, step: stepMs = null, metrics = seriesMetrics } = request.query
      const asked = { start: start ?? end - day, end, stepMs, metrics }
      const found = await platform.readDeploymentSeries(callerInGroup(request), deploymentId, asked)
      return {
        deploymentId,
        stepSeconds: found.stepMs / 1_000,
        at: found.at.map(toTimestamp),
        series: found.series.map(({ name, unit, values }) => ({ name, unit, values: [...values] })),
      }
    },
  )
}
