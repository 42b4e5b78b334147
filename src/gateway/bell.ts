import type { Clock } from '../domain/clock.ts'

/** A wait that can be ended early, by whoever rings; a ring that nobody hears is kept for the next wait. */
export type Bell = {
  ring(): void
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export function makeBell(clock: Clock): Bell {
  let rung = false
  let wake = (): void => {}

  return {
    ring() {
      rung = true
      wake()
    },
    async wait(ms, signal) {
      if (!rung && !signal.aborted) {
        const early = new AbortController()
        wake = () => early.abort()
        signal.addEventListener('abort', wake, { once: true })
        await clock.sleep(ms, early.signal).catch(() => {})
        signal.removeEventListener('abort', wake)
      }
      rung = false
    },
  }
}
