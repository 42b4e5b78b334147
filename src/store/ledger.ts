import { type Kysely, sql } from 'kysely'
import type { LedgerEntry, LedgerIntent } from '../domain/ledger.ts'
import { seriesOf, seriesTable } from './call-series-columns.ts'
import { among } from './columns.ts'
import { insertRows } from './insert-rows.ts'
import type { Cell } from './ledger-columns.ts'
import { entryColumns, snake, sumKeys, summed, sumsOf } from './ledger-columns.ts'
import { hourMs, hoursWith, isNarrow } from './ledger-hours.ts'
import type { Schema } from './schema.ts'
import type { LedgerFilter, LedgerPosition, Store } from './store.ts'

const bootColumns = ['no', 'boot', 'pid', 'number', 'bytes'] as const

const ledgerTable = { table: 'ledger', columns: ['boot_no', ...entryColumns.map(snake)] }
const openTable = {
  table: 'ledger_open',
  columns: ['boot_no', 'seq', 'at', 'intent'],
  // A call that went on to another target says so again.
  suffix: 'on conflict (boot_no, seq) do update set intent = excluded.intent',
}
export const rateTable = {
  table: 'rate_cards',
  columns: ['id', 'executable_id', 'model', 'version', 'price'],
  suffix: 'on conflict (id) do nothing',
}
export const sumTable = {
  table: 'usage_sums',
  columns: ['grain', 'bucket', ...sumKeys.map(snake), ...summed.map(snake)],
  suffix: `on conflict (grain, bucket, ${sumKeys.map(snake).join(', ')}) do update set ${summed
    .map((name) => `${snake(name)} = usage_sums.${snake(name)} + excluded.${snake(name)}`)
    .join(', ')}`,
}

export const makeLedger = (db: Kysely<Schema>, kind: Store['kind']): Store['ledger'] => ({
  boots: () => db.selectFrom('ledgerBoots').select(bootColumns).orderBy('no').execute(),

  boot: (boot, pid) =>
    db.transaction().execute(async (transaction) => {
      const known = () => transaction.selectFrom('ledgerBoots').select(bootColumns).where('boot', '=', boot).executeTakeFirst()
      const before = await known()
      if (before) return before
      // Two control processes that meet it at once are told apart by the primary key; one of them tries again later.
      const { no } = await transaction
        .selectFrom('ledgerBoots')
        .select((eb) => sql<number>`coalesce(${eb.fn.max('no')}, 0) + 1`.as('no'))
        .executeTakeFirstOrThrow()
      const progress = { no, boot, pid, number: 1, bytes: 0 }
      await transaction.insertInto('ledgerBoots').values(progress).execute()
      return progress
    }),

  open: (bootNo, seqs) =>
    readIntents(inNumbers(seqs, (part) => openRows(db).where('bootNo', '=', bootNo).where(numbered('seq', part)).execute())),

  orphans: async (filter, limit) => {
    let query = openRows(db).orderBy('seq').limit(limit).where('bootNo', '=', filter.bootNo)
    if (filter.before !== null) query = query.where('at', '<', filter.before)
    return readIntents(query.execute())
  },

  entries: async (bootNo, seqs) =>
    inNumbers(seqs, (part) => entryRows(db).where('bootNo', '=', bootNo).where(numbered('seq', part)).execute()),

  apply: ({ from, to, ended, withdrawn, opened, closed, rates }) =>
    db.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('ledgerBoots')
        .set(to)
        .where('no', '=', from.no)
        .where('number', '=', from.number)
        .where('bytes', '=', from.bytes)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return false
      for (const seqs of parts(closed))
        await transaction.deleteFrom('ledgerOpen').where('bootNo', '=', from.no).where(numbered('seq', seqs)).execute()
      const numbers = withdrawn.map(({ seq }) => seq)
      // As they are now: what they cost may have been corrected since they were read.
      const gone = await inNumbers(numbers, (part) => lockedRows(transaction, kind, from.no, part))
      for (const seqs of parts(numbers))
        await transaction.deleteFrom('ledger').where('bootNo', '=', from.no).where(numbered('seq', seqs)).execute()
      const open = opened.map((intent): Cell[] => [from.no, intent.seq, intent.at, JSON.stringify(intent)])
      await insertRows(transaction, kind, openTable, open)
      await insertRows(
        transaction,
        kind,
        rateTable,
        rates.map(({ id, executableId, model, version, price }) => [id, executableId, model, version, JSON.stringify(price)]),
      )
      await insertRows(
        transaction,
        kind,
        ledgerTable,
        ended.map((entry) => cellsOf(from.no, entry)),
      )
      await insertRows(transaction, kind, sumTable, sumsOf(ended, gone))
      await insertRows(transaction, kind, seriesTable, seriesOf(ended, gone))
      return true
    }),

  list: async (filter, after, limit) => {
    if (!isNarrow(filter)) return readPage(db, filter, after, limit)
    const found: LedgerRow[] = []
    const until = after ? Math.min(filter.end, after.at + 1) : filter.end
    // Every hour but the first and the last has one at least.
    for (const hour of await hoursWith(db, { ...filter, end: until }, limit + 2)) {
      if (found.length >= limit) break
      const part = { ...filter, start: Math.max(filter.start, hour), end: Math.min(filter.end, hour + hourMs) }
      found.push(...(await readPage(db, part, after, limit - found.length)))
    }
    return found
  },
})

