import type { Kysely, Selectable } from 'kysely'
import type { Artifact } from '../domain/configuration.ts'
import { pick, toCount } from './columns.ts'
import { fromJson, Labels, labelsToJson } from './json-columns.ts'
import { inParts, readPage } from './page.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'
import type { Words } from './words.ts'

const columns = [
  'id',
  'resourceGroup',
  'name',
  'kind',
  'url',
  'scenarioId',
  'description',
  'labels',
  'createdAt',
  'modifiedAt',
] as const

/** Lists are newest first, then by id. */
export const makeArtifacts = (db: Kysely<Schema>, { contains, labelled }: Words): Store['artifacts'] => ({
  insert: async (artifact) => {
    const row = { ...pick(columns, artifact), labels: labelsToJson(artifact.labels) }
    const refusals = {
      taken: `artifact ${artifact.id} already exists`,
      missing: `resource group "${artifact.resourceGroup}" does not exist`,
    }
    await refusing(refusals, db.insertInto('artifacts').values(row).execute())
  },

  get: async (resourceGroup, id) => {
    const row = await db
      .selectFrom('artifacts')
      .select(columns)
      .where('id', '=', id)
      .where('resourceGroup', '=', resourceGroup)
      .executeTakeFirst()
    return row ? toArtifact(row) : null
  },

  list: async (resourceGroup, { scenarioId, name, kind, labels = [], search, ...window }) => {
    let matches = db
      .selectFrom('artifacts')
      .where('resourceGroup', '=', resourceGroup)
      .where((eb) => eb.and(labels.map((match) => labelled(eb.ref('labels'), match))))
    if (scenarioId !== undefined) matches = matches.where('scenarioId', '=', scenarioId)
    if (name !== undefined) matches = matches.where('name', '=', name)
    if (kind !== undefined) matches = matches.where('kind', '=', kind)
    if (search !== undefined) {
      matches = matches.where((eb) => eb.or([contains(eb.ref('name'), search), contains(eb.ref('description'), search)]))
    }
    const ordered = matches.select(columns).orderBy('createdAt', 'desc').orderBy('id')
    return readPage(matches, ordered, window, toArtifact)
  },

  byIds: (ids) =>
    inParts(ids, async (part) => {
      const rows = await db.selectFrom('artifacts').select(columns).where('id', 'in', part).execute()
      return rows.map(toArtifact)
    }),

  countBy: async (by) => {
    let query = db.selectFrom('artifacts').select((eb) => eb.fn.countAll<number>().as('count'))
    for (const column of by) query = query.select(column).groupBy(column).orderBy(column)
    return (await query.execute()).map(toCount)
  },
})

const toArtifact = (row: Selectable<Schema['artifacts']>): Artifact => ({ ...row, labels: fromJson(Labels, row.labels) })
