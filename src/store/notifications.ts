import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import { notificationKinds } from '../domain/notification.ts'
import { pick } from './columns.ts'
import { toEvent } from './events.ts'
import { fromJson } from './json-columns.ts'
import type { NotificationStore } from './notification-store.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'

const columns = ['id', 'resourceGroup', 'kind', 'url', 'recipients', 'events', 'sealedSecret', 'createdAt'] as const
const own = ['targetId', 'eventId', 'attempts', 'dueAt', 'endedAt', 'trouble'] as const

export const makeNotifications = (db: Kysely<Schema>): NotificationStore => ({
  targets: async () =>
    (await db.selectFrom('notificationTargets').select(columns).orderBy('createdAt').orderBy('id').execute()).map(toTarget),

  target: async (id) => {
    const row = await db.selectFrom('notificationTargets').select(columns).where('id', '=', id).executeTakeFirst()
    return row ? toTarget(row) : null
  },

  insert: async (target) => {
    const { recipients, events } = target
    const row = { ...pick(columns, target), recipients: JSON.stringify(recipients), events: JSON.stringify(events) }
    const missing = `there is no resource group "${target.resourceGroup}"`
    const taken = `notification target ${target.id} already exists`
    await refusing({ taken, missing }, db.insertInto('notificationTargets').values(row).execute())
  },

  update: async ({ id, url, recipients, events, sealedSecret }) => {
    const set = { url, sealedSecret, recipients: JSON.stringify(recipients), events: JSON.stringify(events) }
    const { numUpdatedRows } = await db.updateTable('notificationTargets').set(set).where('id', '=', id).executeTakeFirst()
    return numUpdatedRows > 0n
  },

  remove: async (id) => (await db.deleteFrom('notificationTargets').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n,

  due: async (now, limit) =>
    (
      await deliveries(db)
        .where('endedAt', 'is', null)
        .where('dueAt', '<=', now)
        .orderBy('dueAt')
        .orderBy('eventId')
        .limit(limit)
        .execute()
    ).map(toDelivery),

  tried: async ({ targetId, eventId, attempts, dueAt, endedAt, trouble }) => {
    await db
      .updateTable('notificationDeliveries')
      .set({ attempts, dueAt, endedAt, trouble })
      .where('targetId', '=', targetId)
      .where('eventId', '=', eventId)
      .where('attempts', '=', attempts - 1)
      .execute()
  },

  deliveries: async (targetId, limit) =>
    (await deliveries(db).where('targetId', '=', targetId).orderBy('at', 'desc').orderBy('eventId').limit(limit).execute()).map(
      toDelivery,
    ),
})

const deliveries = (db: Kysely<Schema>) =>
  db
    .selectFrom('notificationDeliveries')
    .innerJoin('events', 'events.id', 'notificationDeliveries.eventId')
    .select(own)
    .select(['id', 'at', 'kind', 'severity', 'resourceGroup', 'deploymentId', 'message', 'data', 'once'])

const toDelivery = (row: Selectable<Schema['notificationDeliveries']> & Selectable<Schema['events']>) => {
  const { targetId: _t, eventId: _e, attempts: _a, dueAt: _d, endedAt: _n, trouble: _w, ...event } = row
  return { ...pick(own, row), event: toEvent(event) }
}

const Kind = z.enum(notificationKinds)
const Texts = z.array(z.string())

const toTarget = (row: Selectable<Schema['notificationTargets']>) => ({
  ...row,
  kind: Kind.parse(row.kind),
  recipients: fromJson(Texts, row.recipients),
  events: fromJson(Texts, row.events),
})
