import { type Kysely, type Selectable, sql } from 'kysely'
import { z } from 'zod'
import type { Metered, MeteredFacts, Metering } from '../domain/metering.ts'
import { deploymentTypes, residencies } from '../domain/terms.ts'
import { pick } from './columns.ts'
import { insertRows } from './insert-rows.ts'
import { fromJson } from './json-columns.ts'
import { sumTable } from './ledger.ts'
import { type Cell, snake, sumRows } from './ledger-columns.ts'
import type { MeterStore } from './money-store.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

export const meteredColumns = [
  ...(['subject', 'startedAt', 'endedAt', 'kind', 'resourceGroup', 'deploymentId', 'deploymentName', 'executableId'] as const),
  ...(['model', 'version', 'deploymentType', 'residency', 'instanceType', 'units'] as const),
  ...(['cost', 'currency', 'nanoPerHour', 'rateId'] as const),
] as const satisfies readonly (keyof Metered)[]

const meteredTable = { table: 'metered', columns: meteredColumns.map(snake) }

export const makeMetering = (db: Kysely<Schema>, kind: Store['kind']): MeterStore => ({
  list: async () =>
    (await db.selectFrom('metering').select(['subject', 'startedAt', 'until', 'facts']).orderBy('subject').execute()).map(
      toMetering,
    ),

  lastOf: async (subject) => {
    const query = db
      .selectFrom('metered')
      .select((eb) => eb.fn.max('endedAt').as('last'))
      .where('subject', '=', subject)
    const last = (await query.executeTakeFirst())?.last
    return last === undefined || last === null ? null : Number(last)
  },

  apply: ({ before, after, grown, begun, added }) =>
    db
      .transaction()
      .execute(async (transaction) => {
        if (!(await move(transaction, before, after))) throw elsewhere
        if (grown) {
          const { numUpdatedRows } = await transaction
            .updateTable('metered')
            .set({ endedAt: grown.endedAt, cost: grown.cost })
            .where('subject', '=', grown.subject)
            .where('startedAt', '=', grown.startedAt)
            .where('endedAt', '=', before?.until ?? -1)
            .where('nanoPerHour', 'is not distinct from', grown.nanoPerHour)
            .executeTakeFirst()
          if (numUpdatedRows === 0n) throw elsewhere
        }
        const rows = begun.map((row) => meteredColumns.map((column): Cell => row[column]))
        await insertRows(transaction, kind, meteredTable, rows)
        await insertRows(transaction, kind, sumTable, sumRows(added))
        return true
      })
      .catch((error) => {
        if (error === elsewhere) return false
        throw error
      }),

  rows: (start, end, limit) =>
    db
      .selectFrom('metered')
      .select(meteredColumns)
      .where('startedAt', '>=', start)
      .where('startedAt', '<', end)
      .orderBy('startedAt')
      .orderBy('subject')
      .limit(limit)
      .execute(),
})

/** Rolls a transaction back. */
const elsewhere = new Error('metering stands elsewhere by now')

async function move(db: Kysely<Schema>, before: Metering | null, after: Metering | null): Promise<boolean> {
  if (!before) {
    if (!after) return true
    const added = await db
      .insertInto('metering')
      .values(toRow(after))
      .onConflict((conflict) => conflict.column('subject').doNothing())
      .executeTakeFirst()
    return (added.numInsertedOrUpdatedRows ?? 0n) > 0n
  }
  const { subject, until } = before
  if (!after) {
    const removed = db.deleteFrom('metering').where('subject', '=', subject).where('until', '=', until)
    return (await removed.executeTakeFirst()).numDeletedRows > 0n
  }
  const { subject: _, ...changed } = toRow(after)
  const updated = db.updateTable('metering').set(changed).where('subject', '=', subject).where('until', '=', until)
  return (await updated.executeTakeFirst()).numUpdatedRows > 0n
}

const Facts = z.object({
  facts: z.object({
    kind: z.enum(['instance', 'unit']),
    resourceGroup: z.string(),
    deploymentId: z.string(),
    deploymentName: z.string(),
    executableId: z.string(),
    model: z.string().nullable(),
    version: z.string().nullable(),
    deploymentType: z.enum(deploymentTypes).nullable(),
    residency: z.enum(residencies).nullable(),
    instanceType: z.string().nullable(),
    units: z.int(),
  }) satisfies z.ZodType<MeteredFacts>,
  rate: z.object({ id: z.string(), nanoPerHour: z.int(), currency: z.string() }).nullable(),
  over: z.boolean(),
})

const toMetering = ({ facts, ...row }: Selectable<Schema['metering']>): Metering => ({
  ...row,
  ...fromJson(Facts, facts),
})

const toRow = ({ facts, rate, over, ...row }: Metering): Schema['metering'] => ({
  ...pick(['subject', 'startedAt', 'until'], row),
  facts: JSON.stringify({ facts, rate, over }),
})

/** Newer than all that was written of rows that began before; for the order of rows in rerates. */
export const afterRow = ({ startedAt, subject }: { readonly startedAt: number; readonly subject: string }) =>
  sql<boolean>`(started_at, subject) > (${startedAt}, ${subject})`
