import type { Kysely } from 'kysely'
import { InferenceLogSetting } from '../domain/inference-log.ts'
import { fromJson } from './json-columns.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

export const makeInferenceLogs = (db: Kysely<Schema>): Store['inferenceLogs'] => ({
  get: async (deploymentId) => {
    const row = await db
      .selectFrom('inferenceLogs')
      .select(['setting', 'sealedSecret'])
      .where('deploymentId', '=', deploymentId)
      .executeTakeFirst()
    return row ? { setting: fromJson(InferenceLogSetting, row.setting), sealedSecret: row.sealedSecret } : null
  },

  put: async (deploymentId, { setting, sealedSecret }, now) => {
    const changed = { setting: JSON.stringify(setting), sealedSecret, modifiedAt: now }
    const write = db
      .insertInto('inferenceLogs')
      .values({ deploymentId, ...changed })
      .onConflict((conflict) => conflict.column('deploymentId').doUpdateSet(changed))
    const missing = `there is no deployment ${deploymentId}`
    await refusing({ taken: missing, missing }, write.execute())
  },

  remove: async (deploymentId) => {
    const { numDeletedRows } = await db.deleteFrom('inferenceLogs').where('deploymentId', '=', deploymentId).executeTakeFirst()
    return numDeletedRows > 0n
  },
})
