import { CompiledQuery, type Kysely } from 'kysely'
import type { Cell } from './ledger-columns.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

/** Few different statements, so that the database has each of them ready; the widest table stays far below the bound of variables. */
const sizes = [256, 16, 1] as const
const texts = new Map<string, string>()

/**
 * Many rows with few statements, past Kysely's builder, which costs ten times the insert itself. Names of tables and columns
 * are ours and in snake case; `suffix` is SQL too. Text with NUL must not come here: Postgres refuses it.
 */
export const insertRows = async (
  db: Kysely<Schema>,
  kind: Store['kind'],
  into: { readonly table: string; readonly columns: readonly string[]; readonly suffix?: string },
  rows: readonly (readonly Cell[])[],
): Promise<void> => {
  let from = 0
  for (const size of sizes) {
    for (; rows.length - from >= size; from += size) {
      const cells: Cell[] = []
      for (let at = from; at < from + size; at += 1) cells.push(...(rows[at] as readonly Cell[]))
      await db.executeQuery(CompiledQuery.raw(textFor(kind, into, size), cells))
    }
  }
}

const textFor = (
  kind: Store['kind'],
  { table, columns, suffix = '' }: { table: string; columns: readonly string[]; suffix?: string },
  count: number,
): string => {
  const key = `${kind} ${table} ${count}`
  const known = texts.get(key)
  if (known) return known
  let variable = 0
  const row = (): string => `(${columns.map(() => (kind === 'sqlite' ? '?' : `$${++variable}`)).join(',')})`
  const text = `insert into ${table} (${columns.join(',')}) values ${Array.from({ length: count }, row).join(',')} ${suffix}`
  texts.set(key, text)
  return text
}
