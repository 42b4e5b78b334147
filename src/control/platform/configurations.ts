import type { Configuration } from '../../domain/configuration.ts'
import { Failure } from '../../domain/failure.ts'
import type { Executable } from '../../executables/define.ts'
import type { ConfigurationFilter, Page, Window } from '../../store/store.ts'
import type { Catalog } from '../catalog/load-catalog.ts'
import type { ControlDeps } from '../deps.ts'
import type { Caller } from './caller.ts'
import { mustFindExecutable } from './executables.ts'
import { mustGiveNoMore } from './give-access.ts'
import { listing, short } from './listing.ts'
import { type Parameters, readParameters } from './parameters.ts'

export type NewConfiguration = Pick<
  Configuration,
  'name' | 'scenarioId' | 'executableId' | 'parameterBindings' | 'inputArtifactBindings'
>

export type DraftDeps = Pick<ControlDeps, 'store' | 'clock' | 'newIds' | 'executables'> & {
  readonly catalog: Pick<Catalog, 'models' | 'resolve'>
}

/**
 * Checks all that can never become true later: parameters, artifacts, model names. What can (a connection that is not there yet,
 * files still on their way) is checked when a deployment is made of it.
 */
export const createConfiguration =
  (deps: DraftDeps) =>
  async (caller: Caller, draft: NewConfiguration): Promise<Configuration> => {
    const configuration = await draftConfiguration(deps, caller, draft)
    await deps.store.configurations.insert(configuration)
    return configuration
  }

/** As `createConfiguration`, but written down nowhere. */
export async function draftConfiguration(deps: DraftDeps, caller: Caller, draft: NewConfiguration): Promise<Configuration> {
  const { resourceGroup } = caller
  const executable = mustFindExecutable(deps.executables, draft.scenarioId, draft.executableId)
  const parameters = readParameters(executable, draft.parameterBindings)
  mustGiveNoMore(caller, parameters)
  const urls = await readArtifacts(deps, resourceGroup, executable, draft.inputArtifactBindings)
  // A file can be named by a parameter as well as by an artifact (as `place` reads it).
  const bound = typeof parameters['modelFile'] === 'string' ? { model: parameters['modelFile'], ...urls } : urls
  mustHaveRequired(executable, bound)
  mustKnowModel(deps.catalog, executable, parameters, bound)
  return { ...draft, id: deps.newIds.uuid(), resourceGroup, createdAt: deps.clock.now() }
}

export const getConfiguration =
  ({ store }: Pick<ControlDeps, 'store'>) =>
  async ({ resourceGroup }: Caller, id: string): Promise<Configuration> => {
    const configuration = await store.configurations.get(resourceGroup, id)
    if (!configuration)
      throw new Failure('not_found', `Configuration ${id} not found in this resource group`, { target: 'configurationId' })
    return configuration
  }

/** For bodies, where an unknown id is a mistake in a field: names the newest ones there are. */
export const mustFindConfiguration = async (
  { store }: Pick<ControlDeps, 'store'>,
  resourceGroup: string,
  id: string,
): Promise<Configuration> => {
  const configuration = await store.configurations.get(resourceGroup, id)
  if (configuration) return configuration
  const { items } = await store.configurations.list(resourceGroup, { top: 10 })
  const known =
    items.length > 0 ? `; configurations here are ${items.map((each) => `${each.id} (${short(each.name)})`).join(', ')}` : ''
  throw new Failure('invalid', `configurationId "${short(id)}" does not exist in this resource group${known}`, {
    target: 'configurationId',
  })
}

export const listConfigurations =
  ({ store }: Pick<ControlDeps, 'store'>) =>
  ({ resourceGroup }: Caller, filter: ConfigurationFilter & Partial<Window>): Promise<Page<Configuration>> =>
    store.configurations.list(resourceGroup, filter)

/** URLs by input name. */
const readArtifacts = async (
  { store }: Pick<DraftDeps, 'store'>,
  resourceGroup: string,
  executable: Executable,
  bindings: Configuration['inputArtifactBindings'],
): Promise<Record<string, string>> => {
  const urls: Record<string, string> = {}
  for (const { key, artifactId } of bindings) {
    const target = `inputArtifactBindings.${short(key)}`
    const input = Object.hasOwn(executable.artifacts, key) ? executable.artifacts[key] : undefined
    if (!input) {
      const known = listing(Object.keys(executable.artifacts))
      throw new Failure(
        'invalid',
        `inputArtifactBindings: executable ${executable.id} has no input "${short(key)}"; its inputs are: ${known}`,
        { target },
      )
    }
    if (urls[key] !== undefined)
      throw new Failure('invalid', `inputArtifactBindings: input "${key}" is bound twice; bind it once`, { target })
    const artifact = await store.artifacts.get(resourceGroup, artifactId)
    if (!artifact) {
      const { items } = await store.artifacts.list(resourceGroup, { kind: input.kind, top: 10 })
      const known = listing(items.map((each) => `${each.id} (${short(each.name)})`))
      const message = `inputArtifactBindings: artifact "${short(artifactId)}" for "${key}" does not exist in this resource group; artifacts of kind ${input.kind} here: ${known}`
      throw new Failure('invalid', message, { target })
    }
    if (artifact.kind !== input.kind) {
      throw new Failure(
        'invalid',
        `inputArtifactBindings: artifact ${artifact.id} is of kind ${artifact.kind}; "${key}" needs kind ${input.kind}`,
        { target },
      )
    }
    urls[key] = artifact.url
  }
  return urls
}

const mustHaveRequired = (executable: Executable, bound: Readonly<Record<string, string>>): void => {
  const missing = Object.entries(executable.artifacts).find(([key, input]) => input.required && bound[key] === undefined)
  if (!missing) return
  const [key, { kind, description }] = missing
  const message = `inputArtifactBindings.${key} is required: an artifact of kind ${kind} (${description})`
  throw new Failure('invalid', message, { target: `inputArtifactBindings.${key}` })
}

/** A retired version passes here: the configuration may be older than its retirement, and deployments of it are refused with the replacement. */
const mustKnowModel = (
  catalog: DraftDeps['catalog'],
  executable: Executable,
  parameters: Parameters,
  bound: Readonly<Record<string, string>>,
): void => {
  const model = executable.modelOf(parameters)
  if (!model || !executable.catalogued(parameters, bound)) return
  const resolution = catalog.resolve(executable.id, model.name, model.version)
  if (resolution.kind !== 'unknown') return
  const isKnown = resolution.known.length > 0
  const [field, value] = isKnown ? ['modelVersion', model.version] : ['modelName', model.name]
  const trouble = isKnown ? `is not a version of ${model.name}` : `is not in the catalog of executable ${executable.id}`
  const known = isKnown ? listing(['latest', ...resolution.known]) : listing(livingModels(catalog, executable.id), 40)
  const message = `parameterBindings.${field} "${short(value)}" ${trouble}; known are ${known}`
  throw new Failure('invalid', message, { target: `parameterBindings.${field}` })
}

const livingModels = (catalog: DraftDeps['catalog'], executableId: string): string[] =>
  catalog
    .models()
    .filter(
      (each) => each.executableId === executableId && catalog.resolve(executableId, each.model, undefined).kind !== 'retired',
    )
    .map((each) => each.model)
