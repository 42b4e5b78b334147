import { type Kysely, sql } from 'kysely'
import type { SeriesName } from '../domain/call-series.ts'
import { seriesRows, seriesTable } from './call-series-columns.ts'
import type { CallSeriesStore } from './call-series-store.ts'
import { insertRows } from './insert-rows.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

export const makeCallSeries = (db: Kysely<Schema>, kind: Store['kind']): CallSeriesStore => ({
  read: async ({ deploymentId, grain, start, end, stepMs, names }) => {
    if (names.length === 0) return []
    const step = sql.raw(String(stepMs))
    const { rows } = await sql<{ at: number; what: SeriesName; bin: number; amount: number }>`
      select bucket / ${step} * ${step} as at, what, bin, cast(sum(amount) as bigint) as amount from call_series
      where deployment_id = ${deploymentId} and grain = ${grain} and bucket >= ${start} and bucket < ${end}
        and what in (${sql.join(names)})
      group by 1, 2, 3 having sum(amount) <> 0 order by 1, 2, 3`.execute(db)
    return rows.map(({ at, what, bin, amount }) => ({ bucket: Number(at), what, bin: Number(bin), amount: Number(amount) }))
  },

  add: (additions) => insertRows(db, kind, seriesTable, seriesRows(additions)),

  deleteBefore: async (grain, before, limit) => {
    const nth = await db
      .selectFrom('callSeries')
      .select('bucket')
      .where('grain', '=', grain)
      .where('bucket', '<', before)
      .orderBy('bucket')
      .limit(1)
      .offset(limit - 1)
      .executeTakeFirst()
    const { numDeletedRows } = await db
      .deleteFrom('callSeries')
      .where('grain', '=', grain)
      .where('bucket', '<', before)
      .where('bucket', '<=', nth?.bucket ?? before)
      .executeTakeFirst()
    return Number(numDeletedRows)
  },
})
