import type { Kysely, Selectable } from 'kysely'
import type { Secret } from '../domain/secret.ts'
import { pick } from './columns.ts'
import { fromJson, Labels, labelsToJson, Metadata } from './json-columns.ts'
import { readPage } from './page.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

const columns = ['kind', 'scope', 'name', 'sealedData', 'labels', 'metadata', 'createdAt', 'modifiedAt'] as const

/** Lists are by name. `update` finds its row by kind, scope and name, and leaves `createdAt` as it was. */
export const makeSecrets = (db: Kysely<Schema>): Store['secrets'] => ({
  get: async (kind, scope, name) => {
    const row = await db
      .selectFrom('secrets')
      .select(columns)
      .where('kind', '=', kind)
      .where('scope', '=', scope)
      .where('name', '=', name)
      .executeTakeFirst()
    return row ? toSecret(row) : null
  },

  list: async (kind, scope, window) => {
    const matches = db.selectFrom('secrets').where('kind', '=', kind).where('scope', '=', scope)
    return readPage(matches, matches.select(columns).orderBy('name'), window, toSecret)
  },

  insert: async (secret) => {
    const row = { ...pick(columns, secret), labels: labelsToJson(secret.labels), metadata: JSON.stringify(secret.metadata) }
    const taken = `a ${secret.kind} secret named "${secret.name}" already exists`
    await refusing({ taken }, db.insertInto('secrets').values(row).execute())
  },

  update: async (secret) => {
    const { numUpdatedRows } = await db
      .updateTable('secrets')
      .set({
        sealedData: secret.sealedData,
        labels: labelsToJson(secret.labels),
        metadata: JSON.stringify(secret.metadata),
        modifiedAt: secret.modifiedAt,
      })
      .where('kind', '=', secret.kind)
      .where('scope', '=', secret.scope)
      .where('name', '=', secret.name)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  },

  remove: async (kind, scope, name) => {
    const { numDeletedRows } = await db
      .deleteFrom('secrets')
      .where('kind', '=', kind)
      .where('scope', '=', scope)
      .where('name', '=', name)
      .executeTakeFirst()
    return numDeletedRows > 0n
  },
})

const toSecret = (row: Selectable<Schema['secrets']>): Secret => ({
  ...row,
  labels: fromJson(Labels, row.labels),
  metadata: fromJson(Metadata, row.metadata),
})
