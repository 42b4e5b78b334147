import { type Deployment, type DeploymentWant, wantOf } from '../../domain/deployment.ts'
import { type HistoryChange, sameContent } from '../../domain/deployment-version.ts'
import { Failure } from '../../domain/failure.ts'
import { type Rollout, underWay } from '../../domain/rollout.ts'
import type { Store } from '../../store/store.ts'
import type { ControlDeps } from '../deps.ts'
import type { Audit, Caller } from './caller.ts'
import { mustHavePlanRoom } from './plan-use.ts'

export type WriteDeps = Pick<ControlDeps, 'clock' | 'kick' | 'executables'> & {
  readonly store: Pick<Store, 'deployments' | 'deploymentVersions' | 'configurations' | 'planQuotas'>
  readonly audit: Audit
}

/** What somebody wants of a deployment; which version that is, and what becomes of a rollout, follows from it. */
export type Wish = Omit<DeploymentWant, 'rollout' | 'version'>

/**
 * Another configuration or other targets are a new version, and end a rollout; the rollout's own configuration is its promotion.
 * Everything else leaves both as they are.
 */
export const writeChange = async (
  deps: WriteDeps,
  caller: Caller,
  deployment: Deployment,
  wish: Wish,
  note = '',
): Promise<Deployment> => {
  const { rollout, version } = deployment
  if (sameContent(wish, deployment)) return writeWant(deps, caller, deployment, { ...wish, rollout, version }, undefined)
  const open = underWay(deployment)
  if (open && wish.spread === null && wish.configurationId === open.configurationId)
    return writeWant(deps, caller, deployment, { ...wish, rollout: null, version: open.version }, undefined)
  const now = deps.clock.now()
  const number = (await deps.store.deploymentVersions.newest(deployment.id)) + 1
  const { configurationId, spread } = wish
  const by = caller.principal.id
  const made = { deploymentId: deployment.id, number, previous: version, configurationId, spread, note, withdrawn: null }
  const history: HistoryChange = {
    made: { ...made, createdBy: by, createdAt: now },
    ...(open ? { withdrawn: { number: open.version, at: now, why: `version ${number} took its place`, by } } : {}),
  }
  return writeWant(deps, caller, deployment, { ...wish, rollout: null, version: number }, history)
}

/** Writes exactly this, and wakes the reconciler. */
export const writeWant = async (
  deps: WriteDeps,
  caller: Caller,
  deployment: Deployment,
  want: DeploymentWant,
  history: HistoryChange | undefined,
): Promise<Deployment> => {
  const { store, clock, audit, kick } = deps
  const next = wantOf(want)
  await mustHavePlanRoom(deps, deployment, next)
  const now = clock.now()
  if (!(await store.deployments.want(deployment.id, deployment.generation, next, now, history))) {
    const message = `Deployment ${deployment.id} was changed by another request at the same moment; read it again and repeat the change if it is still wanted`
    throw new Failure('precondition', message, { target: 'deploymentId' })
  }
  audit('deployment changed', {
    deploymentId: deployment.id,
    resourceGroup: caller.resourceGroup,
    by: caller.principal.id,
    ...next,
  })
  await kick(deployment.id)
  return { ...deployment, ...next, generation: deployment.generation + 1, modifiedAt: now }
}

/** A rollout that is taken back: what the deployment remembers of it, and what its history does. */
export const withdrawn = (rollout: Rollout, ended: NonNullable<Rollout['ended']>) => ({
  rollout: { ...rollout, ended },
  history: { withdrawn: { number: rollout.version, ...ended } },
})
