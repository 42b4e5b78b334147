/**
 * A Prometheus histogram without labels or objects per observation: adding is a search in a short array and two additions.
 * Buckets are upper bounds in seconds.
 */
export class Histogram {
  readonly bounds: readonly number[]
  /** One more than bounds: the last counts what is above all of them. Not cumulative. */
  readonly counts: Float64Array
  sum = 0

  constructor(bounds: readonly number[]) {
    this.bounds = bounds
    this.counts = new Float64Array(bounds.length + 1)
  }

  observe(value: number): void {
    let at = 0
    while (at < this.bounds.length && value > (this.bounds[at] as number)) at += 1
    this.counts[at] = (this.counts[at] as number) + 1
    this.sum += value
  }
}

/** From a cache hit to a long generation. */
export const durationBounds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600] as const
