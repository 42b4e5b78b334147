/**
 * A Prometheus histogram without labels or objects per observation: adding is a search in a short array and two additions.
 * Buckets are upper bounds, in the unit of what is observed.
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

  /** How often it was observed. */
  get count(): number {
    let all = 0
    for (const each of this.counts) all += each
    return all
  }

  /** All of them in one. They have the same bounds. */
  static together(histograms: Iterable<Histogram>, bounds: readonly number[]): Histogram {
    const all = new Histogram(bounds)
    for (const { counts, sum } of histograms) {
      for (let at = 0; at < counts.length; at += 1) all.counts[at] = (all.counts[at] as number) + (counts[at] as number)
      all.sum += sum
    }
    return all
  }

  /** The same in fewer buckets: `bounds` are some of its own. */
  within(bounds: readonly number[]): Histogram {
    const coarse = new Histogram(bounds)
    let to = 0
    for (let at = 0; at < this.counts.length; at += 1) {
      while (to < bounds.length && (this.bounds[at] ?? Number.POSITIVE_INFINITY) > (bounds[to] as number)) to += 1
      coarse.counts[to] = (coarse.counts[to] as number) + (this.counts[at] as number)
    }
    coarse.sum = this.sum
    return coarse
  }
}

/** What OpenTelemetry's conventions for generative AI recommend: semconv `gen-ai-metrics`. Seconds, but for tokens. */
export const conventional = {
  duration: [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
  firstToken: [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  perOutputToken: [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5],
  tokens: [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
} as const

/** From a cache hit to a long generation: the conventional bounds and some around them. */
export const durationBounds = [0.002, 0.005, ...conventional.duration, 160, 320, 600] as const

/** A slow model's first token, too. */
export const firstTokenBounds = [...conventional.firstToken, 30, 60, 120, 300] as const
