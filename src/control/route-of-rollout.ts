import type { Rollout } from '../domain/rollout.ts'
import type { Route, RouteBranch, RouteMirror, RouteRollout, Target } from '../domain/route.ts'
import type { Placed } from './deps.ts'
import { routeOf } from './route-of.ts'
import { branchFacts, type SpreadFacts, targetsOf } from './route-of-spread.ts'

export type RolloutFacts = Omit<SpreadFacts, 'spread'> & { readonly rollout: Rollout }

/**
 * The route of a deployment with a rollout under way. While both configurations can answer, a canary's is spread over them, and a
 * mirror's says where copies go; where only one can, it is that one's alone.
 */
export function routeOfRollout(facts: RolloutFacts): Route {
  const { rollout, plan, places, deployment } = facts
  const [before, after] = plan.targets
  const [placed, beside] = [places[0] ?? null, places[1] ?? null]
  const old = before && { ...plan, phase: before.phase, message: before.message, serving: before.serving }
  // What ran before its own configuration may serve in its place: it is in no plan of the two.
  const own = routeOf({ ...facts, plan: old ?? plan })
  const serves = own.targets.length > 0
  const theirs = beside && after?.phase === 'running' ? targetsOf(beside, after.serving) : []
  if (!beside || theirs.length === 0) return own
  const ruled = { id: rollout.id, percent: rollout.percent, versions: [deployment.version, rollout.version] as const }
  if (rollout.strategy !== 'canary') {
    const shadow = rollout.strategy === 'shadow' ? { shadow: true as const } : {}
    const mirror: RouteMirror = { ...ruled, ...shadow, targets: theirs, facts: branchFacts(beside) }
    return serves ? { ...own, mirror } : own
  }
  if (!serves || !placed) {
    if (rollout.percent === 0) return own
    // Another wire, prices and model: all that the route says is of the new one.
    return { ...own, ...branchFacts(beside), state: 'running', message: '', targets: theirs }
  }
  return { ...own, targets: marked(own.targets, theirs), spread: spreadOver(facts, placed, beside, ruled) }
}

const marked = (old: readonly Target[], theirs: readonly Target[]): Target[] => [
  ...old.map((target) => ({ ...target, branch: 0 })),
  ...theirs.map((target) => ({ ...target, branch: 1 })),
]

function spreadOver(
  { rollout, deployment }: RolloutFacts,
  placed: Placed,
  beside: Placed,
  ruled: Pick<RouteRollout, 'id' | 'percent' | 'versions'>,
): NonNullable<Route['spread']> {
  const { percent, header, sticky } = rollout
  const branches: RouteBranch[] = [
    { configurationId: deployment.configurationId, weight: 100 - percent, facts: branchFacts(placed) },
    { configurationId: rollout.configurationId, weight: percent, facts: branchFacts(beside) },
  ]
  return { strategy: 'weighted', branches, rollout: { ...ruled, ...(header ? { header } : {}), ...(sticky ? { sticky } : {}) } }
}
