import type { Kysely } from 'kysely'
import type { BatchStore } from './batch-store.ts'
import { following } from './following.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'

const columns = [
  ...(['id', 'resourceGroup', 'filename', 'purpose', 'bytes', 'sha256'] as const),
  ...(['createdAt', 'expiresAt', 'createdBy'] as const),
] as const

export const makeBatchFiles = (db: Kysely<Schema>): BatchStore['files'] => ({
  insert: async (file) => {
    const missing = `there is no resource group "${file.resourceGroup}"`
    await refusing({ taken: `there is a file ${file.id}`, missing }, db.insertInto('batchFiles').values(file).execute())
  },

  get: async (resourceGroup, id) => {
    const query = db.selectFrom('batchFiles').select(columns).where('id', '=', id).where('resourceGroup', '=', resourceGroup)
    return (await query.executeTakeFirst()) ?? null
  },

  list: async (resourceGroup, { purpose, after, limit, order }) => {
    let query = db.selectFrom('batchFiles').select(columns).where('resourceGroup', '=', resourceGroup)
    if (purpose !== undefined) query = query.where('purpose', '=', purpose)
    if (after !== undefined) query = query.where(following('batch_files', after, order))
    return query.orderBy('createdAt', order).orderBy('id', order).limit(limit).execute()
  },

  count: async (resourceGroup, expiring) => {
    const query = db.selectFrom('batchFiles').select((eb) => eb.fn.countAll<number | string>().as('count'))
    const { count } = await query
      .where('resourceGroup', '=', resourceGroup)
      .where('expiresAt', expiring ? 'is not' : 'is', null)
      .executeTakeFirstOrThrow()
    return Number(count)
  },

  bytes: async (resourceGroup) => {
    const query = db.selectFrom('batchFiles').select((eb) => eb.fn.sum<number | string | null>('bytes').as('bytes'))
    return Number((await query.where('resourceGroup', '=', resourceGroup).executeTakeFirstOrThrow()).bytes ?? 0)
  },

  remove: async (id) => {
    const { numDeletedRows } = await db.deleteFrom('batchFiles').where('id', '=', id).executeTakeFirst()
    return numDeletedRows > 0n
  },

  expired: (now) => db.selectFrom('batchFiles').select(columns).where('expiresAt', '<=', now).execute(),

  ids: async () => (await db.selectFrom('batchFiles').select('id').execute()).map(({ id }) => id),
})
