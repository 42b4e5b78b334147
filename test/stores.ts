import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import { type DatabaseChoice, openStore } from '../src/store/open.ts'
import type { Store } from '../src/store/store.ts'
import { startPostgres, type TestPostgres } from './postgres.ts'
import { aGroup } from './samples.ts'

/** What the tests of a store get. `store` is fresh for every test, and holds the groups `default` and `team-a`. */
export type StoreUnderTest = {
  readonly kind: Store['kind']
  store: Store
  /** Closes the store and opens it again. */
  reopen(): Promise<void>
  /** An empty database that nobody has opened yet. */
  anotherDatabase(): Promise<DatabaseChoice>
}

/** Runs the same tests over both stores. */
export const describeEachStore = (title: string, tests: (under: StoreUnderTest) => void): void => {
  let postgres: TestPostgres
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lectern-store-'))
    postgres = await startPostgres()
  })
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true })
  })

  let files = 0
  let emptied: string | undefined
  const anotherDatabase = {
    sqlite: async (): Promise<DatabaseChoice> => ({ kind: 'sqlite', path: join(folder, `${++files}`, 'lectern.db') }),
    postgres: async (): Promise<DatabaseChoice> => ({ kind: 'postgres', url: await postgres.freshDatabase() }),
  }
  const emptyDatabase = {
    sqlite: anotherDatabase.sqlite,
    postgres: async (): Promise<DatabaseChoice> => {
      if (emptied === undefined) emptied = await postgres.freshDatabase()
      else await postgres.empty(emptied)
      return { kind: 'postgres', url: emptied }
    },
  }

  describe.each(['sqlite', 'postgres'] as const)(`${title} on %s`, (kind) => {
    let database: DatabaseChoice
    const under: Omit<StoreUnderTest, 'store'> & { store?: Store } = {
      kind,
      anotherDatabase: anotherDatabase[kind],
      reopen: async () => {
        await under.store?.[Symbol.asyncDispose]()
        under.store = await openStore(database)
      },
    }
    beforeEach(async () => {
      database = await emptyDatabase[kind]()
      under.store = await openStore(database)
      await under.store.resourceGroups.insert(aGroup('default'))
      await under.store.resourceGroups.insert(aGroup('team-a', { createdAt: 2 }))
      return () => under.store?.[Symbol.asyncDispose]()
    })
    tests(under as StoreUnderTest)
  })
}
