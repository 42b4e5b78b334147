import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import { Metrics, ModelSchema, type ModelVersion, versionFolder } from '../domain/registry.ts'
import { pick } from './columns.ts'
import { fromJson } from './json-columns.ts'
import { readPage } from './page.ts'
import { refusing } from './refusals.ts'
import type { RegistryStore, VersionKey } from './registry-store.ts'
import { insertNodes, removeNodes } from './registry-tree.ts'
import type { Schema } from './schema.ts'
import type { Words } from './words.ts'

const columns = [
  'resourceGroup',
  'name',
  'version',
  'framework',
  'description',
  'metrics',
  'inputExample',
  'modelSchema',
  'program',
  'environment',
  'extra',
  'creator',
  'bytes',
  'fileCount',
  'createdAt',
  'modifiedAt',
] as const

export const makeVersions = (db: Kysely<Schema>, { contains }: Words): RegistryStore['versions'] => ({
  insert: (version, nodes) =>
    db.transaction().execute(async (transaction) => {
      const refusals = {
        taken: `version ${version.version} of model ${version.name} exists already; ask for another number, or for none`,
        missing: `resource group "${version.resourceGroup}" does not exist`,
      }
      await refusing(refusals, transaction.insertInto('modelVersions').values(toRow(version)).execute())
      await insertNodes(transaction, nodes)
    }),

  get: async (resourceGroup, name, version) => {
    const row = await db
      .selectFrom('modelVersions')
      .select(columns)
      .where('resourceGroup', '=', resourceGroup)
      .where('name', '=', name)
      .where('version', '=', version)
      .executeTakeFirst()
    return row ? toVersion(row) : null
  },

  list: (resourceGroup, { name, framework, search, ...window }) => {
    let matches = db.selectFrom('modelVersions').where('resourceGroup', '=', resourceGroup)
    if (name !== undefined) matches = matches.where('name', '=', name)
    if (framework !== undefined) matches = matches.where('framework', '=', framework)
    if (search !== undefined) {
      const find = { text: search, ignoreCase: true }
      matches = matches.where((eb) => eb.or([contains(eb.ref('name'), find), contains(eb.ref('description'), find)]))
    }
    return readPage(matches, matches.select(columns).orderBy('name').orderBy('version', 'desc'), window, toVersion)
  },

  highest: async (resourceGroup, name) => {
    const row = await db
      .selectFrom('modelVersions')
      .select((eb) => eb.fn.max('version').as('version'))
      .where('resourceGroup', '=', resourceGroup)
      .where('name', '=', name)
      .executeTakeFirst()
    return row?.version ?? 0
  },

  models: async (resourceGroup, { top, skip }) => {
    const matches = db.selectFrom('modelVersions').where('resourceGroup', '=', resourceGroup)
    const { count } = await matches.select((eb) => eb.fn.count<number>('name').distinct().as('count')).executeTakeFirstOrThrow()
    const items = await matches
      .select((eb) => [
        'name',
        eb.fn.countAll<number>().as('versions'),
        eb.fn.max('version').as('latest'),
        eb.fn.max('modifiedAt').as('modifiedAt'),
      ])
      .groupBy('name')
      .orderBy('name')
      .limit(top ?? Number.MAX_SAFE_INTEGER)
      .offset(skip ?? 0)
      .execute()
    return { count, items }
  },

  change: async (version) => {
    const { resourceGroup, name, version: number, ...rest } = toRow(version)
    const { numUpdatedRows } = await db
      .updateTable('modelVersions')
      .set(rest)
      .where('resourceGroup', '=', resourceGroup)
      .where('name', '=', name)
      .where('version', '=', number)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  },

  remove: (resourceGroup, name, version) =>
    db.transaction().execute(async (transaction) => {
      await transaction
        .deleteFrom('modelVersions')
        .where('resourceGroup', '=', resourceGroup)
        .where('name', '=', name)
        .where('version', '=', version)
        .execute()
      return removeNodes(transaction, resourceGroup, versionFolder(name, version))
    }),
})

export const makeTags = (db: Kysely<Schema>): RegistryStore['tags'] => ({
  put: async (of, { name: tag, value }) => {
    const written = { value: JSON.stringify(value) }
    const write = db
      .insertInto('modelTags')
      .values({ ...pick(keys, of), tag, ...written })
      .onConflict((conflict) => conflict.columns([...keys, 'tag']).doUpdateSet(written))
    const missing = `there is no version ${of.version} of model ${of.name}`
    await refusing({ taken: missing, missing }, write.execute())
  },

  list: async (of) => {
    const rows = await db
      .selectFrom('modelTags')
      .select(['tag', 'value'])
      .where((eb) => eb.and(pick(keys, of)))
      .orderBy('tag')
      .execute()
    return rows.map(({ tag, value }) => ({ name: tag, value: fromJson(z.unknown(), value) }))
  },

  all: async (resourceGroup) => {
    const rows = await db
      .selectFrom('modelTags')
      .select(['name', 'version', 'tag', 'value'])
      .where('resourceGroup', '=', resourceGroup)
      .orderBy('name')
      .orderBy('version')
      .orderBy('tag')
      .execute()
    return rows.map(({ name, version, tag, value }) => ({ model: name, version, name: tag, value: fromJson(z.unknown(), value) }))
  },

  remove: async (of, name) => {
    const { numDeletedRows } = await db
      .deleteFrom('modelTags')
      .where((eb) => eb.and(pick(keys, of)))
      .where('tag', '=', name)
      .executeTakeFirst()
    return numDeletedRows > 0n
  },
})

/** A version's own key. */
export const keys = ['resourceGroup', 'name', 'version'] as const satisfies readonly (keyof VersionKey)[]

const toRow = (version: ModelVersion) => ({
  ...pick(columns, version),
  metrics: JSON.stringify(version.metrics),
  inputExample: JSON.stringify(version.inputExample ?? null),
  modelSchema: JSON.stringify(version.modelSchema),
  extra: JSON.stringify(version.extra),
})

const toVersion = (row: Selectable<Schema['modelVersions']>): ModelVersion => ({
  ...row,
  metrics: fromJson(Metrics, row.metrics),
  inputExample: fromJson(z.unknown(), row.inputExample),
  modelSchema: fromJson(ModelSchema.nullable(), row.modelSchema),
  extra: fromJson(z.record(z.string(), z.unknown()), row.extra),
})
