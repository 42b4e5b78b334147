import type { TermsAsked } from '../../decide/settle-terms.ts'
import type { Configuration } from '../../domain/configuration.ts'
import type { Deployment } from '../../domain/deployment.ts'
import { Failure } from '../../domain/failure.ts'
import type { ModelVersion } from '../../domain/registry.ts'
import type { Terms } from '../../domain/terms.ts'
import { withoutSecrets } from '../../domain/without-secrets.ts'
import type { Caller } from './caller.ts'
import type { DraftDeps } from './configurations.ts'
import { type CreateDeps, checkNew, deployNew, type NewDeployment } from './create-deployment.ts'
import { fileOffers } from './file-offers.ts'
import { listing, short } from './listing.ts'
import { listOffers, type Offer, type OfferDeps, offersOf, onTerms } from './offers.ts'
import { versionOf, waysByScript } from './scripted-offers.ts'

export type ModelDeployment = Pick<NewDeployment, 'name' | 'ttl' | 'scaling'> & {
  /** Of the catalog, of the group's registry, of a model file that is here, or as the executable that is named calls it. */
  readonly model: string
  /** null: the default one; it is followed unless there is an upgrade policy. */
  readonly version: string | null
  /** null: the only one that has it. */
  readonly executableId: string | null
  readonly connection: string | null
  /** More parameters of the executable. */
  readonly parameters: Configuration['parameterBindings']
  readonly terms: TermsAsked
}

type Way = Pick<Offer, 'model' | 'source' | 'executable' | 'connection' | 'versions' | 'sha256'>

/** A model deployed in one go: its configuration is written together with the deployment, or nothing is. */
export const deployModel =
  (deps: OfferDeps & CreateDeps & DraftDeps) =>
  async (caller: Caller, asked: ModelDeployment): Promise<Deployment> => {
    const { draft, request } = plan(await choose(deps, caller, asked), asked)
    return deployNew(deps)(caller, draft, request)
  }

/** How a model would be deployed. */
export type ModelTrial = {
  readonly executableId: string
  readonly connection: string | null
  readonly version: string | null
  readonly terms: Terms
}

/** Everything but the writing: throws what `deployModel` would throw. */
export const tryModel =
  (deps: OfferDeps & CreateDeps & DraftDeps) =>
  async (caller: Caller, asked: ModelDeployment): Promise<ModelTrial> => {
    const way = await choose(deps, caller, asked)
    const { draft, request } = plan(way, asked)
    const { terms } = await checkNew(deps)(caller, draft, request)
    const version = draft.parameterBindings.find(({ key }) => key === 'modelVersion')?.value ?? null
    return { executableId: draft.executableId, connection: way.connection, version, terms }
  }

function plan(way: Way, asked: ModelDeployment) {
  const { name, ttl, scaling, terms } = asked
  const { model } = way
  const draft = {
    name: (name ?? model).slice(0, 256),
    scenarioId: way.executable.scenarioId,
    executableId: way.executable.id,
    parameterBindings: bindings(way, asked),
    inputArtifactBindings: [],
  }
  return { draft, request: { name, ttl, terms, ...(scaling ? { scaling } : {}) } }
}

function bindings(way: Way, { version, terms, parameters }: ModelDeployment): Configuration['parameterBindings'] {
  const { model, executable, sha256 } = way
  if (version !== null && sha256 !== undefined)
    throw new Failure('invalid', `version: ${short(model)} is a model file, which has none; leave it out`, { target: 'version' })
  // Who says when it is to be upgraded gets the version of today, which stays until then.
  const today = way.versions.find(({ isDefault }) => isDefault)?.name ?? null
  const pinned = version ?? (terms.upgradePolicy ? today : null)
  const own = {
    ...(way.source === 'registry' ? { model } : { modelName: model }),
    ...(sha256 === undefined || !executable.servesFile ? {} : { [executable.servesFile.parameter]: sha256 }),
    ...(pinned === null ? {} : { modelVersion: pinned }),
    ...(way.connection === null ? {} : { connection: way.connection }),
  }
  const twice = parameters.find(({ key }) => Object.hasOwn(own, key))
  if (twice)
    throw new Failure('invalid', `parameters: "${short(twice.key)}" follows from model, version and connection; leave it out`, {
      target: `parameters.${short(twice.key)}`,
    })
  return [...Object.entries(own).map(([key, value]) => ({ key, value })), ...parameters]
}

