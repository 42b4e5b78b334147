import { mustAllow } from '../../decide/transition.ts'
import type { Configuration } from '../../domain/configuration.ts'
import { configurationsOf, type Deployment } from '../../domain/deployment.ts'
import type { DeploymentVersion } from '../../domain/deployment-version.ts'
import { Failure } from '../../domain/failure.ts'
import { type Rollout, underWay } from '../../domain/rollout.ts'
import type { Store } from '../../store/store.ts'
import type { ControlDeps } from '../deps.ts'
import type { Caller } from './caller.ts'
import { findDeployment } from './change-deployment.ts'
import { mustFindConfiguration } from './configurations.ts'
import { mustBePlaceable } from './placeable.ts'
import { type RolloutAsked, readRollout } from './read-rollout.ts'
import { mustKeepTerms, type TermsDeps, takingOf } from './terms.ts'
import { type WriteDeps, withdrawn, writeWant } from './write-want.ts'

type Deps = WriteDeps & TermsDeps & Pick<ControlDeps, 'place' | 'newIds'> & { readonly store: Store }

/** `rollout` null: it is taken back. `configurationId` is the new one; absent: the rollout that is under way changes. */
export type RolloutChange = {
  readonly configurationId?: string
  readonly rollout: RolloutAsked | null
  readonly note?: string
}

/** Brings a new configuration up beside the deployment's own, or changes how that is done. */
export const changeRollout =
  (deps: Deps) =>
  async (caller: Caller, id: string, { configurationId, rollout: asked, note = '' }: RolloutChange): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    const open = underWay(deployment)
    if (asked === null) {
      if (configurationId !== undefined)
        refuse('send either configurationId or "rollout": null, which takes the new configuration back', 'rollout')
      return takeBack(deps, caller, deployment, mustBeUnderWay(deployment), note)
    }
    mustAllow('reconfigure', deployment)
    const goesOn = open && (configurationId === undefined || configurationId === open.configurationId)
    if (goesOn) return adjust(deps, caller, deployment, open, asked)
    if (open)
      throw new Failure(
        'precondition',
        `deployment ${id} is in the middle of a rollout of configuration ${open.configurationId}: promote it or roll it back first`,
        { target: 'configurationId' },
      )
    if (configurationId === undefined)
      refuse('no rollout is under way; send with it, as configurationId, the configuration that is to come up', 'configurationId')
    return begin(deps, caller, deployment, configurationId, asked, note)
  }

/** The new configuration becomes the deployment's own. */
export const promoteRollout =
  (deps: Deps) =>
  async (caller: Caller, id: string): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    return promote(deps, caller, deployment, mustBeUnderWay(deployment))
  }

/**
 * To that version; `version` null: ends the rollout that is under way, or goes to the version that was in force before. The
 * history keeps all its versions, and the one that was left can be gone back to just so.
 */
export const rollBack =
  (deps: Deps) =>
  async (
    caller: Caller,
    id: string,
    { version = null, note = '' }: { readonly version?: number | null; readonly note?: string },
  ): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    const open = underWay(deployment)
    if (open && (version === null || version === deployment.version)) return takeBack(deps, caller, deployment, open, note)
    if (version === deployment.version) return deployment
    if (open && version === open.version) return promote(deps, caller, deployment, open)
    if (deployment.targetStatus !== 'STOPPED' || deployment.status !== 'STOPPED') mustAllow('reconfigure', deployment)
    const to = await versionTo(deps, deployment, version)
    await mustStillWork(deps, caller, to)
    const { configurationId, spread, number } = to
    const ended = { at: deps.clock.now(), why: `version ${number} took its place`, by: caller.principal.id }
    const history = open ? withdrawn(open, ended).history : undefined
    const want = { ...deployment, configurationId, spread, version: number, rollout: null, lastOperation: 'UPDATE' } as const
    return writeWant(deps, caller, deployment, want, history)
  }

async function begin(
  deps: Deps,
  caller: Caller,
  deployment: Deployment,
  configurationId: string,
  asked: RolloutAsked,
  note: string,
): Promise<Deployment> {
  const plan = readRollout(null, asked)
  await mustBeBeside(deps, caller, deployment, configurationId, plan.strategy)
  const now = deps.clock.now()
  const number = (await deps.store.deploymentVersions.newest(deployment.id)) + 1
  const when = { startedAt: now, stepAt: now, ended: null }
  const rollout: Rollout = { id: deps.newIds.uuid(), configurationId, version: number, ...plan, ...when }
  const made: DeploymentVersion = {
    deploymentId: deployment.id,
    number,
    previous: deployment.version,
    configurationId,
    spread: null,
    note,
    createdBy: caller.principal.id,
    createdAt: now,
    withdrawn: null,
  }
  return writeWant(deps, caller, deployment, { ...deployment, rollout, lastOperation: 'UPDATE' }, { made })
}

