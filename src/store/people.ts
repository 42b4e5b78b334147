import type { Kysely, Selectable } from 'kysely'
import type { Person } from '../domain/person.ts'
import { pick } from './columns.ts'
import { fromJson, Reach } from './json-columns.ts'
import type { PeopleStore, PersonChange } from './people-store.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'

const columns = [
  'id',
  'name',
  'displayName',
  'role',
  'resourceGroups',
  'passwordHash',
  'oidcSubject',
  'disabledAt',
  'createdAt',
  'lastSignInAt',
] as const

export const makePeople = (db: Kysely<Schema>): PeopleStore => {
  const by = async (column: 'id' | 'name' | 'oidcSubject', value: string): Promise<Person | null> => {
    const row = await db.selectFrom('people').select(columns).where(column, '=', value).executeTakeFirst()
    return row ? toPerson(row) : null
  }
  return {
    insert: async (person) => {
      const row = { ...pick(columns, person), resourceGroups: JSON.stringify(person.resourceGroups) }
      await refusing({ taken: `a person named "${person.name}" already exists` }, db.insertInto('people').values(row).execute())
    },

    get: (id) => by('id', id),
    byName: (name) => by('name', name),
    byOidcSubject: (subject) => by('oidcSubject', subject),

    list: async () => (await db.selectFrom('people').select(columns).orderBy('createdAt').orderBy('id').execute()).map(toPerson),

    change: async (id, change) => {
      const taken = `a person named "${change.name}" already exists`
      const write = db.updateTable('people').set(rowOf(change)).where('id', '=', id).executeTakeFirst()
      return (await refusing({ taken }, write)).numUpdatedRows > 0n
    },

    remove: async (id) => (await db.deleteFrom('people').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n,
  }
}

const rowOf = ({ resourceGroups, ...change }: PersonChange) => ({
  ...change,
  ...(resourceGroups === undefined ? {} : { resourceGroups: JSON.stringify(resourceGroups) }),
})

const toPerson = (row: Selectable<Schema['people']>): Person => ({ ...row, resourceGroups: fromJson(Reach, row.resourceGroups) })
