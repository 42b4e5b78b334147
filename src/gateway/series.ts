import { conventional, durationBounds, Histogram } from '../telemetry/histogram.ts'
import type { Operation } from '../wires/operation.ts'
import type { TokenUsage } from '../wires/wire.ts'
import { Timings } from './timings.ts'

/** Calls of one deployment that asked the same of the same provider and ended alike. */
export class Series {
  readonly provider: string
  readonly operation: Operation | null
  /** What went wrong; null: nothing did. */
  readonly error: string | null
  readonly duration = new Histogram(durationBounds)
  readonly firstByte = new Histogram(durationBounds)
  readonly timings = new Timings()
  readonly input = new Histogram(conventional.tokens)
  readonly output = new Histogram(conventional.tokens)

  constructor(provider: string, operation: Operation | null, error: string | null) {
    this.provider = provider
    this.operation = operation
    this.error = error
  }

  /** Seconds; `firstByte` null where no answer came. */
  observe(duration: number, firstByte: number | null, usage: TokenUsage | null): void {
    this.duration.observe(duration)
    if (firstByte !== null) this.firstByte.observe(firstByte)
    if (!usage) return
    if (usage.inputTokens > 0) this.input.observe(usage.inputTokens)
    if (usage.outputTokens > 0) this.output.observe(usage.outputTokens)
  }
}

/** Kinds of error that are told apart of one deployment; any further one is `_OTHER`, as OpenTelemetry calls it. */
const mostErrors = 32
const other = '_OTHER'

/** Finds a call's series of one provider; new ones are bounded in number. */
export class SeriesSet {
  readonly #provider: string
  readonly #good = new Map<Operation | null, Series>()
  readonly #bad = new Map<string, Series>()

  constructor(provider: string) {
    this.#provider = provider
  }

  of(operation: Operation | null, error: string | null): Series {
    if (error === null) {
      let good = this.#good.get(operation)
      if (!good) {
        good = new Series(this.#provider, operation, null)
        this.#good.set(operation, good)
      }
      return good
    }
    const key = `${operation} ${error}`
    const bad = this.#bad.get(key)
    if (bad) return bad
    if (this.#bad.size >= mostErrors && error !== other) return this.of(operation, other)
    const made = new Series(this.#provider, operation, error)
    this.#bad.set(key, made)
    return made
  }

  all(): Series[] {
    return [...this.#good.values(), ...this.#bad.values()]
  }
}
