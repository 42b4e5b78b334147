import type { Kysely, Selectable } from 'kysely'
import { pick } from './columns.ts'
import { fromJson, Reach, Scopes } from './json-columns.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'
import type { StoredApiKey } from './stored-credentials.ts'

const columns = [
  'publicId',
  'hash',
  'name',
  'role',
  'resourceGroups',
  'deployments',
  'scopes',
  'expiresAt',
  'revokedAt',
  'createdAt',
] as const

/** Lists are oldest first. `revoke` answers false where there is no such key or it was revoked already. */
export const makeApiKeys = (db: Kysely<Schema>): Store['apiKeys'] => ({
  insert: async (key) => {
    const taken = `API key ${key.publicId} already exists`
    await refusing({ taken }, db.insertInto('apiKeys').values(apiKeyRow(key)).execute())
  },

  byPublicId: async (publicId) => {
    const row = await read(db).where('publicId', '=', publicId).executeTakeFirst()
    return row ? toKey(row) : null
  },

  list: async () => {
    const rows = await read(db).orderBy('createdAt').orderBy('publicId').execute()
    return rows.map(toKey)
  },

  revoke: async (publicId, at) => {
    const { numUpdatedRows } = await db
      .updateTable('apiKeys')
      .set({ revokedAt: at, sealedKey: null })
      .where('publicId', '=', publicId)
      .where('revokedAt', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  },
})

export const apiKeyRow = (key: StoredApiKey) => ({
  ...pick(columns, key),
  resourceGroups: JSON.stringify(key.resourceGroups),
  deployments: JSON.stringify(key.deployments),
  scopes: key.scopes ? JSON.stringify(key.scopes) : null,
})

const read = (db: Kysely<Schema>) =>
  db
    .selectFrom('apiKeys')
    .leftJoin('accountKeysOff', 'accountKeysOff.resourceGroup', 'apiKeys.accountGroup')
    .select([...columns, 'accountKeysOff.resourceGroup as offIn'])

type Row = Pick<Selectable<Schema['apiKeys']>, (typeof columns)[number]> & { readonly offIn: string | null }

const toKey = ({ scopes, offIn, ...row }: Row): StoredApiKey => ({
  ...row,
  resourceGroups: fromJson(Reach, row.resourceGroups),
  deployments: fromJson(Reach, row.deployments),
  ...(scopes === null ? {} : { scopes: fromJson(Scopes, scopes) }),
  ...(offIn === null ? {} : { off: true }),
})
