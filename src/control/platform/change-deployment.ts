import { fixesInstances } from '../../decide/settle-terms.ts'
import { mustAllow } from '../../decide/transition.ts'
import type { Configuration } from '../../domain/configuration.ts'
import type { Deployment, HangupPolicy, TargetStrategy } from '../../domain/deployment.ts'
import { Failure } from '../../domain/failure.ts'
import { underWay } from '../../domain/rollout.ts'
import type { Store } from '../../store/store.ts'
import type { ControlDeps } from '../deps.ts'
import type { LimitsFeed } from '../limits-feed.ts'
import { type Audit, type Caller, mustSee, unknownDeployment } from './caller.ts'
import { mustFindConfiguration } from './configurations.ts'
import { mustBePlaceable } from './placeable.ts'
import { mustHaveInstances, type ScalingAsked, scalingAfter, scalingOfNext } from './scaling.ts'
import { readTargets, type TargetsAsked } from './targets.ts'
import { mustKeepTerms, type TermsDeps } from './terms.ts'
import { writeChange } from './write-want.ts'

export type ChangeDeps = Pick<ControlDeps, 'store' | 'clock' | 'place' | 'kick' | 'executables'> &
  TermsDeps & { readonly audit: Audit; readonly limits: Pick<LimitsFeed, 'changed'> }

/** What is absent stays as it is. `targets` null: the configuration alone again. */
export type DeploymentChange = {
  readonly configurationId?: string
  readonly targets?: TargetsAsked['targets'] | null
  readonly targetStrategy?: TargetStrategy
  readonly onHangup?: HangupPolicy
  readonly scaling?: ScalingAsked
  /** Kept in the history, where the change makes a version. */
  readonly note?: string
}

/** Id, name and URL stay; the old configuration serves until an instance of the new one is ready. */
export const reconfigureDeployment =
  (deps: ChangeDeps) =>
  async (caller: Caller, id: string, change: DeploymentChange): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    mustAllow('reconfigure', deployment)
    const next = await mustFindConfiguration(deps, caller.resourceGroup, change.configurationId ?? deployment.configurationId)
    if (change.configurationId !== undefined) {
      if (underWay(deployment)?.configurationId !== next.id) await mustFit(deps, deployment, next, change.targets !== undefined)
      mustKeepTerms(deps, deployment, next, await mustBePlaceable(deps, next))
    }
    const asked = targetsAfter(deployment, change, next.id)
    if (change.scaling) mustHaveInstances(await mustBePlaceable(deps, next), change.scaling, asked !== null)
    return writeChange(
      deps,
      caller,
      deployment,
      {
        configurationId: next.id,
        spread: asked && (await readTargets(deps, next, asked)),
        onHangup: change.onHangup ?? deployment.onHangup,
        scaling: await scalingOf(deps, deployment, next, change.scaling),
        targetStatus: 'RUNNING',
        lastOperation: 'UPDATE',
        terms: deployment.terms,
      },
      change.note,
    )
  }

async function scalingOf(
  { store, executables }: ChangeDeps,
  { configurationId, scaling, terms }: Deployment,
  next: Configuration,
  asked: ScalingAsked | undefined,
): Promise<Deployment['scaling']> {
  if (asked) return scalingAfter(scaling, asked)
  if (next.id === configurationId || fixesInstances(terms)) return scaling
  const [before] = await store.configurations.byIds([configurationId])
  return scalingOfNext(executables, before, next, scaling)
}

/** A new own configuration takes the place of the one before among the targets. */
function targetsAfter(deployment: Deployment, change: DeploymentChange, mainId: string): TargetsAsked | null {
  const strategy = change.targetStrategy ?? deployment.spread?.strategy ?? 'weighted'
  const before = deployment.spread?.targets.map(({ configurationId, weight }) => ({
    configurationId: configurationId === deployment.configurationId ? mainId : configurationId,
    weight: strategy === 'ordered' ? null : weight,
  }))
  const targets = change.targets === undefined ? before : change.targets
  if (targets) return { strategy, targets }
  if (change.targetStrategy === undefined) return null
  throw new Failure('invalid', 'targetStrategy says how calls are spread over several targets; send "targets" with it', {
    target: 'targetStrategy',
  })
}

export const stopDeployment =
  (deps: ChangeDeps) =>
  async (caller: Caller, id: string): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    mustAllow('stop', deployment)
    return writeChange(deps, caller, deployment, { ...deployment, targetStatus: 'STOPPED', lastOperation: 'UPDATE' })
  }

/** From STOPPED, or once more from DEAD. */
export const startDeployment =
  (deps: ChangeDeps) =>
  async (caller: Caller, id: string): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    mustAllow('start', deployment)
    await mustBePlaceable(deps, await mustFindConfiguration(deps, caller.resourceGroup, deployment.configurationId))
    return writeChange(deps, caller, deployment, { ...deployment, targetStatus: 'RUNNING', lastOperation: 'UPDATE' })
  }

/** The row goes once everything that ran for it is gone. Asking again changes nothing. */
export const deleteDeployment =
  (deps: ChangeDeps) =>
  async (caller: Caller, id: string): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    mustAllow('delete', deployment)
    if (deployment.targetStatus === 'DELETED') return deployment
    return writeChange(deps, caller, deployment, { ...deployment, targetStatus: 'DELETED', lastOperation: 'DELETE' })
  }

export const findDeployment = async (
  { store }: { readonly store: Pick<Store, 'deployments'> },
  caller: Caller,
  id: string,
): Promise<Deployment> => {
  mustSee(caller, id)
  const deployment = await store.deployments.get(caller.resourceGroup, id)
  if (!deployment) throw unknownDeployment(id)
  return deployment
}

const mustFit = async (
  { store }: Pick<ChangeDeps, 'store'>,
  deployment: Deployment,
  next: Configuration,
  mayStay: boolean,
): Promise<void> => {
  const refuse = (trouble: string) => {
    throw new Failure('invalid', `configurationId ${next.id} ${trouble}`, { target: 'configurationId' })
  }
  if (next.id === deployment.configurationId && mayStay) return
  if (next.id === deployment.configurationId) refuse(`is the one that deployment ${deployment.id} uses already; name another`)
  const [current] = await store.configurations.byIds([deployment.configurationId])
  if (!current || (current.scenarioId === next.scenarioId && current.executableId === next.executableId)) return
  refuse(
    `is of scenario ${next.scenarioId} and executable ${next.executableId}; deployment ${deployment.id} accepts configurations of scenario ${current.scenarioId} and executable ${current.executableId}`,
  )
}
