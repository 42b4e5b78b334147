import { freeName } from '../../decide/deployment-name.ts'
import { parseTtl } from '../../decide/ttl.ts'
import type { Configuration } from '../../domain/configuration.ts'
import type { Deployment, HangupPolicy } from '../../domain/deployment.ts'
import { Failure } from '../../domain/failure.ts'
import type { ControlDeps } from '../deps.ts'
import type { Audit, Caller } from './caller.ts'
import { mustFindConfiguration } from './configurations.ts'
import { mustHaveRoom } from './limits.ts'
import { mustBePlaceable } from './placeable.ts'
import { mustHavePlanRoom } from './plan-use.ts'
import { mustHaveInstances, type ScalingAsked, scalingAfter, usualScaling } from './scaling.ts'
import { readTargets, type TargetsAsked } from './targets.ts'

export type NewDeployment = {
  readonly configurationId: string
  readonly ttl: string | null
  /** null: made from the configuration's name, or the model's. */
  readonly name: string | null
  /** Absent: the configuration alone. */
  readonly targets?: TargetsAsked
  /** Absent: `abort`. */
  readonly onHangup?: HangupPolicy
  /** Absent: one instance. */
  readonly scaling?: ScalingAsked
  /** Absent: RUNNING. STOPPED: all is checked and written down, and nothing starts until it is asked to. */
  readonly targetStatus?: 'RUNNING' | 'STOPPED'
}

type Deps = Pick<ControlDeps, 'store' | 'clock' | 'newIds' | 'place' | 'kick' | 'executables'> & { readonly audit: Audit }

/** Writes down what is wanted and wakes the reconciler; nothing runs yet when this returns. */
export const createDeployment =
  (deps: Deps) =>
  async (caller: Caller, request: NewDeployment): Promise<Deployment> => {
    if (caller.principal.deployments !== '*') {
      throw new Failure(
        'forbidden',
        `this credential is limited to deployments ${caller.principal.deployments.join(', ') || '(none)'} and cannot create another`,
      )
    }
    if (request.ttl !== null) parseTtl(request.ttl)
    const configuration = await mustFindConfiguration(deps, caller.resourceGroup, request.configurationId)
    const placed = await mustBePlaceable(deps, configuration)
    const spread = request.targets ? await readTargets(deps, configuration, request.targets) : null
    if (request.scaling && !spread) mustHaveInstances(placed)
    const scaling = request.scaling ? scalingAfter(null, request.scaling) : usualScaling(deps.executables, configuration)
    await mustHaveRoom(deps, 'deployments')
    const { onHangup = 'abort', targetStatus = 'RUNNING' } = request
    const want = { configurationId: configuration.id, spread, scaling, onHangup, targetStatus } as const
    await mustHavePlanRoom(deps, { id: '', resourceGroup: caller.resourceGroup }, { ...want, rollout: null })
    const insert = async (name: string): Promise<Deployment> => {
      const deployment = { ...fresh(deps, configuration, request.ttl, name), ...want }
      await deps.store.deployments.insert(deployment, caller.principal.id)
      return deployment
    }
    const deployment = await (request.name
      ? insert(request.name)
      : insertNamed(deps, configuration, placed?.model?.name ?? 'deployment', insert))
    deps.audit('deployment created', {
      deploymentId: deployment.id,
      resourceGroup: caller.resourceGroup,
      by: caller.principal.id,
    })
    await deps.kick(deployment.id)
    return deployment
  }

/** Another create may take the name between our look and our insert: look again then. */
const insertNamed = async (
  { store }: Pick<Deps, 'store'>,
  configuration: Configuration,
  modelName: string,
  insert: (name: string) => Promise<Deployment>,
): Promise<Deployment> => {
  const taken = (name: string) => store.deployments.nameTaken(configuration.resourceGroup, name)
  for (let attempt = 1; ; attempt += 1) {
    const fallback = await freeName(modelName, 'deployment', async () => false)
    try {
      return await insert(await freeName(configuration.name, fallback, taken))
    } catch (cause) {
      if (!(cause instanceof Failure) || cause.code !== 'conflict' || attempt === 20) throw cause
    }
  }
}

const fresh = ({ clock, newIds }: Deps, configuration: Configuration, ttl: string | null, name: string): Deployment => {
  const now = clock.now()
  return {
    id: newIds.deployment(),
    resourceGroup: configuration.resourceGroup,
    name,
    ttl,
    configurationId: configuration.id,
    targetStatus: 'RUNNING',
    lastOperation: 'CREATE',
    spread: null,
    onHangup: 'abort',
    scaling: null,
    scaled: null,
    rollout: null,
    version: 1,
    targetsSeen: null,
    instancesRunning: null,
    generation: 1,
    status: 'UNKNOWN',
    statusMessage: '',
    observedGeneration: 0,
    modelVersion: null,
    latestRunningConfigurationId: null,
    startTime: null,
    completionTime: null,
    createdAt: now,
    modifiedAt: now,
    submissionTime: now,
  }
}
