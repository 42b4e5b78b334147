import type { Kysely } from 'kysely'
import type { AccountKeyStore } from './account-key-store.ts'
import { apiKeyRow } from './api-keys.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'

export const makeAccountKeys = (db: Kysely<Schema>): AccountKeyStore => ({
  of: async (resourceGroup) => {
    const rows = await db
      .selectFrom('apiKeys')
      .select(['publicId', 'accountPlace', 'sealedKey'])
      .where('accountGroup', '=', resourceGroup)
      .where('revokedAt', 'is', null)
      .execute()
    return rows.flatMap(({ publicId, accountPlace: name, sealedKey }) =>
      name === null || sealedKey === null ? [] : [{ publicId, name, sealedKey }],
    )
  },

  put: (key, { resourceGroup, name, sealedKey }, replaced) =>
    db.transaction().execute(async (transaction) => {
      if (replaced !== null) {
        const { numUpdatedRows } = await transaction
          .updateTable('apiKeys')
          .set({ revokedAt: key.createdAt, sealedKey: null })
          .where('publicId', '=', replaced)
          .where('revokedAt', 'is', null)
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return false
      }
      const row = { ...apiKeyRow(key), accountGroup: resourceGroup, accountPlace: name, sealedKey }
      const refusals = {
        taken: `resource group "${resourceGroup}" has its ${name} already`,
        missing: `resource group "${resourceGroup}" does not exist`,
      }
      await refusing(refusals, transaction.insertInto('apiKeys').values(row).execute())
      return true
    }),

  areOff: async (resourceGroup) => {
    const row = await db
      .selectFrom('accountKeysOff')
      .select('resourceGroup')
      .where('resourceGroup', '=', resourceGroup)
      .executeTakeFirst()
    return row !== undefined
  },

  setOff: async (resourceGroup, off) => {
    if (!off) return void (await db.deleteFrom('accountKeysOff').where('resourceGroup', '=', resourceGroup).execute())
    const missing = `resource group "${resourceGroup}" does not exist`
    const write = db
      .insertInto('accountKeysOff')
      .values({ resourceGroup })
      .onConflict((conflict) => conflict.doNothing())
    await refusing({ taken: missing, missing }, write.execute())
  },
})
