import type { ConfigurationManifest } from '../../../../src/client/manifest.ts'
import { type Draft, parameterOf } from './draft.ts'
import type { Executable, Facts, Offer, RegisteredVersion } from './facts.ts'

/** One way to serve what was picked. `key`: distinct among the ways of one thing. */
export type Way = { readonly key: string; readonly executable: Executable; readonly connection: string | null }

/** Models of providers that have a connection, each once. */
export const catalogModels = ({ offers }: Facts): readonly string[] =>
  [...new Set(offers.filter(({ source }) => source === 'catalog').map(({ model }) => model))].sort()

export function offersOf({ offers }: Facts, model: string): readonly Offer[] {
  return offers.filter((each) => each.source === 'catalog' && each.model === model)
}

export const catalogWays = (facts: Facts, model: string): readonly Way[] =>
  offersOf(facts, model).flatMap(({ executableId, connection }) => {
    const executable = facts.executables.find(({ id }) => id === executableId)
    return executable ? [{ key: `${executableId} ${connection ?? ''}`, executable, connection }] : []
  })

/** What serves a registered version: first what needs no script, then what runs one, then whatever takes registered models at all. */
export function registeredWays({ executables }: Facts, { framework }: Pick<RegisteredVersion, 'framework'>): readonly Way[] {
  const rank = ({ frameworks, scriptLanguage }: Executable): number =>
    framework !== null && frameworks.includes(framework) ? 0 : scriptLanguage !== null ? 1 : 2
  return executables
    .filter(({ local, template, parameters }) => local && !template && 'model' in propertiesOf(parameters))
    .filter((each) => framework !== 'GGUF' || rank(each) === 0)
    .filter((each) => rank(each) === 0 || !each.frameworks.includes('GGUF'))
    .sort((one, other) => rank(one) - rank(other))
    .map((executable) => ({ key: executable.id, executable, connection: null }))
}

/** The registered model of a draft. `versions`: the newest first; `said`: which of them is asked for; `way`: what serves it. */
export function registeredIn(draft: Draft, facts: Facts) {
  const model = parameterOf(draft, 'model') ?? null
  const said = parameterOf(draft, 'modelVersion') ?? 'latest'
  const versions = facts.registered.filter(({ name }) => name === model).sort((one, other) => other.version - one.version)
  const version = versions.find((each) => String(each.version) === said) ?? versions[0]
  const ways = version ? registeredWays(facts, version) : []
  const way = ways.find(({ executable }) => executable.id === draft.document.configuration?.executableId)
  return { model, said, versions, version, ways, way }
}

/** Whether a predictor script has to come with it. */
export const needsScript = ({ scriptLanguage }: Executable): boolean => scriptLanguage !== null

export const catalogConfiguration = (
  { executable, connection }: Way,
  model: string,
  version: string | null,
): ConfigurationManifest => ({
  executableId: executable.id,
  scenarioId: executable.scenarioId,
  parameterBindings: {
    modelName: model,
    ...(version === null ? {} : { modelVersion: version }),
    ...(connection === null ? {} : { connection }),
  },
})

export const registeredConfiguration = (
  { executable }: Way,
  model: string,
  version: string,
  artifactVersion: number | null,
): ConfigurationManifest => ({
  executableId: executable.id,
  scenarioId: executable.scenarioId,
  parameterBindings: {
    model,
    modelVersion: version,
    ...(artifactVersion === null || artifactVersion === 0 ? {} : { artifactVersion: String(artifactVersion) }),
  },
})

export const executableConfiguration = (executable: Executable): ConfigurationManifest => ({
  executableId: executable.id,
  scenarioId: executable.scenarioId,
  parameterBindings: {},
})

export const propertiesOf = (schema: unknown): Readonly<Record<string, Record<string, unknown>>> => {
  const properties = (schema as { properties?: unknown } | null)?.properties
  return typeof properties === 'object' && properties !== null ? (properties as Record<string, Record<string, unknown>>) : {}
}

export const requiredOf = (schema: unknown): readonly string[] => (schema as { required?: string[] } | null)?.required ?? []

/** Whether there is enough to ask the server what it makes of it. */
export function isComplete({ document }: Pick<Draft, 'document'>): boolean {
  const { configuration } = document
  if (!configuration || configuration.executableId === '') return false
  const { modelName } = configuration.parameterBindings ?? {}
  return modelName !== ''
}
