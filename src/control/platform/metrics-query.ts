import { Failure } from '../../domain/failure.ts'
import type { Principal } from '../../domain/principal.ts'
import { minuteSumsFrom } from '../../domain/usage-sums.ts'
import type { Measure, Measured, MeasureKey, MeasureRow } from '../../store/measures.ts'
import { listing, short } from './listing.ts'
import { caughtUp } from './usage.ts'
import { readUtilization, type UtilizationDeps } from './utilization.ts'

/** Azure Monitor's words. */
export const aggregations = ['total', 'average', 'minimum', 'maximum', 'count'] as const
export type Aggregation = (typeof aggregations)[number]
export type MetricUnit = 'Count' | 'Percent' | 'MilliSeconds' | 'CountPerSecond'

/** `utilization`: of provisioned units, which no single call tells. */
type Metric = {
  readonly measure: Measure | 'utilization'
  readonly unit: MetricUnit
  readonly usual: Aggregation
  readonly title: string
}

const requests: Metric = { measure: 'requests', unit: 'Count', usual: 'total', title: 'Requests' }
const available: Metric = { measure: 'available', unit: 'Percent', usual: 'average', title: 'Availability rate' }
const input: Metric = { measure: 'inputTokens', unit: 'Count', usual: 'total', title: 'Input tokens' }
const output: Metric = { measure: 'outputTokens', unit: 'Count', usual: 'total', title: 'Output tokens' }
const total: Metric = { measure: 'totalTokens', unit: 'Count', usual: 'total', title: 'Input and output tokens' }
const active: Metric = { measure: 'activeTokens', unit: 'Count', usual: 'total', title: 'Tokens that no cache answered' }
const consumed: Metric = {
  measure: 'provisionedTokens',
  unit: 'Count',
  usual: 'total',
  title: 'Tokens of provisioned deployments that no cache answered',
}
const cached: Metric = { measure: 'cacheMatchRate', unit: 'Percent', usual: 'average', title: 'Input that a cache answered' }
const first: Metric = { measure: 'firstByteMs', unit: 'MilliSeconds', usual: 'average', title: 'Time to the first byte' }
const between: Metric = { measure: 'msBetweenTokens', unit: 'MilliSeconds', usual: 'average', title: 'Time between tokens' }

const utilization: Metric = {
  measure: 'utilization',
  unit: 'Percent',
  usual: 'average',
  title: 'Provisioned units that were used',
}

/** Azure's names, of the older category (Azure OpenAI) and of the newer one (Models). */
export const metrics = {
  AzureOpenAIRequests: requests,
  ModelRequests: requests,
  AzureOpenAIAvailabilityRate: available,
  ModelAvailabilityRate: available,
  ProcessedPromptTokens: input,
  InputTokens: input,
  GeneratedTokens: output,
  OutputTokens: output,
  TokenTransaction: total,
  TotalTokens: total,
  ActiveTokens: active,
  ProvisionedConsumedTokens: consumed,
  AzureOpenAIContextTokensCacheMatchRate: cached,
  TokensCacheMatchRate: cached,
  AzureOpenAITimeToResponse: first,
  TimeToResponse: first,
  AzureOpenAITTLTInMS: { measure: 'lastByteMs', unit: 'MilliSeconds', usual: 'average', title: 'Time to the last byte' },
  AzureOpenAINormalizedTBTInMS: between,
  NormalizedTimeBetweenTokens: between,
  AzureOpenAIProvisionedManagedUtilizationV2: utilization,
  ProvisionedUtilization: utilization,
  AzureOpenAITokenPerSecond: { measure: 'tokensPerSecond', unit: 'CountPerSecond', usual: 'average', title: 'Tokens a second' },
} as const satisfies Record<string, Metric>
export type MetricName = keyof typeof metrics
export const metricNames = Object.keys(metrics) as readonly MetricName[]

const dimensionKeys = {
  ModelDeploymentName: 'deploymentName',
  ModelName: 'model',
  ModelVersion: 'version',
  StatusCode: 'status',
} as const satisfies Record<string, MeasureKey>
export type Dimension = keyof typeof dimensionKeys
export const dimensions = Object.keys(dimensionKeys) as readonly Dimension[]

export const grains = {
  PT1M: 60_000,
  PT5M: 300_000,
  PT15M: 900_000,
  PT30M: 1_800_000,
  PT1H: 3_600_000,
  PT6H: 21_600_000,
  PT12H: 43_200_000,
  P1D: 86_400_000,
} as const
export type MetricGrain = keyof typeof grains

export type MetricsAsked = {
  readonly names: readonly string[]
  /** null: all that the caller may see. */
  readonly resourceGroup: string | null
  /** Epoch ms. */
  readonly start: number
  readonly end: number
  readonly grain: string
  /** Empty: what is usual for each metric. */
  readonly aggregations: readonly string[]
  /** Values that a dimension must have one of; `*`: any, each for itself. */
  readonly filter: readonly { readonly dimension: string; readonly values: readonly string[] }[]
}

/** Epoch ms, and the value by each aggregation that was asked for. */
export type MetricPoint = { readonly at: number } & { readonly [name in Aggregation]?: number }

export type MetricSeries = {
  readonly name: MetricName
  readonly title: string
  readonly unit: MetricUnit
  readonly aggregations: readonly Aggregation[]
  readonly series: readonly {
    readonly dimensions: Readonly<Partial<Record<Dimension, string>>>
    /** Oldest first; those without a call are left out. */
    readonly points: readonly MetricPoint[]
  }[]
}

const mostPoints = 50_000

