import { z } from 'zod'

/** The header by which its calls get to the new configuration; a rollout with it is a dry run. */
export const dryRunHeader = 'lectern-dry-run'

/** One call that was kept, made again to another configuration. Times are milliseconds, costs nano-units; null: not known. */
const Side = z.object({
  status: z.int(),
  ms: z.int(),
  inputTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  cost: z.int().nullable(),
  currency: z.string().nullable(),
})
export type DryRunSide = z.infer<typeof Side>

const Call = z.object({
  /** Of the record. */
  inferenceId: z.string(),
  path: z.string(),
  /** Of the call that was made again; '': it could not be made. */
  requestId: z.string(),
  before: Side,
  after: Side,
})
export type DryRunCall = z.infer<typeof Call>

export const dryRunStates = ['running', 'completed', 'failed'] as const

export const DryRun = z.object({
  deploymentId: z.string(),
  /** Counted from 1 for each deployment. */
  number: z.int(),
  state: z.enum(dryRunStates),
  /** Why it failed; else ''. */
  message: z.string(),
  /** What it tries; made for it, unless one was named. */
  configurationId: z.string(),
  /** As configured. */
  modelVersion: z.string().nullable(),
  /** Number of the deployment version that the configuration was for as long as it was tried; null: it has not begun. */
  version: z.int().nullable(),
  /** Public id of the credential that its calls are made with, by which the ledger knows them. */
  credentialId: z.string(),
  /** Value of the header that brings a call to the new configuration. */
  key: z.string(),
  /** Records whose calls are made again, the newest first. */
  inferenceIds: z.array(z.string()),
  /** Records that were passed over: nothing was kept of what was asked, or only a part. */
  skipped: z.int(),
  calls: z.array(Call),
  createdBy: z.string(),
  createdAt: z.int(),
  endedAt: z.int().nullable(),
})
export type DryRun = z.infer<typeof DryRun>
