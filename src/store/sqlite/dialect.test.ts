import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sqliteDialect } from './dialect.ts'

type Tables = { counters: { name: string; value: number | null } }

describe('Kysely on SQLite', () => {
  let folder: string
  let path: string
  let db: Kysely<Tables>

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lectern-sqlite-'))
    path = join(folder, 'made', 'lectern.db')
    db = new Kysely<Tables>({ dialect: sqliteDialect(path) })
    await sql`create table counters (name text primary key, value integer) strict`.execute(db)
    await db.insertInto('counters').values({ name: 'a', value: 0 }).execute()
  })
  afterEach(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  it.each([
    { setting: 'journal_mode', value: 'wal' },
    { setting: 'synchronous', value: 2 },
    { setting: 'foreign_keys', value: 1 },
    { setting: 'journal_size_limit', value: 64 * 1024 * 1024 },
    { setting: 'busy_timeout', value: 5000 },
  ])('runs with $setting = $value', async ({ setting, value }) => {
    const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(setting)}`.execute(db)
    expect(Object.values(rows[0] ?? {})).toEqual([value])
  })

  it('keeps its files to the owner', () => {
    for (const file of [path, `${path}-wal`]) expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('answers rows of queries and of returning statements, and counts of the others', async () => {
    expect(await db.selectFrom('counters').selectAll().execute()).toEqual([{ name: 'a', value: 0 }])
    const returned = await db.updateTable('counters').set({ value: 5 }).returning('value').executeTakeFirst()
    expect(returned).toEqual({ value: 5 })
    const { numUpdatedRows } = await db.updateTable('counters').set({ value: null }).executeTakeFirst()
    expect(numUpdatedRows).toBe(1n)
  })

  it('never lets another caller into a transaction', async () => {
    const increment = () =>
      db.transaction().execute(async (transaction) => {
        const { value } = await transaction.selectFrom('counters').select('value').executeTakeFirstOrThrow()
        await new Promise((resolve) => setImmediate(resolve))
        await transaction
          .updateTable('counters')
          .set({ value: (value ?? 0) + 1 })
          .execute()
      })
    await Promise.all(Array.from({ length: 20 }, increment))
    expect(await db.selectFrom('counters').select('value').executeTakeFirst()).toEqual({ value: 20 })
  })

  it('undoes a transaction that fails', async () => {
    const failing = db.transaction().execute(async (transaction) => {
      await transaction.updateTable('counters').set({ value: 7 }).execute()
      throw new Error('on purpose')
    })
    await expect(failing).rejects.toThrow('on purpose')
    expect(await db.selectFrom('counters').select('value').executeTakeFirst()).toEqual({ value: 0 })
  })

  it('begins a transaction as a writer, so that what it reads cannot change under it', async () => {
    const another = new DatabaseSync(path, { timeout: 0 })
    await db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('counters').selectAll().execute()
      expect(() => another.exec('update counters set value = 9')).toThrow('database is locked')
    })
    another.exec('update counters set value = 9')
    another.close()
    expect(await db.selectFrom('counters').select('value').executeTakeFirst()).toEqual({ value: 9 })
  })
})
