import { z } from 'zod'

const scaleMetrics = ['concurrency', 'rps'] as const
export type ScaleMetric = (typeof scaleMetrics)[number]

/** What one instance is meant to carry where the policy does not say: Knative's defaults, which Hopsworks documents as its own. */
export const defaultTargets: Readonly<Record<ScaleMetric, number>> = { concurrency: 100, rps: 200 }

const fields = {
  minInstances: z.int().min(0).max(1_000).describe('Instances that are always up; 0: none while nobody calls'),
  maxInstances: z.int().min(1).max(1_000).describe('Instances at most'),
  metric: z.enum(scaleMetrics).describe('What counts: calls at one time (those that wait included), or calls a second'),
  target: z
    .number()
    .min(0.01)
    .max(1_000_000)
    .describe('What one instance is meant to carry of it; default: the calls it takes at one time, or 200 a second'),
  utilization: z
    .number()
    .min(0.01)
    .max(1)
    .describe('Share of the target at which another instance is started, so that there is room while it comes up'),
  stableWindowSeconds: z.int().min(6).max(3_600).describe('Load is averaged over so long'),
  panicWindowPercentage: z.number().min(1).max(100).describe('Part of the stable window over which a burst is looked for'),
  panicThresholdPercentage: z
    .number()
    .min(1)
    .max(1_000)
    .describe('A burst that wants this share of the ready instances is answered at once, and nothing is taken down for a window'),
  scaleDownDelaySeconds: z.int().min(0).max(3_600).describe('Load must be lower for so long before one goes'),
  scaleToZeroRetentionSeconds: z.int().min(0).max(86_400).describe('The last instance stays so long beyond the stable window'),
  queueDepth: z
    .int()
    .min(1)
    .max(10_000)
    .describe('Calls that may wait at a gateway while all places are taken or there is no instance; default: 1000'),
  schedules: z
    .array(
      z.strictObject({
        cron: z.string().min(1).max(100).describe('Since when: minute, hour, day of month, month, day of week'),
        timezone: z.string().max(64).default('UTC').describe('Of the times in cron: Europe/Berlin'),
        minInstances: z.int().min(0).max(1_000),
        maxInstances: z.int().min(1).max(1_000).optional().describe('Default: as at other times'),
      }),
    )
    .max(32)
    .describe('Other bounds from certain times on: of several, the one that began last'),
} as const

/**
 * How many instances a component may have, and what makes them more or fewer. The words and defaults are those of Hopsworks'
 * `PredictorScalingConfig` and of Knative's autoscaler behind it.
 */
export const ScalingPolicy = z
  .strictObject({
    ...fields,
    minInstances: fields.minInstances.default(1),
    maxInstances: fields.maxInstances.default(1),
    metric: fields.metric.default('concurrency'),
    target: fields.target.optional(),
    utilization: fields.utilization.default(0.7),
    stableWindowSeconds: fields.stableWindowSeconds.default(60),
    panicWindowPercentage: fields.panicWindowPercentage.default(10),
    panicThresholdPercentage: fields.panicThresholdPercentage.default(200),
    scaleDownDelaySeconds: fields.scaleDownDelaySeconds.default(0),
    scaleToZeroRetentionSeconds: fields.scaleToZeroRetentionSeconds.default(0),
    queueDepth: fields.queueDepth.optional(),
    schedules: fields.schedules.default([]),
  })
  .refine(({ minInstances, maxInstances }) => minInstances <= maxInstances, {
    path: ['minInstances'],
    error: 'must be at most maxInstances',
  })
export type ScalingPolicy = z.infer<typeof ScalingPolicy>

/** What is absent stays as it is. `target` and `queueDepth` null: the usual ones. */
export const ScalingChange = z
  .strictObject({ ...fields, target: fields.target.nullable(), queueDepth: fields.queueDepth.nullable() })
  .partial()
export type ScalingChange = z.infer<typeof ScalingChange>

/** One instance, always: of a deployment for which nothing was set. */
export const oneInstance: ScalingPolicy = ScalingPolicy.parse({})

/** Parts of a deployment that have instances of their own. */
export const scaledComponents = ['predictor', 'transformer'] as const
export type ScaledComponent = (typeof scaledComponents)[number]

/** What is absent has one instance. */
export const Scaling = z.strictObject({ predictor: ScalingPolicy.optional(), transformer: ScalingPolicy.optional() })
export type Scaling = z.infer<typeof Scaling>

export const policyOf = (scaling: Scaling | null, component: ScaledComponent): ScalingPolicy =>
  scaling?.[component] ?? oneInstance

/** Whether the number of instances is anything but always the same. */
export const isElastic = ({ minInstances, maxInstances, schedules }: ScalingPolicy): boolean =>
  minInstances < maxInstances || schedules.length > 0

export const followsLoad = (scaling: Scaling | null): boolean =>
  scaledComponents.some((component) => isElastic(policyOf(scaling, component)))

/** How many of each component's instances calls may go to; what is absent has none of its own. */
export const InstancesRunning = z.object({ predictor: z.int().optional(), transformer: z.int().optional() })
export type InstancesRunning = z.infer<typeof InstancesRunning>

/** At the time when there may be most. */
export const mostInstances = ({ maxInstances, schedules }: ScalingPolicy): number =>
  Math.max(maxInstances, ...schedules.map((each) => each.maxInstances ?? maxInstances))

/** How many the autoscaler chose, why, and when. */
const Chosen = z.object({ instances: z.int(), why: z.string(), at: z.int() })
export const Scaled = z.object({ predictor: Chosen.optional(), transformer: Chosen.optional() })
export type Scaled = z.infer<typeof Scaled>
