import type { Kysely } from 'kysely'
import { CatalogEntry } from '../domain/catalog.ts'
import { fromJson } from './json-columns.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

export const makeCatalogEntries = (db: Kysely<Schema>): Store['catalogEntries'] => ({
  list: async () => {
    const rows = await db.selectFrom('catalogEntries').select('entry').orderBy('executableId').orderBy('model').execute()
    return rows.map(({ entry }) => fromJson(CatalogEntry, entry))
  },

  put: async (model, now) => {
    const entry = JSON.stringify(model)
    await db
      .insertInto('catalogEntries')
      .values({ executableId: model.executableId, model: model.model, entry, modifiedAt: now })
      .onConflict((conflict) => conflict.columns(['executableId', 'model']).doUpdateSet({ entry, modifiedAt: now }))
      .execute()
  },

  remove: async (executableId, model) => {
    const { numDeletedRows } = await db
      .deleteFrom('catalogEntries')
      .where('executableId', '=', executableId)
      .where('model', '=', model)
      .executeTakeFirst()
    return numDeletedRows > 0n
  },
})
