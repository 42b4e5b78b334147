import { type Kysely, sql } from 'kysely'
import type { Deployment } from '../domain/deployment.ts'
import { among, pick, toCount } from './columns.ts'
import { readPage } from './page.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

const columns = [
  'id',
  'resourceGroup',
  'name',
  'ttl',
  'configurationId',
  'targetStatus',
  'lastOperation',
  'generation',
  'status',
  'statusMessage',
  'observedGeneration',
  'modelVersion',
  'latestRunningConfigurationId',
  'startTime',
  'completionTime',
  'createdAt',
  'modifiedAt',
  'submissionTime',
] as const

/** Where the columns live that deployments are counted by. */
const countable = {
  resourceGroup: 'deployments.resourceGroup',
  scenarioId: 'configurations.scenarioId',
  executableId: 'configurations.executableId',
} as const

const qualified = columns.map((column) => `deployments.${column}` as const)

export const makeDeployments = (db: Kysely<Schema>): Store['deployments'] => ({
  insert: async (deployment) => {
    const { resourceGroup, configurationId } = deployment
    const refusals = {
      taken: nameTaken(deployment),
      missing: `resource group "${resourceGroup}" or configuration ${configurationId} does not exist`,
    }
    await refusing(refusals, db.insertInto('deployments').values(pick(columns, deployment)).execute())
  },

  get: async (resourceGroup, id) => {
    const query = db.selectFrom('deployments').select(columns).where('id', '=', id).where('resourceGroup', '=', resourceGroup)
    return (await query.executeTakeFirst()) ?? null
  },

  list: async (resourceGroup, { scenarioId, executableIds, configurationId, status, ...window }) => {
    let matches = db
      .selectFrom('deployments')
      .innerJoin('configurations', 'configurations.id', 'deployments.configurationId')
      .where('deployments.resourceGroup', '=', resourceGroup)
    if (scenarioId !== undefined) matches = matches.where('configurations.scenarioId', '=', scenarioId)
    if (executableIds !== undefined) matches = matches.where(among('configurations.executableId', executableIds))
    if (configurationId !== undefined) matches = matches.where('deployments.configurationId', '=', configurationId)
    if (status !== undefined) matches = matches.where('deployments.status', '=', status)
    const ordered = matches
      .select(qualified)
      .orderBy(sql`case when deployments.status = 'RUNNING' then 0 else 1 end`)
      .orderBy('deployments.createdAt', 'desc')
      .orderBy('deployments.id')
    return readPage(matches, ordered, window, (row): Deployment => row)
  },

  byId: async (id) => (await db.selectFrom('deployments').select(columns).where('id', '=', id).executeTakeFirst()) ?? null,

  allIds: async () => {
    const rows = await db.selectFrom('deployments').select('id').orderBy('createdAt').orderBy('id').execute()
    return rows.map(({ id }) => id)
  },

  want: async (id, from, { configurationId, targetStatus, lastOperation }, now) => {
    const write = db
      .updateTable('deployments')
      .set({ configurationId, targetStatus, lastOperation, generation: from + 1, modifiedAt: now })
      .where('id', '=', id)
      .where('generation', '=', from)
      .executeTakeFirst()
    const missing = `configuration ${configurationId} does not exist`
    const { numUpdatedRows } = await refusing({ taken: `deployment ${id} already exists`, missing }, write)
    return numUpdatedRows > 0n
  },

  saw: async (id, generation, seen, now) => {
    const { numUpdatedRows } = await db
      .updateTable('deployments')
      .set({
        status: seen.status,
        statusMessage: seen.statusMessage,
        observedGeneration: seen.observedGeneration,
        modelVersion: seen.modelVersion,
        latestRunningConfigurationId: seen.latestRunningConfigurationId,
        startTime: seen.startTime,
        completionTime: seen.completionTime,
        modifiedAt: sql`case when status <> ${seen.status} then ${now} else modified_at end`,
      })
      .where('id', '=', id)
      .where('generation', '=', generation)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  },

  remove: async (id, from) => {
    const query = db.deleteFrom('deployments').where('id', '=', id).where('generation', '=', from)
    return (await query.executeTakeFirst()).numDeletedRows > 0n
  },

  nameTaken: async (resourceGroup, name) => {
    const query = db.selectFrom('deployments').select('id').where('resourceGroup', '=', resourceGroup).where('name', '=', name)
    return (await query.executeTakeFirst()) !== undefined
  },

  rename: async (id, name) => {
    const taken = `a deployment named "${name}" already exists in its resource group`
    await refusing({ taken }, db.updateTable('deployments').set({ name }).where('id', '=', id).execute())
  },

  countBy: async (by) => {
    let query = db
      .selectFrom('deployments')
      .innerJoin('configurations', 'configurations.id', 'deployments.configurationId')
      .select((eb) => eb.fn.countAll<number>().as('count'))
    for (const column of by) query = query.select(countable[column]).groupBy(countable[column]).orderBy(countable[column])
    return (await query.execute()).map(toCount)
  },
})

const nameTaken = ({ name, resourceGroup }: Deployment): string =>
  `a deployment named "${name}" already exists in resource group "${resourceGroup}"`
