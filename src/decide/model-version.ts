import type { CatalogModel, CatalogVersion } from '../domain/catalog.ts'

export type Stage = 'active' | 'deprecated' | 'retired'

/** What a configured model version stands for at an instant. */
export type Resolution =
  | { readonly kind: 'active'; readonly version: CatalogVersion; readonly retirementDate: string | null }
  | {
      readonly kind: 'deprecated'
      readonly version: CatalogVersion
      readonly retirementDate: string | null
      readonly replacements: readonly string[]
    }
  | {
      readonly kind: 'retired'
      readonly version: CatalogVersion
      readonly retirementDate: string
      readonly replacements: readonly string[]
    }
  | { readonly kind: 'unknown'; readonly known: readonly string[] }

export type Deprecated = Extract<Resolution, { kind: 'deprecated' }>
export type Retired = Extract<Resolution, { kind: 'retired' }>

/**
 * The version `latest` stands for: the one whose day came last. Before the first such day it is the first to come,
 * so that a clock that runs behind still finds a version; null only where no version is ever latest.
 */
export const latestOf = (model: CatalogModel, now: number): CatalogVersion | null => {
  const marked = model.versions.filter((version) => version.latestFrom !== null).sort(byLatestFrom)
  return marked.findLast((version) => reached(version.latestFrom, now)) ?? marked[0] ?? null
}

export const stageOf = (version: CatalogVersion, now: number): Stage => {
  if (reached(version.retirementDate, now)) return 'retired'
  const deprecation = deprecationOf(version)
  return deprecation !== null && now >= deprecation ? 'deprecated' : 'active'
}

/** In Azure's words, but for what has ended: there `Deprecated` is both. */
export const lifecycles = ['Preview', 'GenerallyAvailable', 'Deprecated', 'Retired'] as const
export type Lifecycle = (typeof lifecycles)[number]

export const lifecycleOf = (version: CatalogVersion, now: number): Lifecycle => {
  const stage = stageOf(version, now)
  if (stage === 'active') return version.preview ? 'Preview' : 'GenerallyAvailable'
  return stage === 'deprecated' ? 'Deprecated' : 'Retired'
}

/** Absent or `latest` follows the catalog; anything else is pinned. A latest version that retires without successor is retired. */
export const resolveVersion = (model: CatalogModel, wanted: string | undefined, now: number): Resolution => {
  const version = follows(wanted) ? latestOf(model, now) : model.versions.find(({ name }) => name === wanted)
  if (!version) return { kind: 'unknown', known: model.versions.map(({ name }) => name) }
  const { retirementDate, suggestedReplacements: replacements } = version
  const stage = stageOf(version, now)
  if (stage === 'retired' && retirementDate !== null) return { kind: stage, version, retirementDate, replacements }
  if (stage === 'deprecated') return { kind: stage, version, retirementDate, replacements }
  return { kind: 'active', version, retirementDate }
}

/** Epoch ms of the next instant at which `resolveVersion` answers with another version or another kind; null: never. */
export const nextChange = (model: CatalogModel, wanted: string | undefined, now: number): number | null => {
  const present = outcome(resolveVersion(model, wanted, now))
  const instants = model.versions.flatMap(turningPoints).filter((instant) => instant > now)
  const changes = instants.filter((instant) => outcome(resolveVersion(model, wanted, instant)) !== present)
  return changes.length === 0 ? null : Math.min(...changes)
}

/**
 * Replacements that answer at `now`: a suggested model that is itself retired gives way to what replaces it.
 * A name the catalog does not know is kept, since only the operator who wrote it can judge it.
 */
export const livingReplacements = (
  models: readonly CatalogModel[],
  executableId: string,
  suggested: readonly string[],
  now: number,
): string[] => {
  const living = new Set<string>()
  const visited = new Set<CatalogModel>()
  const visit = (name: string, from: string): void => {
    const model = lookUp(models, from, name)
    const resolution = model ? resolveVersion(model, undefined, now) : null
    if (!model || resolution?.kind !== 'retired') living.add(model ? nameFrom(executableId, model) : name)
    else if (!visited.has(model)) {
      visited.add(model)
      for (const next of resolution.replacements) visit(next, model.executableId)
    }
  }
  for (const name of suggested) visit(name, executableId)
  return [...living]
}

/** At most 256 characters, as a deployment's status message allows. */
export const retiredMessage = (model: CatalogModel, { version, retirementDate, replacements }: Retired, now: number): string => {
  const successor = latestOf(model, now)
  const own = successor !== null && stageOf(successor, now) !== 'retired' ? [`version ${successor.name}`] : []
  const instead = replacements.length > 0 ? replacements : own
  return sentence(`Model ${model.model} version ${version.name} was retired on ${retirementDate}`, instead, '; use ', ' instead')
}

/** At most 256 characters. */
export const deprecatedMessage = (model: CatalogModel, { version, retirementDate, replacements }: Deprecated): string => {
  const end = retirementDate === null ? '' : ` and will be retired on ${retirementDate}`
  return sentence(
    `Model ${model.model} version ${version.name} is deprecated${end}`,
    replacements,
    '; suggested replacement: ',
    '',
  )
}

/** Where a provider announces a retirement but no day of deprecation, the last 90 days count: the shortest notice Azure gives. */
const noticeMs = 90 * 24 * 60 * 60 * 1000
const longestMessage = 256

const dayMs = (day: string): number => Date.parse(`${day}T00:00:00Z`)

const reached = (day: string | null, now: number): boolean => day !== null && now >= dayMs(day)

const byLatestFrom = (a: CatalogVersion, b: CatalogVersion): number => (a.latestFrom ?? '').localeCompare(b.latestFrom ?? '')

const follows = (wanted: string | undefined): boolean => wanted === undefined || wanted === '' || wanted === 'latest'

/** Epoch ms from which the version counts as deprecated; null: never. */
export const deprecationOf = ({ deprecatedFrom, retirementDate }: CatalogVersion): number | null => {
  if (deprecatedFrom !== null) return dayMs(deprecatedFrom)
  return retirementDate === null ? null : dayMs(retirementDate) - noticeMs
}

const turningPoints = (version: CatalogVersion): number[] => {
  const days = [version.latestFrom, version.retirementDate].filter((day) => day !== null).map(dayMs)
  const deprecation = deprecationOf(version)
  return deprecation === null ? days : [...days, deprecation]
}

const outcome = (resolution: Resolution): string =>
  resolution.kind === 'unknown' ? resolution.kind : `${resolution.kind} ${resolution.version.name}`

/** A model of the same executable goes first: model names may hold slashes themselves. */
const lookUp = (models: readonly CatalogModel[], executableId: string, name: string): CatalogModel | undefined =>
  models.find((model) => model.executableId === executableId && model.model === name) ??
  models.find((model) => `${model.executableId}/${model.model}` === name)

const nameFrom = (executableId: string, model: CatalogModel): string =>
  model.executableId === executableId ? model.model : `${model.executableId}/${model.model}`

/** The date stays whole however long the names are: replacements are what gets left out. */
const sentence = (fact: string, replacements: readonly string[], before: string, after: string): string => {
  for (let count = replacements.length; count > 0; count--) {
    const text = `${fact}${before}${replacements.slice(0, count).join(' or ')}${after}`
    if (text.length <= longestMessage) return text
  }
  return fact.slice(0, longestMessage)
}
