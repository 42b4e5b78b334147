import { type Batch, type BatchCounts, batchEndpoints, batchStates, belowOf, hasEnded } from '../../domain/batch.ts'
import { Failure } from '../../domain/failure.ts'
import type { Following } from '../../store/batch-store.ts'
import type { Store } from '../../store/store.ts'
import type { ControlDeps } from '../deps.ts'
import type { Audit, Caller } from '../platform/caller.ts'
import { entryIdOf } from './entry-id.ts'
import type { BatchFiles } from './files.ts'

export type NewBatch = {
  readonly inputFileId: string
  readonly endpoint: string
  readonly metadata: Readonly<Record<string, string>> | null
  readonly outputSeconds: number | null
  /** Deployment that the address named; null: the lines alone do. */
  readonly named: string | null
}

export type BatchVerbsDeps = Pick<ControlDeps, 'clock' | 'newIds'> & {
  readonly store: Pick<Store, 'batches'>
  readonly files: Pick<BatchFiles, 'get'>
  readonly audit: Audit
  /** Wakes the worker for one batch. */
  readonly kick: (id: string) => void
}

export const windowMs = 24 * 3_600_000
/** Batches of a group that have not ended. */
const mostActive = 200

export type BatchVerbs = ReturnType<typeof makeBatchVerbs>

/** What callers do with batches. Another group's batch is not found. */
export const makeBatchVerbs = ({ store, clock, newIds, files, audit, kick }: BatchVerbsDeps) => {
  const get = async ({ resourceGroup }: Caller, id: string): Promise<Batch> => {
    const batch = await store.batches.get(resourceGroup, id)
    if (!batch) throw new Failure('not_found', `No batch found with id '${id.slice(0, 80)}'.`, { target: 'id' })
    return counted(batch)
  }

  /** How far it is, as of now. */
  const counted = async (batch: Batch): Promise<Batch> => {
    if (batch.state === 'validating' || hasEnded(batch)) return batch
    return { ...batch, counts: countsOf(batch, await store.batches.counts(batch.id)) }
  }

  return {
    get,
    list: async ({ resourceGroup }: Caller, filter: Following): Promise<readonly Batch[]> =>
      Promise.all((await store.batches.list(resourceGroup, filter)).map(counted)),

    async create(caller: Caller, { inputFileId, endpoint, ...asked }: NewBatch): Promise<Batch> {
      const { principal, resourceGroup } = caller
      if (belowOf(endpoint) === null) {
        const possible = batchEndpoints.map((each) => `/v1${each}`).join(', ')
        throw new Failure('invalid', `endpoint must be one of ${possible}, with or without /v1`, { target: 'endpoint' })
      }
      const file = await files.get(caller, inputFileId).catch((cause: unknown) => {
        if (!(cause instanceof Failure)) throw cause
        throw new Failure('not_found', `input_file_id: ${cause.message}`, { target: 'input_file_id' }, { cause })
      })
      if (file.purpose !== 'batch') {
        const message = `input_file_id: ${file.id} has purpose ${file.purpose}; upload the lines with purpose batch`
        throw new Failure('invalid', message, { target: 'input_file_id' })
      }
      const active = await store.batches.inState(batchStates.filter((state) => !hasEnded({ state })))
      if (active.filter((each) => each.resourceGroup === resourceGroup).length >= mostActive) {
        const message = `resource group "${resourceGroup}" has ${mostActive} batches that have not ended, which is the limit: wait, or cancel some`
        throw new Failure('limited', message, { code: 'batch_limit_exceeded', retryAfterMs: 60_000 })
      }
      const now = clock.now()
      const batch: Batch = {
        ...asked,
        ...begun,
        id: `batch_${newIds.uuid().replaceAll('-', '')}`,
        resourceGroup,
        state: 'validating',
        inputFileId: file.id,
        deploymentId: null,
        createdAt: now,
        endpoint,
        createdBy: entryIdOf(principal),
        expiresAt: now + windowMs,
      }
      await store.batches.insert(batch)
      audit('batch created', { resourceGroup, batch: batch.id, by: principal.id })
      kick(batch.id)
      return batch
    },

    /** Lines that are under way end; no more go out. What was answered stays. */
    async cancel(caller: Caller, id: string): Promise<Batch> {
      for (;;) {
        const batch = await get(caller, id)
        if (batch.state === 'cancelling') return batch
        if (batch.state !== 'validating' && batch.state !== 'in_progress') {
          const message = `Cannot cancel a batch with status '${batch.state}'; possible with: validating, in_progress.`
          throw new Failure('invalid', message, { target: 'id' })
        }
        const cancelling: Batch = { ...batch, state: 'cancelling', cancellingAt: clock.now() }
        // Else it went on to its next state in this moment.
        if (!(await store.batches.update(cancelling, batch.state))) continue
        audit('batch cancelled', { resourceGroup: caller.resourceGroup, batch: id, by: caller.principal.id })
        kick(id)
        return cancelling
      }
    },
  }
}

/** Lines by their states, as callers count them. */
export const countsOf = (
  { counts: { total } }: Pick<Batch, 'counts'>,
  { completed, failed }: Readonly<Record<'completed' | 'failed', number>>,
): BatchCounts => ({ total, completed, failed })

const begun = {
  errors: [],
  model: null,
  tokens: 0,
  counts: { total: 0, completed: 0, failed: 0 },
  usage: null,
  outputFileId: null,
  errorFileId: null,
  inProgressAt: null,
  finalizingAt: null,
  endedAt: null,
  cancellingAt: null,
} as const
