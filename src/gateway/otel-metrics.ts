import { conventional, type Histogram } from '../telemetry/histogram.ts'
import type { AttributeValue } from '../telemetry/otlp.ts'
import type { MetricName, MetricPoint } from '../telemetry/otlp-metrics.ts'
import type { Meter } from './meters.ts'
import type { Series } from './series.ts'

type Told = {
  readonly metric: MetricName
  readonly of: (series: Series) => Histogram
  /** Buckets that the conventions recommend, where ours are finer. */
  readonly bounds?: readonly number[]
  readonly more?: Readonly<Record<string, AttributeValue>>
  /** Whether only calls that went well are told. */
  readonly goodOnly?: boolean
}

const tokenUsage = { name: 'gen_ai.client.token.usage', description: 'Number of input and output tokens used.', unit: '{token}' }
const seconds = (name: string, description: string): MetricName => ({ name, description, unit: 's' })

/**
 * OpenTelemetry's metrics for generative AI (semconv `gen-ai-metrics`), where the gateway stands for the model server, and two
 * of our own. All are read from what /metrics is read from.
 */
const told: readonly Told[] = [
  { metric: tokenUsage, of: ({ input }) => input, more: { 'gen_ai.token.type': 'input' } },
  { metric: tokenUsage, of: ({ output }) => output, more: { 'gen_ai.token.type': 'output' } },
  {
    metric: seconds(
      'gen_ai.server.request.duration',
      'Generative AI server request duration such as time-to-last byte or last output token.',
    ),
    of: ({ duration }) => duration,
    bounds: conventional.duration,
  },
  {
    metric: seconds('gen_ai.server.time_to_first_token', 'Time to generate first token for successful responses.'),
    of: ({ timings }) => timings.firstToken,
    bounds: conventional.firstToken,
    goodOnly: true,
  },
  {
    metric: seconds(
      'gen_ai.server.time_per_output_token',
      'Time per output token generated after the first token for successful responses.',
    ),
    of: ({ timings }) => timings.perOutputToken,
    goodOnly: true,
  },
  {
    metric: seconds('lectern.gateway.added_latency', "The gateway's own time until a call leaves."),
    of: ({ timings }) => timings.added,
  },
  { metric: seconds('lectern.gateway.queue_time', 'Waiting for a place at a target.'), of: ({ timings }) => timings.queued },
]

/** Each once. */
export const collectorMetrics: readonly MetricName[] = [...new Set(told.map(({ metric }) => metric))]

/** Every series that has counted anything, metric by metric. */
export function* pointsOf(meters: () => Iterable<Meter>): Generator<MetricPoint> {
  for (const { metric, of, bounds, more, goodOnly } of told) {
    for (const meter of meters()) {
      for (const series of meter.series()) {
        if (series.error !== null && goodOnly) continue
        const histogram = of(series)
        if (histogram.count === 0) continue
        yield {
          metric,
          start: meter.startedAt,
          attributes: { ...attributesOf(meter, series), ...more },
          histogram: bounds ? histogram.within(bounds) : histogram,
        }
      }
    }
  }
}

const attributesOf = ({ labels }: Meter, { provider, operation, error }: Series) => ({
  'gen_ai.operation.name': operation ?? 'call',
  'gen_ai.provider.name': provider,
  'gen_ai.request.model': labels['model'] || null,
  'error.type': error,
  'lectern.deployment.id': labels['deployment'],
  'lectern.deployment.name': labels['name'],
  'lectern.resource_group': labels['resource_group'],
})
