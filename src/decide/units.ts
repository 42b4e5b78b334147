/**
 * What a deployment's provisioned units take. Work is weighted tokens: one for each input token that no cache answered,
 * `outputWeight` for each output token.
 */
export type UnitRate = {
  /** Of all its units together. Also the size of the bucket: 100 % is one minute of work. */
  readonly inputTokensPerMinute: number
  readonly outputWeight: number
}

/** A call's tokens. `output` null: its caller set no bound, and the bucket reckons with what such calls used so far. */
export type UnitWork = { readonly input: number; readonly output: number | null }

/** A unit bucket's name among other limits. */
export type UnitsEntry = { readonly kind: 'units'; readonly id: string; readonly rate: UnitRate }

/**
 * A leaky bucket. Work that begins is poured in as it is estimated, corrected when it ends, and leaks at the rate of the units:
 *
 *     level(t) = max(0, level(t0) − inputTokensPerMinute × (t − t0) / 60 000)
 *     estimate = input + outputWeight × (the caller's bound, else what calls without one usually make)
 *     let through while level < inputTokensPerMinute
 *     at the end: level += used − estimate, where used = uncached input + outputWeight × output; never below 0
 *
 * So a call is let through whatever its size while there is any room, and the level may pass 100 % by one call. In any span of
 * time, what is let through uses at most one minute's work, what leaks in the span, the last call, and what calls under way use
 * beyond their estimates. What was used beyond is waited for by those who come later. Nobody is kept out for longer than it takes
 * the level to fall below 100 %.
 *
 * All numbers are whole: levels in tokens × 60 000, so that each millisecond leaks a whole number and a told wait is exact.
 */
export class UnitBucket {
  entry: UnitsEntry
  #level = 0
  #at = 0
  /** Output tokens of calls without a bound, as a moving mean. */
  #usual = firstUsual

  constructor(entry: UnitsEntry) {
    this.entry = entry
  }

  /** Other numbers from now on; what is in it stays. */
  under(entry: UnitsEntry, now: number): UnitBucket {
    this.#leak(now)
    this.entry = entry
    return this
  }

  /** Per cent: 100 and above lets nobody in. */
  utilization(now: number): number {
    this.#leak(now)
    const size = this.#size()
    return size > 0 ? (this.#level / size) * 100 : 100
  }

  /** Whole milliseconds until a call is let through, if nothing else comes; 0: now; null: never. */
  waitMs(now: number): number | null {
    this.#leak(now)
    const rate = perMinute(this.entry)
    if (rate === 0) return null
    const over = this.#level - this.#size()
    return over < 0 ? 0 : Math.floor(over / rate) + 1
  }

  /** Weighted tokens that a call of this size counts until it ends. */
  estimate({ input, output }: UnitWork): number {
    return this.#weighed(input, output ?? Math.ceil(this.#usual))
  }

  /** `weighted`: of `estimate`. */
  take(weighted: number, now: number): void {
    this.#leak(now)
    this.#level += weighted * msPerMinute
  }

  /** What passed earlier, oldest first: after a restart. */
  recall(weighted: number, at: number): void {
    if (this.#at < at) this.#leak(at)
    this.#level += weighted * msPerMinute
  }

  /** The real use of what was taken as `weighted`; null: nobody knows, and it stays as it was estimated. `bounded`: its caller set a bound. */
  settle(
    weighted: number,
    used: { readonly input: number; readonly output: number } | null,
    bounded: boolean,
    now: number,
  ): void {
    if (!used) return
    this.#leak(now)
    this.#level = Math.max(0, this.#level + (this.#weighed(used.input, used.output) - weighted) * msPerMinute)
    if (!bounded && used.output > 0) this.#usual += (used.output - this.#usual) / usualOver
  }

  #weighed(input: number, output: number): number {
    return Math.min(mostWork, Math.ceil(input + this.entry.rate.outputWeight * output))
  }

  #size(): number {
    return perMinute(this.entry) * msPerMinute
  }

  /** A clock that is set back leaks nothing. */
  #leak(now: number): void {
    if (now <= this.#at) return
    if (this.#level > 0) this.#level = Math.max(0, this.#level - (now - this.#at) * perMinute(this.entry))
    this.#at = now
  }
}

const perMinute = ({ rate }: UnitsEntry): number => Math.max(0, Math.min(mostRate, Math.floor(rate.inputTokensPerMinute)))

const msPerMinute = 60_000
/** What a call without a bound is taken to make before there was one. */
const firstUsual = 1_024
/** How many calls the moving mean remembers, about. */
const usualOver = 16
/** Both keep levels within whole numbers of a double: no units and no call come near. */
const mostRate = 1e10
const mostWork = 1e8
