import type { Kysely, Selectable } from 'kysely'
import type { Configuration } from '../domain/configuration.ts'
import { among, pick } from './columns.ts'
import { ArtifactBindings, fromJson, ParameterBindings } from './json-columns.ts'
import { inParts, readPage } from './page.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'
import type { Words } from './words.ts'

const columns = [
  'id',
  'resourceGroup',
  'name',
  'scenarioId',
  'executableId',
  'parameterBindings',
  'inputArtifactBindings',
  'createdAt',
] as const

export async function insertConfiguration(db: Kysely<Schema>, configuration: Configuration): Promise<void> {
  const row = {
    ...pick(columns, configuration),
    parameterBindings: JSON.stringify(configuration.parameterBindings),
    inputArtifactBindings: JSON.stringify(configuration.inputArtifactBindings),
  }
  const refusals = {
    taken: `configuration ${configuration.id} already exists`,
    missing: `resource group "${configuration.resourceGroup}" does not exist`,
  }
  await refusing(refusals, db.insertInto('configurations').values(row).execute())
}

/** Lists are newest first, then by id. */
export const makeConfigurations = (db: Kysely<Schema>, { contains }: Words): Store['configurations'] => ({
  insert: (configuration) => insertConfiguration(db, configuration),

  get: async (resourceGroup, id) => {
    const row = await db
      .selectFrom('configurations')
      .select(columns)
      .where('id', '=', id)
      .where('resourceGroup', '=', resourceGroup)
      .executeTakeFirst()
    return row ? toConfiguration(row) : null
  },

  list: async (resourceGroup, { scenarioId, executableIds, search, ...window }) => {
    let matches = db.selectFrom('configurations').where('resourceGroup', '=', resourceGroup)
    if (scenarioId !== undefined) matches = matches.where('scenarioId', '=', scenarioId)
    if (executableIds !== undefined) matches = matches.where(among('executableId', executableIds))
    if (search !== undefined) matches = matches.where((eb) => contains(eb.ref('name'), search))
    const ordered = matches.select(columns).orderBy('createdAt', 'desc').orderBy('id')
    return readPage(matches, ordered, window, toConfiguration)
  },

  byIds: (ids) =>
    inParts(ids, async (part) => {
      const rows = await db.selectFrom('configurations').select(columns).where('id', 'in', part).execute()
      return rows.map(toConfiguration)
    }),
})

const toConfiguration = (row: Selectable<Schema['configurations']>): Configuration => ({
  ...row,
  parameterBindings: fromJson(ParameterBindings, row.parameterBindings),
  inputArtifactBindings: fromJson(ArtifactBindings, row.inputArtifactBindings),
})
