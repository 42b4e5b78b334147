import { type Kysely, type Selectable, sql } from 'kysely'
import { copyCredential } from '../domain/ledger.ts'
import type { LimitScope, PassedCalls, Quota } from '../domain/limits.ts'
import { pick } from './columns.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

export const scopeColumns = ['resourceGroup', 'executableId', 'deploymentId', 'model', 'apiKey'] as const

const quotaColumns = [
  'id',
  ...scopeColumns,
  'requestsPerMinute',
  'tokensPerMinute',
  'concurrent',
  'source',
  'createdAt',
  'modifiedAt',
] as const

const requestColumns = [
  'id',
  'resourceGroup',
  'model',
  'executableId',
  'requestsPerMinute',
  'reason',
  'status',
  'requestedBy',
  'decidedBy',
  'createdAt',
  'modifiedAt',
] as const

/** What a limit is for went away while it was written. */
export const missing = 'the resource group or deployment of the scope does not exist any more'

export const makeQuotas = (db: Kysely<Schema>): Store['quotas'] => ({
  list: async () =>
    (await db.selectFrom('quotas').select(quotaColumns).orderBy('createdAt').orderBy('id').execute()).map(toQuota),

  get: async (id) => {
    const row = await db.selectFrom('quotas').select(quotaColumns).where('id', '=', id).executeTakeFirst()
    return row ? toQuota(row) : null
  },

  put: async (quota) => {
    const row = pick(quotaColumns, { ...quota, ...quota.scope })
    const { id: _, ...changed } = row
    const write = db
      .insertInto('quotas')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(changed))
    await refusing({ taken: `quota ${quota.id} already exists`, missing }, write.execute())
  },

  remove: async (id) => (await db.deleteFrom('quotas').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n,

  passedSince: async (at) => {
    const second = sql<number>`at / 1000`
    const tokens = sql<number>`sum(uncached_input + cache_read + cache_write + audio_input + output + reasoning + audio_output)`
    const rows = await db
      .selectFrom('ledger')
      .select(['resourceGroup', 'executableId', 'deploymentId', 'model', 'credential'])
      .select([second.as('second'), sql<number>`sum(requests)`.as('requests'), tokens.as('tokens')])
      .where('at', '>=', at)
      .where('requests', '>', 0)
      .where('credential', '<>', copyCredential)
      .groupBy(['resourceGroup', 'executableId', 'deploymentId', 'model', 'credential', second])
      .execute()
    return rows.map(
      ({ credential, second: seconds, requests, tokens: used, ...scope }): PassedCalls => ({
        ...scope,
        apiKey: credential,
        at: Number(seconds) * 1000,
        requests: Number(requests),
        tokens: Number(used),
      }),
    )
  },
})

export const makeQuotaRequests = (db: Kysely<Schema>): Store['quotaRequests'] => ({
  list: () => db.selectFrom('quotaRequests').select(requestColumns).orderBy('createdAt').orderBy('id').execute(),

  get: async (id) =>
    (await db.selectFrom('quotaRequests').select(requestColumns).where('id', '=', id).executeTakeFirst()) ?? null,

  put: async (request) => {
    const row = pick(requestColumns, request)
    const { id: _, ...changed } = row
    const write = db
      .insertInto('quotaRequests')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(changed))
    await refusing({ taken: `quota request ${request.id} already exists`, missing }, write.execute())
  },
})

export const scopeOf = (row: LimitScope): LimitScope => pick(scopeColumns, row)

const toQuota = (row: Selectable<Schema['quotas']>): Quota => {
  const { resourceGroup: _g, executableId: _e, deploymentId: _d, model: _m, apiKey: _k, ...rest } = row
  return { ...rest, scope: scopeOf(row) }
}
