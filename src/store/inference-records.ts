import { type Kysely, type SelectQueryBuilder, sql, type Transaction } from 'kysely'
import type { Label } from '../domain/configuration.ts'
import { Failure } from '../domain/failure.ts'
import {
  type NewRecord,
  RecordedBodyText,
  RecordFacts,
  type RecordFilter,
  type RecordSummary,
} from '../domain/inference-record.ts'
import { among } from './columns.ts'
import { fromJson } from './json-columns.ts'
import { inParts, readPage } from './page.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

const columns = ['id', 'resourceGroup', 'deploymentId', 'createdAt', 'isFull', 'facts', 'bytes'] as const

export const makeInferenceRecords = (db: Kysely<Schema>): Store['inferenceRecords'] => ({
  add: (records) =>
    db.transaction().execute(async (transaction) => {
      const wanted = [...new Set(records.map(({ resourceGroup }) => resourceGroup))]
      const rows = await transaction.selectFrom('resourceGroups').select('id').where(among('id', wanted)).execute()
      const groups = new Set(rows.map(({ id }) => id))
      for (const record of records) if (groups.has(record.resourceGroup)) await insert(transaction, record)
    }),

  list: async (resourceGroup, filter, window) => {
    const matches = filtered(db.selectFrom('inferenceRecords').where('resourceGroup', '=', resourceGroup), filter)
    const ordered = matches.select(columns).orderBy('createdAt', 'desc').orderBy('id')
    const page = await readPage(matches, ordered, window, (row) => row)
    const ids = page.items.map(({ id }) => id)
    const labels = Map.groupBy(await labelsOf(db, ids), ({ recordId }) => recordId)
    const feedback = Map.groupBy(await feedbackOf(db, ids), ({ recordId }) => recordId)
    const items = page.items.map(
      ({ isFull, facts, ...row }): RecordSummary => ({
        ...row,
        full: isFull === 1,
        facts: fromJson(RecordFacts, facts),
        labels: (labels.get(row.id) ?? []).map(({ key, value }) => ({ key, value })),
        feedback: (feedback.get(row.id) ?? []).map(({ content }) => content),
      }),
    )
    return { count: page.count, items }
  },

  bodies: async (id) => {
    const row = await db.selectFrom('inferenceRecords').select(['request', 'response']).where('id', '=', id).executeTakeFirst()
    const read = (text: string | null | undefined) => (text ? fromJson(RecordedBodyText, text) : null)
    return { request: read(row?.request), response: read(row?.response) }
  },

  addLabels: (id, labels, most) =>
    db.transaction().execute(async (transaction) => {
      await mustStand(transaction, id)
      const before = await labelsOf(transaction, [id])
      const taken = labels.find(({ key }) => before.some((each) => each.key === key))
      if (taken) throw alreadyThere(taken.key)
      if (before.length + labels.length > most)
        throw new Failure('invalid', `a record has at most ${most} labels; this one has ${before.length}`, { target: 'labels' })
      await insertLabels(transaction, id, labels, before.length)
    }),

  addFeedback: (id, contents, most) =>
    db.transaction().execute(async (transaction) => {
      await mustStand(transaction, id)
      const before = (await feedbackOf(transaction, [id])).length
      if (before + contents.length > most)
        throw new Failure('invalid', `a record takes at most ${most} pieces of feedback; this one has ${before}`)
      const rows = contents.map((content, at) => ({ recordId: id, no: before + at, content }))
      await transaction.insertInto('inferenceFeedback').values(rows).execute()
    }),

  remove: async (deletion, deployments) => {
    const { filter, resourceGroup } = deletion
    await db.transaction().execute(async (transaction) => {
      const doomed = filtered(
        transaction.selectFrom('inferenceRecords').select('id').where('resourceGroup', '=', resourceGroup),
        { ...filter, deployments },
      )
      await transaction.deleteFrom('inferenceRecords').where('id', 'in', doomed).execute()
      await transaction
        .insertInto('inferenceDeletions')
        .values({ ...deletion, filter: JSON.stringify(filter) })
        .execute()
    })
  },

  deletions: async (resourceGroup, window) => {
    const matches = db.selectFrom('inferenceDeletions').where('resourceGroup', '=', resourceGroup)
    const ordered = matches.selectAll().orderBy('submittedAt').orderBy('id')
    return readPage(matches, ordered, window, toDeletion)
  },

  deletion: async (resourceGroup, id) => {
    const found = db.selectFrom('inferenceDeletions').selectAll().where('resourceGroup', '=', resourceGroup)
    const row = await found.where('id', '=', id).executeTakeFirst()
    return row ? toDeletion(row) : null
  },

  trim: async ({ before, maxBytes }) => {
    await db.deleteFrom('inferenceRecords').where('createdAt', '<', before).execute()
    await db.deleteFrom('inferenceDeletions').where('submittedAt', '<', before).execute()
    const kept = sql<string>`cast(sum(bytes) over (order by created_at desc, id) as text)`
    const newest = db.selectFrom('inferenceRecords').select('createdAt').select(kept.as('kept')).as('newest')
    const cut = await db
      .selectFrom(newest)
      .select((eb) => eb.fn.max('createdAt').as('at'))
      .where(sql<boolean>`cast(kept as numeric) > ${maxBytes}`)
      .executeTakeFirst()
    if (cut?.at) await db.deleteFrom('inferenceRecords').where('createdAt', '<=', cut.at).execute()
  },
})

