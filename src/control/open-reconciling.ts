import type { Box } from '../access/box.ts'
import type { Machine } from '../domain/resources.ts'
import type { LoadReport } from '../domain/route.ts'
import type { Engine } from '../engines/engine.ts'
import type { Store } from '../store/store.ts'
import { makeControlMetrics } from '../telemetry/control-metrics.ts'
import { type AutoscaleDeps, makeAutoscaler } from './autoscale.ts'
import { type BatchingDeps, makeBatching } from './batching.ts'
import { countInstances } from './count-instances.ts'
import { countStatuses } from './count-statuses.ts'
import { makeTimeline } from './instance-timeline.ts'
import { makeLoadSamples } from './load-samples.ts'
import { type LoopDeps, makeLoop } from './loop.ts'
import { routedInferenceLog } from './platform/inference-log.ts'
import { makeProgressBoard } from './progress.ts'
import { makeReconcile, type ReconcileDeps } from './reconcile.ts'
import type { References } from './references/references.ts'
import { makeRolloutWatch } from './rollout-watch.ts'
import { makeRoom } from './room.ts'
import { watchInstances } from './watch-instances.ts'
import { watchTurns } from './watch-turns.ts'

export type ReconcilingDeps = Pick<
  ReconcileDeps,
  | 'didItself'
  | 'executables'
  | 'capacityOf'
  | 'place'
  | 'upgrade'
  | 'publisher'
  | 'clock'
  | 'newIds'
  | 'drainMs'
  | 'environmentOf'
  | 'instanceKeys'
> & {
  readonly store: Store
  readonly engine: Engine
  readonly box: Box
  readonly references: Pick<References, 'doubt'>
  /** What there is for instances; null: nobody knows. */
  readonly machine: Machine | null
  readonly afterSweep: LoopDeps['afterSweep']
  readonly log: ReconcileDeps['log'] & AutoscaleDeps['log'] & BatchingDeps['log']
}

/** What is wanted becomes what runs: the loop with everything that moves it and all that it tells, put together. */
export function openReconciling(deps: ReconcilingDeps) {
  const { store, engine, clock, box, log } = deps
  const kick = (id: string): Promise<void> => loop.kick(id)
  const rollouts = makeRolloutWatch({ clock, kick })
  const timeline = makeTimeline({ store, engine, clock, log })
  const progress = makeProgressBoard(clock)
  const samples = makeLoadSamples({ store, clock, log })
  const reconcile = makeReconcile({
    ...deps,
    startWhereRoom: makeRoom({ engine, machine: deps.machine }),
    rollouts,
    watchTurn: watchTurns(timeline, progress),
    inferenceLogOf: routedInferenceLog({ store, box, log }),
    batching: makeBatching({ settingOf: store.batchers.get, log }),
    again: (id, afterMs) => loop.again(id, afterMs),
  })
  const metrics = makeControlMetrics({
    instances: () => engine.observe(),
    deployments: () => countStatuses(store),
    scaled: () => countInstances(store),
  })
  const loop = makeLoop({
    reconcile,
    store,
    engine,
    clock,
    afterSweep: deps.afterSweep,
    onError: (deploymentId, error) => {
      metrics.reconcileFailed()
      log.error({ deploymentId, err: error }, 'reconciler turn failed')
    },
  })
  const autoscaler = makeAutoscaler({ store, engine, clock, kick, log })
  return {
    loop,
    rollouts,
    metrics,
    /** What else is to be started; to be ended in this order. */
    parts: [autoscaler, timeline, samples],
    /** What can be asked of what was seen. */
    observed: { timeline, progress },
    /** What gateways report of their calls. */
    heard(load: LoadReport): void {
      autoscaler.heard(load)
      samples.heard(load)
      rollouts.heard(load)
      if (load.refused && deps.references.doubt()) for (const id of load.refused) void kick(id)
    },
    unwatch: watchInstances(engine, metrics.saw),
  }
}
