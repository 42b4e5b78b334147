import { sql } from 'kysely'

/** Only these fields of an object, so that a wider object never writes a column that is not there. */
export const pick = <T, K extends keyof T>(columns: readonly K[], from: T): Pick<T, K> =>
  Object.fromEntries(columns.map((column) => [column, from[column]])) as Pick<T, K>

/** A row of a grouped count: the values it was grouped by, and how many. */
export const toCount = ({ count, ...values }: { readonly count: number; readonly [column: string]: unknown }) =>
  Object.assign(values as Record<string, string>, { count })

/** `in ()` is no SQL: nothing is among none. */
export const among = (column: string, values: readonly string[]) =>
  values.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`${sql.ref(column)} in (${sql.join(values)})`
