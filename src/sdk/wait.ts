import { ApiError, UnreachableError } from '../client/api-error.ts'
import { TimeoutError } from './errors.ts'
import type { WaitOptions, World } from './world.ts'

const firstPauseMs = 100
const longestPauseMs = 2_000
/** Hopsworks' client waits so long for a start, a stop or a change. */
const usualTimeoutMs = 600_000

/**
 * Looks again and again until `done`. A server that is away for a moment is waited for, too. Throws `TimeoutError` with what was
 * seen last, and what `look` and `done` throw.
 */
export async function until<Seen>(
  { clock }: World,
  look: () => Promise<Seen>,
  done: (seen: Seen) => boolean,
  { timeoutMs = usualTimeoutMs, signal, words }: WaitOptions & { readonly words: (seen: Seen | null) => string },
): Promise<Seen> {
  const end = clock.now() + timeoutMs
  let seen: Seen | null = null
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    signal?.throwIfAborted()
    try {
      seen = await look()
      if (done(seen)) return seen
    } catch (error) {
      if (!isPassing(error)) throw error
    }
    if (clock.now() >= end) throw new TimeoutError(words(seen))
    await clock.sleep(Math.min(pauseMs, Math.max(end - clock.now(), 0)), signal)
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof UnreachableError || (error instanceof ApiError && (error.status === 502 || error.status === 503))
