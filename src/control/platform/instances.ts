import { Failure } from '../../domain/failure.ts'
import type { Instance } from '../../domain/instance.ts'
import type { InstanceSpan, SpanPhase } from '../../domain/instance-span.ts'
import type { ScaledComponent } from '../../domain/scaling.ts'
import type { Engine } from '../../engines/engine.ts'
import type { Store } from '../../store/store.ts'
import type { ControlDeps } from '../deps.ts'
import type { Timeline } from '../instance-timeline.ts'
import type { Caller } from './caller.ts'
import { findDeployment } from './change-deployment.ts'

export type InstanceView = {
  readonly instance: Instance
  readonly component: ScaledComponent
  readonly phase: SpanPhase
  /** Epoch ms. */
  readonly since: number
  readonly message: string
  /** Cores that it took since it was last asked about; null: not known yet, or it has ended. */
  readonly cores: number | null
  /** Instances of its component that failed in the last hour. */
  readonly restarts: number
}

export type InstanceDeps = Pick<ControlDeps, 'clock'> & {
  readonly store: Pick<Store, 'deployments' | 'instanceSpans'>
  readonly engine: Pick<Engine, 'observe'>
  readonly timeline: Pick<Timeline, 'run'>
}

const hour = 3_600_000
const mostSpans = 5_000

/** Those that there are now, the oldest first. */
export const listInstances = (deps: InstanceDeps) => {
  const coresOf = makeCores(deps)
  return async (caller: Caller, deploymentId: string): Promise<readonly InstanceView[]> => {
    await findDeployment(deps, caller, deploymentId)
    await deps.timeline.run()
    const now = deps.clock.now()
    const all = await deps.engine.observe()
    const spans = await deps.store.instanceSpans.list(deploymentId, now - hour, now + 1, mostSpans)
    return all
      .filter((each) => each.deploymentId === deploymentId)
      .sort((a, b) => a.startedAt - b.startedAt)
      .map((instance) => viewOf(instance, spans, coresOf(instance)))
  }
}

/** What instances were from `start` to `end`, by beginning; the newest of them where there are very many. */
export const readTimeline =
  (deps: InstanceDeps) =>
  async (caller: Caller, deploymentId: string, start: number, end: number): Promise<readonly InstanceSpan[]> => {
    await findDeployment(deps, caller, deploymentId)
    if (start >= end) throw new Failure('invalid', 'start must be before end', { target: 'start' })
    await deps.timeline.run()
    return deps.store.instanceSpans.list(deploymentId, start, end, mostSpans)
  }

function viewOf(instance: Instance, spans: readonly InstanceSpan[], cores: number | null): InstanceView {
  const own = spans.findLast((each) => each.instanceId === instance.id)
  const component = instance.component ?? 'predictor'
  return {
    instance,
    component,
    phase: own?.phase ?? phaseOf(instance),
    since: own?.from ?? instance.exit?.at ?? instance.readyAt ?? instance.startedAt,
    message: own?.message ?? '',
    cores: instance.phase === 'exited' ? null : cores,
    restarts: spans.filter((each) => each.phase === 'failed' && each.component === component).length,
  }
}

const phaseOf = ({ phase, exit }: Instance): SpanPhase =>
  phase === 'starting' ? 'loading' : phase === 'ready' ? 'running' : exit && !exit.asked ? 'failed' : 'stopping'

/** Engines tell how much processor time an instance has taken: two answers make a rate. */
function makeCores({ clock }: Pick<InstanceDeps, 'clock'>) {
  const before = new Map<string, { readonly at: number; readonly seconds: number; readonly cores: number | null }>()
  return ({ id, used }: Instance): number | null => {
    if (!used) return null
    const at = clock.now()
    const last = before.get(id)
    // Askers share what is known: one that comes right after another gets the same answer.
    if (last && at - last.at < 1_000) return last.cores
    const passed = last ? (at - last.at) / 1_000 : 0
    const cores =
      last && passed < 120 ? Math.max(0, Math.round(((used.cpuSeconds - last.seconds) / passed) * 1_000) / 1_000) : null
    before.set(id, { at, seconds: used.cpuSeconds, cores })
    if (before.size > 10_000) before.clear()
    return cores
  }
}
