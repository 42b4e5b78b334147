import type { SeveralPlan } from '../decide/plan-several.ts'
import type { Spread } from '../domain/deployment.ts'
import type { Instance } from '../domain/instance.ts'
import type { BranchFacts, Route, RouteBranch, Target } from '../domain/route.ts'
import type { Placed } from './deps.ts'
import { instanceTarget, type RouteFacts, remoteTarget, routeOf, stateOf } from './route-of.ts'

export type SpreadFacts = Omit<RouteFacts, 'plan'> & {
  readonly spread: Spread
  readonly plan: SeveralPlan
  /** In the order of the spread's targets; null: it cannot be placed now. */
  readonly places: readonly (Placed | null)[]
  readonly instances: readonly Instance[]
}

/** The route of a deployment with several targets: each that serves is a branch with facts of its own. */
export function routeOfSpread(facts: SpreadFacts): Route {
  const { spread, plan, places, fallback, wanted } = facts
  const branches: RouteBranch[] = []
  const targets: Target[] = []
  const add = (configurationId: string, weight: number, placed: Placed, found: readonly Target[]): void => {
    if (found.length === 0) return
    targets.push(...found.map((target) => ({ ...target, branch: branches.length })))
    branches.push({ configurationId, weight, facts: branchFacts(placed) })
  }
  for (const [at, { configurationId, weight }] of spread.targets.entries()) {
    const placed = places[at]
    const own = plan.targets[at]
    if (!placed || !own || !takesCalls(spread, weight)) continue
    add(configurationId, weight, placed, own.phase === 'running' ? targetsOf(placed, own.serving) : [])
  }
  const before = facts.deployment.latestRunningConfigurationId
  if (targets.length === 0 && fallback && before !== null) {
    const ready = facts.instances.filter(({ revision, phase }) => revision === fallback.revision && phase === 'ready')
    add(before, 1, fallback, targetsOf(fallback, ready))
  }
  const state = targets.length > 0 ? 'running' : stateOf(plan, wanted)
  const message = state === 'running' ? '' : plan.message
  const { configurationId } = facts.deployment
  const own = branches.some((each) => each.configurationId === configurationId)
  // What lists show of it: its own configuration, or what serves in its place.
  const shown = own ? {} : branches[0]?.facts
  return { ...routeOf(facts), ...shown, state, message, targets, spread: { strategy: spread.strategy, branches } }
}

export const takesCalls = ({ strategy }: Pick<Spread, 'strategy'>, weight: number): boolean =>
  strategy === 'ordered' || weight > 0

export const targetsOf = (placed: Placed, serving: readonly Instance[]): readonly Target[] =>
  placed.placement.kind === 'remote' ? remoteTarget(placed) : serving.map(instanceTarget)

export const branchFacts = ({
  executable,
  wire,
  model,
  modelVersion,
  capabilities,
  deprecatedAt,
  retiresAt,
  facts,
}: Placed): BranchFacts => ({
  executableId: executable.id,
  ...(executable.telemetryName === undefined ? {} : { provider: executable.telemetryName }),
  wire,
  modelName: model?.name ?? null,
  modelVersion,
  capabilities,
  deprecatedAt,
  retiresAt,
  prices: facts?.prices ?? [],
  contextLength: facts?.contextLength ?? null,
  maxOutputTokens: facts?.maxOutputTokens ?? null,
  // Said also where there are none: the route that it becomes a part of may have those of another model.
  parameterRules: model ? (executable.rulesOf?.(model.name) ?? undefined) : undefined,
})
