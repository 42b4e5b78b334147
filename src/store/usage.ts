import { type Kysely, sql } from 'kysely'
import { Price } from '../domain/catalog.ts'
import { among } from './columns.ts'
import { fromJson } from './json-columns.ts'
import { summed } from './ledger-columns.ts'
import { inParts } from './page.ts'
import type { Schema } from './schema.ts'
import type { Store, UsageSums } from './store.ts'

export const makeUsage = (db: Kysely<Schema>): Store['usage'] => ({
  sums: async ({ grain, by, resourceGroups, deployments, deploymentId, model, credential, start, end }) => {
    let query = db
      .selectFrom('usageSums')
      .select('bucket')
      // As text: Postgres sums to a wider number than JavaScript's, and a sum of costs can be wider anywhere.
      .select(summed.map((name) => sql<string>`cast(sum(${sql.ref(`usage_sums.${name}`)}) as text)`.as(name)))
      .where('grain', '=', grain)
      .where('bucket', '>=', start)
      .where('bucket', '<', end)
      .groupBy('bucket')
      .orderBy('bucket')
    for (const key of by) query = query.select(key).groupBy(key).orderBy(key)
    if (resourceGroups !== '*') query = query.where(among('resource_group', resourceGroups))
    if (deployments !== '*') query = query.where(among('deployment_id', deployments))
    if (deploymentId !== undefined) query = query.where('deploymentId', '=', deploymentId)
    if (model !== undefined) query = query.where('model', '=', model)
    if (credential !== undefined) query = query.where('credential', '=', credential)
    const rows: readonly Readonly<Record<string, unknown>>[] = await query.execute()
    return rows.map((row) => ({
      bucket: Number(row['bucket']),
      keys: Object.fromEntries(by.map((key) => [key, String(row[key])])),
      sums: Object.fromEntries(summed.map((name) => [name, BigInt(String(row[name]))])) as UsageSums['sums'],
    }))
  },

  rateCards: async (ids) => {
    const read = (part: readonly string[]) =>
      db.selectFrom('rateCards').selectAll().where(among('id', part)).orderBy('id').execute()
    return (await inParts(ids, read)).map(({ price, ...card }) => ({ ...card, price: fromJson(Price, price) }))
  },
})
