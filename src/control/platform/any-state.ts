import type { Deployment } from '../../domain/deployment.ts'
import { Failure } from '../../domain/failure.ts'
import { isTransformer } from '../../domain/instance.ts'
import type { ControlDeps } from '../deps.ts'
import type { Caller } from './caller.ts'
import { type ChangeDeps, findDeployment } from './change-deployment.ts'
import { type DraftDeps, draftConfiguration, mustFindConfiguration, type NewConfiguration } from './configurations.ts'
import { mustBePlaceable } from './placeable.ts'
import { mustHaveInstances, type ScalingAsked, scalingAfter } from './scaling.ts'
import { mustKeepTerms } from './terms.ts'
import { writeChange } from './write-want.ts'

/** Verbs for dialects that allow a change in more states than SAP AI Core does. */

/** `configuration`: a new one, written down together with the change, or neither is. */
export type Redefinition = ({ readonly configurationId: string } | { readonly configuration: NewConfiguration }) & {
  readonly scaling?: ScalingAsked
}

/**
 * As `reconfigureDeployment`, but in any state and for any executable of the same scenario: what stands still goes on doing so.
 * What it has already changes nothing.
 */
export const redefineDeployment =
  (deps: ChangeDeps & DraftDeps) =>
  async (caller: Caller, id: string, asked: Redefinition): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    mustLive(deployment)
    const scaling = scalingAfter(deployment.scaling, asked.scaling ?? {})
    const isScaled = JSON.stringify(scaling) !== JSON.stringify(deployment.scaling)
    const isSame = 'configurationId' in asked && asked.configurationId === deployment.configurationId
    if (isSame && deployment.spread === null && !isScaled) return deployment
    const next =
      'configuration' in asked
        ? await draftConfiguration(deps, caller, asked.configuration)
        : await mustFindConfiguration(deps, caller.resourceGroup, asked.configurationId)
    const [current] = await deps.store.configurations.byIds([deployment.configurationId])
    if (current && current.scenarioId !== next.scenarioId) {
      const message = `configurationId ${next.id} is of scenario ${next.scenarioId}; deployment ${id} accepts configurations of scenario ${current.scenarioId}`
      throw new Failure('invalid', message, { target: 'configurationId' })
    }
    const placed = await mustBePlaceable(deps, next)
    mustHaveInstances(placed, asked.scaling ?? {}, true)
    mustKeepTerms(deps, deployment, next, placed)
    const waits = deployment.targetStatus === 'STOPPED' && deployment.lastOperation === 'CREATE'
    const lastOperation = waits ? 'CREATE' : 'UPDATE'
    const wish = { ...deployment, configurationId: next.id, spread: null, scaling, lastOperation } as const
    return writeChange(deps, caller, deployment, wish, '', 'configuration' in asked ? next : undefined)
  }

/** Stops it, whatever it is doing; one that has failed, too. */
export const haltDeployment =
  (deps: ChangeDeps) =>
  async (caller: Caller, id: string): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    mustLive(deployment)
    if (deployment.targetStatus === 'STOPPED') return deployment
    return writeChange(deps, caller, deployment, { ...deployment, targetStatus: 'STOPPED', lastOperation: 'UPDATE' })
  }

/** Stops and deletes it; the row goes once everything that ran for it is gone. Asking again changes nothing. */
export const discardDeployment =
  (deps: ChangeDeps) =>
  async (caller: Caller, id: string): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    if (deployment.targetStatus === 'DELETED') return deployment
    return writeChange(deps, caller, deployment, { ...deployment, targetStatus: 'DELETED', lastOperation: 'DELETE' })
  }

/** Of deployments that the caller has seen: predictors that are able to answer, those on their way there, and transformers. */
export const countInstances =
  ({ engine }: Pick<ControlDeps, 'engine'>) =>
  async (ids: readonly string[]): Promise<ReadonlyMap<string, InstanceCount>> => {
    const counts = new Map(ids.map((id) => [id, { ready: 0, starting: 0, transformers: 0 }]))
    for (const instance of await engine.observe()) {
      const count = counts.get(instance.deploymentId)
      if (!count) continue
      if (instance.phase === 'starting') count.starting += 1
      if (instance.phase === 'ready') count[isTransformer(instance) ? 'transformers' : 'ready'] += 1
    }
    return counts
  }

export type InstanceCount = { readonly ready: number; readonly starting: number; readonly transformers: number }

const mustLive = ({ id, targetStatus }: Deployment): void => {
  if (targetStatus !== 'DELETED') return
  throw new Failure('precondition', `Deployment ${id} is being deleted and cannot be changed any more.`, {
    target: 'deploymentId',
  })
}
