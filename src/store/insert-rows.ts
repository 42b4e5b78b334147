import { CompiledQuery, type Kysely } from 'kysely'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

export type Cell = string | number | bigint | null

/** Bound variables have an upper number (SQLite 32,766, Postgres 65,535). */
const mostVariables = 16_000
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
  const most = Math.floor(mostVariables / into.columns.length)
  for (let from = 0; from < rows.length; from += most) {
    const part = rows.slice(from, from + most)
    await db.executeQuery(CompiledQuery.raw(textFor(kind, into, part.length), part.flat()))
  }
}

/** Full parts come again and again; the odd rest is not worth keeping. */
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
  if (count === Math.floor(mostVariables / columns.length)) texts.set(key, text)
  return text
}
