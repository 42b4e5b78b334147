import type { Kysely } from 'kysely'
import { pick } from './columns.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

const columns = ['source', 'sha256', 'fileName', 'bytes', 'createdAt'] as const

/** Lists are newest first, then by source. Several sources may have one content: `bySha256` answers the oldest. */
export const makeModelFiles = (db: Kysely<Schema>): Store['modelFiles'] => ({
  put: async (file) => {
    const row = pick(columns, file)
    await db
      .insertInto('modelFiles')
      .values(row)
      .onConflict((conflict) => conflict.column('source').doUpdateSet(row))
      .execute()
  },

  bySource: async (source) =>
    (await db.selectFrom('modelFiles').select(columns).where('source', '=', source).executeTakeFirst()) ?? null,

  bySha256: async (sha256) => {
    const query = db.selectFrom('modelFiles').select(columns).where('sha256', '=', sha256).orderBy('createdAt').orderBy('source')
    return (await query.limit(1).executeTakeFirst()) ?? null
  },

  list: () => db.selectFrom('modelFiles').select(columns).orderBy('createdAt', 'desc').orderBy('source').execute(),

  remove: async (source) => {
    const { numDeletedRows } = await db.deleteFrom('modelFiles').where('source', '=', source).executeTakeFirst()
    return numDeletedRows > 0n
  },
})
