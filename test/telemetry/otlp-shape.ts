import { z } from 'zod'

/** `ExportMetricsServiceRequest` of opentelemetry-proto 1.x in its JSON form, strict, as far as histograms need it. */
const Uint64 = z.string().regex(/^\d{1,20}$/)
const Value = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ boolValue: z.boolean() }),
  z.strictObject({ intValue: z.string().regex(/^-?\d{1,19}$/) }),
  z.strictObject({ doubleValue: z.number() }),
])
const Attributes = z
  .array(z.strictObject({ key: z.string().min(1), value: Value }))
  .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, 'keys must be unique')
const HistogramDataPoint = z
  .strictObject({
    attributes: Attributes,
    startTimeUnixNano: Uint64,
    timeUnixNano: Uint64,
    count: Uint64,
    sum: z.number(),
    bucketCounts: z.array(Uint64),
    explicitBounds: z.array(z.number()),
  })
  .refine(({ bucketCounts, explicitBounds }) => bucketCounts.length === explicitBounds.length + 1, 'one bucket more than bounds')
  .refine(({ explicitBounds: all }) => all.every((bound, at) => at === 0 || bound > (all[at - 1] as number)), 'bounds must grow')
  .refine(({ count, bucketCounts }) => bucketCounts.reduce((sum, each) => sum + BigInt(each), 0n) === BigInt(count), 'count')
  .refine(({ startTimeUnixNano: start, timeUnixNano: now }) => BigInt(start) > 0n && BigInt(start) <= BigInt(now), 'times')
const Metric = z
  .strictObject({
    name: z.string().regex(/^[a-zA-Z][\w./-]{0,254}$/),
    description: z.string(),
    unit: z.string().max(63),
    histogram: z.strictObject({ dataPoints: z.array(HistogramDataPoint).min(1), aggregationTemporality: z.literal([1, 2]) }),
  })
  .refine(
    ({ histogram: { dataPoints } }) =>
      new Set(dataPoints.map(({ attributes }) => JSON.stringify(attributes))).size === dataPoints.length,
    'a series has one point',
  )

export const MetricsRequest = z.strictObject({
  resourceMetrics: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes: Attributes }),
      scopeMetrics: z.array(
        z.strictObject({ scope: z.strictObject({ name: z.string(), version: z.string() }), metrics: z.array(Metric) }),
      ),
    }),
  ),
})
export type ToldMetric = z.infer<typeof Metric>
