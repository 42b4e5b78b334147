import { type Action, type Plan, plan, type Wanted } from '../decide/plan.ts'
import type { Clock } from '../domain/clock.ts'
import type { Configuration } from '../domain/configuration.ts'
import type { Deployment } from '../domain/deployment.ts'
import { Failure } from '../domain/failure.ts'
import type { DeploymentId, NewIds } from '../domain/ids.ts'
import type { Instance } from '../domain/instance.ts'
import type { Engine } from '../engines/engine.ts'
import type { Store } from '../store/store.ts'
import type { ExecutableRegistry, Place, Placed } from './deps.ts'
import { describeStatus } from './describe-status.ts'
import { expiryOf } from './expiry.ts'
import type { Publisher } from './publish.ts'
import { routeOf } from './route-of.ts'

export type ReconcileDeps = {
  readonly store: Pick<Store, 'deployments' | 'configurations' | 'inferenceLogs'>
  readonly engine: Engine
  readonly executables: ExecutableRegistry
  readonly place: Place
  readonly publisher: Publisher
  readonly clock: Clock
  readonly newIds: NewIds
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
    const deployment = await expire(deps, found)

    const fresh = deployment.observedGeneration !== deployment.generation
    const known = fresh ? await forgetFailedStarts(deps, instances) : instances
    const [configuration] = await deps.store.configurations.byIds([deployment.configurationId])
    const { wanted, placed } = await wantedOf(deps, configuration)
    const decision = plan(deployment.targetStatus, wanted, known, deps.clock.now())
    const fallback = decision.phase === 'running' || wanted.kind === 'retired' ? null : await lastRunning(deps, deployment)

    deps.publisher.route(
      routeOf({
        deployment,
        executable: deps.executables.find(configuration?.executableId ?? ''),
        placed,
        fallback,
        plan: decision,
        wanted,
        inferenceLog: await deps.store.inferenceLogs.get(id),
      }),
    )
    for (const action of decision.actions) await apply(deps, deployment, placed, action)
    await record(deps, deployment, decision, placed)
    const changeMs = placed?.nextChange ? placed.nextChange - deps.clock.now() : null
    const nextMs = Math.min(
      ...[decision.againMs, changeMs, expiryOf(deployment)?.afterMs(deps.clock.now()) ?? null].filter((ms) => ms !== null),
    )
    if (Number.isFinite(nextMs)) deps.again(id, nextMs)
  }

async function wantedOf(
  deps: ReconcileDeps,
  configuration: Configuration | undefined,
): Promise<{ wanted: Wanted; placed: Placed | null }> {
  try {
    if (!configuration) throw new Failure('invalid', 'the configuration is gone')
    const placed = await deps.place(configuration)
    return { wanted: { kind: placed.placement.kind, revision: placed.revision }, placed }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { message } = error
    const kind = error.code === 'gone' ? 'retired' : error.code === 'unavailable' ? 'later' : 'impossible'
    return { wanted: { kind, message }, placed: null }
  }
}

/** Where calls go while the wanted configuration does not run yet: the one that ran last, if it is a provider elsewhere. */
async function lastRunning(deps: ReconcileDeps, deployment: Deployment): Promise<Placed | null> {
  const id = deployment.latestRunningConfigurationId
  if (id === null || id === deployment.configurationId || deployment.targetStatus !== 'RUNNING') return null
  const [configuration] = await deps.store.configurations.byIds([id])
  if (!configuration) return null
  // It may no longer be possible to place it (its connection is gone, its version retired): then there is no fallback.
  return deps.place(configuration).catch((error) => {
    if (error instanceof Failure) return null
    throw error
  })
}

async function apply(deps: ReconcileDeps, { id }: Deployment, placed: Placed | null, action: Action): Promise<void> {
  switch (action.kind) {
    case 'start': {
      if (placed?.placement.kind !== 'launch') return
      const spec = { id: deps.newIds.instance(id), deploymentId: id, revision: action.revision, placement: placed.placement }
      deps.log.info({ deploymentId: id, instanceId: spec.id, revision: spec.revision }, 'instance starting')
      return deps.engine.start(spec)
    }
    case 'stop': {
      if (!deps.publisher.drained(action.id) && deps.publisher.goneMs(action.id) < deps.drainMs) return deps.again(id, 100)
      deps.log.info({ deploymentId: id, instanceId: action.id }, 'instance stopping')
      return deps.engine.stop(action.id, deps.drainMs)
    }
    case 'forget':
      return deps.engine.remove(action.id)
  }
}

async function record(deps: ReconcileDeps, deployment: Deployment, decision: Plan, placed: Placed | null): Promise<void> {
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
  const want = { configurationId: deployment.configurationId, targetStatus: 'DELETED', lastOperation: 'DELETE' } as const
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

async function removeLeftovers(deps: ReconcileDeps, id: DeploymentId, instances: readonly Instance[]): Promise<void> {
  deps.publisher.removeRoute(id)
  for (const each of instances)
    await (each.phase === 'exited' ? deps.engine.remove(each.id) : deps.engine.stop(each.id, deps.drainMs))
}
