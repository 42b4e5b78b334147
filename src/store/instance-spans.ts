import { type Kysely, sql } from 'kysely'
import type { InstanceSpan } from '../domain/instance-span.ts'
import type { Schema } from './schema.ts'

/** What instances were, and when. */
export type InstanceSpanStore = {
  /** New, or as it is by now; one is told by its deployment, instance, beginning and phase. */
  put(spans: readonly InstanceSpan[]): Promise<void>
  /** Those that have not ended, of all deployments. */
  goingOn(): Promise<readonly InstanceSpan[]>
  /** Those that touch this time (epoch ms, `end` not included), by beginning; the newest `limit`. */
  list(deploymentId: string, start: number, end: number, limit: number): Promise<readonly InstanceSpan[]>
  /** About `limit` that ended before that time go. */
  deleteBefore(before: number, limit: number): Promise<number>
}

export const makeInstanceSpans = (db: Kysely<Schema>): InstanceSpanStore => ({
  put: async (spans) => {
    if (spans.length === 0) return
    await db.transaction().execute(async (transaction) => {
      for (const span of spans) {
        await transaction
          .insertInto('instanceSpans')
          .values(toRow(span))
          .onConflict((conflict) =>
            conflict.columns(['deploymentId', 'subject', 'since', 'phase']).doUpdateSet((eb) => ({
              until: eb.ref('excluded.until'),
              goingOn: eb.ref('excluded.goingOn'),
              message: eb.ref('excluded.message'),
            })),
          )
          .execute()
      }
    })
  },

  goingOn: async () =>
    (await db.selectFrom('instanceSpans').selectAll().where('goingOn', '=', 1).orderBy('since').execute()).map(fromRow),

  list: async (deploymentId, start, end, limit) => {
    const rows = await db
      .selectFrom('instanceSpans')
      .selectAll()
      .where('deploymentId', '=', deploymentId)
      .where('since', '<', end)
      .where((eb) => eb.or([eb('until', '>=', start), eb('goingOn', '=', 1)]))
      .orderBy('since', 'desc')
      .orderBy('until', 'desc')
      .limit(limit)
      .execute()
    return rows.map(fromRow).reverse()
  },

  deleteBefore: async (before, limit) => {
    const oldest = sql`select deployment_id, subject, since, phase from instance_spans
      where until < ${before} and going_on = 0 order by until limit ${limit}`
    const { numAffectedRows } =
      await sql`delete from instance_spans where (deployment_id, subject, since, phase) in (${oldest})`.execute(db)
    return Number(numAffectedRows ?? 0n)
  },
})

const toRow = (span: InstanceSpan): Schema['instanceSpans'] => ({
  deploymentId: span.deploymentId,
  subject: span.instanceId ?? '',
  phase: span.phase,
  since: span.from,
  until: span.to,
  goingOn: span.goesOn ? 1 : 0,
  component: span.component,
  revision: span.revision,
  message: span.message,
})

const fromRow = ({ subject, since, until, goingOn, ...row }: Schema['instanceSpans']): InstanceSpan => ({
  ...row,
  instanceId: subject === '' ? null : subject,
  from: since,
  to: until,
  goesOn: goingOn === 1,
})
