import { z } from 'zod'

/** What uploaded files are for; there is no other use for them here. */
export const filePurposes = ['batch'] as const
export type FilePurpose = (typeof filePurposes)[number] | 'batch_output'

/** A file that a caller uploaded, or that a batch left. */
export type BatchFile = {
  /** `file-` and 32 hex digits. */
  readonly id: string
  readonly resourceGroup: string
  readonly filename: string
  readonly purpose: FilePurpose
  readonly bytes: number
  /** Hex, of its contents. */
  readonly sha256: string
  /** Epoch ms. */
  readonly createdAt: number
  /** Epoch ms; null: it stays until it is deleted. */
  readonly expiresAt: number | null
  /** Entry id of the credential: `key:…` or `client:…`. */
  readonly createdBy: string
}

export const batchStates = [
  'validating',
  'in_progress',
  'finalizing',
  'completed',
  'failed',
  'expired',
  'cancelling',
  'cancelled',
] as const
export type BatchState = (typeof batchStates)[number]

/** A batch in one of these will not change any more. */
export const endedStates = ['completed', 'failed', 'expired', 'cancelled'] as const satisfies readonly BatchState[]
export const hasEnded = ({ state }: Pick<Batch, 'state'>): boolean => (endedStates as readonly BatchState[]).includes(state)

/** What may be wrong with an input file, in the words of Azure. */
export const batchErrorCodes = [
  'invalid_json_line',
  'too_many_tasks',
  'url_mismatch',
  'model_not_found',
  'duplicate_custom_id',
  'empty_batch',
  'model_mismatch',
  'invalid_request',
  'input_modified',
  'input_no_permissions',
  'token_limit_exceeded',
] as const
export type BatchErrorCode = (typeof batchErrorCodes)[number]

export const BatchError = z.object({
  code: z.enum(batchErrorCodes),
  message: z.string(),
  /** Of the line: `custom_id`, `body.model`; null: the whole of it. */
  param: z.string().nullable(),
  /** From 1 on; null: the file as a whole. */
  line: z.int().nullable(),
})
export type BatchError = z.infer<typeof BatchError>

/** The calls that can be made in batches, as paths below a deployment. */
export const batchEndpoints = ['/chat/completions', '/completions', '/embeddings', '/responses'] as const
export type BatchEndpoint = (typeof batchEndpoints)[number]

const Counts = z.object({ total: z.int(), completed: z.int(), failed: z.int() })
export type BatchCounts = z.infer<typeof Counts>

/** Tokens of all its answers together. */
const Usage = z.object({ input: z.int(), cachedInput: z.int(), output: z.int(), reasoning: z.int() })
export type BatchUsage = Readonly<z.infer<typeof Usage>>

const time = z.int().nullable()

/** What is known of a batch beside its state. Times are epoch ms. */
export const BatchFacts = z.object({
  /** As it was asked for, and given back: `/v1/chat/completions` or `/chat/completions`. */
  endpoint: z.string(),
  /** Entry id of the credential that its calls are made with. */
  createdBy: z.string(),
  /** Deployment that the address named; null: the lines alone do. */
  named: z.string().nullable(),
  metadata: z.record(z.string(), z.string()).nullable(),
  /** Seconds that its output files stay; null: until they are deleted. */
  outputSeconds: z.int().nullable(),
  errors: z.array(BatchError).readonly(),
  /** What the lines call the model, once they were read. */
  model: z.string().nullable(),
  /** Estimated input tokens of all lines. */
  tokens: z.int(),
  /** Once it has ended; before, the lines know. */
  counts: Counts,
  /** Once it has ended; null: before, or of a batch that nothing was known of. */
  usage: Usage.nullable().default(null),
  outputFileId: z.string().nullable(),
  errorFileId: z.string().nullable(),
  expiresAt: z.int(),
  inProgressAt: time,
  finalizingAt: time,
  /** When it came to its last state. */
  endedAt: time,
  cancellingAt: time,
})
export type BatchFacts = Readonly<z.infer<typeof BatchFacts>>

export type Batch = BatchFacts & {
  /** `batch_` and 32 hex digits. */
  readonly id: string
  readonly resourceGroup: string
  readonly state: BatchState
  readonly inputFileId: string
  /** Who answers; null: the file was not read yet. */
  readonly deploymentId: string | null
  readonly createdAt: number
}

/** A line that was called. `answer`: the line of an output file, once there is one. */
export type BatchLine = {
  readonly batchId: string
  /** From 1 on. */
  readonly line: number
  /** `sent`: under way, or it was when somebody died. */
  readonly state: 'sent' | 'completed' | 'failed'
  /** How often it was begun. */
  readonly attempts: number
  readonly answer: string | null
}

/** The part of the path that a deployment knows: `/v1/chat/completions` is `/chat/completions`; null: no such call in batches. */
export const belowOf = (endpoint: string): BatchEndpoint | null =>
  batchEndpoints.find((each) => endpoint === each || endpoint === `/v1${each}`) ?? null

/** Header: which credential a line of a batch is called with, by its entry id; only control gets to say so, at a door of its own. */
export const onBehalfOf = 'lectern-on-behalf-of'
