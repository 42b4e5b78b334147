/** Whose time a call takes: ours, or that of callers, queues and models. Milliseconds with fractions. */
export class Stopwatch {
  ownMs = 0
  queuedMs = 0
  #since: number
  readonly #now: () => number

  /** `now`: a clock that only goes forward. */
  constructor(now: () => number) {
    this.#now = now
    this.#since = now()
  }

  /** What passed since the last word was ours. */
  own(): void {
    this.ownMs += this.#lap()
  }

  /** It was waiting for a place at a target. */
  queued(): void {
    this.queuedMs += this.#lap()
  }

  /** It was somebody else's: the caller's body, the target's answer. */
  others(): void {
    this.#since = this.#now()
  }

  #lap(): number {
    const now = this.#now()
    const lap = now - this.#since
    this.#since = now
    return lap
  }
}
