import { createHash } from 'node:crypto'
import { type UnansweredCode, unansweredLine } from '../../decide/batch-result.ts'
import { noUsage, withUsage } from '../../decide/batch-usage.ts'
import type { Batch, BatchLine } from '../../domain/batch.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Store } from '../../store/store.ts'
import type { BatchFiles } from './files.ts'
import { readLines } from './read-lines.ts'

export type FinishDeps = {
  readonly store: Pick<Store, 'batches'>
  readonly clock: Clock
  readonly files: Pick<BatchFiles, 'leave' | 'pathOf'>
}

/** What a batch whose lines go out no more leaves: files of answers and of errors, with the lines that nobody called. */
export const makeFinish =
  ({ store, clock, files }: FinishDeps) =>
  async (batch: Batch, unanswered: UnansweredCode): Promise<Pick<Batch, 'outputFileId' | 'errorFileId' | 'counts' | 'usage'>> => {
    const { completed } = await store.batches.counts(batch.id)
    const { resourceGroup, createdBy, outputSeconds } = batch
    const expiresAt = outputSeconds === null ? null : clock.now() + outputSeconds * 1_000
    const leave = (what: string, lines: AsyncIterable<string>): Promise<string | null> =>
      files.leave(
        { id: fileIdOf(batch, what), filename: `${batch.id}_${what}.jsonl`, resourceGroup, createdBy, expiresAt },
        lines,
      )
    let usage = noUsage
    for await (const line of answers(batch, 'completed')) usage = withUsage(usage, line)
    return {
      usage,
      outputFileId: await leave('output', answers(batch, 'completed')),
      errorFileId: await leave('error', errors(batch, unanswered)),
      counts: { ...batch.counts, completed, failed: batch.counts.total - completed },
    }

    async function* answers({ id }: Batch, state: BatchLine['state']): AsyncGenerator<string> {
      let last = 0
      for (;;) {
        const part = await store.batches.answers(id, state, last, 500)
        for (const { line, answer } of part) {
          last = line
          if (answer !== null) yield answer
        }
        if (part.length === 0) return
      }
    }

    async function* errors(of: Batch, code: UnansweredCode): AsyncGenerator<string> {
      yield* answers(of, 'failed')
      const done = new Set(await store.batches.done(of.id))
      if (done.size >= of.counts.total) return
      for await (const { line, text } of readLines(files.pathOf(of.inputFileId))) {
        if (!done.has(line)) yield unansweredLine({ batchId: of.id, line, customId: customIdIn(text) }, code)
      }
    }
  }

/** The same each time: a file that was written before somebody died is found again. */
const fileIdOf = ({ id }: Batch, what: string): string =>
  `file-${createHash('sha256').update(`${id}:${what}`).digest('hex').slice(0, 32)}`

function customIdIn(text: string): string {
  try {
    const { custom_id: id }: { custom_id?: unknown } = JSON.parse(text)
    return String(id ?? '')
  } catch {
    return ''
  }
}
