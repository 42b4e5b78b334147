import type { Clock } from '../domain/clock.ts'
import type { DeploymentId } from '../domain/ids.ts'
import type { Doing, Progress } from '../domain/progress.ts'

/** How far deployments are that are coming up, from what the reconciler sees at each turn. */
export type ProgressBoard = {
  /** null: nothing that could be measured goes on any more. */
  note(id: DeploymentId, doing: Doing | null): void
  of(id: DeploymentId): Progress | null
}

type Known = { readonly doing: Doing; readonly samples: { readonly at: number; readonly done: number }[] }

/** The rate is that of so long. */
const paceMs = 10_000
/** Below this a rate says more about chance than about the network. */
const leastMs = 500

export function makeProgressBoard(clock: Pick<Clock, 'now'>): ProgressBoard {
  const known = new Map<DeploymentId, Known>()

  return {
    note(id, doing) {
      if (!doing) {
        known.delete(id)
        return
      }
      const before = known.get(id)
      const goesOn = before?.doing.phase === doing.phase && (before.doing.done ?? 0) <= (doing.done ?? 0)
      const at = clock.now()
      const samples = (goesOn ? before.samples : []).filter((each) => at - each.at <= paceMs)
      if (doing.done !== null) samples.push({ at, done: doing.done })
      known.set(id, { doing, samples })
    },
    of(id) {
      const found = known.get(id)
      if (!found) return null
      const { doing, samples } = found
      const rate = rateOf(samples)
      const left = doing.total === null || doing.done === null ? null : Math.max(0, doing.total - doing.done)
      const etaMs = left === null || rate === null || rate === 0 ? null : Math.round((left / rate) * 1_000)
      return { ...doing, ratePerSecond: rate === null ? null : Math.round(rate), etaMs }
    },
  }
}

function rateOf(samples: Known['samples']): number | null {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last || last.at - first.at < leastMs) return null
  return ((last.done - first.done) * 1_000) / (last.at - first.at)
}
