import type { Kysely, Selectable } from 'kysely'
import type { ResourceGroup } from '../domain/resource-group.ts'
import { pick } from './columns.ts'
import { fromJson, Labels, labelsToJson } from './json-columns.ts'
import { readPage } from './page.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'
import type { Words } from './words.ts'

const columns = ['id', 'labels', 'status', 'generation', 'createdAt'] as const

export const makeResourceGroups = (db: Kysely<Schema>, { labelled }: Words): Store['resourceGroups'] => ({
  get: async (id) => {
    const row = await db.selectFrom('resourceGroups').select(columns).where('id', '=', id).executeTakeFirst()
    return row ? toGroup(row) : null
  },

  list: async ({ labels = [], ...window }) => {
    const matches = db
      .selectFrom('resourceGroups')
      .where((eb) => eb.and(labels.map((match) => labelled(eb.ref('labels'), match))))
    return readPage(matches, matches.select(columns).orderBy('createdAt').orderBy('id'), window, toGroup)
  },

  insert: async (group) => {
    const row = { ...pick(columns, group), labels: labelsToJson(group.labels) }
    const taken = `resource group "${group.id}" already exists`
    await refusing({ taken }, db.insertInto('resourceGroups').values(row).execute())
  },

  setLabels: async (id, from, labels) => {
    const { numUpdatedRows } = await db
      .updateTable('resourceGroups')
      .set({ labels: labelsToJson(labels), generation: from + 1 })
      .where('id', '=', id)
      .where('generation', '=', from)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  },

  remove: (id) =>
    db.transaction().execute(async (transaction) => {
      // A secret's scope can also be '*' or '', so no foreign key takes it along.
      await transaction.deleteFrom('secrets').where('scope', '=', id).execute()
      await transaction.deleteFrom('resourceGroups').where('id', '=', id).execute()
    }),
})

const toGroup = (row: Selectable<Schema['resourceGroups']>): ResourceGroup => ({ ...row, labels: fromJson(Labels, row.labels) })
