import { type Kysely, sql, type Transaction } from 'kysely'
import { z } from 'zod'
import type { LedgerEntry } from '../domain/ledger.ts'
import type { Metered } from '../domain/metering.ts'
import type { Money } from '../domain/money.ts'
import type { Rerate, RerateAsked, RerateProgress, RerateSums } from '../domain/rerate.ts'
import { minuteSumsFrom } from '../domain/usage-sums.ts'
import { insertRows } from './insert-rows.ts'
import { fromJson } from './json-columns.ts'
import { entryRows, rateTable, sumTable } from './ledger.ts'
import { type Cell, sumRows, sumsOf } from './ledger-columns.ts'
import { afterRow, meteredColumns } from './metering.ts'
import type { Correct, RerateStore } from './money-store.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'
import { writeCosts } from './write-costs.ts'

const Text = z.string()
const Sums = z.object({
  costs: z.array(z.object({ currency: Text, nano: Text.transform((text) => BigInt(text)) })),
  unpriced: z.int(),
})
const Progress = z.object({
  state: z.enum(['RUNNING', 'COMPLETED']),
  call: z.union([z.object({ at: z.int(), bootNo: z.int(), seq: z.int() }), z.literal('done')]).nullable(),
  metered: z.object({ startedAt: z.int(), subject: Text }).nullable(),
  rows: z.int(),
  changed: z.int(),
  before: Sums,
  after: Sums,
}) satisfies z.ZodType<RerateProgress>
const Asked = z.object({
  from: z.int(),
  to: z.int(),
  resourceGroup: Text.optional(),
  deploymentId: Text.optional(),
  executableId: Text.optional(),
  model: Text.optional(),
  dryRun: z.boolean(),
  by: Text,
})

export const makeRerates = (db: Kysely<Schema>, kind: Store['kind']): RerateStore => {
  const rows = () => db.selectFrom('rerates').select(['id', 'asked', 'progress', 'createdAt'])
  const list = async () => (await rows().orderBy('createdAt', 'desc').orderBy('id').limit(mostListed).execute()).map(toRerate)
  return {
    get: async (id) => {
      const row = await rows().where('id', '=', id).executeTakeFirst()
      return row ? toRerate(row) : null
    },
    list,
    unfinished: async () => (await list()).filter(({ progress }) => progress.state === 'RUNNING'),
    insert: async ({ id, asked, progress, createdAt }) => {
      const row = { id, asked: JSON.stringify(asked), progress: toText(progress), createdAt }
      await db.insertInto('rerates').values(row).execute()
    },
    step: (id, limit, correct) =>
      db.transaction().execute(async (transaction) => {
        const found = transaction.selectFrom('rerates').select(['id', 'asked', 'progress', 'createdAt']).where('id', '=', id)
        const row = await (kind === 'postgres' ? found.forUpdate() : found).executeTakeFirst()
        if (!row) return null
        const rerate = toRerate(row)
        if (rerate.progress.state === 'COMPLETED') return null
        const next =
          rerate.progress.call === 'done'
            ? await correctMetered(transaction, kind, rerate, limit, correct)
            : await correctCalls(transaction, kind, rerate, limit, correct)
        await transaction
          .updateTable('rerates')
          .set({ progress: toText(next) })
          .where('id', '=', id)
          .execute()
        return next
      }),
  }
}

const mostListed = 100

/** Only rows of these; what is not asked for is any. */
const keysOf = ({ from, to, dryRun, by, ...keys }: RerateAsked) => keys

async function correctCalls(
  db: Transaction<Schema>,
  kind: Store['kind'],
  { asked, progress }: Rerate,
  limit: number,
  correct: Correct,
): Promise<RerateProgress> {
  const { call } = progress
  const position = call === 'done' ? null : call
  // Said of the time alone, too: that is what the index is by.
  let query = entryRows(db)
    .select('bootNo')
    .where('at', '>=', position?.at ?? asked.from)
    .where('at', '<', asked.to)
    .where((on) => on.and(keysOf(asked)))
  if (position) query = query.where(sql<boolean>`(at, boot_no, seq) > (${position.at}, ${position.bootNo}, ${position.seq})`)
  const ordered = query.orderBy('at').orderBy('bootNo').orderBy('seq').limit(limit)
  const found = await (kind === 'postgres' ? ordered.forUpdate('ledger') : ordered).execute()
  const was: (LedgerEntry & { bootNo: number })[] = []
  const is: (LedgerEntry & { bootNo: number })[] = []
  let sums = progress
  for (const entry of found) {
    const { bootNo } = entry
    const corrected = correct.call(entry)
    sums = told(sums, entry, corrected)
    if (isSame(entry, corrected)) continue
    was.push(entry)
    is.push({ ...corrected, bootNo })
  }
  if (!asked.dryRun && is.length > 0) {
    await insertRows(
      db,
      kind,
      rateTable,
      correct
        .cards()
        .map(({ id, executableId, model, version, price }) => [id, executableId, model, version, JSON.stringify(price)]),
    )
    await writeCosts(db, kind, is)
    await writeSums(db, kind, sumsOf(is, was))
  }
  const last = found.at(-1)
  const next = last && found.length === limit ? { at: last.at, bootNo: last.bootNo, seq: last.seq } : ('done' as const)
  return { ...sums, call: next, rows: progress.rows + found.length, changed: progress.changed + is.length }
}

