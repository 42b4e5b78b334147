import { z } from 'zod'

const Name = z.object({ name: z.string().min(1).max(300) })
const Amounts = z.looseObject({ cores: z.number().nullish(), memory: z.number().nullish(), gpus: z.number().nullish() })
const Resources = z.looseObject({ requests: Amounts.nullish(), limits: Amounts.nullish() })
export type ServingResources = z.infer<typeof Resources>
const Scaling = z.looseObject({
  minInstances: z.int().min(0).nullish(),
  maxInstances: z.int().min(1).nullish(),
  scaleMetric: z.string().max(60).nullish(),
  target: z.number().min(0.01).nullish(),
  panicWindowPercentage: z.number().min(1).max(100).nullish(),
  panicThresholdPercentage: z.number().min(1).max(1_000).nullish(),
  stableWindowSeconds: z.int().min(6).max(3_600).nullish(),
  scaleToZeroRetentionSeconds: z.int().min(0).max(86_400).nullish(),
  scaleDownStabilizationWindowSeconds: z.int().min(0).max(3_600).nullish(),
  additionalScaleMetrics: z.array(z.unknown()).nullish(),
  idleScaleToZero: z.boolean().nullish(),
})
export type ServingScaling = z.infer<typeof Scaling>
const path = z.string().max(2_000).nullish()

export const modelServers = ['PYTHON', 'TENSORFLOW_SERVING', 'VLLM'] as const
export const loggingModes = ['NONE', 'ALL', 'PREDICTIONS', 'MODEL_INPUTS'] as const

/**
 * What clients send to create or change a deployment. Loose: what is not named here is kept and given back, so that each release of
 * the client finds its own fields again.
 */
export const ServingRequest = z.looseObject({
  id: z.int().nullish().describe('Number of the deployment that is to change; absent: a new one'),
  name: z.string().max(300),
  description: z.string().max(5_000).nullish(),
  modelServer: z.enum(modelServers).nullish(),
  servingTool: z.enum(['DEFAULT', 'KSERVE']).nullish(),
  apiProtocol: z.enum(['REST', 'GRPC']).nullish(),
  modelName: z.string().max(300).nullish(),
  modelPath: path,
  modelVersion: z.int().min(1).nullish(),
  modelFramework: z.string().max(60).nullish(),
  artifactVersion: z
    .union([z.int(), z.string().max(20)])
    .nullish()
    .describe('CREATE (or -1): a new one, whatever is there'),
  predictor: path,
  configFile: path,
  transformer: path,
  environmentDTO: Name.nullish(),
  predictorEnvironment: Name.nullish(),
  transformerEnvironment: Name.nullish(),
  predictorEnvVars: z.array(z.string().max(32_768)).max(1_000).nullish(),
  transformerEnvVars: z.array(z.string().max(32_768)).max(1_000).nullish(),
  requestedInstances: z.int().min(0).max(1_000).nullish(),
  requestedTransformerInstances: z.int().min(0).max(1_000).nullish(),
  predictorResources: Resources.nullish(),
  transformerResources: Resources.nullish(),
  predictorScalingConfig: Scaling.nullish(),
  transformerScalingConfig: Scaling.nullish(),
  inferenceLogging: z.enum(loggingModes).nullish(),
  kafkaTopicDTO: z
    .looseObject({
      name: z.string().max(300).nullish(),
      numOfPartitions: z.int().min(1).max(1_000).nullish(),
      numOfReplicas: z.int().min(1).max(10).nullish(),
    })
    .nullish(),
  batchingConfiguration: z
    .looseObject({
      batchingEnabled: z.boolean().nullish(),
      maxBatchSize: z.number().nullish(),
      maxLatency: z.number().nullish(),
      timeout: z.number().nullish(),
    })
    .nullish(),
  gitUrl: z.string().max(2_000).nullish(),
  tracing: z.looseObject({ enabled: z.boolean().nullish() }).nullish(),
  featureLogging: z.looseObject({ enabled: z.boolean().nullish() }).nullish(),
  tags: z.looseObject({ items: z.array(z.object({ name: z.string().min(1).max(255), value: z.unknown() })).max(100) }).nullish(),
})
export type ServingRequest = z.infer<typeof ServingRequest>
