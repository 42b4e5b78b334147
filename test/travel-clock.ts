import type { Clock } from '../src/domain/clock.ts'
import { systemClock } from '../src/system.ts'

/** A clock that runs like the real one, but in another time, and can be set. For tests of the whole platform. */
export class TravelClock implements Clock {
  #offsetMs = 0

  constructor(start?: string) {
    if (start) this.travelTo(start)
  }

  now(): number {
    return systemClock.now() + this.#offsetMs
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(ms, signal)
  }

  travelTo(time: string): void {
    this.#offsetMs = Date.parse(time) - systemClock.now()
  }
}
