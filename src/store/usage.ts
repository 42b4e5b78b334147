import { type Kysely, type RawBuilder, sql } from 'kysely'
import { Price } from '../domain/catalog.ts'
import { among } from './columns.ts'
import { fromJson } from './json-columns.ts'
import { summed } from './ledger-columns.ts'
import { inParts } from './page.ts'
import type { Schema } from './schema.ts'
import type { Store, UsageQuery, UsageSums } from './store.ts'

type Filter = Omit<UsageQuery, 'grain' | 'start' | 'end'>

export const makeUsage = (db: Kysely<Schema>): Store['usage'] => ({
  sums: async ({ grain, start, end, ...filter }) => {
    const bucket = sql.ref('usage_sums.bucket')
    const where = sql`grain = ${grain} and bucket >= ${start} and bucket < ${end}`
    return read(db, sql`${bucket}`, sql`usage_sums where ${where}`, filter)
  },

  sumsOver: async (spans, filter) => {
    const found: UsageSums[] = []
    for (let from = 0; from < spans.length; from += spansAtOnce) {
      const pieces = spans
        .slice(from, from + spansAtOnce)
        .flatMap((span) =>
          span.pieces.map(
            ({ grain, start, end }) =>
              sql`(${grain}, cast(${start} as bigint), cast(${end} as bigint), cast(${span.start} as bigint))`,
          ),
        )
      if (pieces.length === 0) continue
      // Piece by piece, each a range of the primary key.
      const joined = sql`(values ${sql.join(pieces)}) as pieces cross join usage_sums
        where usage_sums.grain = pieces.column1 and bucket >= pieces.column2 and bucket < pieces.column3`
      found.push(...(await read(db, sql`pieces.column4`, joined, filter)))
    }
    return found
  },

  rateCards: async (ids) => {
    const read = (part: readonly string[]) =>
      db.selectFrom('rateCards').selectAll().where(among('id', part)).orderBy('id').execute()
    return (await inParts(ids, read)).map(({ price, ...card }) => ({ ...card, price: fromJson(Price, price) }))
  },
})

/** A statement has so many values at most. */
const spansAtOnce = 500

/** Both databases name the columns of a list of values column1, column2, …. */
async function read(
  db: Kysely<Schema>,
  bucket: RawBuilder<unknown>,
  from: RawBuilder<unknown>,
  filter: Filter,
): Promise<UsageSums[]> {
  const { by, resourceGroups, deployments, deploymentId, model, credential } = filter
  const keys = by.map((key) => sql.ref(`usage_sums.${key}`))
  // As text: Postgres sums to a wider number than JavaScript's, and a sum of costs can be wider anywhere.
  const columns = summed.map((name) => sql`cast(sum(${sql.ref(`usage_sums.${name}`)}) as text) as ${sql.ref(name)}`)
  let only = sql``
  if (resourceGroups !== '*') only = sql`${only} and ${among('resource_group', resourceGroups)}`
  if (deployments !== '*') only = sql`${only} and ${among('deployment_id', deployments)}`
  if (deploymentId !== undefined) only = sql`${only} and deployment_id = ${deploymentId}`
  if (model !== undefined) only = sql`${only} and model = ${model}`
  if (credential !== undefined) only = sql`${only} and credential = ${credential}`
  const order = sql.join([bucket, ...keys])
  const { rows } = await sql<Readonly<Record<string, unknown>>>`
    select ${bucket} as bucket, ${sql.join([...keys, ...columns])} from ${from}${only} group by ${order} order by ${order}`.execute(
    db,
  )
  return rows.map((row) => ({
    bucket: Number(row['bucket']),
    keys: Object.fromEntries(by.map((key) => [key, String(row[key])])),
    sums: Object.fromEntries(summed.map((name) => [name, BigInt(String(row[name]))])) as UsageSums['sums'],
  }))
}