/** Throws `Failure('invalid')` that names the ways there are, where none or several fit. */
async function choose(deps: OfferDeps, caller: Caller, asked: ModelDeployment): Promise<Way> {
  const { model, executableId, connection, terms } = asked
  const scripted = await waysByScript(deps, caller.resourceGroup, asked)
  const listed = scripted ? onTerms(deps, scripted, terms.residency ?? 'global') : await offersOf(deps)(caller, model)
  const registered = await versionOf(deps.store, caller.resourceGroup, asked)
  // What the catalog or the registry knows is meant, even where a file goes by the same name.
  const all = listed.length > 0 || registered ? listed : await filesOf(deps, asked)
  const fitting = all.filter(
    (each) =>
      (executableId === null || each.executable.id === executableId) &&
      (connection === null || each.connection === connection) &&
      (terms.type === undefined || each.types.some(({ type }) => type === terms.type)),
  )
  const [way, other] = fitting
  if (way && !other) return way
  if (way)
    refuse(
      `${short(model)} can be had from ${listing(fitting.map(wordsOf))}: say which by ${way.sha256 ? 'the SHA-256 of the file' : 'executableId and connection'}`,
    )
  const named = executableId === null ? undefined : deps.executables.find(executableId)
  if (executableId !== null && !named) {
    const known = listing(
      deps.executables.list().map(({ id }) => id),
      30,
    )
    refuse(`there is no executable "${short(executableId)}"; there are ${known}`, 'executableId')
  }
  const isOffered = all.some((each) => each.executable === named)
  const source = registered && named?.registered ? 'registry' : 'catalog'
  // What no list knows may still be something that this executable can serve: it says itself what is wrong.
  if (named && !isOffered) return { model, source, executable: named, connection, versions: [] }
  if (all.length > 0) return refuse(`${short(model)} can be had from ${listing(all.map(wordsOf))}: ask for one of these`)
  if (registered) return refuse(scriptNeeded(registered))
  return refuse(await unavailable(deps, caller, model))
}

/** None where the request names the file itself. */
const filesOf = async (deps: OfferDeps, { model, parameters, terms }: ModelDeployment): Promise<readonly Offer[]> =>
  (await fileOffers(deps)(model, terms.residency ?? 'global')).filter(
    ({ executable }) => !parameters.some(({ key }) => key === executable.servesFile?.parameter),
  )

const scriptNeeded = ({ name, version, framework }: ModelVersion): string =>
  `version ${version} of ${name}${framework === null ? '' : ` (${framework})`} needs a predictor script: keep one with POST /v2/lm/registry/models/${name}/versions/${version}/artifacts and name it by the parameter artifactVersion, or name an executableId that can serve the model without`

async function unavailable(deps: OfferDeps, caller: Caller, model: string): Promise<string> {
  const { catalog, executables } = deps
  const providers = catalog.models().filter((each) => each.model === model)
  const installed = providers.flatMap(({ executableId }) => executables.find(executableId) ?? [])
  if (installed.length > 0)
    return `${short(model)} is offered by ${listing(installed.map(({ id }) => id))}, and this resource group has no connection to any of them, of its own or shared: create one with POST /v2/admin/connections`
  if (providers.length > 0) return `${short(model)} is in the catalog, but nothing here serves it; name an executableId that can`
  if (model.includes('://')) {
    const shown = short(withoutSecrets(model))
    return `model file ${shown} is not here; import it first: lectern models pull ${shown}`
  }
  const here = [...(await listOffers(deps)(caller)), ...(await fileOffers(deps)(null))].map((each) => each.model)
  const known = `what can be deployed here: ${listing([...new Set(here)].toSorted())}`
  return `there is no model "${short(model)}" in the catalog, in the registry of this resource group or among the model files here; ${known}; or name an executableId that can serve it`
}

const wordsOf = ({ executable, connection, types, sha256 }: Offer): string =>
  `${executable.id}${sha256 === undefined ? '' : ` with the file ${sha256}`}${connection === null ? '' : ` by connection ${connection}`} (${types.map(({ type }) => type).join(', ')})`

function refuse(trouble: string, target = 'model'): never {
  throw new Failure('invalid', `${target}: ${trouble}`, { target })
}
