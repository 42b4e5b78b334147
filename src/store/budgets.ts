import { type Kysely, type Selectable, sql } from 'kysely'
import { z } from 'zod'
import { copyCredential } from '../domain/ledger.ts'
import type { Budget } from '../domain/limits.ts'
import { minuteSumsFrom } from '../domain/usage-sums.ts'
import { pick } from './columns.ts'
import { fromJson } from './json-columns.ts'
import { missing, scopeColumns, scopeOf } from './limits.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

const columns = [
  'id',
  ...scopeColumns,
  'amount',
  'currency',
  'period',
  'timezone',
  'thresholds',
  'block',
  'createdAt',
  'modifiedAt',
] as const

const hour = 3_600_000
const day = 24 * hour

export const makeBudgets = (db: Kysely<Schema>): Store['budgets'] => ({
  list: async () => (await db.selectFrom('budgets').select(columns).orderBy('createdAt').orderBy('id').execute()).map(toBudget),

  get: async (id) => {
    const row = await db.selectFrom('budgets').select(columns).where('id', '=', id).executeTakeFirst()
    return row ? toBudget(row) : null
  },

  put: async (budget) => {
    const row = {
      ...pick(columns, { ...budget, ...budget.scope }),
      thresholds: JSON.stringify(budget.thresholds),
      block: budget.block ? 1 : 0,
    }
    const { id: _, ...changed } = row
    const write = db
      .insertInto('budgets')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(changed))
    await refusing({ taken: `budget ${budget.id} already exists`, missing }, write.execute())
  },

  remove: async (id) => (await db.deleteFrom('budgets').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n,

  spent: async ({ scope, currency }, since) => {
    // Whole days, and minutes and hours only until the first of them: a month in any time zone is a few dozen sums.
    const firstHour = Math.ceil(since / hour) * hour
    const kept = await db.selectFrom('settings').select('value').where('key', '=', minuteSumsFrom).executeTakeFirst()
    // Where minutes are gone, an hour counts whole to the period that it begins in, which is not this one.
    const firstMinute = since < Number(kept?.value ?? 0) ? firstHour : since
    const firstDay = Math.ceil(since / day) * day
    let query = db
      .selectFrom('usageSums')
      .select(sql<string | null>`cast(sum(cost) as text)`.as('cost'))
      .where((eb) =>
        eb.or([
          eb('grain', '=', 'minute').and('bucket', '>=', firstMinute).and('bucket', '<', firstHour),
          eb('grain', '=', 'hour').and('bucket', '>=', firstHour).and('bucket', '<', firstDay),
          eb('grain', '=', 'day').and('bucket', '>=', firstDay),
        ]),
      )
      .where('currency', '=', currency)
      .where('credential', '<>', copyCredential)
    if (scope.resourceGroup !== null) query = query.where('resourceGroup', '=', scope.resourceGroup)
    if (scope.executableId !== null) query = query.where('executableId', '=', scope.executableId)
    if (scope.deploymentId !== null) query = query.where('deploymentId', '=', scope.deploymentId)
    if (scope.model !== null) query = query.where('model', '=', scope.model)
    if (scope.apiKey !== null) query = query.where('credential', '=', scope.apiKey)
    return BigInt((await query.executeTakeFirst())?.cost ?? '0')
  },
})

const Thresholds = z.array(z.number())

const toBudget = (row: Selectable<Schema['budgets']>): Budget => {
  const { resourceGroup: _g, executableId: _e, deploymentId: _d, model: _m, apiKey: _k, ...rest } = row
  return { ...rest, scope: scopeOf(row), thresholds: fromJson(Thresholds, row.thresholds), block: row.block === 1 }
}
