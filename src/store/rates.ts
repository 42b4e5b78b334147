import type { Kysely } from 'kysely'
import { Rate } from '../domain/rates.ts'
import { fromJson } from './json-columns.ts'
import type { RateStore } from './money-store.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'

export const makeRates = (db: Kysely<Schema>): RateStore => ({
  list: async () => {
    const rows = await db.selectFrom('rates').select('card').orderBy('createdAt').orderBy('id').execute()
    return rows.map(({ card }) => fromJson(Rate, card))
  },
  insert: async (rate, now) => {
    const row = { id: rate.id, card: JSON.stringify(rate), createdAt: now, modifiedAt: now }
    await refusing({ taken: `rate card ${rate.id} already exists` }, db.insertInto('rates').values(row).execute())
  },
  update: async (rate, now) => {
    const changed = { card: JSON.stringify(rate), modifiedAt: now }
    const { numUpdatedRows } = await db.updateTable('rates').set(changed).where('id', '=', rate.id).executeTakeFirst()
    return numUpdatedRows > 0n
  },
  remove: async (id) => (await db.deleteFrom('rates').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n,
})
