import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'

type Bound = {
  /** So many may fail one right after the other. */
  readonly most: number
  /** Then one more each so often (ms). */
  readonly everyMs: number
}

/** Of one name: guessing takes years. Of one address: people behind one proxy share it. */
const ofName: Bound = { most: 10, everyMs: 30_000 }
const ofAddress: Bound = { most: 60, everyMs: 3_000 }

/** Counters that are kept; the one that was touched longest ago makes room. */
const mostCounters = 10_000

export type Tries = ReturnType<typeof makeTries>

/** Bounds how fast passwords can be guessed: a leaky counter of failures for each name, known or not, and each address. */
export const makeTries = (clock: Pick<Clock, 'now'>) => {
  /** When each counter will have leaked empty. */
  const emptyAt = new Map<string, number>()

  const waitMs = (key: string, { most, everyMs }: Bound): number => {
    const fullFor = (emptyAt.get(key) ?? 0) - clock.now() - (most - 1) * everyMs
    return Math.max(0, fullFor)
  }

  const count = (key: string, { everyMs }: Bound): void => {
    const at = Math.max(emptyAt.get(key) ?? 0, clock.now()) + everyMs
    emptyAt.delete(key)
    const oldest = emptyAt.size >= mostCounters ? emptyAt.keys().next() : undefined
    if (oldest && !oldest.done) emptyAt.delete(oldest.value)
    emptyAt.set(key, at)
  }

  return {
    /** Counts a try as failed before it is made, so that many at a time are not all let through. Throws `Failure('limited')`. */
    begin(name: string, address: string): void {
      const wait = Math.max(waitMs(`n ${name}`, ofName), waitMs(`a ${address}`, ofAddress))
      if (wait > 0) {
        throw new Failure('limited', `too many wrong passwords; try again in ${Math.ceil(wait / 1_000)} s`, {
          retryAfterMs: wait,
        })
      }
      count(`n ${name}`, ofName)
      count(`a ${address}`, ofAddress)
    },

    /** It was the right one: the name starts from nothing, the address gets its try back. */
    succeeded(name: string, address: string): void {
      emptyAt.delete(`n ${name}`)
      const at = emptyAt.get(`a ${address}`)
      if (at !== undefined) emptyAt.set(`a ${address}`, at - ofAddress.everyMs)
    },
  }
}
