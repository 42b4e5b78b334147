import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import type { StoredEvent } from '../domain/events.ts'
import { among } from './columns.ts'
import { fromJson, Options } from './json-columns.ts'
import type { EventStore } from './money-store.ts'
import type { Schema } from './schema.ts'

const columns = ['id', 'at', 'kind', 'severity', 'resourceGroup', 'deploymentId', 'message', 'data', 'once'] as const

const Severity = z.enum(['info', 'warning', 'critical'])

export const makeEvents = (db: Kysely<Schema>): EventStore => ({
  add: (event, targetIds = []) =>
    db.transaction().execute(async (transaction) => {
      const { numInsertedOrUpdatedRows } = await transaction
        .insertInto('events')
        .values({ ...event, data: JSON.stringify(event.data) })
        .onConflict((conflict) => conflict.column('once').doNothing())
        .executeTakeFirst()
      if (!numInsertedOrUpdatedRows) return false
      // Targets that went away meanwhile are told nothing.
      const there = await transaction.selectFrom('notificationTargets').select('id').where(among('id', targetIds)).execute()
      const fresh = { eventId: event.id, attempts: 0, dueAt: event.at, endedAt: null, trouble: null }
      const rows = there.map(({ id }) => ({ targetId: id, ...fresh }))
      if (rows.length > 0) await transaction.insertInto('notificationDeliveries').values(rows).execute()
      return true
    }),

  list: async ({ resourceGroups, deployments, kind, deploymentId, start, end }, limit) => {
    let query = db.selectFrom('events').select(columns).where('at', '>=', start).where('at', '<', end)
    if (resourceGroups !== '*') query = query.where(among('resource_group', resourceGroups))
    if (deployments !== '*') query = query.where(among('deployment_id', deployments))
    if (kind !== undefined) query = query.where('kind', '=', kind)
    if (deploymentId !== undefined) query = query.where('deploymentId', '=', deploymentId)
    const rows = await query.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute()
    return rows.map(toEvent)
  },

  removeBefore: async (at) => {
    await db.deleteFrom('events').where('at', '<', at).execute()
  },
})

export const toEvent = (row: Selectable<Schema['events']>): StoredEvent => ({
  ...row,
  severity: Severity.parse(row.severity),
  data: fromJson(Options, row.data),
})
