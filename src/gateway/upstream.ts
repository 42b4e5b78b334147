import type { Target } from '../domain/route.ts'
import { makeConnector } from './upstream/connect.ts'
import { type LinePool, makeLinePool } from './upstream/pool.ts'

/** Connections to targets, kept alive between calls; one pool for each address. */
export type Upstreams = {
  of(target: Target): Upstream
  /** Gives up connections that take too long to come about, and those that nobody used for long. */
  tick(now: number): void
  /** Closes pools of addresses that no route names any more; what is in flight there ends in its own time. */
  prune(targets: Iterable<Target>): void
  close(): void
}

/** What is worked out once for each target, not for each call. */
export type Upstream = {
  readonly pool: Pick<LinePool, 'dispatch'>
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>
  /** An instance of ours may be replaced at any moment: a refused connection means wait, not fail. */
  readonly isInstance: boolean
}

export type UpstreamsDeps = {
  readonly connectMs: number
  readonly now: () => number
  /** `setImmediate`. */
  readonly atTurnEnd: (act: () => void) => unknown
}

/** Bounds of time beyond connecting are `sweep.ts`'s: one timer for all exchanges instead of two for each. */
export function makeUpstreams({ connectMs, now, atTurnEnd }: UpstreamsDeps): Upstreams {
  const pools = new Map<string, LinePool>()
  let known = new WeakMap<Target, Upstream>()

  const poolOf = (target: Target): LinePool => {
    const key = keyOf(target)
    const found = pools.get(key)
    if (found) return found
    const connector = makeConnector(target.address, target.publicOnly)
    const pool = makeLinePool({ connector, connectMs, now, atTurnEnd })
    pools.set(key, pool)
    return pool
  }

  return {
    of(target) {
      const upstream = known.get(target)
      if (upstream) return upstream
      const headers = new Map(Object.entries(target.headers).map(([name, value]) => [name.toLowerCase(), value]))
      const made: Upstream = { pool: poolOf(target), headers, isInstance: !target.id.startsWith('remote:') }
      known.set(target, made)
      return made
    },
    tick(at) {
      for (const pool of pools.values()) pool.tick(at)
    },
    prune(targets) {
      const used = new Set<string>()
      for (const target of targets) used.add(keyOf(target))
      for (const [key, pool] of pools) {
        if (used.has(key)) continue
        pools.delete(key)
        known = new WeakMap() // a target object that still names the closed pool must ask again
        pool.close()
      }
    },
    close() {
      for (const pool of pools.values()) pool.destroy()
    },
  }
}

const keyOf = (target: Target): string => (target.publicOnly ? `public ${target.address}` : target.address)
