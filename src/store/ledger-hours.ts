import { type Kysely, sql } from 'kysely'
import { among } from './columns.ts'
import type { Schema } from './schema.ts'
import type { LedgerFilter } from './store.ts'

export const hourMs = 3_600_000

/** Whether the ledger's own indexes, by time and by group and time, may lead through many calls that are not asked for. */
export const isNarrow = ({ deployments, deploymentId, model, credential, state }: LedgerFilter): boolean =>
  deployments !== '*' || [deploymentId, model, credential, state].some((each) => each !== undefined)

const countOf = {
  aborted: sql<number>`aborted`,
  uncertain: sql<number>`uncertain`,
  settled: sql<number>`calls - aborted - uncertain`,
} as const

/** Hours in which there was such a call, newest first: the sums know, so that years without one are not searched for it. */
export async function hoursWith(db: Kysely<Schema>, filter: LedgerFilter, limit: number): Promise<readonly number[]> {
  const { resourceGroups, deployments, deploymentId, model, credential, state, start, end } = filter
  let query = db
    .selectFrom('usageSums')
    .select('bucket')
    .distinct()
    .where('grain', '=', 'hour')
    .where('calls', '>', 0)
    .where('bucket', '>', start - hourMs)
    .where('bucket', '<', end)
    .orderBy('bucket', 'desc')
    .limit(limit)
  if (resourceGroups !== '*') query = query.where(among('resource_group', resourceGroups))
  if (deployments !== '*') query = query.where(among('deployment_id', deployments))
  if (deploymentId !== undefined) query = query.where('deploymentId', '=', deploymentId)
  if (model !== undefined) query = query.where('model', '=', model)
  if (credential !== undefined) query = query.where('credential', '=', credential)
  if (state !== undefined) query = query.where(countOf[state], '>', 0)
  return (await query.execute()).map(({ bucket }) => bucket)
}
