import { LoadHistory } from '../decide/load-history.ts'
import { nothingRemembered, type ScaleMemory, scale } from '../decide/scale.ts'
import { policyAt } from '../decide/schedule.ts'
import type { Clock } from '../domain/clock.ts'
import type { Deployment } from '../domain/deployment.ts'
import type { DeploymentId } from '../domain/ids.ts'
import { type Instance, isTransformer } from '../domain/instance.ts'
import { type LaneReport, type LoadReport, transformerLane } from '../domain/route.ts'
import { isElastic, policyOf, type ScaledComponent, type ScalingPolicy, scaledComponents } from '../domain/scaling.ts'
import type { Engine } from '../engines/engine.ts'
import type { Store } from '../store/store.ts'
import { makeGatewaysHeard } from './gateways-heard.ts'
import { serially } from './serially.ts'

export type AutoscaleDeps = {
  readonly store: { readonly deployments: Pick<Store['deployments'], 'byId' | 'withScaling' | 'scale'> }
  readonly engine: Pick<Engine, 'observe'>
  readonly clock: Clock
  readonly kick: (id: DeploymentId) => Promise<void> | void
  readonly log: { info(fields: object, event: string): void; error(fields: object, event: string): void }
}

/** Says how many instances there should be, from what gateways report. The reconciler starts and stops them. */
export type Autoscaler = AsyncDisposable & {
  heard(report: LoadReport): void
  /** Looks at every deployment whose number of instances follows its load. */
  look(): Promise<void>
  start(): void
}

const everyMs = 2_000

/** What is known of one lane. */
type Known = {
  readonly history: LoadHistory
  memory: ScaleMemory
  /** Calls that wait, by gateway. */
  readonly waiting: Map<string, number>
  lastUse: number | null
  /** Calls that an instance takes at once, as it was when there was one. */
  concurrency: number | null
  /** Instances that calls could go to, and that were to stay, when it was last looked at. */
  ready: number
}

