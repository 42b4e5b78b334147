import { type Kysely, sql, type Transaction } from 'kysely'
import type { Deployment } from '../domain/deployment.ts'
import { Rollout } from '../domain/rollout.ts'
import { InstancesRunning, Scaled, Scaling } from '../domain/scaling.ts'
import { Terms } from '../domain/terms.ts'
import { makeApiKeys } from './api-keys.ts'
import { among, pick, toCount } from './columns.ts'
import { insertConfiguration } from './configurations.ts'
import type { KeysInRecords } from './deployment-store.ts'
import { firstVersion, writeHistory } from './deployment-versions.ts'
import { fromJson, Spread, TargetsSeen } from './json-columns.ts'
import { readPage } from './page.ts'
import { takeFromPool } from './pools.ts'
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
  'spread',
  'targetsSeen',
  'onHangup',
  'scaling',
  'scaled',
  'instancesRunning',
  'rollout',
  'version',
  'terms',
] as const

/** Where the columns live that deployments are counted by. */
const countable = {
  resourceGroup: 'deployments.resourceGroup',
  scenarioId: 'configurations.scenarioId',
  executableId: 'configurations.executableId',
} as const

const qualified = columns.map((column) => `deployments.${column}` as const)

export const makeDeployments = (db: Kysely<Schema>, kind: Store['kind']): Store['deployments'] => ({
  insert: async (deployment, createdBy = '', { taking = null, configuration } = {}) => {
    const { resourceGroup, configurationId } = deployment
    const refusals = {
      taken: nameTaken(deployment),
      missing: `resource group "${resourceGroup}" or configuration ${configurationId} does not exist`,
    }
    const write = db.transaction().execute(async (transaction) => {
      if (configuration) await insertConfiguration(transaction, configuration)
      await transaction.insertInto('deployments').values(toRow(deployment)).execute()
      await writeHistory(transaction, deployment.id, { made: firstVersion(deployment, createdBy) })
      if (taking) await takeFromPool(transaction, kind, deployment.id, taking)
    })
    await refusing(refusals, write)
  },

  get: async (resourceGroup, id) => {
    const query = db.selectFrom('deployments').select(columns).where('id', '=', id).where('resourceGroup', '=', resourceGroup)
    return fromRow(await query.executeTakeFirst())
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
    return readPage(matches, ordered, window, readRow)
  },

  byId: async (id) => fromRow(await db.selectFrom('deployments').select(columns).where('id', '=', id).executeTakeFirst()),

  allIds: async () => {
    const rows = await db.selectFrom('deployments').select('id').orderBy('createdAt').orderBy('id').execute()
    return rows.map(({ id }) => id)
  },

  withScaling: async () => {
    const query = db.selectFrom('deployments').select(columns).where('scaling', 'is not', null)
    return (await query.orderBy('id').execute()).map(readRow)
  },

  withTerms: async () => {
    const query = db.selectFrom('deployments').select(columns).where('terms', 'is not', null)
    return (await query.orderBy('id').execute()).map(readRow)
  },

  want: async (id, from, want, now, history, taking = want.targetStatus === 'DELETED' ? null : undefined) => {
    const { configurationId, targetStatus, lastOperation, spread, onHangup, scaling, rollout, version, terms } = want
    const update = (on: Kysely<Schema>) =>
      on
        .updateTable('deployments')
        .set({
          configurationId,
          targetStatus,
          lastOperation,
          spread: toJson(spread),
          onHangup,
          scaling: toJson(scaling),
          rollout: toJson(rollout),
          version,
          terms: toJson(terms),
          generation: from + 1,
          modifiedAt: now,
        })
        .where('id', '=', id)
        .where('generation', '=', from)
        .executeTakeFirst()
        .then(({ numUpdatedRows }) => numUpdatedRows > 0n)
    const isMore = history !== undefined || taking !== undefined
    const write = isMore
      ? allOrNothing(db, async (transaction) => {
          if (history?.configuration) await insertConfiguration(transaction, history.configuration)
          if (!(await update(transaction))) return false
          if (history) await writeHistory(transaction, id, history)
          if (taking !== undefined) await takeFromPool(transaction, kind, id, taking)
          return true
        })
      : update(db)
    const missing = `configuration ${configurationId} does not exist`
    return refusing({ taken: `deployment ${id} already exists`, missing }, write)
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
        targetsSeen: toJson(seen.targetsSeen),
        instancesRunning: toJson(seen.instancesRunning),
        modifiedAt: sql`case when status <> ${seen.status} then ${now} else modified_at end`,
      })
      .where('id', '=', id)
      .where('generation', '=', generation)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  },

  scale: async (id, from, scaled) => {
    const { numUpdatedRows } = await db
      .updateTable('deployments')
      .set({ scaled: toJson(scaled) })
      .where('id', '=', id)
      .where('generation', '=', from)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  },

  remove: async (id, from, revoking) =>
    db.transaction().execute(async (transaction) => {
      if (revoking) await revokeKeys(transaction, id, from, revoking)
      const query = transaction.deleteFrom('deployments').where('id', '=', id).where('generation', '=', from)
      return (await query.executeTakeFirst()).numDeletedRows > 0n
    }),

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

