import type { TermsAsked } from '../../decide/settle-terms.ts'
import type { Deployment } from '../../domain/deployment.ts'
import { Failure } from '../../domain/failure.ts'
import type { Caller } from './caller.ts'
import { type ChangeDeps, findDeployment } from './change-deployment.ts'
import { type DraftDeps, draftConfiguration, mustFindConfiguration, type NewConfiguration } from './configurations.ts'
import { mustBePlaceable } from './placeable.ts'
import { mustBeSpillover } from './spillover.ts'
import { readTargets, type TargetsAsked } from './targets.ts'
import { applyTerms, type TermsDeps, termsFacts } from './terms.ts'
import { writeChange } from './write-want.ts'

/**
 * What is absent stays as it is. `draft`: a new configuration, which is there only if the change is; `configurationId`: one that is
 * there. `targets` null: the configuration alone.
 */
export type Redeployment = {
  readonly draft?: NewConfiguration
  readonly configurationId?: string
  readonly targets?: TargetsAsked['targets'] | null
  readonly terms?: TermsAsked
}

/**
 * Another configuration (of the same scenario, perhaps of another executable), other targets and other terms in one change, in any
 * state: it is changed as a whole, or stays as it is. What it has already is asked for at no cost, and changes nothing.
 */
export const redeploy =
  (deps: ChangeDeps & DraftDeps & TermsDeps) =>
  async (
    caller: Caller,
    id: string,
    { draft, configurationId, targets, terms: asked = {} }: Redeployment,
  ): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    if (deployment.targetStatus === 'DELETED')
      throw new Failure('precondition', `Deployment ${id} is being deleted and cannot be changed any more.`, {
        target: 'deploymentId',
      })
    const current = await mustFindConfiguration(deps, caller.resourceGroup, deployment.configurationId)
    const next = draft
      ? await draftConfiguration(deps, caller, draft)
      : await mustFindConfiguration(deps, caller.resourceGroup, configurationId ?? current.id)
    if (next.scenarioId !== current.scenarioId)
      throw new Failure(
        'invalid',
        `executableId: ${next.executableId} is of scenario ${next.scenarioId}, and this deployment is of ${current.scenarioId}; make another one`,
        { target: 'executableId' },
      )
    const placed = await mustBePlaceable(deps, next)
    const { terms, scaling } = applyTerms(deployment, asked, termsFacts(deps, next, placed), undefined)
    if (asked.spilloverTo) await mustBeSpillover(deps, { id, configuration: next, placed, terms }, asked.spilloverTo)
    const kept = next.id === current.id && targets === undefined
    const spread = kept ? deployment.spread : targets ? await readTargets(deps, next, { strategy: 'weighted', targets }) : null
    const wish = { ...deployment, configurationId: next.id, spread, terms, scaling, lastOperation: 'UPDATE' } as const
    if (said(wish) === said(deployment)) return deployment
    return writeChange(deps, caller, deployment, wish, '', draft ? next : undefined)
  }

const said = ({ configurationId, spread, terms, scaling }: Deployment): string =>
  JSON.stringify([configurationId, spread, terms, scaling])
