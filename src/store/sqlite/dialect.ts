import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'

/**
 * Kysely on Node's own SQLite: one connection, one writer. Kysely holds a mutex around the connection (its adapter says
 * there is only one), so no statement of another caller gets into a transaction.
 */
export const sqliteDialect = (path: string): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => new WriterDriver({ database: async () => openDatabase(path) }),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createIntrospector: (db) => new SqliteIntrospector(db),
})

/** A transaction that begins as a reader can fail when it first writes; ours begin as writers and wait for their turn. */
class WriterDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

const openDatabase = (path: string): SqliteDatabase => {
  mkdirSync(dirname(path), { recursive: true })
  // Made before SQLite makes it, for its mode; the WAL beside it takes the same.
  if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true })
  database.exec('pragma journal_mode = wal; pragma synchronous = full')
  database.exec(`pragma journal_size_limit = ${walKeptBytes}`)
  database.function('fold', { deterministic: true }, (text) => String(text).toLowerCase())
  const long = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    if (sql.length < longSql) return database.prepare(sql)
    const statement = long.get(sql) ?? database.prepare(sql)
    if (long.size < mostLong) long.set(sql, statement)
    return statement
  }
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const statement = prepare(sql)
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
        run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
        iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
      }
    },
  }
}

/** Statements that insert many rows are kept: parsing one takes as long as running it. There are few of them (`insert-rows.ts`). */
const longSql = 4_000
const mostLong = 50
/** How long a statement waits for another process (a backup, an operator's shell) to let go. */
const busyTimeoutMs = 5000
/** What a checkpoint leaves of a WAL that had grown larger. */
const walKeptBytes = 64 * 1024 * 1024