type LedgerRow = { readonly entry: LedgerEntry; readonly position: LedgerPosition }

async function readPage(
  db: Kysely<Schema>,
  { resourceGroups, deployments, deploymentId, model, credential, state, start, end }: LedgerFilter,
  after: LedgerPosition | null,
  limit: number,
): Promise<LedgerRow[]> {
  let query = entryRows(db).where('at', '>=', start).where('at', '<', end)
  if (resourceGroups !== '*') query = query.where(among('resource_group', resourceGroups))
  if (deployments !== '*') query = query.where(among('deployment_id', deployments))
  if (deploymentId !== undefined) query = query.where('deploymentId', '=', deploymentId)
  if (model !== undefined) query = query.where('model', '=', model)
  if (credential !== undefined) query = query.where('credential', '=', credential)
  if (state !== undefined) query = query.where('state', '=', state)
  if (after) query = query.where(sql<boolean>`(at, boot_no, seq) < (${after.at}, ${after.bootNo}, ${after.seq})`)
  const rows = await query
    .select('bootNo')
    .orderBy('at', 'desc')
    .orderBy('bootNo', 'desc')
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ bootNo, ...entry }) => ({ entry, position: { at: entry.at, bootNo, seq: entry.seq } }))
}

const cellsOf = (bootNo: number, entry: LedgerEntry): Cell[] => {
  const cells: Cell[] = [bootNo]
  for (const column of entryColumns) cells.push(entry[column] ?? null)
  return cells
}

const openRows = (db: Kysely<Schema>) => db.selectFrom('ledgerOpen').select('intent')

export const entryRows = (db: Kysely<Schema>) =>
  db.selectFrom('ledger').innerJoin('ledgerBoots', 'ledgerBoots.no', 'ledger.bootNo').select(entryColumns).select('boot')

const lockedRows = (db: Kysely<Schema>, kind: Store['kind'], bootNo: number, seqs: readonly number[]) => {
  const query = entryRows(db).where('bootNo', '=', bootNo).where(numbered('seq', seqs))
  return (kind === 'postgres' ? query.forUpdate('ledger') : query).execute()
}

/** Written by ourselves, from a line that its check sum covered. */
const readIntents = async (rows: Promise<readonly { intent: string }[]>): Promise<LedgerIntent[]> =>
  (await rows).map(({ intent }) => JSON.parse(intent) as LedgerIntent)

const parts = (seqs: readonly number[]): (readonly number[])[] => {
  const found: (readonly number[])[] = []
  for (let from = 0; from < seqs.length; from += 10_000) found.push(seqs.slice(from, from + 10_000))
  return found
}

const inNumbers = async <T>(seqs: readonly number[], read: (part: readonly number[]) => Promise<readonly T[]>): Promise<T[]> => {
  const found: T[] = []
  for (const part of parts(seqs)) found.push(...(await read(part)))
  return found
}

const numbered = (column: string, values: readonly number[]) =>
  values.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`${sql.ref(column)} in (${sql.join(values)})`
