import { z } from 'zod'

/** How calls of a deployment are put together for its model. Words and defaults are those of KServe and Hopsworks. */
export const BatcherSetting = z.strictObject({
  enabled: z.boolean().default(true),
  maxBatchSize: z.int().min(1).max(100_000).default(32).describe('Instances, or rows of tensors, in one batch'),
  maxLatency: z
    .number()
    .min(0)
    .max(3_600_000)
    .default(5_000)
    .describe('Milliseconds that a call takes at most with its batch: a ceiling, never a wait for its own sake'),
  timeout: z.number().min(0.001).max(86_400).default(60).describe('Seconds from when a call came until it is given up'),
  maxQueue: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('Calls that wait at one instance; beyond it they are refused. Default: ten batches, at least 1024'),
  answers: z
    .enum(['plain', 'kserve'])
    .default('plain')
    .describe('kserve: V1 answers carry message and batchId, as those of its batcher do'),
})
export type BatcherSetting = z.infer<typeof BatcherSetting>

/** Of a deployment for which nothing was set. */
export const noBatcher: BatcherSetting = BatcherSetting.parse({ enabled: false })
