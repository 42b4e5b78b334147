import { join } from 'node:path'
import type { Clock } from '../../domain/clock.ts'
import type { Store } from '../../store/store.ts'
import { makeRateBook } from '../rates.ts'
import { makeCatalog, pricesIn } from './load-catalog.ts'
import { readCatalogFile, readShippedCatalog } from './read-catalog-file.ts'

export type OpenCatalogDeps = {
  readonly store: Store
  readonly clock: Clock
  /** The folder that `catalog/catalog.json` lies in. */
  readonly project: string
  /** The operator's own entries. */
  readonly catalogFile: string
}

/** What models there are and what they cost, as of now. */
export async function openCatalog({ store, clock, project, catalogFile }: OpenCatalogDeps) {
  const catalog = makeCatalog({
    shipped: await readShippedCatalog(join(project, 'catalog', 'catalog.json')),
    readFile: () => readCatalogFile(catalogFile),
    listOverrides: () => store.catalogEntries.list(),
    clock,
  })
  await catalog.refresh()
  const rates = makeRateBook(store, pricesIn(catalog))
  await rates.refresh()
  return { catalog, rates }
}
