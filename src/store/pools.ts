import { type Kysely, sql, type Transaction } from 'kysely'
import { limitOf, type PoolKey, type PoolLimit, type PoolTaking, shortage } from '../domain/pool.ts'
import type { PoolStore } from './pool-store.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

const key = ['resourceGroup', 'model', 'type', 'residency'] as const

export const makePools = (db: Kysely<Schema>): PoolStore => ({
  limits: () => readLimits(db),

  setLimit: (limit) =>
    db.transaction().execute(async (transaction) => {
      await removeLimit(transaction, limit)
      const missing = `there is no resource group "${limit.resourceGroup}"`
      await refusing({ taken: missing, missing }, transaction.insertInto('pools').values(limit).execute())
    }),

  removeLimit: (limit) => removeLimit(db, limit),

  taken: async (resourceGroup) => {
    let query = db
      .selectFrom('poolTakings')
      .select(key)
      .select((eb) => eb.fn.sum<number | string>('units').as('units'))
    if (resourceGroup !== undefined) query = query.where('resourceGroup', '=', resourceGroup)
    return (await query.groupBy(key).orderBy('resourceGroup').orderBy('model').orderBy('type').execute()).map(toTaking)
  },

  takingOf: async (deploymentId) => {
    const row = await db
      .selectFrom('poolTakings')
      .select([...key, 'units'])
      .where('deploymentId', '=', deploymentId)
      .executeTakeFirst()
    return row ? toTaking(row) : null
  },
})

/**
 * In the transaction that writes the deployment. Those that write to one pool wait for each other; nobody else does. What the
 * deployment has of the same pool already is its own: what does not grow always goes. Throws `Failure('forbidden')`.
 */
export async function takeFromPool(
  db: Transaction<Schema>,
  kind: Store['kind'],
  deploymentId: string,
  taking: PoolTaking | null,
): Promise<void> {
  if (!taking) {
    await db.deleteFrom('poolTakings').where('deploymentId', '=', deploymentId).execute()
    return
  }
  const row = { ...toKey(taking), units: taking.units }
  // On SQLite a transaction begins as the only writer.
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(hashtextextended(${nameOf(row)}, 0))`.execute(db)
  const inPool = db
    .selectFrom('poolTakings')
    .where('resourceGroup', '=', row.resourceGroup)
    .where('type', '=', row.type)
    .where('residency', '=', row.residency)
    .where('model', '=', row.model)
  const own = await inPool.select('units').where('deploymentId', '=', deploymentId).executeTakeFirst()
  if (!own || own.units < row.units) {
    const sum = inPool.select((eb) => eb.fn.sum<number | string | null>('units').as('units'))
    const others = Number((await sum.where('deploymentId', '<>', deploymentId).executeTakeFirst())?.units ?? 0)
    const limit = limitOf(await readLimits(db), taking)
    if (limit !== null && others + row.units > limit) throw shortage(taking, others, limit)
  }
  await db
    .insertInto('poolTakings')
    .values({ deploymentId, ...row })
    .onConflict((conflict) => conflict.column('deploymentId').doUpdateSet(row))
    .execute()
}

async function removeLimit(db: Kysely<Schema>, limit: Omit<PoolLimit, 'units'>): Promise<boolean> {
  const { resourceGroup, model, type, residency } = limit
  const query = db.deleteFrom('pools').where('type', '=', type).where('residency', '=', residency)
  const { numDeletedRows } = await query
    .where('resourceGroup', resourceGroup === null ? 'is' : '=', resourceGroup)
    .where('model', model === null ? 'is' : '=', model)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

const readLimits = (db: Kysely<Schema>): Promise<PoolLimit[]> =>
  db
    .selectFrom('pools')
    .select([...key, 'units'])
    .orderBy('resourceGroup')
    .orderBy('model')
    .orderBy('type')
    .execute()

const toKey = ({ resourceGroup, model, type, residency }: PoolKey) => ({ resourceGroup, model: model ?? '', type, residency })

const nameOf = ({ resourceGroup, model, type, residency }: ReturnType<typeof toKey>): string =>
  JSON.stringify(['pool', resourceGroup, type, residency, model])

type Row = Omit<PoolKey, 'model'> & { readonly model: string; readonly units: number | string }

const toTaking = ({ model, units, ...rest }: Row): PoolTaking => ({ ...rest, model: model || null, units: Number(units) })
