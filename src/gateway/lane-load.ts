import type { LaneReport } from '../domain/route.ts'

/** What a lane carries over time: calls at its targets, and calls that wait for one. */
export class LaneLoad {
  #calls: number
  #began = 0
  /** Calls times milliseconds. */
  #sum = 0
  #at: number
  #toldAt: number

  /** `calls`: how many there are already. */
  constructor(calls: number, now: number) {
    this.#calls = calls
    this.#at = now
    this.#toldAt = now
  }

  /** `fresh`: it is here for the first time, and no second attempt. */
  came(now: number, fresh: boolean): void {
    this.#pass(now)
    this.#calls += 1
    if (fresh) this.#began += 1
  }

  went(now: number): void {
    this.#pass(now)
    this.#calls -= 1
  }

  /** What there was since it was told last; null: nothing. `calls` and `waiting` are how many there are now: counting begins there anew. */
  tell(lane: string, calls: number, waiting: number, now: number): LaneReport | null {
    this.#pass(now)
    const ms = now - this.#toldAt
    const report = { lane, ms, calls, busyMs: this.#sum, began: this.#began, waiting }
    this.#toldAt = now
    this.#calls = calls
    this.#sum = 0
    this.#began = 0
    return report.calls > 0 || report.busyMs > 0 || report.began > 0 ? report : null
  }

  #pass(now: number): void {
    this.#sum += this.#calls * Math.max(0, now - this.#at)
    this.#at = now
  }
}
