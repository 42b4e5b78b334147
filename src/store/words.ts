import { type Expression, type SqlBool, sql } from 'kysely'
import { labelsToJson } from './json-columns.ts'
import type { LabelMatch, Search } from './store.ts'

/** The two things our queries ask that SQLite and Postgres say differently. */
export type Words = {
  /** Substring, letter by letter: `%` and `_` are ordinary characters. */
  readonly contains: (column: Expression<string>, search: Search) => Expression<SqlBool>
  /** `labels` is a column of JSON text: `[{"key":…,"value":…}]`. */
  readonly labelled: (labels: Expression<string>, match: LabelMatch) => Expression<SqlBool>
}

/** `fold` is our own function (sqlite/dialect.ts): SQLite's `lower` knows ASCII only. */
export const sqliteWords: Words = {
  contains: (column, { text, ignoreCase }) =>
    ignoreCase ? sql`instr(fold(${column}), ${text.toLowerCase()}) > 0` : sql`instr(${column}, ${text}) > 0`,
  labelled: (labels, { key, value, equal }) => {
    const found = sql`exists (
      select 1 from json_each(${labels}) as label
      where json_extract(label.value, '$.key') = ${key} and json_extract(label.value, '$.value') = ${value})`
    return equal ? sql`${found}` : sql`not ${found}`
  },
}

/** Columns are collated "C", whose `lower` knows ASCII only; the database's own collation knows more. */
export const postgresWords: Words = {
  contains: (column, { text, ignoreCase }) =>
    ignoreCase ? sql`strpos(lower(${column} collate "default"), ${text.toLowerCase()}) > 0` : sql`strpos(${column}, ${text}) > 0`,
  labelled: (labels, { key, value, equal }) => {
    const found = sql`${labels}::jsonb @> ${labelsToJson([{ key, value }])}::jsonb`
    return equal ? sql`${found}` : sql`not (${found})`
  },
}
