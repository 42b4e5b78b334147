import type { TermsAsked } from '../../decide/settle-terms.ts'
import { mustAllow } from '../../decide/transition.ts'
import type { Deployment } from '../../domain/deployment.ts'
import { type Terms, termsOf } from '../../domain/terms.ts'
import type { Placed } from '../deps.ts'
import type { Caller } from './caller.ts'
import { type ChangeDeps, findDeployment } from './change-deployment.ts'
import { mustFindConfiguration } from './configurations.ts'
import { mustBePlaceable } from './placeable.ts'
import { mustBeSpillover } from './spillover.ts'
import { applyTerms, termsFacts } from './terms.ts'
import { writeChange } from './write-want.ts'

/** How it is hosted, admitted and billed from now on. Nothing is restarted for it; what it has already is asked for at no cost. */
export const changeTerms =
  (deps: ChangeDeps) =>
  async (caller: Caller, id: string, asked: TermsAsked): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    mustAllow('scale', deployment)
    const configuration = await mustFindConfiguration(deps, caller.resourceGroup, deployment.configurationId)
    const placed = await mustBePlaceable(deps, configuration)
    const { terms, scaling } = applyTerms(deployment, asked, termsFacts(deps, configuration, placed), undefined)
    if (asked.spilloverTo) await mustBeSpillover(deps, { id: deployment.id, configuration, placed, terms }, asked.spilloverTo)
    return write(deps, caller, deployment, terms, scaling)
  }

/** Everything stays; calls are answered 423 until it is resumed. Asking again changes nothing. */
export const pauseDeployment = (deps: ChangeDeps) => setPaused(deps, true)
export const resumeDeployment = (deps: ChangeDeps) => setPaused(deps, false)

const setPaused =
  (deps: ChangeDeps, paused: boolean) =>
  async (caller: Caller, id: string): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    mustAllow('scale', deployment)
    if ((deployment.terms?.paused ?? false) === paused) return deployment
    return write(deps, caller, deployment, { ...(await effectiveTerms(deps, deployment)), paused }, deployment.scaling)
  }

/** Of a deployment that was made without a word on them, what is usual. */
async function effectiveTerms(deps: ChangeDeps, deployment: Deployment): Promise<Terms> {
  if (deployment.terms) return deployment.terms
  const configuration = await mustFindConfiguration(deps, deployment.resourceGroup, deployment.configurationId)
  // It may be impossible to place it now; whether it is here follows from what was seen of it then.
  const placed: Placed | null = await mustBePlaceable(deps, configuration).catch(() => null)
  const hasInstances = placed ? placed.placement.kind === 'launch' : deployment.instancesRunning !== null
  return termsOf(deployment, hasInstances)
}

async function write(
  deps: ChangeDeps,
  caller: Caller,
  deployment: Deployment,
  terms: Terms,
  scaling: Deployment['scaling'],
): Promise<Deployment> {
  const isSame = JSON.stringify([terms, scaling]) === JSON.stringify([deployment.terms, deployment.scaling])
  if (isSame) return deployment
  return writeChange(deps, caller, deployment, { ...deployment, terms, scaling, lastOperation: 'UPDATE' })
}
