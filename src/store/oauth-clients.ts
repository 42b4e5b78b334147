import type { Kysely, Selectable } from 'kysely'
import { pick } from './columns.ts'
import { fromJson, Reach } from './json-columns.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'
import type { StoredOAuthClient } from './stored-credentials.ts'

const columns = ['clientId', 'secretHash', 'name', 'role', 'resourceGroups', 'revokedAt', 'createdAt'] as const

/** Lists are oldest first. `revoke` answers false where there is no such client or it was revoked already. */
export const makeOAuthClients = (db: Kysely<Schema>): Store['oauthClients'] => ({
  insert: async (client) => {
    const row = { ...pick(columns, client), resourceGroups: JSON.stringify(client.resourceGroups) }
    const taken = `OAuth client ${client.clientId} already exists`
    await refusing({ taken }, db.insertInto('oauthClients').values(row).execute())
  },

  byId: async (clientId) => {
    const row = await db.selectFrom('oauthClients').select(columns).where('clientId', '=', clientId).executeTakeFirst()
    return row ? toClient(row) : null
  },

  list: async () => {
    const rows = await db.selectFrom('oauthClients').select(columns).orderBy('createdAt').orderBy('clientId').execute()
    return rows.map(toClient)
  },

  revoke: async (clientId, at) => {
    const { numUpdatedRows } = await db
      .updateTable('oauthClients')
      .set({ revokedAt: at })
      .where('clientId', '=', clientId)
      .where('revokedAt', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  },
})

const toClient = (row: Selectable<Schema['oauthClients']>): StoredOAuthClient => ({
  ...row,
  resourceGroups: fromJson(Reach, row.resourceGroups),
})
