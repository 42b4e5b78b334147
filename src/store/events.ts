import type { Kysely } from 'kysely'
import { z } from 'zod'
import { among } from './columns.ts'
import { fromJson, Options } from './json-columns.ts'
import type { EventStore } from './money-store.ts'
import type { Schema } from './schema.ts'

const columns = ['id', 'at', 'kind', 'severity', 'resourceGroup', 'deploymentId', 'message', 'data', 'once'] as const

const Severity = z.enum(['info', 'warning', 'critical'])

export const makeEvents = (db: Kysely<Schema>): EventStore => ({
  add: async (event) => {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('events')
      .values({ ...event, data: JSON.stringify(event.data) })
      .onConflict((conflict) => conflict.column('once').doNothing())
      .executeTakeFirst()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  },

  list: async ({ resourceGroups, deployments, kind, deploymentId, start, end }, limit) => {
    let query = db.selectFrom('events').select(columns).where('at', '>=', start).where('at', '<', end)
    if (resourceGroups !== '*') query = query.where(among('resource_group', resourceGroups))
    if (deployments !== '*') query = query.where(among('deployment_id', deployments))
    if (kind !== undefined) query = query.where('kind', '=', kind)
    if (deploymentId !== undefined) query = query.where('deploymentId', '=', deploymentId)
    const rows = await query.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute()
    return rows.map((row) => ({ ...row, severity: Severity.parse(row.severity), data: fromJson(Options, row.data) }))
  },

  removeBefore: async (at) => {
    await db.deleteFrom('events').where('at', '<', at).execute()
  },
})
