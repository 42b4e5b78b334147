import type { Kysely } from 'kysely'
import { inParts } from './page.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

export const makeDialectRecords = (db: Kysely<Schema>): Store['dialectRecords'] => ({
  of: async (dialect, deploymentIds) => {
    const rows = await inParts(deploymentIds, (part) =>
      db
        .selectFrom('dialectRecords')
        .select(['deploymentId', 'record'])
        .where('dialect', '=', dialect)
        .where('deploymentId', 'in', part)
        .execute(),
    )
    return new Map(rows.map(({ deploymentId, record }) => [deploymentId, JSON.parse(record) as unknown]))
  },

  every: async (dialect) => {
    const rows = await db.selectFrom('dialectRecords').select(['deploymentId', 'record']).where('dialect', '=', dialect).execute()
    return new Map(rows.map(({ deploymentId, record }) => [deploymentId, JSON.parse(record) as unknown]))
  },

  put: async (dialect, deploymentId, record, now) => {
    const changed = { record: JSON.stringify(record), modifiedAt: now }
    const write = db
      .insertInto('dialectRecords')
      .values({ dialect, deploymentId, ...changed })
      .onConflict((conflict) => conflict.columns(['dialect', 'deploymentId']).doUpdateSet(changed))
    const missing = `there is no deployment ${deploymentId}`
    await refusing({ taken: missing, missing }, write.execute())
  },
})
