import { type Kysely, type Selectable, sql } from 'kysely'
import { type Batch, BatchFacts } from '../domain/batch.ts'
import { makeBatchFiles } from './batch-files.ts'
import type { BatchStore } from './batch-store.ts'
import { pick } from './columns.ts'
import { following } from './following.ts'
import { fromJson } from './json-columns.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'

const columns = ['id', 'resourceGroup', 'state', 'inputFileId', 'deploymentId', 'createdAt', 'facts'] as const

export const makeBatches = (db: Kysely<Schema>): BatchStore => ({
  files: makeBatchFiles(db),

  insert: async (batch) => {
    const missing = `there is no resource group "${batch.resourceGroup}"`
    await refusing({ taken: `there is a batch ${batch.id}`, missing }, db.insertInto('batches').values(toRow(batch)).execute())
  },

  get: async (resourceGroup, id) => {
    const query = db.selectFrom('batches').select(columns).where('id', '=', id).where('resourceGroup', '=', resourceGroup)
    const row = await query.executeTakeFirst()
    return row ? toBatch(row) : null
  },

  byId: async (id) => {
    const row = await db.selectFrom('batches').select(columns).where('id', '=', id).executeTakeFirst()
    return row ? toBatch(row) : null
  },

  list: async (resourceGroup, { after, limit, order }) => {
    const query = db.selectFrom('batches').select(columns).where('resourceGroup', '=', resourceGroup)
    const from = after === undefined ? query : query.where(following('batches', after, order))
    return (await from.orderBy('createdAt', order).orderBy('id', order).limit(limit).execute()).map(toBatch)
  },

  inState: async (states) => {
    const query = db
      .selectFrom('batches')
      .select(columns)
      .where('state', 'in', [...states])
    return (await query.orderBy('createdAt').orderBy('id').execute()).map(toBatch)
  },

  update: async (batch, from) => {
    const { id: _, ...changed } = toRow(batch)
    const query = db.updateTable('batches').set(changed).where('id', '=', batch.id).where('state', '=', from)
    return (await query.executeTakeFirst()).numUpdatedRows > 0n
  },

  begin: async (batchId, line) => {
    const query = db
      .insertInto('batchLines')
      .values({ batchId, line, state: 'sent', attempts: 1, answer: null })
      .onConflict((conflict) => conflict.columns(['batchId', 'line']).doUpdateSet({ attempts: sql`batch_lines.attempts + 1` }))
      .returning('attempts')
    return (await query.executeTakeFirstOrThrow()).attempts
  },

  answered: async ({ batchId, line, state, answer }) => {
    const query = db.updateTable('batchLines').set({ state, answer })
    const { numUpdatedRows } = await query
      .where('batchId', '=', batchId)
      .where('line', '=', line)
      .where('state', '=', 'sent')
      .executeTakeFirst()
    return numUpdatedRows > 0n
  },

  counts: async (batchId) => {
    const query = db
      .selectFrom('batchLines')
      .select(['state'])
      .select((eb) => eb.fn.countAll<number | string>().as('count'))
    const rows = await query.where('batchId', '=', batchId).groupBy('state').execute()
    const counts = { sent: 0, completed: 0, failed: 0 }
    for (const { state, count } of rows) counts[state] = Number(count)
    return counts
  },

  done: async (batchId) => {
    const query = db.selectFrom('batchLines').select('line').where('batchId', '=', batchId).where('state', '<>', 'sent')
    return (await query.execute()).map(({ line }) => line)
  },

  answers: async (batchId, state, line, limit) => {
    const query = db
      .selectFrom('batchLines')
      .select(['batchId', 'line', 'state', 'attempts', 'answer'])
      .where('batchId', '=', batchId)
    return query.where('state', '=', state).where('line', '>', line).orderBy('line').limit(limit).execute()
  },

  forgetLines: async (batchId) => {
    await db.deleteFrom('batchLines').where('batchId', '=', batchId).execute()
  },
})

const toRow = (batch: Batch): Schema['batches'] => {
  const { id, resourceGroup, state, inputFileId, deploymentId, createdAt, ...facts } = batch
  const kept = pick(Object.keys(BatchFacts.shape) as (keyof BatchFacts)[], facts)
  return { id, resourceGroup, state, inputFileId, deploymentId, createdAt, facts: JSON.stringify(kept) }
}

const toBatch = ({ facts, ...row }: Selectable<Schema['batches']>): Batch => ({ ...fromJson(BatchFacts, facts), ...row })
