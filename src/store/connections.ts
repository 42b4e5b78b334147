import { type Kysely, type Selectable, sql } from 'kysely'
import type { Connection } from '../domain/connection.ts'
import { pick } from './columns.ts'
import { fromJson, Options } from './json-columns.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

const columns = [
  'name',
  'resourceGroup',
  'provider',
  'baseUrl',
  'options',
  'sealedCredential',
  'generation',
  'createdAt',
  'modifiedAt',
] as const

export const makeConnections = (db: Kysely<Schema>): Store['connections'] => ({
  get: async (resourceGroup, name) => {
    const row = await db
      .selectFrom('connections')
      .select(columns)
      .where('resourceGroup', 'is not distinct from', resourceGroup)
      .where('name', '=', name)
      .executeTakeFirst()
    return row ? toConnection(row) : null
  },

  list: async (resourceGroup) => {
    const rows = await db
      .selectFrom('connections')
      .select(columns)
      .where((eb) => eb.or([eb('resourceGroup', '=', resourceGroup), eb('resourceGroup', 'is', null)]))
      .orderBy('name')
      .orderBy(sql`case when resource_group is null then 1 else 0 end`)
      .execute()
    return rows.map(toConnection)
  },

  insert: async (connection) => {
    const { name, resourceGroup } = connection
    const refusals = {
      taken:
        resourceGroup === null
          ? `a shared connection named "${name}" already exists`
          : `a connection named "${name}" already exists in resource group "${resourceGroup}"`,
      missing: `resource group "${resourceGroup}" does not exist`,
    }
    const row = { ...pick(columns, connection), options: JSON.stringify(connection.options) }
    await refusing(refusals, db.insertInto('connections').values(row).execute())
  },

  update: async (connection, from) => {
    const { numUpdatedRows } = await db
      .updateTable('connections')
      .set({
        provider: connection.provider,
        baseUrl: connection.baseUrl,
        options: JSON.stringify(connection.options),
        sealedCredential: connection.sealedCredential,
        generation: from + 1,
        modifiedAt: connection.modifiedAt,
      })
      .where('resourceGroup', 'is not distinct from', connection.resourceGroup)
      .where('name', '=', connection.name)
      .where('generation', '=', from)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  },

  remove: async (resourceGroup, name) => {
    const { numDeletedRows } = await db
      .deleteFrom('connections')
      .where('resourceGroup', 'is not distinct from', resourceGroup)
      .where('name', '=', name)
      .executeTakeFirst()
    return numDeletedRows > 0n
  },
})

const toConnection = (row: Selectable<Schema['connections']>): Connection => ({ ...row, options: fromJson(Options, row.options) })
