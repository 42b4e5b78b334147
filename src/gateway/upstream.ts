import { Pool } from 'undici'
import type { Target } from '../domain/route.ts'
import { makeGuardedConnector } from '../outbound/guard.ts'

/** Connections to targets, kept alive between calls; one pool for each address. */
export type Upstreams = {
  of(target: Target): Upstream
  /** Closes pools of addresses that no route names any more; what is in flight there ends in its own time. */
  prune(targets: Iterable<Target>): void
  close(): Promise<void>
}

/** What is worked out once for each target, not for each call. */
export type Upstream = {
  readonly pool: Pool
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>
  /** An instance of ours may be replaced at any moment: a refused connection means wait, not fail. */
  readonly isInstance: boolean
}

export function makeUpstreams(waits: { connectMs: number }): Upstreams {
  const pools = new Map<string, Pool>()
  let known = new WeakMap<Target, Upstream>()

  const poolOf = (target: Target): Pool => {
    const key = keyOf(target)
    const pool = pools.get(key) ?? open(target, waits.connectMs)
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
    prune(targets) {
      const used = new Set<string>()
      for (const target of targets) used.add(keyOf(target))
      for (const [key, pool] of pools) {
        if (used.has(key)) continue
        pools.delete(key)
        known = new WeakMap() // a target object that still names the closed pool must ask again
        pool.close().catch(() => {}) // closing twice is no trouble of anyone's
      }
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
    },
  }
}

const keyOf = (target: Target): string => (target.publicOnly ? `public ${target.address}` : target.address)

/**
 * No bound on connections: every stream holds one, and a bound would queue calls out of sight. Waits are counted by us
 * (`sweep.ts`), not by undici: one timer for all instead of two for each call.
 */
function open(target: Target, connectMs: number): Pool {
  const shared = { connections: null, pipelining: 1, headersTimeout: 0, bodyTimeout: 0, connectTimeout: connectMs }
  if (target.address.startsWith('unix:')) return new Pool('http://localhost', { ...shared, socketPath: target.address.slice(5) })
  if (target.publicOnly) return new Pool(target.address, { ...shared, connect: makeGuardedConnector({ connectMs }) })
  return new Pool(target.address, shared)
}
