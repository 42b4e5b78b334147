import { type Action, type Plan, plan, type Wanted } from '../decide/plan.ts'
import { type Beside, planBeside } from '../decide/plan-beside.ts'
import { withTransformer } from '../decide/plan-components.ts'
import { planSeveral, type SeveralPlan } from '../decide/plan-several.ts'
import { waitForRoom } from '../decide/wait-for-room.ts'
import { type WantedInstances, wantedInstances } from '../decide/wanted-instances.ts'
import type { Clock } from '../domain/clock.ts'
import type { Configuration } from '../domain/configuration.ts'
import { configurationsOf, type Deployment, wantOf } from '../domain/deployment.ts'
import { Failure } from '../domain/failure.ts'
import type { DeploymentId, NewIds } from '../domain/ids.ts'
import type { RoutedInferenceLog } from '../domain/inference-log.ts'
import { type Instance, isTransformer } from '../domain/instance.ts'
import type { CapacityOf } from '../domain/model-capacity.ts'
import { type Rollout, underWay } from '../domain/rollout.ts'
import type { Engine } from '../engines/engine.ts'
import type { Store } from '../store/store.ts'
import { type AdvanceDeps, advanceRollout } from './advance-rollout.ts'
import type { Batching } from './batching.ts'
import type { ExecutableRegistry, Place, Placed } from './deps.ts'
import { describeStatus } from './describe-status.ts'
import { expiryOf } from './expiry.ts'
import { onRules } from './on-rules.ts'
import { onTerms } from './on-terms.ts'
import type { Publisher } from './publish.ts'
import type { StartWhereRoom } from './room.ts'
import { routeOf } from './route-of.ts'
import { routeOfRollout } from './route-of-rollout.ts'
import { routeOfSpread, takesCalls } from './route-of-spread.ts'
import { transformerWanted } from './transformer-wanted.ts'
import type { Upgrade } from './upgrades.ts'

export type ReconcileDeps = {
  readonly store: Pick<Store, 'deployments' | 'configurations'>
  /** What gateways are to keep of its calls; null: nothing was set. */
  readonly inferenceLogOf: (id: DeploymentId) => Promise<RoutedInferenceLog | null>
  readonly engine: Engine
  readonly startWhereRoom: StartWhereRoom
  readonly executables: ExecutableRegistry
  readonly capacityOf: CapacityOf
  readonly place: Place
  readonly upgrade: Upgrade
  readonly publisher: Publisher
  /** What gateways have counted of rollouts. */
  readonly rollouts: AdvanceDeps['rollouts']
  readonly clock: Clock
  readonly newIds: NewIds
  /** How long calls in flight may hold up the stop of an instance that no longer gets new ones. */
  readonly drainMs: number
  /** What an instance is told of the deployment it belongs to, by environment variables; no part of its revision. */
  readonly environmentOf: (deployment: Deployment) => Readonly<Record<string, string>>
  readonly batching: Batching
  /** Look at this deployment again after a while. */
  readonly again: (id: DeploymentId, afterMs: number) => void
  readonly log: { info(fields: object, event: string): void; warn(fields: object, event: string): void }
}

/**
 * One turn for one deployment: reads all there is, decides, does, and writes down what it saw.
 * Safe to run at any time and any number of times; it never trusts what woke it.
 */
