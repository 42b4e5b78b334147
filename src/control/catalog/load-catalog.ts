import { livingReplacements, type Resolution, resolveVersion } from '../../decide/model-version.ts'
import type { CatalogEntry, CatalogModel, Price } from '../../domain/catalog.ts'
import type { Clock } from '../../domain/clock.ts'
import { type Difference, differences, mergeCatalog } from './merge-catalog.ts'
import { type SapModel, toSapModels } from './to-sap-model.ts'

export type Catalog = {
  models(): readonly CatalogModel[]
  find(executableId: string, model: string): CatalogModel | null
  /** What a configured version stands for now; replacements are those that answer now. A model that is not there: `unknown`. */
  resolve(executableId: string, model: string, wanted: string | undefined): Resolution
  /** As SAP AI API lists them, of the given executables only, where given. */
  sapModels(executableIds?: ReadonlySet<string>): SapModel[]
  /** Where the operator's word differs from what is shipped. */
  differences(): Difference[]
  /** Reads file and overrides again. Throws and keeps the last good catalog where one of them is not valid. */
  refresh(): Promise<void>
}

export type CatalogDeps = {
  readonly shipped: readonly CatalogModel[]
  readonly readFile: () => Promise<readonly CatalogEntry[]>
  readonly listOverrides: () => Promise<readonly CatalogEntry[]>
  readonly clock: Pick<Clock, 'now'>
}

/** Starts as shipped; `refresh` brings in the operator's word. */
export const makeCatalog = ({ shipped, readFile, listOverrides, clock }: CatalogDeps): Catalog => {
  let models: readonly CatalogModel[] = shipped

  const find = (executableId: string, name: string): CatalogModel | null =>
    models.find((entry) => entry.executableId === executableId && entry.model === name) ?? null

  return {
    models: () => models,
    find,
    resolve(executableId, name, wanted) {
      const model = find(executableId, name)
      const resolution: Resolution = model ? resolveVersion(model, wanted, clock.now()) : { kind: 'unknown', known: [] }
      if (resolution.kind !== 'retired' && resolution.kind !== 'deprecated') return resolution
      const replacements = livingReplacements(models, executableId, resolution.replacements, clock.now())
      return { ...resolution, replacements }
    },
    sapModels: (executableIds) =>
      toSapModels(executableIds ? models.filter(({ executableId }) => executableIds.has(executableId)) : models, clock.now()),
    differences: () => differences(shipped, models),
    async refresh() {
      const [file, overrides] = await Promise.all([readFile(), listOverrides()])
      models = mergeCatalog(shipped, file, overrides)
    },
  }
}

/** The dated prices of a model version (null: of the latest), oldest first; none where the catalog knows none. */
export const pricesIn =
  (catalog: Pick<Catalog, 'find' | 'resolve'>) =>
  (executableId: string, model: string, version: string | null): readonly Price[] => {
    if (version !== null) return catalog.find(executableId, model)?.versions.find(({ name }) => name === version)?.prices ?? []
    const latest = catalog.resolve(executableId, model, undefined)
    return latest.kind === 'unknown' ? [] : latest.version.prices
  }
