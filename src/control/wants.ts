import { type Plan, plan, type Wanted } from '../decide/plan.ts'
import { type Beside, planBeside } from '../decide/plan-beside.ts'
import { planSeveral, type SeveralPlan } from '../decide/plan-several.ts'
import { type WantedInstances, wantedInstances } from '../decide/wanted-instances.ts'
import type { Clock } from '../domain/clock.ts'
import type { Configuration } from '../domain/configuration.ts'
import { configurationsOf, type Deployment } from '../domain/deployment.ts'
import { Failure } from '../domain/failure.ts'
import type { Instance } from '../domain/instance.ts'
import type { Doing } from '../domain/progress.ts'
import { type Rollout, underWay } from '../domain/rollout.ts'
import type { Store } from '../store/store.ts'
import type { Place, Placed } from './deps.ts'
import { takesCalls } from './route-of-spread.ts'

/** What a turn of the reconciler wants of a deployment's instances, and what it decides from that. */

export type WantDeps = {
  readonly store: Pick<Store, 'configurations'>
  readonly place: Place
  readonly clock: Pick<Clock, 'now'>
}

export type Want = {
  readonly configuration: Configuration | undefined
  readonly wanted: Wanted
  readonly placed: Placed | null
  /** What goes on until it can be placed. */
  readonly doing?: Doing
}

/** One for each target, in their order. */
export async function wantsOf(deps: WantDeps, deployment: Deployment, instances: readonly Instance[]): Promise<readonly Want[]> {
  const count = wantedInstances(deployment, 'predictor', instances, deps.clock.now())
  const ids = configurationsOf(deployment)
  const found = new Map((await deps.store.configurations.byIds(ids)).map((each) => [each.id, each]))
  return Promise.all(ids.map((id) => wantedOf(deps, found.get(id), count)))
}

export function mainOf({ id, configurationId, spread }: Deployment, wants: readonly Want[]): Want {
  const main = wants[spread ? spread.targets.findIndex((each) => each.configurationId === configurationId) : 0]
  if (!main) throw new Error(`the targets of deployment ${id} lack its own configuration`)
  return main
}

export function decide(
  deployment: Deployment,
  wants: readonly Want[],
  instances: readonly Instance[],
  now: number,
): Plan | SeveralPlan {
  const { spread, targetStatus } = deployment
  const rollout = underWay(deployment)
  if (rollout) return planBeside(targetStatus, mainOf(deployment, wants).wanted, besideOf(rollout, wants), instances, now)
  if (!spread) return plan(targetStatus, mainOf(deployment, wants).wanted, instances, now)
  const targets = wants.map(({ wanted }, at) => ({ wanted, takesCalls: takesCalls(spread, spread.targets[at]?.weight ?? 0) }))
  return planSeveral(targetStatus, targets, instances, now)
}

function besideOf({ strategy, percent }: Rollout, [, beside]: readonly Want[]): Beside {
  const wanted: Wanted = beside?.wanted ?? { kind: 'impossible', message: 'the configuration is gone' }
  return { wanted, takesCalls: strategy === 'canary' && percent > 0 }
}

async function wantedOf(deps: WantDeps, configuration: Configuration | undefined, count: WantedInstances): Promise<Want> {
  try {
    if (!configuration) throw new Failure('invalid', 'the configuration is gone')
    const placed = await deps.place(configuration)
    const { kind } = placed.placement
    const { revision } = placed
    return { configuration, wanted: kind === 'launch' ? { kind, revision, ...count } : { kind, revision }, placed }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { message } = error
    const kind = error.code === 'gone' ? 'retired' : error.code === 'unavailable' ? 'later' : 'impossible'
    const { doing } = error.details
    return { configuration, wanted: { kind, message }, placed: null, ...(doing ? { doing } : {}) }
  }
}

/** Where calls go while the wanted configuration does not run yet: the one that ran last, if it is a provider elsewhere. */
export async function lastRunning(deps: WantDeps, deployment: Deployment): Promise<Placed | null> {
  const id = deployment.latestRunningConfigurationId
  if (id === null || configurationsOf(deployment).includes(id) || deployment.targetStatus !== 'RUNNING') return null
  const [configuration] = await deps.store.configurations.byIds([id])
  if (!configuration) return null
  // It may no longer be possible to place it (its connection is gone, its version retired): then there is no fallback.
  return deps.place(configuration).catch((error) => {
    if (error instanceof Failure) return null
    throw error
  })
}
