import type { SelectQueryBuilder } from 'kysely'
import type { Schema } from './schema.ts'
import type { Page } from './store.ts'

/** Counts all matches, and reads one window of them. `matches` is filtered already, `ordered` puts them in order. */
export const readPage = async <Tables extends keyof Schema, Row, T>(
  matches: SelectQueryBuilder<Schema, Tables, unknown>,
  ordered: SelectQueryBuilder<Schema, Tables, Row>,
  { top, skip }: { readonly top?: number; readonly skip?: number },
  toItem: (row: Row) => T,
): Promise<Page<T>> => {
  const { count } = await matches.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  if (count === 0 || top === 0) return { count, items: [] }
  // SQLite has no offset without a limit; the largest safe integer means all.
  const rows = await ordered
    .limit(top ?? Number.MAX_SAFE_INTEGER)
    .offset(skip ?? 0)
    .execute()
  return { count, items: (rows as Row[]).map(toItem) }
}

/** Bound variables have an upper number (SQLite 32,766, Postgres 65,535), so long lists of ids are asked for in parts. */
export const inParts = async <T>(ids: readonly string[], read: (part: string[]) => Promise<readonly T[]>): Promise<T[]> => {
  const unique = [...new Set(ids)]
  const found: T[] = []
  for (let from = 0; from < unique.length; from += 10_000) found.push(...(await read(unique.slice(from, from + 10_000))))
  return found
}
