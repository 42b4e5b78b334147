import { readdirSync, readFileSync } from 'node:fs'
import { type Kysely, sql, type Transaction } from 'kysely'
import { Failure } from '../domain/failure.ts'
import type { Schema } from './schema.ts'
import type { Store } from './store.ts'

type Migration = { readonly version: number; readonly name: string; readonly statements: readonly string[] }

const folder = new URL('./migrations/', import.meta.url)

/** The files `0001-<name>.sql`, in order. Forward only: a file that was released is never changed. */
export const readMigrations = (): readonly Migration[] =>
  readdirSync(folder)
    .filter((file) => /^\d{4}-.+\.sql$/.test(file))
    .sort()
    .map((file) => ({
      version: Number(file.slice(0, 4)),
      name: file.slice(5, -4),
      statements: statementsIn(readFileSync(new URL(file, folder), 'utf8')),
    }))

/** Brings the database to the newest version, all or nothing; several starts at once wait for each other. */
export const migrate = (db: Kysely<Schema>, kind: Store['kind'], migrations = readMigrations()): Promise<void> =>
  db.transaction().execute(async (transaction) => {
    // On SQLite the transaction itself is the lock: it begins as a writer (sqlite/dialect.ts).
    if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${postgresLock})`.execute(transaction)
    const create = 'create table if not exists migrations (version integer primary key, name text not null) strict'
    await sql.raw(spoken(create, kind)).execute(transaction)
    const there = new Set(await versionsIn(transaction))
    const done = Math.max(0, ...there)
    const newest = migrations.at(-1)?.version ?? 0
    if (done > newest) {
      throw new Failure(
        'precondition',
        `the database is at version ${done}, this Lectern knows versions up to ${newest}: start the newer Lectern that wrote it`,
      )
    }
    for (const { version, name, statements } of migrations.filter((each) => !there.has(each.version))) {
      for (const statement of statements) await sql.raw(spoken(statement, kind)).execute(transaction)
      await transaction.insertInto('migrations').values({ version, name }).execute()
    }
  })

/** "lect" in ASCII: any number will do that no other program on the same Postgres database uses. */
const postgresLock = 0x6c656374

const statementsIn = (text: string): string[] =>
  text
    .replaceAll(/^--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')

/** `collate "C"` makes Postgres order and compare text by bytes, as SQLite does. */
const spoken = (statement: string, kind: Store['kind']): string =>
  kind === 'sqlite'
    ? statement
    : statement
        .replaceAll(/\binteger\b/g, 'bigint')
        .replaceAll(/\btext\b/g, 'text collate "C"')
        .replace(/\) strict$/, ')')

/** Which, not how far: files that were written side by side may come in any order. */
const versionsIn = async (db: Transaction<Schema>): Promise<readonly number[]> =>
  (await db.selectFrom('migrations').select('version').execute()).map(({ version }) => version)