/** Metrics of calls by Azure's names, by time and dimension. Throws `Failure('invalid')` that names what there is. */
export const readMetrics =
  (deps: UtilizationDeps) =>
  async (viewer: Principal, asked: MetricsAsked): Promise<readonly MetricSeries[]> => {
    const names = asked.names.map((name) => oneOf(metricNames, name, 'metricnames'))
    const grain = grains[oneOf(Object.keys(grains) as MetricGrain[], asked.grain, 'interval')]
    const wanted = asked.aggregations.map((each) => oneOf(aggregations, each, 'aggregation'))
    const filter = asked.filter.map((each) => ({ ...each, dimension: oneOf(dimensions, each.dimension, '$filter') }))
    const start = asked.start - (asked.start % grain)
    if (start >= asked.end) throw new Failure('invalid', 'timespan must begin before it ends', { target: 'timespan' })
    if ((asked.end - start) / grain > mostPoints)
      throw new Failure('invalid', `timespan is more than ${mostPoints} times ${asked.grain}; ask for a longer interval`, {
        target: 'interval',
      })
    await caughtUp(deps)
    const scope = {
      by: [...new Set(filter.map(({ dimension }) => dimensionKeys[dimension]))],
      resourceGroups: groupsOf(viewer, asked.resourceGroup),
      deployments: viewer.deployments,
      only: Object.fromEntries(
        filter.flatMap(({ dimension, values }) => (values.includes('*') ? [] : [[dimensionKeys[dimension], values]])),
      ),
      start,
      end: asked.end,
      bucketMs: grain,
    }
    const found = [...new Set(names.map((name) => metrics[name].measure))]
    const ofCalls = found.filter((each) => each !== 'utilization')
    const rows: readonly (Omit<MeasureRow, 'values'> & {
      readonly values: { readonly [measure: string]: Measured | undefined }
    })[] = [
      ...(ofCalls.length > 0 ? await deps.store.measures.read({ ...scope, measures: ofCalls }) : []),
      ...(found.length > ofCalls.length ? await utilizationOf(deps, scope) : []),
    ]
    return names.map((name) => {
      const { measure, unit, usual, title } = metrics[name]
      const shown = wanted.length > 0 ? wanted : [usual]
      const series = new Map<string, MetricSeries['series'][number] & { readonly points: MetricPoint[] }>()
      for (const { bucket, keys, values } of rows) {
        const value = values[measure]
        if (!value) continue
        const own = Object.fromEntries(filter.map(({ dimension }) => [dimension, keys[dimensionKeys[dimension]] ?? '']))
        const id = JSON.stringify(own)
        const line = series.get(id) ?? { dimensions: own, points: [] as MetricPoint[] }
        series.set(id, line)
        line.points.push({ at: bucket, ...Object.fromEntries(shown.map((each) => [each, aggregate[each](value)])) })
      }
      return { name, title, unit, aggregations: shown, series: [...series.values()] }
    })
  }

const groupsOf = ({ resourceGroups: mine }: Principal, group: string | null): '*' | readonly string[] => {
  if (group === null) return mine
  return mine === '*' || mine.includes(group) ? [group] : []
}

async function utilizationOf(deps: UtilizationDeps, scope: Parameters<typeof readUtilization>[1]) {
  const kept = Number((await deps.store.settings.get(minuteSumsFrom)) ?? 0)
  if (scope.by.includes('status'))
    throw new Failure('invalid', '$filter: StatusCode tells calls apart, and not how far units are used', { target: '$filter' })
  if (scope.start < kept)
    throw new Failure('invalid', `timespan begins before ${new Date(kept).toISOString()}: minutes are kept since then only`, {
      target: 'timespan',
    })
  return (await readUtilization(deps, scope)).map(({ value, ...row }) => ({ ...row, values: { utilization: value } }))
}

const aggregate = {
  total: ({ sum }: Measured) => sum,
  average: ({ sum, count }: Measured) => sum / count,
  minimum: ({ least }: Measured) => least,
  maximum: ({ most }: Measured) => most,
  count: ({ count }: Measured) => count,
} as const satisfies Record<Aggregation, (value: Measured) => number>

function oneOf<Known extends string>(known: readonly Known[], asked: string, field: string): Known {
  const found = known.find((each) => each.toLowerCase() === asked.toLowerCase())
  if (found !== undefined) return found
  throw new Failure('invalid', `${field}: there is no "${short(asked)}"; there are ${listing(known, 40)}`, { target: field })
}

/** `ModelDeploymentName eq '*' and (ModelName eq 'a' or ModelName eq 'b')`, as Azure Monitor writes filters. */
export function parseMetricFilter(text: string): MetricsAsked['filter'] {
  const found = new Map<string, string[]>()
  for (const clause of text.trim().split(/\s+and\s+/i)) {
    const inner = clause.replace(/^\(\s*/, '').replace(/\s*\)$/, '')
    let dimension: string | null = null
    for (const part of inner.split(/\s+or\s+/i)) {
      const [, name, value] = /^(\w+)\s+eq\s+'([^']*)'$/i.exec(part.trim()) ?? []
      if (name === undefined || value === undefined || (dimension !== null && dimension !== name))
        throw new Failure(
          'invalid',
          `$filter: "${short(part)}" is not understood; write ModelDeploymentName eq '*' and (ModelName eq 'a' or ModelName eq 'b')`,
          { target: '$filter' },
        )
      dimension = name
      found.set(name, [...(found.get(name) ?? []), value])
    }
  }
  return [...found].map(([dimension, values]) => ({ dimension, values }))
}
