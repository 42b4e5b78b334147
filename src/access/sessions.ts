import type { Clock } from '../domain/clock.ts'
import type { Person, SignedIn, SignInMethod } from '../domain/person.ts'
import type { CredentialEntry } from '../domain/route.ts'
import type { Store } from '../store/store.ts'
import { digestOf } from './digest.ts'
import { hexDigits, personEntry } from './people.ts'
import { alphanumeric, type Random, randomText, secretLength } from './random-text.ts'

/** A session ends when nobody has used it for so long. */
export const sessionMs = 12 * 3_600_000
/** A use is written down when the one before is older than this. */
const notedMs = 5 * 60_000
/** How long a sign-in link works. */
export const linkMs = 15 * 60_000

/** Where somebody signs in from, as far as it is told. */
export type From = { readonly address: string; readonly userAgent: string }

export type SessionDeps = {
  readonly store: Pick<Store, 'sessions' | 'signInLinks'>
  readonly clock: Clock
  readonly random: Random
}

export type Sessions = ReturnType<typeof makeSessions>

/** Signed-in browsers, and the links that sign one in. Tokens are in what `begin` and `makeLink` answer and nowhere else, ever. */
export const makeSessions = ({ store, clock, random }: SessionDeps) => {
  const newToken = (): string => randomText(random, alphanumeric, secretLength)
  return {
    begin: async (personId: string, method: SignInMethod, from: From) => {
      const now = clock.now()
      const session: SignedIn = {
        id: `s${randomText(random, hexDigits, 15)}`,
        personId,
        method,
        createdAt: now,
        seenAt: now,
        expiresAt: now + sessionMs,
        address: from.address.slice(0, 100),
        userAgent: from.userAgent.replaceAll('\0', '').toWellFormed().slice(0, 300),
      }
      const token = newToken()
      await store.sessions.insert({ ...session, hash: digestOf(token) })
      return { session, token }
    },

    /** null: unknown, ended or expired. Looking at it is using it. */
    use: async (token: string): Promise<SignedIn | null> => {
      const session = await store.sessions.byHash(digestOf(token))
      const now = clock.now()
      if (!session || session.expiresAt <= now) return null
      if (now - session.seenAt < notedMs) return session
      await store.sessions.extend(session.id, now, now + sessionMs)
      return { ...session, seenAt: now, expiresAt: now + sessionMs }
    },

    find: async (token: string): Promise<SignedIn | null> => store.sessions.byHash(digestOf(token)),

    of: async (personId: string): Promise<readonly SignedIn[]> =>
      (await store.sessions.list(personId)).filter(({ expiresAt }) => expiresAt > clock.now()),

    end: store.sessions.remove,

    /** Answers the ids of sessions that ran out. */
    tidy: async (): Promise<readonly string[]> => {
      await store.signInLinks.removeExpired(clock.now())
      return store.sessions.removeExpired(clock.now())
    },

    makeLink: async (personId: string) => {
      const [token, createdAt] = [newToken(), clock.now()]
      const expiresAt = createdAt + linkMs
      await store.signInLinks.insert({ hash: digestOf(token), personId, createdAt, expiresAt })
      return { token, expiresAt }
    },

    /** Whether it would sign somebody in now. */
    linkWorks: async (token: string): Promise<boolean> =>
      ((await store.signInLinks.get(digestOf(token)))?.expiresAt ?? 0) > clock.now(),

    /** Whom it signs in, once; null: unknown, used or expired. */
    takeLink: async (token: string): Promise<string | null> => {
      const link = await store.signInLinks.take(digestOf(token))
      return link && link.expiresAt > clock.now() ? link.personId : null
    },
  }
}

/** As `identify` looks it up by the token that the session was exchanged for. */
export const sessionEntry = (session: Pick<SignedIn, 'id'>, person: Person): CredentialEntry => {
  const { principal } = personEntry(person)
  return { id: sessionEntryId(session.id), hash: null, principal: { ...principal, session: session.id } }
}

export const sessionEntryId = (id: string): string => `session:${id}`

/** Whether the client that an access token names is a session; SAP-shaped client ids begin with `sb-`. */
export const isSessionId = (clientId: string): boolean => /^s[0-9a-f]{15}$/.test(clientId)
