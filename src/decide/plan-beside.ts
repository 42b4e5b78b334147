import type { TargetStatus } from '../domain/deployment.ts'
import type { Instance } from '../domain/instance.ts'
import { type Plan, plan, type Wanted } from './plan.ts'
import type { SeveralPlan } from './plan-several.ts'

/** A new configuration. `takesCalls` false: it gets none of its own. */
export type Beside = { readonly wanted: Wanted; readonly takesCalls: boolean }

/**
 * What to do about a configuration and the one that comes up beside it; `targets` has the plan of each. They share nothing but
 * the deployment: whatever becomes of the new one, what serves comes up, is replaced and restarted as if it were alone.
 */
export function planBeside(
  target: TargetStatus,
  own: Wanted,
  { wanted, takesCalls }: Beside,
  instances: readonly Instance[],
  now: number,
): SeveralPlan {
  if (target !== 'RUNNING') {
    const down = plan(target, own, instances, now)
    return { ...down, targets: [down, down].map((each) => ({ ...each, actions: [] })) }
  }
  const revision = 'revision' in wanted ? wanted.revision : null
  // Two configurations that come to the same are the same instances.
  const isOne = 'revision' in own && own.revision === revision
  const theirs = isOne ? instances : instances.filter((each) => each.revision === revision)
  const old = plan(target, own, isOne ? instances : instances.filter((each) => each.revision !== revision), now)
  const fresh = isOne ? { ...old, actions: [] } : plan(target, wanted, theirs, now)
  const runs = old.phase === 'running' || (takesCalls && fresh.phase === 'running')
  const said = [
    [old, 'configuration in use'],
    [fresh, 'new configuration'],
  ] as const
  return {
    actions: [...old.actions, ...fresh.actions],
    phase: runs ? 'running' : old.phase,
    message: said.flatMap(([each, name]) => (each.phase === 'running' ? [] : [`${name}: ${each.message}`])).join('; '),
    serving: isOne ? old.serving : [...old.serving, ...fresh.serving],
    againMs: soonest(old, fresh),
    targets: [old, fresh],
  }
}

const soonest = (one: Plan, other: Plan): number | null =>
  one.againMs === null || other.againMs === null ? (one.againMs ?? other.againMs) : Math.min(one.againMs, other.againMs)
