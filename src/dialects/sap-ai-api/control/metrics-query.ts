import { z } from 'zod'
import { aggregations, dimensions, grains, metricNames, parseMetricFilter } from '../../../control/platform/metrics-query.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { ResourceGroupId } from '../../../domain/ids.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { csv, Time } from './queries.ts'
import { listOf, Timestamp } from './shapes.ts'

const Point = z.object({ at: Timestamp, ...Object.fromEntries(aggregations.map((each) => [each, z.number().optional()])) })

const Shape = z
  .object({
    name: z.string(),
    title: z.string(),
    unit: z.string(),
    series: z.array(z.object({ dimensions: z.record(z.string(), z.string()), points: z.array(z.looseObject(Point.shape)) })),
  })
  .meta({ id: 'MetricSeries' })

export const mountMetricsQuery = (app: ControlApp, platform: Pick<Platform, 'readMetrics' | 'now'>): void => {
  app.get(
    '/v2/analytics/metrics',
    {
      config: { access: { role: 'viewer', group: 'none' }, lectern: true },
      schema: {
        tags: ['Usage'],
        operationId: 'metrics.series',
        summary: 'Metrics of calls by the names that Azure Monitor has for them, by time and dimension',
        description: 'Of the resource groups and deployments that the credential may see, from calls that are still kept.',
        querystring: z.object({
          metricnames: csv(z.string()).describe(`Comma-separated: ${metricNames.join(', ')}`),
          start: Time.optional().describe('Default: an hour before the end'),
          end: Time.optional().describe('Default: now'),
          interval: z.string().max(16).default('PT1M').describe(Object.keys(grains).join(', ')),
          aggregation: csv(z.string())
            .optional()
            .describe(`Comma-separated: ${aggregations.join(', ')}; default: what is usual`),
          $filter: z
            .string()
            .max(2_000)
            .optional()
            .describe(`ModelDeploymentName eq '*' and (ModelName eq 'a' or ModelName eq 'b'); by ${dimensions.join(', ')}`),
          resourceGroup: ResourceGroupId.optional(),
        }),
        response: { 200: listOf(Shape, 'MetricSeriesList'), ...refusals },
      },
    },
    async (request) => {
      const { metricnames: names, start, end = platform.now() + 1, interval: grain, aggregation, $filter } = request.query
      const found = await platform.readMetrics(callerOf(request), {
        names,
        resourceGroup: request.query.resourceGroup ?? null,
        start: start ?? end - 3_600_000,
        end,
        grain,
        aggregations: aggregation ?? [],
        filter: $filter === undefined ? [] : parseMetricFilter($filter),
      })
      const resources = found.map(({ name, title, unit, series }) => ({
        name,
        title,
        unit,
        series: series.map((each) => ({
          dimensions: { ...each.dimensions } as Record<string, string>,
          points: each.points.map(({ at, ...values }) => ({ at: toTimestamp(at), ...values })),
        })),
      }))
      return { count: resources.length, resources }
    },
  )
}
