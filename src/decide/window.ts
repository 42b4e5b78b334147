/**
 * What passed in the present second and the 59 before it.
 *
 * A ring of sixty one-second sums. Unlike two weighted buckets it is exact: what is left and when it comes back are facts, not
 * guesses about how evenly calls were spread. Unlike a list of calls its memory is fixed (half a kilobyte) and each step is
 * O(1): a slot is emptied once when its second has passed.
 *
 * What was used beyond the limit (a call that reserved less than it used) is a debt: room that comes free pays it first, however
 * many minutes that takes.
 */
export class Window {
  readonly #slots = new Float64Array(seconds)
  /** Newest second that was looked at. Time never goes back here. */
  #at = 0
  #sum = 0
  #debt = 0

  /** All that counts now, debt included. */
  used(now: number): number {
    this.#advance(now)
    return this.#sum + this.#debt
  }

  /** Counts `amount` from now on; answers the second that `settle` must be told. */
  take(amount: number, now: number): number {
    this.#advance(now)
    this.#add(this.#at, amount)
    return this.#at
  }

  /** Counts what passed earlier: after a restart. */
  recall(amount: number, at: number, now: number): void {
    this.#advance(now)
    const second = Math.floor(at / 1000)
    if (this.#at - second < seconds) this.#add(Math.min(second, this.#at), amount)
  }

  /** The real amount of what was taken as `reserved` in `second`. What had left the window needs no refund. */
  settle(second: number, reserved: number, real: number, limit: number, now: number): void {
    this.#advance(now)
    const inside = this.#at - second < seconds
    const more = real - reserved
    if (more > 0) {
      const free = limit > 0 ? Math.max(0, limit - this.#sum - this.#debt) : more
      const counted = Math.min(more, free)
      this.#add(inside ? second : this.#at, counted)
      this.#debt += more - counted
    } else if (more < 0 && inside) {
      const back = Math.min(this.#debt, -more)
      this.#debt -= back
      this.#add(second, -Math.min(-more - back, this.#slot(second)))
    }
  }

  /** Milliseconds until `amount` (at most the limit) fits, if nothing else comes; 0: now. */
  waitMs(amount: number, limit: number, now: number): number {
    const missing = this.used(now) + amount - limit
    return missing > 0 ? this.#freedInMs(missing, now) : 0
  }

  /** Milliseconds until all of the limit is free again, if nothing else comes. */
  resetMs(now: number): number {
    const used = this.used(now)
    if (used === 0) return 0
    if (this.#debt === 0 && this.#slot(this.#at) > 0) return (this.#at + seconds) * 1000 - now
    return this.#freedInMs(used, now)
  }

  /** As long as there is debt each slot is filled again with what leaves it, so every minute frees the same. */
  #freedInMs(amount: number, now: number): number {
    const minutes = this.#sum > 0 ? Math.ceil(amount / this.#sum) - 1 : 0
    let rest = amount - minutes * this.#sum
    let second = this.#at - seconds + 1
    for (; second < this.#at; second += 1) {
      rest -= this.#slot(second)
      if (rest <= 0) break
    }
    return (second + seconds * (minutes + 1)) * 1000 - now
  }

  #advance(now: number): void {
    const second = Math.floor(now / 1000)
    if (second <= this.#at) return
    if (this.#sum > 0 && this.#debt >= this.#sum) {
      const minutes = Math.min(Math.floor((second - this.#at) / seconds), Math.floor(this.#debt / this.#sum))
      this.#debt -= minutes * this.#sum
      this.#at += minutes * seconds
    }
    for (; this.#at < second && this.#sum > 0; ) {
      this.#at += 1
      const leaving = this.#slot(this.#at)
      const repaid = Math.min(leaving, this.#debt)
      this.#debt -= repaid
      this.#add(this.#at, repaid - leaving)
    }
    this.#at = second
  }

  #slot(second: number): number {
    return this.#slots[second % seconds] as number
  }

  #add(second: number, amount: number): void {
    this.#slots[second % seconds] = this.#slot(second) + amount
    this.#sum += amount
  }
}

const seconds = 60
