import type { ScalingAsked } from '../../../control/platform/scaling.ts'
import { BatcherSetting } from '../../../domain/batcher.ts'
import type { InferenceLogSetting, LogMode } from '../../../domain/inference-log.ts'
import { noInferenceLog } from '../../../domain/inference-log.ts'
import type { KafkaSink } from '../../../domain/inference-log-sink.ts'
import { parseAs } from '../../../domain/issues.ts'
import { oneInstance, type ScaledComponent, type ScaleMetric, type ScalingChange } from '../../../domain/scaling.ts'
import { numberedHere, refusal } from '../errors.ts'
import type { loggingModes, ServingRequest, ServingScaling } from './serving-request.ts'

/** What a specification says that is a deployment's here and not a configuration's: pure, in the platform's own words. */

/** Both components, said in full: what a specification leaves out is what Hopsworks makes of it. */
export const scalingOf = (request: ServingRequest): ScalingAsked => ({
  predictor: policyOf('predictor', request.predictorScalingConfig, request.requestedInstances),
  transformer: transformerPolicyOf(request),
})

function transformerPolicyOf(request: ServingRequest): ScalingChange | null {
  const { transformer, artifactVersion, transformerScalingConfig: asked, requestedTransformerInstances: requested } = request
  // A numbered artifact version may have one that is not named again: whether it does is seen when it is placed.
  if (transformer || Number(artifactVersion) > 0) return policyOf('transformer', asked, requested)
  const field = asked ? 'transformerScalingConfig' : requested ? 'requestedTransformerInstances' : null
  if (field === null) return null
  throw refusal('invalid', 240009, `${field}: the deployment has no transformer; send one with it, or leave it out`, field)
}

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
 * What is kept of calls, beside what is set already. `hasBrokers`: whether the installation has Kafka brokers. Without them a new topic
 * becomes the installation's own store of calls, and no other can be named.
 */
export function logOf(
  { inferenceLogging, kafkaTopicDTO }: ServingRequest,
  now: InferenceLogSetting,
  hasBrokers: boolean,
): InferenceLogSetting | null {
  const mode = logModes[inferenceLogging ?? 'NONE']
  if (mode === 'none') return null
  const topic = kafkaTopicDTO?.name ?? null
  const set: InferenceLogSetting = { ...noInferenceLog, ...now, mode }
  if (topic !== null && now.sink.kind === 'kafka' && now.sink.topic === topic) return set
  if (hasBrokers && topic === 'NONE') return null
  if (hasBrokers && topic !== null) return { ...set, sink: topicSink(topic, kafkaTopicDTO ?? {}) }
  if (topic !== null && topic !== 'NONE' && topic !== 'CREATE') throw noBrokers(topic)
  return { ...set, sink: now.mode === 'none' ? { kind: 'store' } : now.sink }
}

/** The topic's name where it is one that must be there already; null: none is named. */
export const topicNamed = ({ inferenceLogging, kafkaTopicDTO }: ServingRequest): string | null => {
  const topic = kafkaTopicDTO?.name ?? 'NONE'
  return (inferenceLogging ?? 'NONE') === 'NONE' || topic === 'NONE' || topic === 'CREATE' ? null : topic
}

const topicSink = (
  topic: string,
  { numOfPartitions, numOfReplicas }: NonNullable<ServingRequest['kafkaTopicDTO']>,
): KafkaSink => ({
  kind: 'kafka',
  brokers: [],
  topic,
  ...(topic === 'CREATE' ? { partitions: numOfPartitions ?? 1, replicas: numOfReplicas ?? 1 } : { mustExist: true }),
  format: 'hopsworks',
  tls: false,
})

const noBrokers = (topic: string) =>
  refusal(
    'invalid',
    240022,
    `kafkaTopicDTO: there is no topic "${topic.slice(0, 80)}" here; send CREATE or NONE, or start the server with --kafka-brokers`,
    'kafkaTopicDTO',
  )
