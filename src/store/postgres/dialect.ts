import { type Dialect, PostgresDialect } from 'kysely'
import pg from 'pg'

/** Kysely on a pool of Postgres connections. `url` as libpq reads it: `postgres://user:password@host:5432/database`. */
export const postgresDialect = (url: string): Dialect => {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'lectern',
    max: 10,
    connectionTimeoutMillis: 5000,
    statement_timeout: 30_000,
    types: { getTypeParser },
  })
  // An idle connection that breaks must not end the process; the next statement opens another and reports its own trouble.
  pool.on('error', () => undefined)
  return new PostgresDialect({ pool })
}

const int8 = 20

/** Our integers (times, generations, byte counts) are safe ones in JavaScript; pg would hand them over as strings. */
const getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  oid === int8 ? toSafeInteger : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser

const toSafeInteger = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is not a safe integer`)
  return value
}
