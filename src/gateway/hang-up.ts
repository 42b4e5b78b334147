import type { Clock } from '../domain/clock.ts'
import type { Detachable } from './detachable.ts'
import type { Relay } from './relay.ts'

export type DrainBounds = {
  /** How long the rest of an answer is read that nobody waits for. */
  readonly afterHangupMs?: number
  readonly afterHangupBytes?: number
}

const usualMs = 120_000
const usualBytes = 16 * 1024 * 1024

/** The caller has left, and the answer is read to its end all the same, within bounds: past them it is cut as ever. */
export function readOut(relay: Relay, answer: Detachable, clock: Clock, bounds: DrainBounds): void {
  const cut = (): void => relay.cancel('hang-up')
  const over = new AbortController()
  answer.detach(bounds.afterHangupBytes ?? usualBytes, cut)
  clock.sleep(bounds.afterHangupMs ?? usualMs, over.signal).then(cut, () => {})
  void relay.outcome.then(() => over.abort())
}
