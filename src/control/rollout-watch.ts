import type { Clock } from '../domain/clock.ts'
import type { DeploymentId } from '../domain/ids.ts'
import { type Compared, noCalls, noPairs, type RolloutCounts, type SideCount } from '../domain/rollout.ts'
import type { LoadReport } from '../domain/route.ts'

/** What all gateways have counted of a rollout. */
export type RolloutTotals = Pick<RolloutCounts, 'old' | 'new' | 'skipped' | 'compared'>

/** Adds up what gateways report of rollouts. In memory: a restart loses what was added up before, no gateway its own counts. */
export type RolloutWatch = {
  heard(report: LoadReport): void
  /** Calls of the new configuration in the last minutes. */
  recent(rolloutId: string): Pick<SideCount, 'calls' | 'errors'>
  totals(rolloutId: string): RolloutTotals
}

/** Calls longer ago say nothing of how it does now. */
const windowMs = 5 * 60_000
/** Of which nothing was heard for so long is over. */
const forgetMs = 3_600_000

type Known = {
  /** By gateway: the last that it said, which counts from its own beginning. */
  readonly byGateway: Map<string, RolloutCounts>
  totals: RolloutTotals
  recent: { at: number; calls: number; errors: number }[]
  heardAt: number
}

/** `kick`: the new configuration of this deployment failed calls. */
export function makeRolloutWatch({ clock, kick }: { clock: Clock; kick: (id: DeploymentId) => unknown }): RolloutWatch {
  const rollouts = new Map<string, Known>()

  const take = (gatewayId: string, counts: RolloutCounts): void => {
    const now = clock.now()
    const known = rollouts.get(counts.rollout) ?? { byGateway: new Map(), totals: nothing, recent: [], heardAt: now }
    rollouts.set(counts.rollout, known)
    const last = known.byGateway.get(gatewayId)
    // Less than before: it has begun anew.
    const before = !last || counts.new.calls < last.new.calls ? { ...counts, ...nothing } : last
    known.byGateway.set(gatewayId, counts)
    known.heardAt = now
    known.totals = plus(known.totals, minus(counts, before))
    const [calls, errors] = [counts.new.calls - before.new.calls, counts.new.errors - before.new.errors]
    if (calls === 0 && errors === 0) return
    known.recent = known.recent.filter(({ at }) => now - at < windowMs)
    known.recent.push({ at: now, calls, errors })
    if (errors > 0) kick(counts.deploymentId)
  }

  return {
    heard({ gatewayId, rollouts: reported = [] }) {
      for (const [id, { heardAt }] of rollouts) if (clock.now() - heardAt > forgetMs) rollouts.delete(id)
      for (const counts of reported) take(gatewayId, counts)
    },
    recent(id) {
      const now = clock.now()
      const sum = { calls: 0, errors: 0 }
      for (const { at, calls, errors } of rollouts.get(id)?.recent ?? []) {
        if (now - at >= windowMs) continue
        sum.calls += calls
        sum.errors += errors
      }
      return sum
    },
    totals: (id) => rollouts.get(id)?.totals ?? nothing,
  }
}

const nothing: RolloutTotals = { old: noCalls, new: noCalls, skipped: 0, compared: noPairs }

const combine = (one: RolloutTotals, other: RolloutTotals, sign: 1 | -1): RolloutTotals => ({
  old: each<SideCount>(one.old, other.old, sign),
  new: each<SideCount>(one.new, other.new, sign),
  skipped: one.skipped + sign * other.skipped,
  compared: each<Compared>(one.compared, other.compared, sign),
})
const plus = (one: RolloutTotals, other: RolloutTotals) => combine(one, other, 1)
const minus = (one: RolloutTotals, other: RolloutTotals) => combine(one, other, -1)

const each = <T extends Readonly<Record<string, number>>>(one: T, other: T, sign: 1 | -1): T =>
  Object.fromEntries(Object.entries(one).map(([name, value]) => [name, value + sign * (other[name] ?? 0)])) as T
