import type { Kysely } from 'kysely'
import { pick } from './columns.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

const columns = ['id', 'source', 'state', 'bytesDone', 'bytesTotal', 'sha256', 'error', 'createdAt', 'modifiedAt'] as const

/** Lists are newest first, then by id. */
export const makeModelImports = (db: Kysely<Schema>): Store['modelImports'] => ({
  put: async (record) => {
    const row = pick(columns, record)
    await db
      .insertInto('modelImports')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute()
  },

  get: async (id) => (await db.selectFrom('modelImports').select(columns).where('id', '=', id).executeTakeFirst()) ?? null,

  list: () => db.selectFrom('modelImports').select(columns).orderBy('createdAt', 'desc').orderBy('id').execute(),
})
