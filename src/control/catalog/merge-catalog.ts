import type { CatalogEntry, CatalogModel, CatalogVersion, Price } from '../../domain/catalog.ts'

/**
 * The catalog as it holds: what is shipped, then the operator's file, then what the operator set by the API.
 * A later layer overrides field by field and version by version, and may add models and versions.
 */
export const mergeCatalog = (
  shipped: readonly CatalogModel[],
  fileEntries: readonly CatalogEntry[],
  operatorEntries: readonly CatalogEntry[],
): CatalogModel[] => {
  const models = new Map(shipped.map((model) => [keyOf(model), model]))
  for (const entry of [...fileEntries, ...operatorEntries]) {
    const known = models.get(keyOf(entry))
    models.set(keyOf(entry), known ? override(known, entry) : newModel(entry))
  }
  return [...models.values()]
}

export type Difference = {
  readonly executableId: string
  readonly model: string
  /** null: the field is the model's own. */
  readonly version: string | null
  readonly field: string
  /** undefined: the shipped catalog does not have it. */
  readonly shipped: unknown
  readonly effective: unknown
}

/** Where an operator's word differs from what is shipped, for the administrator's report. */
export const differences = (shipped: readonly CatalogModel[], effective: readonly CatalogModel[]): Difference[] =>
  effective.flatMap((model) => {
    const before = shipped.find((candidate) => keyOf(candidate) === keyOf(model))
    const { versions, ...own } = model
    const where = { executableId: model.executableId, model: model.model }
    return [
      ...changes(before, own).map((change) => ({ ...where, version: null, ...change })),
      ...versions.flatMap((version) =>
        changes(
          before?.versions.find(({ name }) => name === version.name),
          version,
        ).map((change) => ({ ...where, version: version.name, ...change })),
      ),
    ]
  })

const keyOf = ({ executableId, model }: { executableId: string; model: string }): string => `${executableId} ${model}`

const override = (known: CatalogModel, { versions, ...fields }: CatalogEntry): CatalogModel => ({
  ...known,
  ...given(fields),
  versions: [
    ...known.versions.map((version) => {
      const change = versions.find(({ name }) => name === version.name)
      return change ? overrideVersion(version, change) : version
    }),
    ...versions
      .filter(({ name }) => known.versions.every((version) => version.name !== name))
      .map((version) => overrideVersion({ ...plainVersion, name: version.name }, version)),
  ],
})

const overrideVersion = (known: CatalogVersion, { prices, ...fields }: CatalogEntry['versions'][number]): CatalogVersion => ({
  ...known,
  ...given(fields),
  prices: prices ? pricesFrom(known.prices, prices) : known.prices,
})

/** The operator's rows hold from their first day on; what was charged before that day stays as it was. */
const pricesFrom = (known: readonly Price[], own: readonly Price[]): Price[] => {
  const rows = [...own].sort((a, b) => a.validFrom.localeCompare(b.validFrom))
  const first = rows[0]
  return first ? [...known.filter(({ validFrom }) => validFrom < first.validFrom), ...rows] : []
}

/** A new model of which no version says when it became the latest follows its last one. */
const newModel = (entry: CatalogEntry): CatalogModel => {
  const empty = { ...plainModel, executableId: entry.executableId, model: entry.model, displayName: entry.model, versions: [] }
  const named = entry.versions.length > 0 ? entry.versions : [{ name: '1' }]
  const follows = named.every(({ latestFrom }) => latestFrom === undefined)
  const versions = named.map((version, at) =>
    follows && at === named.length - 1 ? { ...version, latestFrom: sinceEver } : version,
  )
  return override(empty, { ...entry, versions })
}

const sinceEver = '1970-01-01'

const plainModel = { provider: 'operator', description: '', accessType: 'Remote', source: 'operator' } as const

const plainVersion: Omit<CatalogVersion, 'name'> = {
  latestFrom: null,
  deprecatedFrom: null,
  retirementDate: null,
  retirementNotBefore: null,
  suggestedReplacements: [],
  contextLength: null,
  maxOutputTokens: null,
  inputTypes: ['text'],
  capabilities: ['text-generation'],
  streamingSupported: true,
  providerModelId: null,
  prices: [],
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Without the fields that are not there: an absent field must not erase what is known. */
const given = <T extends object>(fields: T): Given<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>

const changes = (before: object | undefined, after: object): Pick<Difference, 'field' | 'shipped' | 'effective'>[] => {
  const known: Record<string, unknown> = { ...before }
  return Object.entries(after)
    .filter(([field, value]) => field !== 'versions' && JSON.stringify(known[field]) !== JSON.stringify(value))
    .map(([field, value]) => ({ field, shipped: known[field], effective: value }))
}
