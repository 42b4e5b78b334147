import { sql } from 'kysely'

/** Rows of the list that come after the one with this id; none where there is no such row. */
export const following = (table: 'batches' | 'batch_files', after: string, order: 'asc' | 'desc') => {
  const at = sql`(select created_at, id from ${sql.raw(table)} where id = ${after})`
  return order === 'asc' ? sql<boolean>`(created_at, id) > ${at}` : sql<boolean>`(created_at, id) < ${at}`
}
