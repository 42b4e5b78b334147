import type { Action, Plan } from '../decide/plan.ts'
import { withTransformer } from '../decide/plan-components.ts'
import type { SeveralPlan } from '../decide/plan-several.ts'
import { waitForRoom } from '../decide/wait-for-room.ts'
import type { Clock } from '../domain/clock.ts'
import { type Deployment, wantOf } from '../domain/deployment.ts'
import type { DeploymentId } from '../domain/ids.ts'
import type { RoutedInferenceLog } from '../domain/inference-log.ts'
import { type Instance, isTransformer } from '../domain/instance.ts'
import type { CapacityOf } from '../domain/model-capacity.ts'
import { underWay } from '../domain/rollout.ts'
import type { Engine } from '../engines/engine.ts'
import type { Store } from '../store/store.ts'
import { type AdvanceDeps, advanceRollout } from './advance-rollout.ts'
import type { DidItself } from './audit-trail.ts'
import type { ExecutableRegistry, Place, Placed } from './deps.ts'
import { describeStatus } from './describe-status.ts'
import { expiryOf } from './expiry.ts'
import { onRules } from './on-rules.ts'
import { onTerms } from './on-terms.ts'
import type { Publisher } from './publish.ts'
import { removeDeployment } from './remove-deployment.ts'
import { routeOf } from './route-of.ts'
import { routeOfRollout } from './route-of-rollout.ts'
import { routeOfSpread } from './route-of-spread.ts'
import { type StartDeps, startInstance } from './start-instance.ts'
import { transformerWanted } from './transformer-wanted.ts'
import type { Upgrade } from './upgrades.ts'
import { decide, lastRunning, mainOf, wantsOf } from './wants.ts'
import type { WatchTurn } from './watch-turns.ts'

export type ReconcileDeps = StartDeps & {
  readonly store: Pick<Store, 'deployments' | 'configurations'>
  /** What gateways are to keep of its calls; null: nothing was set. */
  readonly inferenceLogOf: (id: DeploymentId) => Promise<RoutedInferenceLog | null>
  readonly engine: Engine
  readonly executables: ExecutableRegistry
  readonly capacityOf: CapacityOf
  readonly place: Place
  readonly upgrade: Upgrade
  readonly publisher: Publisher
  /** What gateways have counted of rollouts. */
  readonly rollouts: AdvanceDeps['rollouts']
  /** Told of what is done though nobody asked for it now; absent: nobody wants to know. */
  readonly didItself?: DidItself
  /** Told of each turn; absent: nobody wants to know. */
  readonly watchTurn?: WatchTurn
  readonly clock: Clock
  /** How long calls in flight may hold up the stop of an instance that no longer gets new ones. */
  readonly drainMs: number
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
    await deps.instanceKeys.keep(id, instances, deployment.targetStatus === 'RUNNING' ? places : [])
    let missing: string | null = null
    for (const action of asPlanned.actions) missing = (await apply(deps, deployment, places, action)) ?? missing
    const decision = waitForRoom(asPlanned, missing)
    if (!(await deps.batching.tell(id, known))) deps.again(id, 1_000)
    await record(deps, deployment, decision, placed)
    deps.watchTurn?.({ deployment, decision, doing: wants.find((each) => each.doing)?.doing ?? null, instances: known })
    const now = deps.clock.now()
    const waits = [decision.againMs, advanced.againMs, expiryOf(deployment)?.afterMs(now)]
    for (const place of places) if (place?.nextChange) waits.push(place.nextChange - now)
    const nextMs = Math.min(...waits.filter((ms) => typeof ms === 'number'))
    if (Number.isFinite(nextMs)) deps.again(id, nextMs)
  }

/** Answers what is missing of the machine where something could not be started for it; else null. */
async function apply(
  deps: ReconcileDeps,
  deployment: Deployment,
  places: readonly (Placed | null)[],
  action: Action,
): Promise<string | null> {
  switch (action.kind) {
    case 'start':
      return startInstance(deps, deployment, places, action)
    case 'stop': {
      if (!deps.publisher.drained(action.id) && deps.publisher.goneMs(action.id) < deps.drainMs) {
        deps.again(deployment.id, 100)
        return null
      }
      deps.log.info({ deploymentId: deployment.id, instanceId: action.id }, 'instance stopping')
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
    await removeDeployment(deps, deployment)
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
  const { id: deploymentId, resourceGroup } = deployment
  deps.didItself?.({ action: 'deployments.delete', resourceGroup, deploymentId, message: reasons[expiry.why] })
  return { ...deployment, ...want, generation: deployment.generation + 1 }
}

const reasons = { ttl: 'its time to live is over', dead: 'it has been dead for long enough' } as const

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
  await deps.instanceKeys.keep(id, instances, [])
  for (const each of instances)
    await (each.phase === 'exited' ? deps.engine.remove(each.id) : deps.engine.stop(each.id, deps.drainMs))
}
