import type { Caller } from '../../../control/platform/caller.ts'
import type { NewConfiguration } from '../../../control/platform/configurations.ts'
import { noInferenceLog } from '../../../domain/inference-log.ts'
import { filesFolder, type ModelVersion } from '../../../domain/registry.ts'
import { plainName } from '../address.ts'
import { numbered, refusal } from '../errors.ts'
import { applySettings } from './apply-settings.ts'
import { mustBePossible } from './not-yet.ts'
import { modelOf, mustBeNamed, mustFitModel, mustStaySame } from './serving-check.ts'
import { configurationOf } from './serving-configuration.ts'
import { activeVersion, type ServingRecord, type ServingVersion } from './serving-record.ts'
import type { ServingRequest } from './serving-request.ts'
import { artifactOf, showScripts } from './serving-scripts.ts'
import { batcherOf, logOf, scalingOf, topicNamed } from './serving-settings.ts'
import { requestFrom, type ServingView } from './serving-shape.ts'
import type { ServingDeps, Servings } from './servings.ts'

type Deps = ServingDeps & { readonly servings: Servings }
type Drafted = {
  readonly model: ModelVersion
  readonly artifactVersion: number
  readonly configuration: NewConfiguration
}

/** Writes a new deployment down; it stands still until it is started. */
export async function createServing(deps: Deps, caller: Caller, asked: ServingRequest): Promise<ServingView> {
  // Clients before 4.8 name a deployment after its model unless told otherwise, and a model's name may hold more.
  const request = asked.name === asked.modelName ? { ...asked, name: plainName(asked.name) } : asked
  mustBeNamed(request)
  const { items } = await deps.platform.listDeployments(caller, {}, {})
  const taken = items.find(({ deployment }) => deployment.name === request.name)
  if (taken?.deployment.targetStatus === 'DELETED') throw leaving(request.name)
  if (taken) throw duplicate(request.name)
  const drafted = await draft(deps, caller, request, null)
  const order = {
    ttl: null,
    name: request.name,
    scaling: scalingOf(request),
    targetStatus: 'STOPPED',
  } as const
  const made = await numbered({ invalid: 240009, not_found: 240009, conflict: 240011, limited: 240026 }, () =>
    deps.platform.deployNew(caller, drafted.configuration, order),
  )
  const version: ServingVersion = {
    version: 1,
    configurationId: made.configurationId,
    request: kept(request),
    artifactVersion: drafted.artifactVersion,
    createdAt: made.createdAt,
    createdBy: caller.principal.name,
    changedAt: null,
    changedBy: null,
  }
  const record: ServingRecord = { active: 1, versions: [version], tags: request.tags?.items.map(tagOf) ?? [] }
  await deps.servings.keep(made.id, record)
  await showScripts(deps, caller, drafted.model, version)
  const set = await applySettings(deps, caller, made.id, request).catch(async (cause: unknown) => {
    // Nobody knows of it yet, so nothing is left of what was refused.
    await deps.platform.discardDeployment(caller, made.id)
    throw cause
  })
  await deps.servings.keep(made.id, { ...record, versions: [{ ...version, request: kept(set) }] })
  return deps.servings.again(caller, made.id)
}

/** Changes the version that is active, or makes a new one of it. What runs goes on until the change is ready. */
export async function changeServing(
  deps: Deps,
  caller: Caller,
  view: ServingView,
  asked: ServingRequest,
  asNewVersion: boolean,
): Promise<ServingView> {
  const { deployment } = view
  if (asked.name !== deployment.name)
    throw refusal('invalid', 240002, `name is ${deployment.name} and stays so: addresses are made of it`, 'name')
  const before = activeVersion(view.record, view)
  const was = before?.request ?? requestFrom(view)
  const request = { ...asked, ...sameEnvironment(was, asked) }
  mustStaySame(was, request)
  const drafted = await draft(deps, caller, request, before)
  const what = sameAs(drafted.configuration, view)
    ? { configurationId: view.configuration.id }
    : { configuration: drafted.configuration }
  const { configurationId } = await numbered({ invalid: 240009, not_found: 240009, precondition: 240003 }, () =>
    deps.platform.redefineDeployment(caller, deployment.id, { ...what, scaling: scalingOf(request) }),
  )

  const now = deps.platform.now()
  const record: ServingRecord = view.record ?? { active: 0, versions: [], tags: [] }
  const highest = Math.max(0, ...record.versions.map((each) => each.version))
  const edited = asNewVersion ? null : before
  const version: ServingVersion = {
    version: edited?.version ?? highest + 1,
    configurationId,
    request: kept(request),
    artifactVersion: drafted.artifactVersion,
    createdAt: edited?.createdAt ?? now,
    createdBy: edited?.createdBy ?? caller.principal.name,
    changedAt: edited ? now : null,
    changedBy: edited ? caller.principal.name : null,
  }
  const others = record.versions.filter((each) => each.version !== version.version)
  const keep = (made: ServingVersion) =>
    deps.servings.keep(deployment.id, { ...record, active: version.version, versions: [...others, made] })
  await keep(version)
  await showScripts(deps, caller, drafted.model, version)
  await keep({ ...version, request: kept(await applySettings(deps, caller, deployment.id, request)) })
  return deps.servings.again(caller, deployment.id)
}

