import type { Kysely } from 'kysely'
import { BatcherSetting } from '../domain/batcher.ts'
import { fromJson } from './json-columns.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

export const makeBatchers = (db: Kysely<Schema>): Store['batchers'] => ({
  get: async (deploymentId) => {
    const row = await db.selectFrom('batchers').select('setting').where('deploymentId', '=', deploymentId).executeTakeFirst()
    return row ? fromJson(BatcherSetting, row.setting) : null
  },

  put: async (deploymentId, setting, now) => {
    const changed = { setting: JSON.stringify(setting), modifiedAt: now }
    const write = db
      .insertInto('batchers')
      .values({ deploymentId, ...changed })
      .onConflict((conflict) => conflict.column('deploymentId').doUpdateSet(changed))
    const missing = `there is no deployment ${deploymentId}`
    await refusing({ taken: missing, missing }, write.execute())
  },

  remove: async (deploymentId) => {
    const { numDeletedRows } = await db.deleteFrom('batchers').where('deploymentId', '=', deploymentId).executeTakeFirst()
    return numDeletedRows > 0n
  },
})
