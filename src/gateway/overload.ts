import { fairCap, nextCeiling, type Strain } from '../decide/shed.ts'
import { Failure } from '../domain/failure.ts'
import type { Log } from '../telemetry/logger.ts'

/** Keeps the gateway quick for most when there is more to do than it can: the heaviest resource groups are refused first. */
export type Overload = {
  /** Counts a call of the group in. Throws `Failure('unavailable')`, and counts nothing, where the group has its share already. */
  enter(group: string): void
  leave(group: string): void
  /** To be called a few times a second: looks at the strain, and decides how many calls there may be. */
  sample(): void
  /** Calls refused since the start. */
  readonly refused: number
}

/**
 * `peak`: the most calls at one time since the last look. Calls at one time are what is bounded, not calls in a span of time: a
 * caller that waits for each answer cannot press us, however busy the machine makes our loop look.
 */
type Load = { inFlight: number; peak: number }

export function makeOverload({ strain, log }: { readonly strain: () => Strain; readonly log: Log }): Overload {
  const loads = new Map<string, Load>()
  let ceiling: number | null = null
  let cap = Number.POSITIVE_INFINITY
  let refused = 0

  return {
    enter(group) {
      const load = loads.get(group) ?? { inFlight: 0, peak: 0 }
      if (load.inFlight >= cap) {
        refused += 1
        throw overloaded(group)
      }
      if (load.peak === 0) loads.set(group, load)
      load.inFlight += 1
      if (load.inFlight > load.peak) load.peak = load.inFlight
    },
    leave(group) {
      const load = loads.get(group)
      if (load) load.inFlight -= 1
    },
    sample() {
      const now = strain()
      const weights: number[] = []
      for (const [group, load] of loads) {
        weights.push(load.peak)
        load.peak = load.inFlight
        if (load.inFlight === 0) loads.delete(group)
      }
      const before = ceiling
      ceiling = nextCeiling(
        ceiling,
        now,
        weights.reduce((sum, weight) => sum + weight, 0),
      )
      cap = ceiling === null ? Number.POSITIVE_INFINITY : fairCap(weights, ceiling)
      if (ceiling !== null && before === null)
        log.warn({ ...now, ceiling, cap }, 'overloaded: refusing calls of the heaviest groups')
      if (ceiling === null && before !== null) log.info({ refused }, 'no longer overloaded')
    },
    get refused() {
      return refused
    },
  }
}

const overloaded = (group: string): Failure =>
  new Failure(
    'unavailable',
    `this server has more to do than it can, and resource group "${group}" has its share of it; try again in a moment`,
    {
      code: 'overloaded',
      retryAfterMs: 2_000,
    },
  )
