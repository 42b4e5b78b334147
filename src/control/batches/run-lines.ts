import { readBatchLine } from '../../decide/batch-line.ts'
import { firstPace, type LineEnd, nextPace, type Pace } from '../../decide/batch-pace.ts'
import { answeredLine, isForLater, isSuccess, type LineAnswer } from '../../decide/batch-result.ts'
import { type Batch, belowOf } from '../../domain/batch.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Store } from '../../store/store.ts'
import type { CallLine } from './call-line.ts'
import { readLines, type TextLine } from './read-lines.ts'

export type RunDeps = {
  readonly store: Pick<Store, 'batches'>
  readonly clock: Clock
  readonly pathOf: (fileId: string) => string
  readonly callLine: CallLine
  /** Lines at a time, at most. */
  readonly width: number
}

/** Why no more lines go out: all are done, its time is over, it was cancelled, or we end. */
export type Halt = 'done' | 'expired' | 'cancelled' | 'stopped'

type Task = TextLine & { tries: number; attempts: number }

/** Longest pause before it is looked whether the batch still goes on. */
const lookMs = 1_000

/**
 * Calls the lines of a batch that have no answer yet, few at a time, and keeps each answer before it counts. Whoever dies meanwhile:
 * a line that was under way is called again, and its answer is in the output once.
 */
export const makeRunLines =
  ({ store, clock, pathOf, callLine, width }: RunDeps) =>
  async (batch: Batch, signal: AbortSignal): Promise<Halt> => {
    const done = new Set(await store.batches.done(batch.id))
    const lines = readLines(pathOf(batch.inputFileId))
    const again: Task[] = []
    const underWay = new Set<Promise<void>>()
    let pace: Pace = firstPace
    let trouble: { readonly cause: unknown } | null = null

    const next = async (): Promise<Task | null> => {
      const task = again.shift()
      if (task) return task
      for (;;) {
        const { value, done: over } = await lines.next()
        if (over) return null
        if (!done.has(value.line)) return { ...value, tries: 0, attempts: 0 }
      }
    }

    const paced = (end: LineEnd): void => {
      pace = nextPace(pace, end, clock.now(), width)
    }

    const one = async (task: Task): Promise<void> => {
      const found = readBatchLine(task.text, batch.endpoint)
      // It was read before it was called; who changes files behind our back gets no answer.
      if ('bad' in found) return keep(task, '', { status: 400, requestId: '', text: JSON.stringify({ error: found.bad }) })
      const { customId, body } = found.good
      if (task.attempts === 0) task.attempts = await store.batches.begin(batch.id, task.line)
      const called = await callLine(
        {
          deploymentId: batch.deploymentId ?? '',
          resourceGroup: batch.resourceGroup,
          createdBy: batch.createdBy,
          path: belowOf(batch.endpoint) ?? '',
          body: { model: batch.model, ...body },
        },
        signal,
      )
      if (signal.aborted && !called) return
      task.tries += 1
      if (called && !isForLater(called.status, task.tries)) {
        await keep(task, customId, called)
        return paced({ kind: 'answered' })
      }
      // Nobody knows whether it was worked on: the next try is another beginning.
      if (!called) task.attempts = 0
      again.push(task)
      paced({ kind: 'later', retryAfterMs: called?.retryAfterMs ?? null })
    }

    const keep = async ({ line, attempts }: Task, customId: string, answer: LineAnswer): Promise<void> => {
      const state = isSuccess(answer) ? 'completed' : 'failed'
      const text = answeredLine({ batchId: batch.id, line, customId, attempts }, answer)
      await store.batches.answered({ batchId: batch.id, line, state, answer: text })
    }

    const whyHalt = async (): Promise<Halt | null> => {
      if (signal.aborted) return 'stopped'
      if (clock.now() >= batch.expiresAt) return 'expired'
      const now = await store.batches.byId(batch.id)
      if (!now) return 'stopped'
      return now.state === 'in_progress' ? null : 'cancelled'
    }

    const fill = async (): Promise<Halt> => {
      for (;;) {
        if (trouble) throw trouble.cause
        const halt = await whyHalt()
        if (halt) return halt
        if (underWay.size >= Math.floor(pace.width)) {
          await Promise.race(underWay)
          continue
        }
        const pause = pace.notBefore - clock.now()
        if (pause > 0) {
          await clock.sleep(Math.min(pause, lookMs), signal).catch(() => {}) // aborted: it is looked at above
          continue
        }
        const task = await next()
        if (!task) {
          if (underWay.size === 0) return 'done'
          await Promise.race(underWay)
          continue
        }
        const call: Promise<void> = one(task)
          .catch((cause: unknown) => {
            trouble ??= { cause }
          })
          .finally(() => underWay.delete(call))
        underWay.add(call)
      }
    }

    try {
      return await fill()
    } finally {
      // What is under way has left: its answers count, whatever becomes of the batch.
      await Promise.all(underWay)
      await lines.return(undefined)
    }
  }
