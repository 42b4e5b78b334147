import type { Kysely } from 'kysely'
import { pick } from './columns.ts'
import { refusing } from './refusals.ts'
import type { RegistryStore } from './registry-store.ts'
import type { Schema } from './schema.ts'

const columns = [
  'id',
  'resourceGroup',
  'source',
  'state',
  'name',
  'version',
  'draft',
  'bytesDone',
  'bytesTotal',
  'filesDone',
  'filesTotal',
  'currentFile',
  'error',
  'createdBy',
  'createdAt',
  'modifiedAt',
] as const

export const makeRegistryImports = (db: Kysely<Schema>): RegistryStore['imports'] => ({
  put: async (record) => {
    const row = pick(columns, record)
    const write = db
      .insertInto('registryImports')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    const missing = `resource group "${record.resourceGroup}" does not exist`
    await refusing({ taken: missing, missing }, write.execute())
  },

  get: async (resourceGroup, id) =>
    (await db
      .selectFrom('registryImports')
      .select(columns)
      .where('id', '=', id)
      .where('resourceGroup', '=', resourceGroup)
      .executeTakeFirst()) ?? null,

  list: (resourceGroup) =>
    db
      .selectFrom('registryImports')
      .select(columns)
      .where('resourceGroup', '=', resourceGroup)
      .orderBy('createdAt', 'desc')
      .orderBy('id')
      .execute(),

  running: () => db.selectFrom('registryImports').select(columns).where('state', '=', 'running').orderBy('createdAt').execute(),
})