/** Known already: then it was taken in before, and what is said of it since stays. */
async function insert(db: Transaction<Schema>, record: NewRecord): Promise<void> {
  const { full, labels, facts, request, response, id, resourceGroup, deploymentId, createdAt } = record
  const texts = [request, response].map((each) => (each ? JSON.stringify(each) : null))
  const row = {
    ...{ id, resourceGroup, deploymentId, createdAt, isFull: full ? 1 : 0, facts: JSON.stringify(facts) },
    ...{ request: texts[0] ?? null, response: texts[1] ?? null },
    bytes: texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0),
  }
  const write = db
    .insertInto('inferenceRecords')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
  const { numInsertedOrUpdatedRows } = await write.executeTakeFirst()
  if (numInsertedOrUpdatedRows) await insertLabels(db, id, labels, 0)
}

async function insertLabels(db: Transaction<Schema>, recordId: string, labels: readonly Label[], from: number): Promise<void> {
  const rows = labels.map(({ key, value }, at) => ({ recordId, key, value, no: from + at }))
  if (rows.length > 0)
    await refusing({ taken: 'a label key is there twice' }, db.insertInto('inferenceLabels').values(rows).execute())
}

/** Locked, so that what is counted next stays as many until we are done. */
async function mustStand(db: Transaction<Schema>, id: string): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('inferenceRecords')
    .set((eb) => ({ bytes: eb.ref('bytes') }))
    .where('id', '=', id)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new Failure('not_found', `there is no inference ${id}`, { target: 'inferenceId' })
}

const alreadyThere = (key: string): Failure =>
  new Failure('conflict', `the label "${key}" is there already; labels can be added, not changed`, { target: 'labels' })

const labelsOf = (db: Kysely<Schema>, ids: readonly string[]) =>
  inParts(ids, (part) =>
    db.selectFrom('inferenceLabels').select(['recordId', 'key', 'value']).where(among('record_id', part)).orderBy('no').execute(),
  )

const feedbackOf = (db: Kysely<Schema>, ids: readonly string[]) =>
  inParts(ids, (part) =>
    db.selectFrom('inferenceFeedback').select(['recordId', 'content']).where(among('record_id', part)).orderBy('no').execute(),
  )

const toDeletion = (row: Schema['inferenceDeletions']) => ({ ...row, filter: JSON.parse(row.filter) as object })

function filtered<Row>(
  query: SelectQueryBuilder<Schema, 'inferenceRecords', Row>,
  { deployments, deploymentId, id, labels = [], start, end }: RecordFilter & { readonly id?: string },
): SelectQueryBuilder<Schema, 'inferenceRecords', Row> {
  let matches = query
  if (deployments !== '*') matches = matches.where(among('deployment_id', deployments))
  if (id !== undefined) matches = matches.where('id', '=', id)
  if (deploymentId !== undefined) matches = matches.where('deploymentId', '=', deploymentId)
  if (start !== undefined) matches = matches.where('createdAt', '>=', start)
  if (end !== undefined) matches = matches.where('createdAt', '<', end)
  for (const { key, value } of labels)
    matches = matches.where(({ exists, selectFrom }) => {
      const label = selectFrom('inferenceLabels')
        .select('no')
        .whereRef('recordId', '=', 'inferenceRecords.id')
        .where('key', '=', key)
      return exists(value === null ? label : label.where('value', '=', value))
    })
  return matches
}
