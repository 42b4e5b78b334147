import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

/** Bytes of the whole database, without what waits in SQLite's log beside it. */
export async function sizeOf(db: Kysely<Schema>, kind: Store['kind']): Promise<number> {
  const { rows } =
    kind === 'sqlite'
      ? await sql<{ bytes: number }>`select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`.execute(
          db,
        )
      : await sql<{ bytes: number | string }>`select pg_database_size(current_database()) as bytes`.execute(db)
  return Number(rows[0]?.bytes ?? 0)
}
