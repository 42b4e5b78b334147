import type { UnansweredCode } from '../../decide/batch-result.ts'
import { type Batch, type BatchState, batchStates, hasEnded } from '../../domain/batch.ts'
import type { Clock } from '../../domain/clock.ts'
import { repeatedly } from '../../domain/repeatedly.ts'
import { makeTurns } from '../models/turns.ts'
import { serially } from '../serially.ts'
import type { BatchFiles } from './files.ts'
import { makeFinish } from './finish.ts'
import { makeRunLines, type RunDeps } from './run-lines.ts'
import { makeValidate, type ValidateDeps } from './validate.ts'

export type WorkerDeps = Omit<ValidateDeps, 'pathOf'> &
  Pick<RunDeps, 'callLine' | 'width'> & {
    readonly clock: Clock
    readonly files: Pick<BatchFiles, 'leave' | 'pathOf'>
    readonly log: {
      info(fields: object, event: string): void
      error(fields: object, event: string): void
    }
  }

export type BatchWorker = AsyncDisposable & {
  /** Looks at one batch now. */
  kick(id: string): void
  /** From now on; goes on with what was under way when we ended. */
  start(): void
}

const sweepEveryMs = 15_000

/** Takes batches from one state to the next until they have ended. What it knows is in the store: it may die at any moment. */
export function makeBatchWorker(deps: WorkerDeps): BatchWorker {
  const { store, clock, files, log } = deps
  const ended = new AbortController()
  const validate = makeValidate({ ...deps, pathOf: files.pathOf })
  const runLines = makeRunLines({ ...deps, pathOf: files.pathOf })
  const finish = makeFinish(deps)
  const turns = makeTurns()
  let running: Promise<void> | null = null

  /** false: it is in another state by now, and is looked at again. */
  const move = async (batch: Batch, from: BatchState): Promise<boolean> => {
    const moved = await store.batches.update(batch, from)
    const { id, state, resourceGroup, deploymentId, counts } = batch
    if (moved) log.info({ batch: id, state, resourceGroup, deploymentId, ...counts }, 'batch')
    return moved
  }

  /** Of the batches that are read at a time, each sees what the others enqueue. */
  const check = (batch: Batch): Promise<unknown> =>
    turns('validate', async () => {
      const { total, ...found } = await validate(batch)
      const now = clock.now()
      const read = { ...batch, ...found, counts: { ...batch.counts, total } }
      if (found.errors.length > 0) return move({ ...read, state: 'failed', endedAt: now }, batch.state)
      return move({ ...read, state: 'in_progress', inProgressAt: now }, batch.state)
    })

  const close = async (batch: Batch, state: BatchState, unanswered: UnansweredCode): Promise<void> => {
    const left = await finish(batch, unanswered)
    if (await move({ ...batch, ...left, state, endedAt: clock.now() }, batch.state)) await store.batches.forgetLines(batch.id)
  }

  const step = async (batch: Batch): Promise<unknown> => {
    switch (batch.state) {
      case 'validating':
        return check(batch)
      case 'in_progress': {
        const halt = await runLines(batch, ended.signal)
        if (halt !== 'done' && halt !== 'expired') return
        return move({ ...batch, state: 'finalizing', finalizingAt: clock.now() }, batch.state)
      }
      case 'finalizing': {
        const { completed, failed } = await store.batches.counts(batch.id)
        return close(batch, completed + failed < batch.counts.total ? 'expired' : 'completed', 'batch_expired')
      }
      case 'cancelling':
        return close(batch, 'cancelled', 'batch_cancelled')
      default:
        return
    }
  }

  const drive = async (id: string): Promise<void> => {
    while (!ended.signal.aborted) {
      const batch = await store.batches.byId(id)
      if (!batch || hasEnded(batch)) return
      await step(batch)
    }
  }

  const batches = serially(drive, (batch, error) => log.error({ batch, err: error }, 'a batch does not go on; trying again'))
  const active = batchStates.filter((state) => !hasEnded({ state }))

  const sweep = async (): Promise<void> => {
    for (const { id } of await store.batches.inState(active)) void batches.kick(id)
  }

  const look = (): Promise<void> =>
    sweep().catch((error) => log.error({ err: error }, 'batches could not be looked at; trying again'))

  return {
    kick: (id) => void batches.kick(id),
    start() {
      running = repeatedly(clock, sweepEveryMs, ended.signal, look)
    },
    async [Symbol.asyncDispose]() {
      ended.abort()
      await running
      await batches.idle()
    },
  }
}
