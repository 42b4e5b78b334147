import type { Kysely } from 'kysely'
import { pick } from './columns.ts'
import type { SessionStore, SignInLinkStore } from './people-store.ts'
import { refusing } from './refusals.ts'
import type { Schema } from './schema.ts'

const columns = ['id', 'personId', 'method', 'createdAt', 'seenAt', 'expiresAt', 'address', 'userAgent'] as const
const refusals = { taken: 'that token exists already', missing: 'there is no such person any more' }

export const makeSessions = (db: Kysely<Schema>): SessionStore => ({
  insert: async (session) =>
    void (await refusing(
      refusals,
      db
        .insertInto('sessions')
        .values(pick([...columns, 'hash'], session))
        .execute(),
    )),

  byHash: async (hash) => (await db.selectFrom('sessions').select(columns).where('hash', '=', hash).executeTakeFirst()) ?? null,

  get: async (id) => (await db.selectFrom('sessions').select(columns).where('id', '=', id).executeTakeFirst()) ?? null,

  list: async (personId) => {
    const all = db.selectFrom('sessions').select(columns).orderBy('createdAt').orderBy('id')
    return (personId === undefined ? all : all.where('personId', '=', personId)).execute()
  },

  extend: async (id, seenAt, expiresAt) =>
    void (await db.updateTable('sessions').set({ seenAt, expiresAt }).where('id', '=', id).execute()),

  remove: async (id) => (await db.deleteFrom('sessions').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n,

  removeExpired: async (now) =>
    (await db.deleteFrom('sessions').where('expiresAt', '<=', now).returning('id').execute()).map(({ id }) => id),
})

const linkColumns = ['hash', 'personId', 'createdAt', 'expiresAt'] as const

export const makeSignInLinks = (db: Kysely<Schema>): SignInLinkStore => ({
  insert: async (link) => void (await refusing(refusals, db.insertInto('signInLinks').values(pick(linkColumns, link)).execute())),

  get: async (hash) =>
    (await db.selectFrom('signInLinks').select(linkColumns).where('hash', '=', hash).executeTakeFirst()) ?? null,

  take: async (hash) =>
    (await db.deleteFrom('signInLinks').where('hash', '=', hash).returning(linkColumns).executeTakeFirst()) ?? null,

  removeExpired: async (now) => void (await db.deleteFrom('signInLinks').where('expiresAt', '<=', now).execute()),
})
