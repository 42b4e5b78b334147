import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import type { Upload } from '../domain/registry.ts'
import { pick } from './columns.ts'
import { fromJson } from './json-columns.ts'
import { refusing } from './refusals.ts'
import type { RegistryStore } from './registry-store.ts'
import { sumOfBytes } from './registry-tree.ts'
import type { Schema } from './schema.ts'

const columns = ['id', 'resourceGroup', 'bytes', 'sha256', 'state', 'received', 'createdAt', 'modifiedAt'] as const

export const makeUploads = (db: Kysely<Schema>): RegistryStore['uploads'] => ({
  insert: async (upload) => {
    const refusals = {
      taken: `upload ${upload.id} exists already`,
      missing: `resource group "${upload.resourceGroup}" does not exist`,
    }
    await refusing(refusals, db.insertInto('uploads').values(toRow(upload)).execute())
  },

  get: async (resourceGroup, id) => {
    const row = await db
      .selectFrom('uploads')
      .select(columns)
      .where('id', '=', id)
      .where('resourceGroup', '=', resourceGroup)
      .executeTakeFirst()
    return row ? toUpload(row) : null
  },

  change: async (upload) => {
    const { id, ...row } = toRow(upload)
    const { numUpdatedRows } = await db.updateTable('uploads').set(row).where('id', '=', id).executeTakeFirst()
    return numUpdatedRows > 0n
  },

  remove: async (id) => {
    await db.deleteFrom('uploads').where('id', '=', id).execute()
  },

  list: async (resourceGroup) => {
    const rows = await db
      .selectFrom('uploads')
      .select(columns)
      .where('resourceGroup', '=', resourceGroup)
      .orderBy('createdAt', 'desc')
      .orderBy('id')
      .execute()
    return rows.map(toUpload)
  },

  all: async () => (await db.selectFrom('uploads').select(columns).orderBy('createdAt').orderBy('id').execute()).map(toUpload),

  bytes: async (resourceGroup) => {
    const query = db.selectFrom('uploads').select(sumOfBytes).where('resourceGroup', '=', resourceGroup)
    return Number((await query.executeTakeFirstOrThrow()).bytes)
  },
})

const Ranges = z.array(z.tuple([z.int(), z.int()]))

const toRow = (upload: Upload) => ({ ...pick(columns, upload), received: JSON.stringify(upload.received) })

const toUpload = (row: Selectable<Schema['uploads']>): Upload => ({ ...row, received: fromJson(Ranges, row.received) })
