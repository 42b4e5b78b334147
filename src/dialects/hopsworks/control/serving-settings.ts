import type { ScalingAsked } from '../../../control/platform/scaling.ts'
import { BatcherSetting } from '../../../domain/batcher.ts'
import type { InferenceLogSetting, LogMode } from '../../../domain/inference-log.ts'
import { noInferenceLog } from '../../../domain/inference-log.ts'
import { parseAs } from '../../../domain/issues.ts'
import { oneInstance, type ScaledComponent, type ScaleMetric, type ScalingChange } from '../../../domain/scaling.ts'
import { numberedHere, refusal } from '../errors.ts'
import type { loggingModes, ServingRequest, ServingScaling } from './serving-request.ts'

/** What a specification says that is a deployment's here and not a configuration's: pure, in the platform's own words. */

/** Both components, said in full: what a specification leaves out is what Hopsworks makes of it. */
export const scalingOf = (request: ServingRequest): ScalingAsked => ({
  predictor: policyOf('predictor', request.predictorScalingConfig, request.requestedInstances),
  transformer: policyOf('transformer', request.transformerScalingConfig, request.requestedTransformerInstances),
})

/** `requestedInstances` is how clients before 4.6 say a number that never changes; 0: none while nobody calls. */
function policyOf(
  component: ScaledComponent,
  asked: ServingScaling | null | undefined,
  requested: number | null | undefined,
): ScalingChange | null {
  const minInstances = asked?.minInstances ?? requested ?? 1
  const maxInstances = asked?.maxInstances ?? Math.max(minInstances, 1)
  if (!asked && minInstances === 1) return null
  mustFollowLoad(component, asked)
  const set = <Key extends keyof ScalingChange>(key: Key, value: ScalingChange[Key] | null | undefined) =>
    value === null || value === undefined ? {} : { [key]: value }
  return {
    ...oneInstance,
    minInstances,
    maxInstances,
    target: asked?.target ?? null,
    ...set('metric', asked?.scaleMetric ? metrics[asked.scaleMetric] : null),
    ...set('panicWindowPercentage', asked?.panicWindowPercentage),
    ...set('panicThresholdPercentage', asked?.panicThresholdPercentage),
    ...set('stableWindowSeconds', asked?.stableWindowSeconds),
    ...set('scaleToZeroRetentionSeconds', asked?.scaleToZeroRetentionSeconds),
    ...set('scaleDownDelaySeconds', asked?.scaleDownStabilizationWindowSeconds),
  }
}

const metrics: Readonly<Record<string, ScaleMetric>> = { CONCURRENCY: 'concurrency', RPS: 'rps' }

/** Metrics of machines and engines have nothing here that follows them. Where the number never changes, none is needed. */
function mustFollowLoad(component: ScaledComponent, asked: ServingScaling | null | undefined): void {
  const field = `${component}ScalingConfig`
  const metric = asked?.scaleMetric
  const fixed = asked?.maxInstances !== undefined && asked?.maxInstances === asked?.minInstances
  if (metric && !fixed && !Object.hasOwn(metrics, metric))
    throw refusal('invalid', 240009, `${field}.scaleMetric must be CONCURRENCY or RPS, got ${metric.slice(0, 40)}`, field)
  if (asked?.additionalScaleMetrics && asked.additionalScaleMetrics.length > 0)
    throw refusal('invalid', 240009, `${field}.additionalScaleMetrics: one metric is followed here, scaleMetric`, field)
  if (asked?.idleScaleToZero === true)
    throw refusal('invalid', 240009, `${field}.idleScaleToZero: send minInstances 0 for none while nobody calls`, field)
}

/** null: calls are not put together. */
export function batcherOf({ batchingConfiguration }: ServingRequest): BatcherSetting | null {
  if (batchingConfiguration?.batchingEnabled !== true) return null
  const { maxBatchSize, maxLatency, timeout } = batchingConfiguration
  const said = Object.fromEntries(
    Object.entries({ maxBatchSize, maxLatency, timeout }).filter(([, value]) => value !== null && value !== undefined),
  )
  return numberedHere({ invalid: 240025 }, () => parseAs(BatcherSetting, said, { at: 'batchingConfiguration.' }))
}

/** Which bodies of calls are kept. */
const logModes = {
  NONE: 'none',
  ALL: 'all',
  PREDICTIONS: 'outputs',
  MODEL_INPUTS: 'inputs',
} as const satisfies Record<(typeof loggingModes)[number], LogMode>

/**
 * What is kept of calls, beside what is set already. Topics are made where a broker is known, and this API knows none: a new topic
 * becomes the installation's own store of calls; one that is there already cannot be.
 */
export function logOf({ inferenceLogging, kafkaTopicDTO }: ServingRequest, now: InferenceLogSetting): InferenceLogSetting | null {
  const mode = logModes[inferenceLogging ?? 'NONE']
  if (mode === 'none') return null
  const topic = kafkaTopicDTO?.name ?? 'NONE'
  const own = now.sink.kind === 'kafka' && now.sink.topic === topic
  if (topic !== 'NONE' && topic !== 'CREATE' && !own)
    throw refusal(
      'invalid',
      240022,
      `kafkaTopicDTO: there is no topic "${topic.slice(0, 80)}" here; send CREATE or NONE`,
      'kafkaTopicDTO',
    )
  const sink = now.mode !== 'none' || own ? now.sink : ({ kind: 'store' } as const)
  return { ...noInferenceLog, ...now, sink, mode }
}
