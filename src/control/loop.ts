import type { Clock } from '../domain/clock.ts'
import type { DeploymentId } from '../domain/ids.ts'
import type { Engine } from '../engines/engine.ts'
import type { Store } from '../store/store.ts'
import { serially } from './serially.ts'

export type Loop = AsyncDisposable & {
  /** Resolves when a turn that began after this call has ended. */
  kick(id: DeploymentId): Promise<void>
  /** Another turn after a while; an earlier appointment of the same deployment stands. */
  again(id: DeploymentId, afterMs: number): void
  /** Looks at every deployment and every instance once, and waits for the turns to end. */
  sweep(): Promise<void>
  /** A sweep that nobody waits for. */
  look(): void
  start(): void
}

export type LoopDeps = {
  readonly reconcile: (id: DeploymentId) => Promise<void>
  readonly store: Pick<Store, 'deployments'>
  readonly engine: Engine
  readonly clock: Clock
  /** Run after every sweep: other things that are brought along step by step. */
  readonly afterSweep: () => Promise<void>
  readonly onError: (deploymentId: string, error: unknown) => void
}

const sweepEveryMs = 5_000

/** Wakes the reconciler: at once when something is heard, by appointment, and every few seconds for safety. */
export function makeLoop(deps: LoopDeps): Loop {
  const turns = serially(deps.reconcile, deps.onError)
  const ended = new AbortController()
  const appointments = new Map<DeploymentId, number>()
  const sweeps = new Set<Promise<void>>()
  const unsubscribe = deps.engine.onChange((id) => void turns.kick(id))

  const sweep = async (): Promise<void> => {
    const ids = new Set(await deps.store.deployments.allIds())
    for (const { deploymentId } of await deps.engine.observe()) ids.add(deploymentId)
    for (const id of ids) void turns.kick(id)
    await turns.idle()
    await deps.afterSweep()
  }

  const again = (id: DeploymentId, afterMs: number): void => {
    const at = deps.clock.now() + afterMs
    const booked = appointments.get(id)
    // Far-off appointments are the sweep's: it comes by every few seconds anyway.
    if (afterMs >= sweepEveryMs || (booked !== undefined && booked <= at)) return
    appointments.set(id, at)
    void deps.clock.sleep(afterMs, ended.signal).then(
      () => {
        if (appointments.get(id) === at) appointments.delete(id)
        void turns.kick(id)
      },
      () => {}, // the loop has ended
    )
  }

  const look = (): Promise<void> => {
    if (ended.signal.aborted) return Promise.resolve()
    const looked = sweep()
      .catch((error) => deps.onError('sweep', error))
      .finally(() => sweeps.delete(looked))
    sweeps.add(looked)
    return looked
  }

  const forever = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await deps.clock.sleep(sweepEveryMs, ended.signal).catch(() => {}) // aborted: the condition above ends it
      await look()
    }
  }

  return {
    kick: (id) => turns.kick(id),
    again,
    sweep,
    look: () => void look(),
    start: () => void forever(),
    async [Symbol.asyncDispose]() {
      ended.abort()
      unsubscribe()
      await turns.idle()
      // What a sweep still looks for, it looks for in a store that is about to close.
      await Promise.all(sweeps)
    },
  }
}
