import { z } from 'zod'
import {
  aggregations,
  dimensions,
  type MetricSeries,
  metricNames,
  metrics,
  parseMetricFilter,
} from '../../control/platform/metrics-query.ts'
import type { Platform } from '../../control/platform/platform.ts'
import { Failure } from '../../domain/failure.ts'
import type { ControlApp } from '../control/app.ts'
import { inArmWords } from './errors.ts'
import { accountId, accountRoot, described, type InAccount, OfAccount, reads } from './resource.ts'

const Query = z.object({
  'api-version': z.string().max(32).optional(),
  metricnames: z.string().max(2_000).optional(),
  timespan: z.string().max(128).optional(),
  interval: z.string().max(16).default('PT1M'),
  aggregation: z.string().max(128).optional(),
  $filter: z.string().max(2_000).optional(),
  metricnamespace: z.string().max(128).optional(),
  top: z.string().max(16).optional(),
  orderby: z.string().max(128).optional(),
  resultType: z.string().max(32).optional(),
})

const words = (name: string) => ({ value: name, localizedValue: name })

/** Azure Monitor's metrics of an account: of the calls of its group. */
export const mountMetrics = (
  app: ControlApp,
  {
    platform,
    inAccount,
    location,
  }: { readonly platform: Pick<Platform, 'readMetrics' | 'now'>; readonly inAccount: InAccount; readonly location: string },
): void => {
  const root = `${accountRoot}/providers/microsoft.insights`

  app.get(
    `${root}/metrics`,
    {
      config: reads,
      schema: described('Reads metrics of an account', {
        params: OfAccount,
        querystring: Query,
        description: `metricnames: ${metricNames.join(', ')}. $filter: by ${dimensions.join(', ')}.`,
      }),
    },
    async (request) => {
      const { metricnames, timespan, interval, aggregation, $filter } = request.query
      const { principal, resourceGroup } = await inAccount(request, request.params.accountName)
      const { start, end } = spanIn(timespan, platform.now())
      const series = await inArmWords(() =>
        platform.readMetrics(principal, {
          names: listIn(metricnames) ?? ['ModelRequests'],
          resourceGroup,
          start,
          end,
          grain: interval,
          aggregations: listIn(aggregation) ?? [],
          filter: $filter === undefined ? [] : parseMetricFilter($filter),
        }),
      )
      return {
        cost: 0,
        timespan: `${new Date(start).toISOString()}/${new Date(end).toISOString()}`,
        interval,
        namespace: 'Microsoft.CognitiveServices/accounts',
        resourceregion: location,
        value: series.map((each) => renderMetric(each, `${accountId(request.params)}/providers/Microsoft.Insights/metrics`)),
      }
    },
  )

  app.get(
    `${root}/metricDefinitions`,
    { config: reads, schema: described('Lists the metrics that an account has', { params: OfAccount }) },
    async (request) => {
      await inAccount(request, request.params.accountName)
      const resourceId = accountId(request.params)
      return {
        value: metricNames.map((name) => ({
          id: `${resourceId}/providers/microsoft.insights/metricdefinitions/${name}`,
          resourceId,
          namespace: 'Microsoft.CognitiveServices/accounts',
          category: name.startsWith('Model') ? 'Models' : 'Azure OpenAI',
          name: words(name),
          displayDescription: metrics[name].title,
          unit: metrics[name].unit,
          primaryAggregationType: upper(metrics[name].usual),
          supportedAggregationTypes: aggregations.map(upper),
          dimensions: dimensions.map(words),
        })),
      }
    },
  )
}

const renderMetric = ({ name, title, unit, series }: MetricSeries, root: string) => ({
  id: `${root}/${name}`,
  type: 'Microsoft.Insights/metrics',
  name: { value: name, localizedValue: title },
  displayDescription: title,
  unit,
  timeseries: series.map((each) => ({
    metadatavalues: Object.entries(each.dimensions).map(([dimension, value]) => ({
      name: words(dimension.toLowerCase()),
      value,
    })),
    data: each.points.map(({ at, ...values }) => ({ timeStamp: new Date(at).toISOString(), ...values })),
  })),
  errorCode: 'Success',
})

const listIn = (text: string | undefined): string[] | undefined =>
  text
    ?.split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')

/** `2026-11-20T12:00:00Z/2026-11-20T13:00:00Z`; absent: the last hour. */
function spanIn(timespan: string | undefined, now: number): { readonly start: number; readonly end: number } {
  if (timespan === undefined) return { start: now - 3_600_000, end: now + 1 }
  const [start, end] = timespan
    .replaceAll(' ', '+')
    .split('/')
    .map((each) => Date.parse(each))
  if (start !== undefined && end !== undefined && start < end) return { start, end }
  throw new Failure('invalid', 'timespan must be two times with a slash: 2026-11-20T12:00:00Z/2026-11-20T13:00:00Z', {
    target: 'timespan',
  })
}

const upper = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