async function revokeKeys(db: Transaction<Schema>, id: string, from: number, { at, find }: KeysInRecords): Promise<void> {
  // Holds the row, so that nothing more is kept of it until it is gone.
  const held = db.updateTable('deployments').set({ generation: from }).where('id', '=', id).where('generation', '=', from)
  if ((await held.executeTakeFirst()).numUpdatedRows === 0n) return
  const rows = await db.selectFrom('dialectRecords').select(['dialect', 'record']).where('deploymentId', '=', id).execute()
  const keys = find(rows.map(({ dialect, record }) => ({ dialect, record: JSON.parse(record) as unknown })))
  for (const key of keys) await makeApiKeys(db).revoke(key, at)
}

class NotWritten extends Error {}

/** What answers false is as if it had never begun. */
async function allOrNothing(db: Kysely<Schema>, write: (transaction: Transaction<Schema>) => Promise<boolean>): Promise<boolean> {
  try {
    return await db.transaction().execute(async (transaction) => {
      if (!(await write(transaction))) throw new NotWritten()
      return true
    })
  } catch (cause) {
    if (cause instanceof NotWritten) return false
    throw cause
  }
}

const toJson = (value: object | null): string | null => (value === null ? null : JSON.stringify(value))

const toRow = (deployment: Deployment): Schema['deployments'] => ({
  ...pick(columns, deployment),
  spread: toJson(deployment.spread),
  rollout: toJson(deployment.rollout),
  targetsSeen: toJson(deployment.targetsSeen),
  scaling: toJson(deployment.scaling),
  scaled: toJson(deployment.scaled),
  terms: toJson(deployment.terms),
  instancesRunning: toJson(deployment.instancesRunning),
})

const readRow = (row: Schema['deployments']): Deployment => ({
  ...row,
  spread: row.spread === null ? null : fromJson(Spread, row.spread),
  targetsSeen: row.targetsSeen === null ? null : fromJson(TargetsSeen, row.targetsSeen),
  scaling: row.scaling === null ? null : fromJson(Scaling, row.scaling),
  scaled: row.scaled === null ? null : fromJson(Scaled, row.scaled),
  rollout: row.rollout === null ? null : fromJson(Rollout, row.rollout),
  terms: row.terms === null ? null : fromJson(Terms, row.terms),
  instancesRunning: row.instancesRunning === null ? null : fromJson(InstancesRunning, row.instancesRunning),
})

const fromRow = (row: Schema['deployments'] | undefined): Deployment | null => (row ? readRow(row) : null)

const nameTaken = ({ name, resourceGroup }: Deployment): string =>
  `a deployment named "${name}" already exists in resource group "${resourceGroup}"`
