import type { Clock } from '../domain/clock.ts'
import type { LaneWaits } from './lanes.ts'
import type { ExchangeWaits } from './sweep.ts'

/** Often enough for the shortest bound, seldom enough to cost nothing. */
export const tickMs = (waits: ExchangeWaits & LaneWaits & { readonly connectMs: number }): number =>
  Math.max(
    5,
    Math.min(
      250,
      Math.floor(Math.min(waits.connectMs, waits.firstByteMs, waits.idleMs, waits.startingMs, waits.totalMs ?? Infinity) / 4),
    ),
  )

export async function every(clock: Clock, ms: number, signal: AbortSignal, act: () => void): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(ms, signal).catch(() => {})
    if (!signal.aborted) act()
  }
}
