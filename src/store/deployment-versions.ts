import type { Kysely, Transaction } from 'kysely'
import type { Deployment } from '../domain/deployment.ts'
import type { DeploymentVersion, HistoryChange } from '../domain/deployment-version.ts'
import { pick } from './columns.ts'
import { fromJson, Spread, Withdrawn } from './json-columns.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

const columns = [
  'deploymentId',
  'number',
  'previous',
  'configurationId',
  'spread',
  'note',
  'createdBy',
  'createdAt',
  'withdrawn',
] as const

export const makeDeploymentVersions = (db: Kysely<Schema>): Store['deploymentVersions'] => ({
  list: async (deploymentId) => {
    const query = db.selectFrom('deploymentVersions').select(columns).where('deploymentId', '=', deploymentId)
    return (await query.orderBy('number', 'desc').execute()).map(toVersion)
  },

  get: async (deploymentId, number) => {
    const query = db.selectFrom('deploymentVersions').select(columns).where('deploymentId', '=', deploymentId)
    const row = await query.where('number', '=', number).executeTakeFirst()
    return row ? toVersion(row) : null
  },

  newest: async (deploymentId) => {
    const query = db.selectFrom('deploymentVersions').select((eb) => eb.fn.max('number').as('newest'))
    return Number((await query.where('deploymentId', '=', deploymentId).executeTakeFirst())?.newest ?? 0)
  },
})

/** What a deployment is made with. */
export const firstVersion = (deployment: Deployment, createdBy: string): DeploymentVersion => ({
  deploymentId: deployment.id,
  number: deployment.version,
  previous: null,
  configurationId: deployment.configurationId,
  spread: deployment.spread,
  note: '',
  createdBy,
  createdAt: deployment.createdAt,
  withdrawn: null,
})

/** Together with the change of the want that it belongs to. */
export async function writeHistory(db: Transaction<Schema>, deploymentId: string, change: HistoryChange): Promise<void> {
  const { made, withdrawn } = change
  if (made) await db.insertInto('deploymentVersions').values(toRow(made)).execute()
  if (!withdrawn) return
  const { number, ...said } = withdrawn
  const update = db.updateTable('deploymentVersions').set({ withdrawn: JSON.stringify(said) })
  await update.where('deploymentId', '=', deploymentId).where('number', '=', number).execute()
}

const toRow = (version: DeploymentVersion): Schema['deploymentVersions'] => ({
  ...pick(columns, version),
  spread: version.spread === null ? null : JSON.stringify(version.spread),
  withdrawn: version.withdrawn === null ? null : JSON.stringify(version.withdrawn),
})

const toVersion = (row: Schema['deploymentVersions']): DeploymentVersion => ({
  ...row,
  spread: row.spread === null ? null : fromJson(Spread, row.spread),
  withdrawn: row.withdrawn === null ? null : fromJson(Withdrawn, row.withdrawn),
})
