import type { CatalogEntry, CatalogModel } from '../../domain/catalog.ts'
import { Failure } from '../../domain/failure.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Catalog } from '../catalog/load-catalog.ts'
import type { ControlDeps } from '../deps.ts'
import type { Audit } from './caller.ts'
import { listing, short } from './listing.ts'
import { getScenario } from './scenarios.ts'

export type CatalogDeps = Pick<ControlDeps, 'store' | 'clock' | 'executables' | 'kick'> & {
  readonly audit: Audit
  readonly catalog: Catalog
}

/**
 * The catalog's models, as SAP AI API shows them: they all belong to the one scenario that has models. Those of providers for which
 * no executable is installed are listed too; a configuration that names one is refused with what is installed.
 */
export const listModels =
  ({ executables, store, catalog }: Pick<CatalogDeps, 'executables' | 'store' | 'catalog'>) =>
  async (scenarioId: string): Promise<ReturnType<Catalog['sapModels']>> => {
    await getScenario({ executables, store })(scenarioId)
    return catalog.sapModels().filter((model) => model.allowedScenarios.some((each) => each.scenarioId === scenarioId))
  }

/** `entry`: what the operator wrote about it; null where it is as shipped (or as `catalog.yaml` says). */
export type CatalogRow = { readonly model: CatalogModel; readonly entry: CatalogEntry | null }

export const listCatalog =
  ({ store, catalog }: Pick<CatalogDeps, 'store' | 'catalog'>) =>
  async (): Promise<{ readonly rows: readonly CatalogRow[]; readonly differences: ReturnType<Catalog['differences']> }> => {
    const own = new Map((await store.catalogEntries.list()).map((entry) => [nameOf(entry), entry]))
    return {
      rows: catalog.models().map((model) => ({ model, entry: own.get(nameOf(model)) ?? null })),
      differences: catalog.differences(),
    }
  }

export const putCatalogEntry =
  (deps: CatalogDeps) =>
  async (principal: Principal, entry: CatalogEntry): Promise<CatalogModel> => {
    mustKnowExecutable(deps, entry.executableId)
    await deps.store.catalogEntries.put(entry, deps.clock.now())
    deps.audit('catalog entry written', { executableId: entry.executableId, model: entry.model, by: principal.id })
    await takeEffect(deps)
    const model = deps.catalog.find(entry.executableId, entry.model)
    if (!model) throw new Error(`catalog entry ${nameOf(entry)} was written but is not in the catalog`)
    return model
  }

/** What is shipped counts again. */
export const removeCatalogEntry =
  (deps: CatalogDeps) =>
  async (principal: Principal, executableId: string, model: string): Promise<void> => {
    if (!(await deps.store.catalogEntries.remove(executableId, model))) {
      const message = `there is no catalog entry of your own for model "${short(model)}" of executable "${short(executableId)}"`
      throw new Failure('not_found', message, { target: 'model' })
    }
    deps.audit('catalog entry removed', { executableId, model, by: principal.id })
    await takeEffect(deps)
  }

/** `latest` may stand for another version now, or a version be retired: every deployment looks again. */
const takeEffect = async ({ catalog, store, kick }: CatalogDeps): Promise<void> => {
  await catalog.refresh()
  await Promise.all((await store.deployments.allIds()).map(kick))
}

const mustKnowExecutable = ({ executables, catalog }: CatalogDeps, id: string): void => {
  const known = [...new Set([...executables.list().map((each) => each.id), ...catalog.models().map((each) => each.executableId)])]
  if (!known.includes(id))
    throw new Failure('invalid', `executableId "${short(id)}" is not known; known are ${listing(known)}`, {
      target: 'executableId',
    })
}

const nameOf = ({ executableId, model }: Pick<CatalogModel, 'executableId' | 'model'>): string => `${executableId}/${model}`