async function adjust(
  deps: Deps,
  caller: Caller,
  deployment: Deployment,
  open: Rollout,
  asked: RolloutAsked,
): Promise<Deployment> {
  const plan = readRollout(open, asked)
  if (plan.strategy !== open.strategy) await mustBeBeside(deps, caller, deployment, open.configurationId, plan.strategy)
  const moved = plan.percent !== open.percent || plan.strategy !== open.strategy || asked.steps !== undefined
  const next: Rollout = { ...open, ...plan, stepAt: moved ? deps.clock.now() : open.stepAt }
  if (JSON.stringify(next) === JSON.stringify(open)) return deployment
  return writeWant(deps, caller, deployment, { ...deployment, rollout: next, lastOperation: 'UPDATE' }, undefined)
}

function promote(deps: Deps, caller: Caller, deployment: Deployment, open: Rollout): Promise<Deployment> {
  const { configurationId, version } = open
  const want = { ...deployment, configurationId, spread: null, rollout: null, version, lastOperation: 'UPDATE' } as const
  return writeWant(deps, caller, deployment, want, undefined)
}

function takeBack(deps: Deps, caller: Caller, deployment: Deployment, open: Rollout, note: string): Promise<Deployment> {
  const ended = { at: deps.clock.now(), why: note === '' ? 'somebody asked for it' : note, by: caller.principal.id }
  const { rollout, history } = withdrawn(open, ended)
  return writeWant(deps, caller, deployment, { ...deployment, rollout, lastOperation: 'UPDATE' }, history)
}

/** Whether this configuration can run beside the deployment's own. */
async function mustBeBeside(
  deps: Deps,
  caller: Caller,
  deployment: Deployment,
  configurationId: string,
  strategy: Rollout['strategy'],
): Promise<void> {
  const named = 'configurationId'
  if (deployment.spread)
    refuse(
      'a rollout goes from one configuration to another, and this deployment has several targets: give it one first',
      'rollout',
    )
  if (deployment.targetStatus !== 'RUNNING' || deployment.status !== 'RUNNING')
    throw new Failure(
      'precondition',
      `a rollout begins beside a configuration that runs; deployment ${deployment.id} is ${deployment.status}. Without "rollout" the configuration is changed at once`,
      { target: 'rollout' },
    )
  if (configurationId === deployment.configurationId)
    refuse(`${configurationId} is the one that deployment ${deployment.id} uses already; name another`, named)
  const own = await mustFindConfiguration(deps, caller.resourceGroup, deployment.configurationId)
  const next = await mustFindConfiguration(deps, caller.resourceGroup, configurationId)
  if (own.scenarioId !== next.scenarioId)
    refuse(`${next.id} is of scenario ${next.scenarioId}; deployment ${deployment.id} is of ${own.scenarioId}`, named)
  const [placed, beside] = [await placedOf(deps, own), await mustBePlaceable(deps, next)]
  mustKeepTerms(deps, deployment, next, beside)
  const [pool, other] = [placed, beside].map((each) => takingOf(deployment.terms, deployment, each?.model?.name ?? null)?.model)
  if (placed && beside && pool !== other)
    refuse(
      `serves ${other}, and the capacity of deployment ${deployment.id} is of ${pool}: change it at once, without "rollout"`,
      named,
    )
  const [mine, theirs] = [placed?.transformer?.revision, beside?.transformer?.revision]
  if (placed && beside && mine !== theirs)
    refuse('has another transformer than the configuration in use; change it at once, without "rollout"', named)
  if (strategy !== 'canary' && (mine || theirs))
    refuse(`${strategy} needs configurations without a transformer: what it makes of a call is not copied`, 'rollout.strategy')
}

/** What runs already need not be placeable now, to be rolled away from. */
const placedOf = (deps: Deps, configuration: Configuration) =>
  mustBePlaceable(deps, configuration).catch((error: unknown) => {
    if (error instanceof Failure) return null
    throw error
  })

async function versionTo(deps: Deps, deployment: Deployment, number: number | null): Promise<DeploymentVersion> {
  if (number === null) {
    const present = await deps.store.deploymentVersions.get(deployment.id, deployment.version)
    if (!present?.previous)
      throw new Failure('precondition', `deployment ${deployment.id} has no version before ${deployment.version} to go back to`, {
        target: 'version',
      })
    return versionTo(deps, deployment, present.previous)
  }
  const found = await deps.store.deploymentVersions.get(deployment.id, number)
  if (found) return found
  throw new Failure('not_found', `deployment ${deployment.id} has no version ${number}`, { target: 'version' })
}

/** What it needed then may be gone: a connection, a model version. */
async function mustStillWork(deps: Deps, caller: Caller, to: DeploymentVersion): Promise<void> {
  for (const id of configurationsOf({ ...to, rollout: null })) {
    const configuration = await mustFindConfiguration(deps, caller.resourceGroup, id)
    try {
      await mustBePlaceable(deps, configuration)
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause
      const { details } = cause
      throw new Failure(cause.code, `version ${to.number} cannot run any more: ${cause.message}`, details, { cause })
    }
  }
}

function mustBeUnderWay(deployment: Deployment): Rollout {
  const open = underWay(deployment)
  if (open) return open
  throw new Failure('precondition', `deployment ${deployment.id} is in the middle of no rollout`, { target: 'rollout' })
}

function refuse(trouble: string, target: string): never {
  throw new Failure('invalid', `${target}: ${trouble}`, { target })
}
