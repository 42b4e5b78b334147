import type { Clock } from './clock.ts'

/** Acts at once, and again `ms` after each time, until the signal. What `act` throws ends it. */
export async function repeatedly(clock: Clock, ms: number, signal: AbortSignal, act: () => Promise<unknown>): Promise<void> {
  while (!signal.aborted) {
    await act()
    await clock.sleep(ms, signal).catch(() => {}) // aborted: the condition above ends it
  }
}
