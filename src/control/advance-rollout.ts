import type { Plan } from '../decide/plan.ts'
import type { SeveralPlan } from '../decide/plan-several.ts'
import { atStep, judgeRollout, type RolloutFacts } from '../decide/rollout.ts'
import type { Clock } from '../domain/clock.ts'
import { type Deployment, type DeploymentWant, wantOf } from '../domain/deployment.ts'
import type { HistoryChange } from '../domain/deployment-version.ts'
import { type Instance, isTransformer } from '../domain/instance.ts'
import { type Rollout, underWay } from '../domain/rollout.ts'
import type { Store } from '../store/store.ts'
import type { DidItself } from './audit-trail.ts'
import type { Placed } from './deps.ts'
import { withdrawn } from './platform/write-want.ts'
import type { RolloutWatch } from './rollout-watch.ts'

export type AdvanceDeps = {
  readonly store: { readonly deployments: Pick<Store['deployments'], 'want'> }
  readonly rollouts: Pick<RolloutWatch, 'recent'>
  readonly clock: Clock
  /** Told of what is done though nobody asked for it now; absent: nobody wants to know. */
  readonly didItself?: DidItself
  readonly log: { info(fields: object, event: string): void; warn(fields: object, event: string): void }
}

/**
 * Takes a rollout that is under way to its next step, to its end, or back. `instances` with those that have exited. Answers whether
 * something else is wanted now, and when to look again where not.
 */
export async function advanceRollout(
  deps: AdvanceDeps,
  deployment: Deployment,
  plan: Plan | SeveralPlan,
  places: readonly (Placed | null)[],
  instances: readonly Instance[],
): Promise<{ readonly changed: boolean; readonly againMs: number | null }> {
  const rollout = underWay(deployment)
  if (!rollout || deployment.targetStatus !== 'RUNNING' || !('targets' in plan)) return { changed: false, againMs: null }
  const now = deps.clock.now()
  const verdict = judgeRollout(rollout, factsOf(deps, rollout, plan, places, instances), now)
  const { id: deploymentId } = deployment
  const { configurationId, version } = rollout
  const told = { deploymentId, configurationId, version }
  const write = async (more: Partial<DeploymentWant>, history?: HistoryChange): Promise<boolean> => {
    const want: DeploymentWant = { ...wantOf(deployment), lastOperation: 'UPDATE', ...more }
    return deps.store.deployments.want(deploymentId, deployment.generation, want, now, history)
  }
  const tell = (what: string, message: string): void =>
    deps.didItself?.({ action: `deployments.rollout.${what}`, resourceGroup: deployment.resourceGroup, deploymentId, message })
  switch (verdict.kind) {
    case 'go-on':
      return { changed: false, againMs: verdict.againMs }
    case 'step': {
      const next = atStep(rollout, verdict.at, now)
      if (!(await write({ rollout: next }))) break
      deps.log.info({ ...told, percent: next.percent }, 'rollout went on')
      tell('step', `version ${version} gets ${next.percent} per cent of the calls`)
      break
    }
    case 'promote':
      if (!(await write({ configurationId, version, rollout: null }))) break
      deps.log.info(told, 'rollout promoted')
      tell('promote', `version ${version} gets all calls`)
      break
    case 'roll-back': {
      const { why } = verdict
      const back = withdrawn(rollout, { at: now, why, by: '' })
      if (!(await write({ rollout: back.rollout }, back.history))) break
      deps.log.warn({ ...told, why }, 'rollout rolled back')
      tell('rollback', `version ${version} was taken back: ${why}`)
      break
    }
  }
  return { changed: true, againMs: null }
}

function factsOf(
  { rollouts }: AdvanceDeps,
  rollout: Rollout,
  plan: SeveralPlan,
  [placed = null, beside = null]: readonly (Placed | null)[],
  instances: readonly Instance[],
): RolloutFacts {
  const own = plan.targets[1]
  const dead = instances.filter(
    (each) =>
      !isTransformer(each) &&
      each.revision === beside?.revision &&
      each.readyAt !== null &&
      each.exit !== null &&
      !each.exit.asked &&
      each.exit.at >= rollout.startedAt,
  )
  const differs = placed && beside && placed.transformer?.revision !== beside.transformer?.revision
  const phase = differs ? 'dead' : (own?.phase ?? 'pending')
  const since = own?.serving.map(({ readyAt }) => readyAt ?? rollout.startedAt) ?? []
  return {
    phase,
    message: differs ? 'it has another transformer than the configuration in use' : (own?.message ?? ''),
    readySince: phase !== 'running' ? null : Math.min(...(since.length > 0 ? since : [rollout.startedAt])),
    deaths: dead.length,
    lastWords: dead.at(-1)?.exit?.lastWords.slice(0, 160) ?? '',
    recent: rollouts.recent(rollout.id),
  }
}