async function correctMetered(
  db: Transaction<Schema>,
  kind: Store['kind'],
  { asked, progress }: Rerate,
  limit: number,
  correct: Correct,
): Promise<RerateProgress> {
  let query = db
    .selectFrom('metered')
    .select(meteredColumns)
    .where('startedAt', '>=', progress.metered?.startedAt ?? asked.from)
    .where('startedAt', '<', asked.to)
    .where((on) => on.and(keysOf(asked)))
  if (progress.metered) query = query.where(afterRow(progress.metered))
  const ordered = query.orderBy('startedAt').orderBy('subject').limit(limit)
  const found: readonly Metered[] = await (kind === 'postgres' ? ordered.forUpdate() : ordered).execute()
  let [sums, changed] = [progress, 0]
  const additions = []
  for (const row of found) {
    const corrected = correct.metered(row)
    sums = told(sums, row, corrected)
    if (isSame(row, corrected)) continue
    changed += 1
    if (asked.dryRun) continue
    const { cost, currency, nanoPerHour, rateId, subject, startedAt } = corrected
    await db
      .updateTable('metered')
      .set({ cost, currency, nanoPerHour, rateId })
      .where('subject', '=', subject)
      .where('startedAt', '=', startedAt)
      .execute()
    additions.push(...correct.additions(row, -1), ...correct.additions(corrected, 1))
  }
  await writeSums(db, kind, sumRows(additions))
  const last = found.at(-1)
  const over = found.length < limit || !last
  if (over && !asked.dryRun) await removeEmpty(db, asked)
  return {
    ...sums,
    state: over ? 'COMPLETED' : 'RUNNING',
    metered: last ? { startedAt: last.startedAt, subject: last.subject } : progress.metered,
    rows: progress.rows + found.length,
    changed: progress.changed + changed,
  }
}

/** Minutes that are not kept any more do not come back. */
async function writeSums(db: Transaction<Schema>, kind: Store['kind'], rows: readonly Cell[][]): Promise<void> {
  if (rows.length === 0) return
  const kept = await db.selectFrom('settings').select('value').where('key', '=', minuteSumsFrom).executeTakeFirst()
  const from = Number(kept?.value ?? 0)
  await insertRows(
    db,
    kind,
    sumTable,
    from === 0 ? rows : rows.filter(([grain, bucket]) => grain !== 'minute' || Number(bucket) >= from),
  )
}

/** What is charged in another currency now has left sums of nothing behind. */
const removeEmpty = (db: Transaction<Schema>, { from, to }: RerateAsked) =>
  db
    .deleteFrom('usageSums')
    .where('bucket', '>', from - 86_400_000)
    .where('bucket', '<', to)
    .where('grain', 'in', ['minute', 'hour', 'day'])
    .where('calls', '=', 0)
    .where('runningMs', '=', 0)
    .where('unitMinutes', '=', 0)
    .where('cost', '=', 0)
    .execute()

type Costed = { readonly cost: number | null; readonly currency: string | null; readonly rateId: string | null } & {
  readonly pricing?: string
}

const isSame = (one: Costed, other: Costed): boolean =>
  one.cost === other.cost && one.currency === other.currency && one.rateId === other.rateId && one.pricing === other.pricing

const told = (progress: RerateProgress, before: Costed, after: Costed): RerateProgress => ({
  ...progress,
  before: more(progress.before, before),
  after: more(progress.after, after),
})

const more = ({ costs, unpriced }: RerateSums, { cost, currency }: Costed): RerateSums => {
  if (cost === null) return { costs, unpriced: unpriced + 1 }
  if (currency === null) return { costs, unpriced }
  const money: Money = { currency, nano: BigInt(cost) + (costs.find((each) => each.currency === currency)?.nano ?? 0n) }
  return { costs: [...costs.filter((each) => each.currency !== currency), money], unpriced }
}

const toRerate = (row: Schema['rerates']): Rerate => {
  const asked = fromJson(Asked, row.asked)
  return {
    id: row.id,
    createdAt: row.createdAt,
    asked: Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as RerateAsked,
    progress: fromJson(Progress, row.progress),
  }
}

const toText = (progress: RerateProgress): string =>
  JSON.stringify(progress, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
