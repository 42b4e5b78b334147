import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Kysely } from 'kysely'
import { expect, it } from 'vitest'
import { describeEachStore } from '../../test/stores.ts'
import { migrate, readMigrations } from './migrate.ts'
import { type DatabaseChoice, dialectOf, openStore } from './open.ts'
import type { Schema } from './schema.ts'

const run = promisify(execFile)

describeEachStore('opening a store', (under) => {
  it('says what it is', () => expect(under.store.kind).toBe(under.kind))

  it('finds what was stored before, and migrates again without harm', async () => {
    await under.store.settings.set('a', 'kept')
    await under.reopen()
    expect(await under.store.settings.get('a')).toBe('kept')
    expect((await under.store.resourceGroups.list({})).count).toBe(2)
  })

  it('is safe when several processes start at once on an empty database', async () => {
    const empty = await under.anotherDatabase()
    const program = `
        const { openStore } = await import(${JSON.stringify(import.meta.resolve('./open.ts'))})
        await using store = await openStore(${JSON.stringify(empty)})
        console.log(await store.settings.setOnce('first', String(process.pid)))`
    const starts = [1, 2, 3, 4].map(() => run(process.execPath, ['--input-type=module', '--eval', program]))
    const said = await Promise.all(starts.map(async (start) => (await start).stdout))
    expect(new Set(said).size).toBe(1)
  })

  it('refuses a database that a newer Lectern wrote', async () => {
    const another = await under.anotherDatabase()
    await using db = new Kysely<Schema>({ dialect: dialectOf(another) })
    const newer = [...readMigrations(), { version: 9999, name: 'later', statements: ['create table later (id text) strict'] }]
    await migrate(db, under.kind, newer)
    await expect(openStore(another)).rejects.toMatchObject({
      code: 'precondition',
      message: expect.stringMatching(/version 9999/),
    })
  })

  it('migrates all or nothing', async () => {
    const another = await under.anotherDatabase()
    await using db = new Kysely<Schema>({ dialect: dialectOf(another) })
    const broken = [
      ...readMigrations(),
      { version: 9999, name: 'broken', statements: ['create table settings (id text) strict'] },
    ]
    await expect(migrate(db, under.kind, broken)).rejects.toThrow(/settings/)
    await using store = await openStore(another)
    expect(await store.settings.get('a')).toBeNull()
  })

  it('names a database that cannot be opened, without its password', async () => {
    const nowhere: DatabaseChoice =
      under.kind === 'sqlite'
        ? { kind: 'sqlite', path: '/dev/null/lectern.db' }
        : { kind: 'postgres', url: 'postgres://lectern:hidden@127.0.0.1:1/lectern' }
    const refusal = await openStore(nowhere).catch((error: Error) => error)
    expect(refusal).toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/\/dev\/null\/lectern\.db|127\.0\.0\.1:1\/lectern/),
    })
    expect(String(refusal)).not.toContain('hidden')
  })
})