export const makeReconcile =
  (deps: ReconcileDeps) =>
  async (id: DeploymentId): Promise<void> => {
    const instances = (await deps.engine.observe()).filter((each) => each.deploymentId === id)
    const found = await deps.store.deployments.byId(id)
    if (!found) return removeLeftovers(deps, id, instances)
    const deployment = await deps.upgrade(await expire(deps, found))

    const fresh = deployment.observedGeneration !== deployment.generation
    const known = inOrderOfLeaving(deps, fresh ? await forgetFailedStarts(deps, instances) : instances)
    const predictors = known.filter((each) => !isTransformer(each))
    const wants = await wantsOf(deps, deployment, predictors)
    const { wanted, placed, configuration } = mainOf(deployment, wants)
    const before = await lastRunning(deps, deployment)
    const asPlanned = withTransformer(
      decide(deployment, wants, predictors, deps.clock.now()),
      deployment.targetStatus,
      transformerWanted(deployment, { wanted, placed }, before, known, deps.clock.now()),
      known,
      deps.clock.now(),
    )
    const over = asPlanned.phase === 'running' || wants.every((each) => each.wanted.kind === 'retired')
    const facts = {
      deployment,
      executable: deps.executables.find(configuration?.executableId ?? '', configuration?.id),
      placed,
      fallback: over ? null : before,
      wanted,
      inferenceLog: await deps.inferenceLogOf(id),
    }
    const { spread } = deployment
    const rollout = underWay(deployment)
    const places = wants.map((each) => each.placed)
    const advanced = await advanceRollout(deps, deployment, asPlanned, places, instances)
    // Something else is wanted now: nothing is done any more about what was wanted before.
    if (advanced.changed) return deps.again(id, 0)
    const several = 'targets' in asPlanned ? { ...facts, plan: asPlanned, places, instances: known } : null
    const route =
      several && rollout
        ? routeOfRollout({ ...several, rollout })
        : several && spread
          ? routeOfSpread({ ...several, spread })
          : routeOf({ ...facts, plan: asPlanned })
    const isHere = (placed ?? before)?.placement.kind === 'launch'
    const ruled = onRules(route, deployment.terms?.parameterRules)
    deps.publisher.route(onTerms(ruled, deployment, isHere, deps.capacityOf))
    let missing: string | null = null
    for (const action of asPlanned.actions) missing = (await apply(deps, deployment, places, action)) ?? missing
    const decision = waitForRoom(asPlanned, missing)
    if (!(await deps.batching.tell(id, known))) deps.again(id, 1_000)
    await record(deps, deployment, decision, placed)
    const now = deps.clock.now()
    const waits = [decision.againMs, advanced.againMs, expiryOf(deployment)?.afterMs(now)]
    for (const place of places) if (place?.nextChange) waits.push(place.nextChange - now)
    const nextMs = Math.min(...waits.filter((ms) => typeof ms === 'number'))
    if (Number.isFinite(nextMs)) deps.again(id, nextMs)
  }

type Want = { readonly configuration: Configuration | undefined; readonly wanted: Wanted; readonly placed: Placed | null }

/** One for each target, in their order. */
async function wantsOf(deps: ReconcileDeps, deployment: Deployment, instances: readonly Instance[]): Promise<readonly Want[]> {
  const count = wantedInstances(deployment, 'predictor', instances, deps.clock.now())
  const ids = configurationsOf(deployment)
  const found = new Map((await deps.store.configurations.byIds(ids)).map((each) => [each.id, each]))
  return Promise.all(ids.map((id) => wantedOf(deps, found.get(id), count)))
}

function mainOf({ id, configurationId, spread }: Deployment, wants: readonly Want[]): Want {
  const main = wants[spread ? spread.targets.findIndex((each) => each.configurationId === configurationId) : 0]
  if (!main) throw new Error(`the targets of deployment ${id} lack its own configuration`)
  return main
}

function decide(deployment: Deployment, wants: readonly Want[], instances: readonly Instance[], now: number): Plan | SeveralPlan {
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

async function wantedOf(deps: ReconcileDeps, configuration: Configuration | undefined, count: WantedInstances): Promise<Want> {
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
    return { configuration, wanted: { kind, message }, placed: null }
  }
}

