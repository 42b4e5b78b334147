import type { Configuration } from '../../domain/configuration.ts'
import { type Deployment, type DeploymentWant, wantOf } from '../../domain/deployment.ts'
import { type HistoryChange, sameContent } from '../../domain/deployment-version.ts'
import { Failure } from '../../domain/failure.ts'
import type { PoolTaking } from '../../domain/pool.ts'
import { type Rollout, underWay } from '../../domain/rollout.ts'
import type { Store } from '../../store/store.ts'
import type { ControlDeps } from '../deps.ts'
import type { LimitsFeed } from '../limits-feed.ts'
import type { Audit, Caller } from './caller.ts'
import { modelOf } from './parameters.ts'
import { mustHavePlanRoom } from './plan-use.ts'
import { mustKeepCapacity, takingOf } from './terms.ts'

export type WriteDeps = Pick<ControlDeps, 'clock' | 'kick' | 'executables'> & {
  readonly store: Pick<Store, 'deployments' | 'deploymentVersions' | 'configurations' | 'planQuotas'>
  readonly audit: Audit
  readonly limits: Pick<LimitsFeed, 'changed'>
}

/** What somebody wants of a deployment; which version that is, and what becomes of a rollout, follows from it. */
export type Wish = Omit<DeploymentWant, 'rollout' | 'version'>

/**
 * Another configuration or other targets are a new version, and end a rollout; the rollout's own configuration is its promotion.
 * Everything else leaves both as they are. `configuration`: the one wished for, where it is nowhere yet; it is written with the want.
 */
export const writeChange = async (
  deps: WriteDeps,
  caller: Caller,
  deployment: Deployment,
  wish: Wish,
  note = '',
  configuration?: Configuration,
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
    ...(configuration ? { configuration } : {}),
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
  mustKeepCapacity(deployment, next)
  const unwritten = history?.configuration ? [history.configuration] : []
  await mustHavePlanRoom(deps, deployment, next, unwritten)
  const now = clock.now()
  const taking = await takingAfter(deps, deployment, next, unwritten)
  if (!(await store.deployments.want(deployment.id, deployment.generation, next, now, history, taking))) {
    const message = `Deployment ${deployment.id} was changed by another request at the same moment; read it again and repeat the change if it is still wanted`
    throw new Failure('precondition', message, { target: 'deploymentId' })
  }
  audit('deployment changed', {
    deploymentId: deployment.id,
    resourceGroup: caller.resourceGroup,
    by: caller.principal.id,
    ...next,
  })
  if (taking !== undefined) await deps.limits.changed(null)
  await kick(deployment.id)
  return { ...deployment, ...next, generation: deployment.generation + 1, modifiedAt: now }
}

/** What it takes of its pool from now on; undefined: what it has stays. */
async function takingAfter(
  deps: WriteDeps,
  deployment: Deployment,
  want: DeploymentWant,
  unwritten: readonly Configuration[],
): Promise<PoolTaking | null | undefined> {
  const isSame = JSON.stringify(want.terms) === JSON.stringify(deployment.terms)
  if (want.targetStatus === 'DELETED' || (isSame && (!want.terms || want.configurationId === deployment.configurationId)))
    return undefined
  const [configuration] = unwritten.length > 0 ? unwritten : await deps.store.configurations.byIds([want.configurationId])
  const executable = configuration && deps.executables.find(configuration.executableId, configuration.id)
  return takingOf(want.terms, deployment, (configuration && modelOf(executable, configuration)?.name) ?? null)
}

/** A rollout that is taken back: what the deployment remembers of it, and what its history does. */
export const withdrawn = (rollout: Rollout, ended: NonNullable<Rollout['ended']>) => ({
  rollout: { ...rollout, ended },
  history: { withdrawn: { number: rollout.version, ...ended } },
})
