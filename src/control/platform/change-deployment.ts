import { mustAllow } from '../../decide/transition.ts'
import type { Configuration } from '../../domain/configuration.ts'
import type { Deployment, DeploymentWant } from '../../domain/deployment.ts'
import { Failure } from '../../domain/failure.ts'
import type { ControlDeps } from '../deps.ts'
import { type Audit, type Caller, mustSee, unknownDeployment } from './caller.ts'
import { mustFindConfiguration } from './configurations.ts'
import { mustBePlaceable } from './placeable.ts'

type Deps = Pick<ControlDeps, 'store' | 'clock' | 'place' | 'kick'> & { readonly audit: Audit }

/** Id, name and URL stay; the old configuration serves until an instance of the new one is ready. */
export const reconfigureDeployment =
  (deps: Deps) =>
  async (caller: Caller, id: string, configurationId: string): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    mustAllow('reconfigure', deployment)
    const next = await mustFindConfiguration(deps, caller.resourceGroup, configurationId)
    await mustFit(deps, deployment, next)
    await mustBePlaceable(deps, next)
    return write(deps, caller, deployment, { configurationId, targetStatus: 'RUNNING', lastOperation: 'UPDATE' })
  }

export const stopDeployment =
  (deps: Deps) =>
  async (caller: Caller, id: string): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    mustAllow('stop', deployment)
    return write(deps, caller, deployment, { ...deployment, targetStatus: 'STOPPED', lastOperation: 'UPDATE' })
  }

/** From STOPPED, or once more from DEAD. */
export const startDeployment =
  (deps: Deps) =>
  async (caller: Caller, id: string): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    mustAllow('start', deployment)
    await mustBePlaceable(deps, await mustFindConfiguration(deps, caller.resourceGroup, deployment.configurationId))
    return write(deps, caller, deployment, { ...deployment, targetStatus: 'RUNNING', lastOperation: 'UPDATE' })
  }

/** The row goes once everything that ran for it is gone. Asking again changes nothing. */
export const deleteDeployment =
  (deps: Deps) =>
  async (caller: Caller, id: string): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    mustAllow('delete', deployment)
    if (deployment.targetStatus === 'DELETED') return deployment
    return write(deps, caller, deployment, { ...deployment, targetStatus: 'DELETED', lastOperation: 'DELETE' })
  }

export const findDeployment = async ({ store }: Pick<Deps, 'store'>, caller: Caller, id: string): Promise<Deployment> => {
  mustSee(caller, id)
  const deployment = await store.deployments.get(caller.resourceGroup, id)
  if (!deployment) throw unknownDeployment(id)
  return deployment
}

const mustFit = async ({ store }: Pick<Deps, 'store'>, deployment: Deployment, next: Configuration): Promise<void> => {
  const refuse = (trouble: string) => {
    throw new Failure('invalid', `configurationId ${next.id} ${trouble}`, { target: 'configurationId' })
  }
  if (next.id === deployment.configurationId) refuse(`is the one that deployment ${deployment.id} uses already; name another`)
  const [current] = await store.configurations.byIds([deployment.configurationId])
  if (!current || (current.scenarioId === next.scenarioId && current.executableId === next.executableId)) return
  refuse(
    `is of scenario ${next.scenarioId} and executable ${next.executableId}; deployment ${deployment.id} accepts configurations of scenario ${current.scenarioId} and executable ${current.executableId}`,
  )
}

const write = async (
  { store, clock, audit, kick }: Deps,
  caller: Caller,
  deployment: Deployment,
  want: DeploymentWant,
): Promise<Deployment> => {
  const { configurationId, targetStatus, lastOperation } = want
  const next = { configurationId, targetStatus, lastOperation }
  const now = clock.now()
  if (!(await store.deployments.want(deployment.id, deployment.generation, next, now))) {
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