/** Clients before 4.6 do not read the environment that they are told, and so send none: it stays. */
const sameEnvironment = (
  was: ServingRequest,
  { predictorEnvironment, environmentDTO }: ServingRequest,
): Partial<ServingRequest> =>
  predictorEnvironment || environmentDTO
    ? {}
    : { predictorEnvironment: was.predictorEnvironment, environmentDTO: was.environmentDTO }

/** Makes an earlier version the active one again. */
export async function rollBack(deps: Deps, caller: Caller, view: ServingView, number: number): Promise<ServingView> {
  const record = view.record
  const version = record?.versions.find((each) => each.version === number)
  if (!record || !version) {
    const known = record?.versions.map((each) => each.version).join(', ') || 'none'
    throw refusal('invalid', 240002, `version ${number} does not exist; there are ${known}`, 'version')
  }
  const { id } = view.deployment
  await numbered({ invalid: 240009, precondition: 240003 }, () =>
    deps.platform.redefineDeployment(caller, id, {
      configurationId: version.configurationId,
      scaling: scalingOf(version.request),
    }),
  )
  const now = activeVersion(record, view)?.request ?? requestFrom(view)
  const versions = record.versions.map((each) =>
    each === version ? { ...each, request: { ...each.request, ...notOfAVersion(now) } } : each,
  )
  await deps.servings.keep(id, { ...record, active: number, versions })
  return deps.servings.again(caller, id)
}

/** What is the deployment's, whichever version runs. */
const notOfAVersion = ({
  description,
  batchingConfiguration,
  inferenceLogging,
  kafkaTopicDTO,
}: ServingRequest): Partial<ServingRequest> => ({
  description,
  batchingConfiguration,
  inferenceLogging,
  kafkaTopicDTO,
})

/** Everything that can be wrong is found here, before anything is written down but scripts. */
async function draft(deps: Deps, caller: Caller, request: ServingRequest, before: ServingVersion | null): Promise<Drafted> {
  const group = caller.resourceGroup
  const model = await modelOf(deps.registry, group, request)
  mustBePossible(request, deps)
  await mustFitModel(deps.registry, group, request, model, filesFolder(model.name, model.version))
  const { scopes } = caller.principal
  configurationOf(request, model, 0, scopes)
  scalingOf(request)
  batcherOf(request)
  logOf(request, noInferenceLog, deps.platform.kafkaBrokers.length > 0)
  const topic = topicNamed(request)
  if (topic !== null && topic !== before?.request.kafkaTopicDTO?.name)
    await numbered({ not_found: 240022, unavailable: 190021 }, () => deps.platform.requireTopic(caller, topic))
  const artifactVersion = await artifactOf(deps, caller, request, model, before)
  return { model, artifactVersion, configuration: configurationOf(request, model, artifactVersion, scopes) }
}

const sameAs = (draft: NewConfiguration, { configuration }: ServingView): boolean =>
  draft.executableId === configuration.executableId &&
  JSON.stringify(sorted(draft.parameterBindings)) === JSON.stringify(sorted(configuration.parameterBindings))

const sorted = (bindings: NewConfiguration['parameterBindings']) =>
  bindings.map(({ key, value }) => [key, value] as const).toSorted(([a], [b]) => (a < b ? -1 : 1))

/** Fields of the deployment as a whole, and what only this once was meant, are not the version's. */
const kept = ({ id: _id, tags: _tags, artifactVersion: _artifact, ...request }: ServingRequest): ServingRequest => request

const tagOf = ({ name, value }: { name: string; value?: unknown }) => ({ name, value: parsed(value) })

/** Objects come as JSON text. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value ?? null
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

const leaving = (name: string) =>
  refusal('conflict', 240026, `the deployment ${name} is still being deleted; try again in a moment`, 'name')

const duplicate = (name: string) =>
  refusal('invalid', 240011, `there is a deployment ${name} in this project already; choose another name`, 'name')