export function makeAutoscaler(deps: AutoscaleDeps): Autoscaler {
  const { clock } = deps
  const ended = new AbortController()
  const gateways = makeGatewaysHeard()
  const lanes = new Map<string, Known>()

  const knownOf = (lane: string): Known => {
    const known = lanes.get(lane)
    if (known) return known
    const history = new LoadHistory(clock.now())
    const made = { history, memory: nothingRemembered, waiting: new Map(), lastUse: null, concurrency: null, ready: 0 }
    lanes.set(lane, made)
    return made
  }

  const take = (gatewayId: string, { lane, busyMs, began, waiting }: LaneReport): void => {
    const known = knownOf(lane)
    const now = clock.now()
    // Weighed by the time it is of, so that averages are right whenever it was told.
    known.history.record(now, busyMs / 1_000, began)
    known.waiting.set(gatewayId, waiting)
    known.lastUse = now
  }

  const waitingAt = (id: DeploymentId, component: ScaledComponent): number => {
    const known = lanes.get(laneOf(id, component))
    return known ? gateways.sum(known.waiting, clock.now()) : 0
  }

  const lookAt = async (id: DeploymentId): Promise<void> => {
    const deployment = await deps.store.deployments.byId(id)
    const since = gateways.since(clock.now())
    if (deployment?.targetStatus !== 'RUNNING' || since === null) return
    // What has never run has the one instance that is to show whether it can.
    if (deployment.latestRunningConfigurationId === null) return
    const instances = (await deps.engine.observe()).filter((each) => each.deploymentId === id)
    let scaled = deployment.scaled
    const isCalled = scaledComponents.some((each) => waitingAt(id, each) > 0)
    for (const component of scaledComponents) {
      const policy = policyOf(deployment.scaling, component)
      if (!isElastic(policy)) continue
      const known = knownOf(laneOf(id, component))
      const before = scaled?.[component]
      const own = instances.filter((each) => componentOf(each) === component)
      const bounds = policyAt(policy, clock.now())
      const { instances: next, why } = choose(known, bounds, own, before?.instances ?? null, since, isCalled)
      // Where nothing was chosen yet, there is one, or as many as there must be.
      if ((before?.instances ?? Math.max(1, bounds.minInstances)) === next) continue
      scaled = { ...scaled, [component]: { instances: next, why, at: clock.now() } }
      if (!(await deps.store.deployments.scale(id, deployment.generation, scaled))) return
      deps.log.info({ deploymentId: id, component, from: before?.instances ?? null, to: next, why }, 'instances wanted')
    }
    if (scaled !== deployment.scaled) await deps.kick(id)
  }

  const choose = (
    known: Known,
    policy: ScalingPolicy,
    instances: readonly Instance[],
    before: number | null,
    since: number,
    isCalled: boolean,
  ): { readonly instances: number; readonly why: string } => {
    const now = clock.now()
    const ready = mostOfOneRevision(instances.filter(({ phase }) => phase === 'ready'))
    known.concurrency = ready[0]?.concurrency ?? known.concurrency
    const own = gateways.sum(known.waiting, now)
    // A call that waits for the transformer is on its way here: both come up at the same time.
    const waiting = own === 0 && isCalled && ready.length === 0 ? 1 : own
    const { metric, stableWindowSeconds: window, panicWindowPercentage } = policy
    const shortWindow = Math.max(1, Math.round((window * panicWindowPercentage) / 100))
    const burst = known.history.average(metric, shortWindow, now)
    const firstReady = Math.min(...ready.map(({ readyAt }) => readyAt ?? now))
    const facts = {
      now,
      ready: ready.length,
      waiting,
      stable: known.history.average(metric, window, now),
      // At zero there is no short window to speak of: who waits now is the burst.
      panic: ready.length === 0 && metric === 'concurrency' ? Math.max(burst, waiting) : burst,
      // What we have not seen ourselves may have been use.
      lastUse: known.lastUse ?? (before === 0 ? null : since),
      upSince: ready.length === 0 ? null : Math.max(firstReady, since),
      concurrency: known.concurrency,
    }
    const answer = scale(policy, facts, known.memory)
    known.memory = answer.memory
    known.ready = Math.min(ready.length, answer.instances)
    return answer
  }

  const turns = serially(lookAt, (deploymentId, error) =>
    deps.log.error({ deploymentId, err: error }, 'could not look how many instances are needed'),
  )

  const look = async (): Promise<void> => {
    const all = (await deps.store.deployments.withScaling()).filter(followsLoadNow)
    const ids = new Set(all.flatMap(({ id }) => scaledComponents.map((component) => laneOf(id, component))))
    for (const lane of lanes.keys()) if (!ids.has(lane)) lanes.delete(lane)
    for (const { id } of all) void turns.kick(id)
    await turns.idle()
  }

  const forever = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await clock.sleep(everyMs, ended.signal).catch(() => {}) // aborted: the condition above ends it
      if (!ended.signal.aborted)
        await look().catch((error) => deps.log.error({ err: error }, 'could not look how many instances are needed'))
    }
  }

  return {
    heard({ gatewayId, load = [] }) {
      const now = clock.now()
      // After a silence of all nothing is known of the time between.
      if (gateways.heard(gatewayId, now)) lanes.clear()
      for (const known of lanes.values()) known.waiting.delete(gatewayId)
      for (const report of load) {
        take(gatewayId, report)
        if (report.waiting > 0 && knownOf(report.lane).ready === 0) void turns.kick(deploymentIn(report.lane))
      }
    },
    look,
    start: () => void forever(),
    async [Symbol.asyncDispose]() {
      ended.abort()
      await turns.idle()
    },
  }
}

/** Old and new ones beside each other, or those of several targets, are no more than there are of the most. */
function mostOfOneRevision(instances: readonly Instance[]): readonly Instance[] {
  const groups = Object.values(Object.groupBy(instances, ({ revision }) => revision))
  return groups.reduce<readonly Instance[]>((most, group = []) => (group.length > most.length ? group : most), [])
}

const followsLoadNow = ({ targetStatus, scaling }: Deployment): boolean =>
  targetStatus === 'RUNNING' && scaledComponents.some((component) => isElastic(policyOf(scaling, component)))

const laneOf = (id: DeploymentId, component: ScaledComponent): string => (component === 'predictor' ? id : transformerLane(id))

const deploymentIn = (lane: string): DeploymentId => lane.split('/', 1)[0] ?? lane

const componentOf = (instance: Instance): ScaledComponent => (isTransformer(instance) ? 'transformer' : 'predictor')
