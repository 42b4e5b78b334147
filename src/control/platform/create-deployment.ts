import { freeName } from '../../decide/deployment-name.ts'
import type { TermsAsked, TermsFacts } from '../../decide/settle-terms.ts'
import { parseTtl } from '../../decide/ttl.ts'
import type { Configuration } from '../../domain/configuration.ts'
import type { Deployment, HangupPolicy } from '../../domain/deployment.ts'
import { Failure } from '../../domain/failure.ts'
import { type Terms, termsOf } from '../../domain/terms.ts'
import type { ControlDeps, Placed } from '../deps.ts'
import type { LimitsFeed } from '../limits-feed.ts'
import type { Audit, Caller } from './caller.ts'
import { type DraftDeps, draftConfiguration, mustFindConfiguration, type NewConfiguration } from './configurations.ts'
import { mustHaveRoom } from './limits.ts'
import { mustBePlaceable } from './placeable.ts'
import { mustHavePlanRoom } from './plan-use.ts'
import { mustHaveUnits } from './pools.ts'
import { mustHaveInstances, type ScalingAsked, scalingAfter, usualScaling } from './scaling.ts'
import { mustBeSpillover } from './spillover.ts'
import { readTargets, type TargetsAsked } from './targets.ts'
import { applyTerms, type TermsDeps, takingOf, termsFacts, ttlOn } from './terms.ts'

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
  /** Absent: as is usual for what has instances here, or for what has not. */
  readonly terms?: TermsAsked
  /** Absent: RUNNING. STOPPED: all is checked and written down, and nothing starts until it is asked to. */
  readonly targetStatus?: 'RUNNING' | 'STOPPED'
}

export type CreateDeps = Pick<ControlDeps, 'store' | 'clock' | 'newIds' | 'place' | 'kick' | 'executables'> &
  TermsDeps & { readonly audit: Audit; readonly limits: Pick<LimitsFeed, 'changed'> }

/** Writes down what is wanted and wakes the reconciler; nothing runs yet when this returns. */
export const createDeployment =
  (deps: CreateDeps) =>
  async (caller: Caller, request: NewDeployment): Promise<Deployment> => {
    mustBeInOrder(caller, request)
    const configuration = await mustFindConfiguration(deps, caller.resourceGroup, request.configurationId)
    return deployConfiguration(deps, caller, configuration, request)
  }

/** A configuration and its deployment, both or neither. */
export const deployNew =
  (deps: CreateDeps & DraftDeps) =>
  async (caller: Caller, draft: NewConfiguration, request: Omit<NewDeployment, 'configurationId'>): Promise<Deployment> => {
    mustBeInOrder(caller, request)
    return deployConfiguration(deps, caller, await draftConfiguration(deps, caller, draft), request, true)
  }

/** What would be deployed. `placed` null: something that it needs is still on its way. */
export type Trial = { readonly configuration: Configuration; readonly terms: Terms; readonly placed: Placed | null }

/** All that `deployNew` would look at. Writes nothing, throws what that would throw, and tells on what terms it would be. */
export const checkNew =
  (deps: CreateDeps & DraftDeps) =>
  async (caller: Caller, draft: NewConfiguration, request: Omit<NewDeployment, 'configurationId'>): Promise<Trial> => {
    mustBeInOrder(caller, request)
    const configuration = await draftConfiguration(deps, caller, draft)
    const { want, facts, taking, placed } = await settled(deps, caller, configuration, request)
    const { name } = request
    if (name && (await deps.store.deployments.nameTaken(caller.resourceGroup, name)))
      throw new Failure('conflict', `a deployment named "${name}" already exists in resource group "${caller.resourceGroup}"`)
    if (taking) await mustHaveUnits(deps, taking)
    return { configuration, terms: termsOf(want, facts.hasInstances), placed }
  }

/** `isNew`: the configuration is nowhere yet; it is written together with the deployment, or neither is. */
export async function deployConfiguration(
  deps: CreateDeps,
  caller: Caller,
  configuration: Configuration,
  request: Omit<NewDeployment, 'configurationId'>,
  isNew = false,
): Promise<Deployment> {
  mustBeInOrder(caller, request)
  const { want, ttl, taking, modelName } = await settled(deps, caller, configuration, request)
  const { terms } = want
  const insert = async (name: string): Promise<Deployment> => {
    const deployment = { ...fresh(deps, configuration, ttl, name), ...want }
    await deps.store.deployments.insert(deployment, caller.principal.id, { taking, ...(isNew ? { configuration } : {}) })
    return deployment
  }
  const deployment = await (request.name ? insert(request.name) : insertNamed(deps, configuration, modelName, insert))
  deps.audit('deployment created', {
    deploymentId: deployment.id,
    resourceGroup: caller.resourceGroup,
    by: caller.principal.id,
  })
  // Before anything answers: its calls are counted from the first on.
  if (terms) await deps.limits.changed(null)
  await deps.kick(deployment.id)
  return deployment
}

/** Everything about it is checked, and what is left is to write it down. */
async function settled(
  deps: CreateDeps,
  caller: Caller,
  configuration: Configuration,
  request: Omit<NewDeployment, 'configurationId'>,
) {
  const placed = await mustBePlaceable(deps, configuration)
  const spread = request.targets ? await readTargets(deps, configuration, request.targets) : null
  if (request.scaling) mustHaveInstances(placed, request.scaling, spread !== null)
  const facts = termsFacts(deps, configuration, placed)
  const { terms, scaling } = agreed(deps, configuration, facts, request)
  if (terms?.spilloverTo) await mustBeSpillover(deps, { id: null, configuration, placed, terms }, terms.spilloverTo)
  const ttl = terms ? ttlOn(terms, request.ttl) : request.ttl
  await mustHaveRoom(deps, 'deployments')
  const { onHangup = 'abort', targetStatus = 'RUNNING' } = request
  const want = { configurationId: configuration.id, spread, scaling, onHangup, targetStatus, terms } as const
  await mustHavePlanRoom(deps, { id: '', resourceGroup: caller.resourceGroup }, { ...want, rollout: null }, [configuration])
  const taking = takingOf(terms, configuration, facts.model)
  return { want, ttl, facts, taking, placed, modelName: placed?.model?.name ?? 'deployment' }
}

/** What is wrong whatever the configuration is. */
function mustBeInOrder({ principal: { deployments } }: Caller, { ttl }: Pick<NewDeployment, 'ttl'>): void {
  if (deployments !== '*') {
    throw new Failure(
      'forbidden',
      `this credential is limited to deployments ${deployments.join(', ') || '(none)'} and cannot create another`,
    )
  }
  if (ttl !== null) parseTtl(ttl)
}

/** On what terms, and with how many instances. */
function agreed(
  deps: CreateDeps,
  configuration: Configuration,
  facts: TermsFacts,
  { terms, scaling: asked }: Omit<NewDeployment, 'configurationId'>,
): Pick<Deployment, 'terms' | 'scaling'> {
  const scaling = asked ? scalingAfter(null, asked) : usualScaling(deps.executables, configuration)
  return terms ? applyTerms({ terms: null, scaling }, terms, facts, asked) : { terms: null, scaling }
}

/** Another create may take the name between our look and our insert: look again then. */
const insertNamed = async (
  { store }: Pick<CreateDeps, 'store'>,
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

const fresh = ({ clock, newIds }: CreateDeps, configuration: Configuration, ttl: string | null, name: string): Deployment => {
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
    terms: null,
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
