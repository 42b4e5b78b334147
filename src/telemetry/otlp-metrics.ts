import type { Histogram } from './histogram.ts'
import { type AttributeValue, attributesOf, nanos } from './otlp.ts'

export type MetricName = { readonly name: string; readonly description: string; readonly unit: string }

/** What one series of a metric has counted since `start` (epoch ms). */
export type MetricPoint = {
  readonly metric: MetricName
  readonly start: number
  /** null and undefined are left out. */
  readonly attributes: Readonly<Record<string, AttributeValue>>
  readonly histogram: Histogram
}

/** Body of `POST /v1/metrics`: OTLP/HTTP in its JSON form, everything cumulative. Points of one metric stand together. */
export const metricsRequest = (
  points: readonly MetricPoint[],
  resource: Readonly<Record<string, AttributeValue>>,
  version: string,
  now: number,
): string =>
  JSON.stringify({
    resourceMetrics: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeMetrics: [{ scope: { name: 'lectern', version }, metrics: metricsOf(points, now) }],
      },
    ],
  })

const cumulative = 2

function metricsOf(points: readonly MetricPoint[], now: number): readonly object[] {
  const metrics = new Map<MetricName, object[]>()
  for (const point of points) {
    const dataPoints = metrics.get(point.metric) ?? []
    metrics.set(point.metric, dataPoints)
    dataPoints.push(dataPoint(point, now))
  }
  return [...metrics].map(([{ name, description, unit }, dataPoints]) => ({
    name,
    description,
    unit,
    histogram: { dataPoints, aggregationTemporality: cumulative },
  }))
}

/** 64-bit integers are strings in JSON. */
const dataPoint = ({ start, attributes, histogram }: MetricPoint, now: number): object => ({
  startTimeUnixNano: nanos(start),
  timeUnixNano: nanos(now),
  attributes: attributesOf(attributes),
  count: String(histogram.count),
  sum: histogram.sum,
  bucketCounts: Array.from(histogram.counts, String),
  explicitBounds: histogram.bounds,
})