/** Where calls go while the wanted configuration does not run yet: the one that ran last, if it is a provider elsewhere. */
async function lastRunning(deps: ReconcileDeps, deployment: Deployment): Promise<Placed | null> {
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

/** Answers what is missing of the machine where something could not be started for it; else null. */
async function apply(
  deps: ReconcileDeps,
  deployment: Deployment,
  places: readonly (Placed | null)[],
  action: Action,
): Promise<string | null> {
  const { id } = deployment
  switch (action.kind) {
    case 'start': {
      const { revision, component = 'predictor' } = action
      const placed = places
        .map((each) => (component === 'transformer' ? each?.transformer : each))
        .find((each) => each?.revision === revision)
      if (placed?.placement.kind !== 'launch') return null
      const beside = revision === places[1]?.revision ? underWay(deployment) : null
      const version = beside?.version ?? deployment.version
      const told = component === 'predictor' ? await deps.batching.starting(id, placed.placement) : placed.placement
      const placement = { ...told, env: { ...told.env, ...deps.environmentOf({ ...deployment, version }) } }
      const secretEnv = await placed.openSecrets()
      const spec = { id: deps.newIds.instance(id, component), deploymentId: id, revision, component, placement, secretEnv }
      const missing = await deps.startWhereRoom(spec)
      if (missing !== null) return missing
      deps.log.info({ deploymentId: id, instanceId: spec.id, revision: spec.revision, component }, 'instance starting')
      return null
    }
    case 'stop': {
      if (!deps.publisher.drained(action.id) && deps.publisher.goneMs(action.id) < deps.drainMs) {
        deps.again(id, 100)
        return null
      }
      deps.log.info({ deploymentId: id, instanceId: action.id }, 'instance stopping')
      await deps.engine.stop(action.id, deps.drainMs)
      return null
    }
    case 'forget':
      await deps.engine.remove(action.id)
      return null
  }
}

async function record(
  deps: ReconcileDeps,
  deployment: Deployment,
  decision: Plan | SeveralPlan,
  placed: Placed | null,
): Promise<void> {
  if (deployment.targetStatus === 'DELETED' && decision.phase === 'stopped') {
    if (await deps.store.deployments.remove(deployment.id, deployment.generation)) {
      deps.publisher.removeRoute(deployment.id)
      deps.log.info({ deploymentId: deployment.id }, 'deployment deleted')
    }
    return
  }
  const now = deps.clock.now()
  const seen = describeStatus(deployment, decision, placed, now)
  if (seen.status !== deployment.status) {
    deps.log.info(
      { deploymentId: deployment.id, from: deployment.status, to: seen.status, message: seen.statusMessage },
      'deployment status changed',
    )
  }
  // Somebody wants something else since we looked: what we saw speaks of the past, so look again.
  if (!(await deps.store.deployments.saw(deployment.id, deployment.generation, seen, now))) deps.again(deployment.id, 0)
}

/** A lifetime that has run out is a want like any other, written the same way. */
async function expire(deps: ReconcileDeps, deployment: Deployment): Promise<Deployment> {
  const expiry = expiryOf(deployment)
  if (!expiry || expiry.afterMs(deps.clock.now()) > 0 || deployment.targetStatus === 'DELETED') return deployment
  const want = { ...wantOf(deployment), targetStatus: 'DELETED', lastOperation: 'DELETE' } as const
  if (!(await deps.store.deployments.want(deployment.id, deployment.generation, want, deps.clock.now()))) return deployment
  deps.log.info({ deploymentId: deployment.id, why: expiry.why }, 'deployment expired')
  return { ...deployment, ...want, generation: deployment.generation + 1 }
}

/** A new want is a new attempt: starts that failed before do not count against it. */
async function forgetFailedStarts(deps: ReconcileDeps, instances: readonly Instance[]): Promise<readonly Instance[]> {
  const [exited, rest] = [
    instances.filter((each) => each.phase === 'exited'),
    instances.filter((each) => each.phase !== 'exited'),
  ]
  for (const each of exited) await deps.engine.remove(each.id)
  return rest
}

/** Those that may go first come last: what gets no more calls already, then what has the fewest, then the newest. */
function inOrderOfLeaving({ publisher }: ReconcileDeps, instances: readonly Instance[]): readonly Instance[] {
  const rank = ({ id, readyAt }: Instance) => [publisher.hasLeft(id) ? 1 : 0, -publisher.callsAt(id), readyAt ?? 0] as const
  return instances.toSorted((one, other) => {
    const [left, calls, since] = rank(one)
    const [otherLeft, otherCalls, otherSince] = rank(other)
    return left - otherLeft || calls - otherCalls || since - otherSince
  })
}

async function removeLeftovers(deps: ReconcileDeps, id: DeploymentId, instances: readonly Instance[]): Promise<void> {
  deps.publisher.removeRoute(id)
  for (const each of instances)
    await (each.phase === 'exited' ? deps.engine.remove(each.id) : deps.engine.stop(each.id, deps.drainMs))
}
