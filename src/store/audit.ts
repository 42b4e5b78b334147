import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import { type AuditEntry, auditOutcomes } from '../domain/audit.ts'
import type { AuditStore } from './audit-store.ts'
import { among } from './columns.ts'
import type { Schema } from './schema.ts'

const Outcome = z.enum(auditOutcomes)

export const makeAudit = (db: Kysely<Schema>): AuditStore => ({
  add: async (entries) => {
    if (entries.length > 0) await db.insertInto('auditTrail').values(entries.map(toRow)).execute()
  },

  list: async ({ resourceGroups, start, end, actor, action, target, outcome }, after, limit) => {
    let query = db.selectFrom('auditTrail').selectAll().where('at', '>=', start).where('at', '<', end)
    if (resourceGroups !== '*') query = query.where(among('resource_group', resourceGroups))
    if (actor !== undefined) query = query.where((is) => is.or([is('actorId', '=', actor), is('actorName', '=', actor)]))
    // `/` is the character after `.`: everything that begins with the word and a dot lies between the two.
    if (action !== undefined)
      query = query.where((is) =>
        is.or([is('action', '=', action), is.and([is('action', '>', `${action}.`), is('action', '<', `${action}/`)])]),
      )
    if (target !== undefined) query = query.where('target', '=', target)
    if (outcome !== undefined) query = query.where('outcome', '=', outcome)
    if (after)
      query = query.where((is) => is.or([is('at', '<', after.at), is.and([is('at', '=', after.at), is('id', '<', after.id)])]))
    return (await query.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute()).map(toEntry)
  },

  removeBefore: async (at, limit) => {
    const oldest = db.selectFrom('auditTrail').select('id').where('at', '<', at).orderBy('at').limit(limit)
    const { numDeletedRows } = await db.deleteFrom('auditTrail').where('id', 'in', oldest).executeTakeFirst()
    return Number(numDeletedRows)
  },
})

const toRow = ({ actor, ...entry }: AuditEntry): Schema['auditTrail'] => ({
  ...entry,
  actorKind: actor.kind,
  actorId: actor.id,
  actorName: actor.name,
})

const toEntry = ({ actorKind, actorId, actorName, outcome, ...row }: Selectable<Schema['auditTrail']>): AuditEntry => ({
  ...row,
  actor: { kind: actorKind, id: actorId, name: actorName },
  outcome: Outcome.parse(outcome),
})
