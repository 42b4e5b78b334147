import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

export const makeRetention = (db: Kysely<Schema>): Store['retention'] => ({
  deleteCalls: async (before, limit) => {
    const oldest = sql`select boot_no, seq from ledger where at < ${before} order by at limit ${limit}`
    const { numAffectedRows } = await sql`delete from ledger where (boot_no, seq) in (${oldest})`.execute(db)
    await db.deleteFrom('metered').where('startedAt', '<', before).execute()
    return Number(numAffectedRows ?? 0n)
  },

  deleteMinuteSums: async (before, limit) => {
    // Whole minutes, oldest first, until there are enough.
    const nth = await db
      .selectFrom('usageSums')
      .select('bucket')
      .where('grain', '=', 'minute')
      .where('bucket', '<', before)
      .orderBy('bucket')
      .limit(1)
      .offset(limit - 1)
      .executeTakeFirst()
    const { numDeletedRows } = await db
      .deleteFrom('usageSums')
      .where('grain', '=', 'minute')
      .where('bucket', '<', before)
      .where('bucket', '<=', nth?.bucket ?? before)
      .executeTakeFirst()
    return Number(numDeletedRows)
  },
})
