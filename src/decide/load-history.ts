/** Load of one component in one second: calls at one time on average, and calls that came. */
type Second = { at: number; concurrency: number; requests: number }

const longestWindowSeconds = 3_600

/**
 * What was asked of a component in each of the last seconds, as gateways told. A second of which nothing was told had no load:
 * gateways do not speak of deployments that nobody calls.
 */
export class LoadHistory {
  readonly #seconds: Second[] = []
  /** Second in which looking began: before it nothing is known, and averages leave it out. */
  readonly #since: number

  constructor(now: number) {
    this.#since = secondOf(now)
  }

  /** Adds what one gateway saw in the second that ends at `now`. */
  record(now: number, concurrency: number, requests: number): void {
    const at = secondOf(now)
    const last = this.#seconds.at(-1)
    if (last && at <= last.at) {
      last.concurrency += concurrency
      last.requests += requests
      return
    }
    this.#seconds.push({ at, concurrency, requests })
    while ((this.#seconds[0]?.at ?? at) <= at - longestWindowSeconds) this.#seconds.shift()
  }

  /** Average over the last `window` seconds; over fewer where looking began later. Calls a second for `rps`. */
  average(metric: 'concurrency' | 'rps', window: number, now: number): number {
    const to = secondOf(now)
    const from = Math.max(to - window, this.#since - 1)
    let sum = 0
    for (let index = this.#seconds.length - 1; index >= 0; index -= 1) {
      const second = this.#seconds[index]
      if (!second || second.at <= from) break
      sum += metric === 'rps' ? second.requests : second.concurrency
    }
    return sum / Math.max(1, to - from)
  }
}

const secondOf = (ms: number): number => Math.floor(ms / 1_000)
