import { z } from 'zod'
import { type Batch, BatchError, type BatchUsage, batchStates } from '../../domain/batch.ts'
import { seconds, secondsOrNull } from './routes.ts'

const time = z.int().nullable()

export const ShownBatch = z
  .object({
    id: z.string(),
    object: z.literal('batch'),
    endpoint: z.string(),
    model: z.string().nullable().describe('As the lines name it; null: they were not read yet'),
    deployment_id: z.string().nullable().describe('Who answers; null: the lines were not read yet'),
    errors: z
      .object({ object: z.literal('list'), data: z.array(BatchError) })
      .nullable()
      .describe('Why it failed'),
    input_file_id: z.string(),
    completion_window: z.literal('24h'),
    status: z.enum(batchStates),
    output_file_id: z.string().nullable(),
    error_file_id: z.string().nullable(),
    created_at: z.int().describe('Epoch seconds, as all times'),
    in_progress_at: time,
    expires_at: z.int(),
    finalizing_at: time,
    completed_at: time,
    failed_at: time,
    expired_at: time,
    cancelling_at: time,
    cancelled_at: time,
    request_counts: z.object({ total: z.int(), completed: z.int(), failed: z.int() }),
    usage: z
      .object({
        input_tokens: z.int(),
        input_tokens_details: z.object({ cached_tokens: z.int() }),
        output_tokens: z.int(),
        output_tokens_details: z.object({ reasoning_tokens: z.int() }),
        total_tokens: z.int(),
      })
      .nullable()
      .describe('Of all its answers together; null: it has not ended'),
    metadata: z.record(z.string(), z.string()).nullable(),
  })
  .meta({ id: 'OpenaiBatch' })

const showUsage = ({ input, cachedInput, output, reasoning }: BatchUsage) => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: cachedInput },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: reasoning },
  total_tokens: input + output,
})

export const showBatch = (batch: Batch): z.infer<typeof ShownBatch> => {
  const endedAs = (state: Batch['state']): number | null => (batch.state === state ? secondsOrNull(batch.endedAt) : null)
  return {
    id: batch.id,
    object: 'batch',
    endpoint: batch.endpoint,
    model: batch.model,
    deployment_id: batch.deploymentId,
    errors: batch.errors.length === 0 ? null : { object: 'list', data: [...batch.errors] },
    input_file_id: batch.inputFileId,
    completion_window: '24h',
    status: batch.state,
    output_file_id: batch.outputFileId,
    error_file_id: batch.errorFileId,
    created_at: seconds(batch.createdAt),
    in_progress_at: secondsOrNull(batch.inProgressAt),
    expires_at: seconds(batch.expiresAt),
    finalizing_at: secondsOrNull(batch.finalizingAt),
    completed_at: endedAs('completed'),
    failed_at: endedAs('failed'),
    expired_at: endedAs('expired'),
    cancelling_at: secondsOrNull(batch.cancellingAt),
    cancelled_at: endedAs('cancelled'),
    request_counts: batch.counts,
    usage: batch.usage && showUsage(batch.usage),
    metadata: batch.metadata,
  }
}
