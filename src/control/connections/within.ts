import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'

/** Runs `work` for at most `ms`; then its signal aborts and the answer is `Failure('timeout')` with the given words. */
export async function within<T>(
  clock: Clock,
  ms: number,
  words: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController()
  const finished = new AbortController()
  clock.sleep(ms, finished.signal).then(
    () => over.abort(new Failure('timeout', words)),
    () => {}, // finished first
  )
  try {
    return await work(AbortSignal.any([signal, over.signal]))
  } catch (error) {
    throw over.signal.aborted ? over.signal.reason : error
  } finally {
    finished.abort()
  }
}
