import type { Kysely } from 'kysely'
import { SyncReport, type TemplateApplication } from '../domain/template.ts'
import { pick } from './columns.ts'
import { fromJson } from './json-columns.ts'
import { inParts } from './page.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'
import type { TemplatesStore } from './templates-store.ts'

const templateColumns = [
  'name',
  'content',
  'application',
  'file',
  'problem',
  'removedAt',
  'createdBy',
  'createdAt',
  'modifiedAt',
] as const
const pinColumns = ['configurationId', 'template', 'content'] as const
const repositoryColumns = ['name', 'url', 'sealedCredentials', 'status', 'message', 'createdAt', 'modifiedAt'] as const
const applicationColumns = ['name', 'repositoryUrl', 'revision', 'path', 'sync', 'createdAt', 'modifiedAt'] as const

export const makeTemplates = (db: Kysely<Schema>): TemplatesStore => ({
  list: () => db.selectFrom('servingTemplates').select(templateColumns).orderBy('name').execute(),

  put: (template, { pins, unpin } = { pins: [], unpin: [] }) =>
    db.transaction().execute(async (transaction) => {
      const row = pick(templateColumns, template)
      const write = transaction.insertInto('servingTemplates').values(row)
      await write.onConflict((conflict) => conflict.column('name').doUpdateSet(row)).execute()
      await removePins(transaction, unpin)
      for (const pin of pins) {
        const added = transaction.insertInto('templatePins').values(pick(pinColumns, pin))
        await added.onConflict((conflict) => conflict.column('configurationId').doNothing()).execute()
      }
    }),

  remove: (name) =>
    db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('templatePins').where('template', '=', name).execute()
      const { numDeletedRows } = await transaction.deleteFrom('servingTemplates').where('name', '=', name).executeTakeFirst()
      return numDeletedRows > 0n
    }),

  pins: () => db.selectFrom('templatePins').select(pinColumns).orderBy('configurationId').execute(),

  unpin: (configurationIds) => removePins(db, configurationIds),

  repositories: {
    list: () => db.selectFrom('templateRepositories').select(repositoryColumns).orderBy('name').execute(),
    get: async (name) =>
      (await db.selectFrom('templateRepositories').select(repositoryColumns).where('name', '=', name).executeTakeFirst()) ?? null,
    insert: async (repository) => {
      const taken = `a repository named "${repository.name}" already exists`
      await refusing({ taken }, db.insertInto('templateRepositories').values(pick(repositoryColumns, repository)).execute())
    },
    update: async (repository) => {
      const { name, ...rest } = pick(repositoryColumns, repository)
      const write = db.updateTable('templateRepositories').set(rest).where('name', '=', name)
      return (await write.executeTakeFirst()).numUpdatedRows > 0n
    },
    remove: async (name) =>
      (await db.deleteFrom('templateRepositories').where('name', '=', name).executeTakeFirst()).numDeletedRows > 0n,
  },

  applications: {
    list: async () => {
      const rows = await db.selectFrom('templateApplications').select(applicationColumns).orderBy('name').execute()
      return rows.map(toApplication)
    },
    get: async (name) => {
      const query = db.selectFrom('templateApplications').select(applicationColumns).where('name', '=', name)
      const row = await query.executeTakeFirst()
      return row ? toApplication(row) : null
    },
    insert: async (application) => {
      const taken = `an application named "${application.name}" already exists`
      await refusing({ taken }, db.insertInto('templateApplications').values(toRow(application)).execute())
    },
    update: async (application) => {
      const { name, ...rest } = toRow(application)
      const write = db.updateTable('templateApplications').set(rest).where('name', '=', name)
      return (await write.executeTakeFirst()).numUpdatedRows > 0n
    },
    remove: async (name) =>
      (await db.deleteFrom('templateApplications').where('name', '=', name).executeTakeFirst()).numDeletedRows > 0n,
  },
})

const removePins = async (db: Kysely<Schema>, configurationIds: readonly string[]): Promise<void> => {
  await inParts(configurationIds, async (part) => {
    await db.deleteFrom('templatePins').where('configurationId', 'in', part).execute()
    return []
  })
}

const toRow = (application: TemplateApplication) => ({
  ...pick(applicationColumns, application),
  sync: application.sync && JSON.stringify(application.sync),
})

const toApplication = (row: Schema['templateApplications']): TemplateApplication => ({
  ...row,
  sync: row.sync === null ? null : fromJson(SyncReport, row.sync),
})
