import { type From, sessionEntryId } from '../../access/sessions.ts'
import { makeTries } from '../../access/tries.ts'
import { Failure } from '../../domain/failure.ts'
import type { Person, SignedIn, SignInMethod } from '../../domain/person.ts'
import type { Principal } from '../../domain/principal.ts'
import { publish } from '../platform/api-keys.ts'
import type { PeopleDeps } from './deps.ts'
import { personOfClaims } from './person-of-claims.ts'
import { endSessions } from './publish-person.ts'
import type { Begun, Current } from './views.ts'

/** How people get in and out. */
export const makeSignIn = (deps: PeopleDeps) => {
  const { people, sessions, passwords, publisher, audit, tokens, oidc } = deps
  const tries = makeTries(deps.clock)

  const exchanged = async (person: Person, session: SignedIn): Promise<Current> => ({
    person,
    session,
    ...(await tokens.issueSessionToken(session, person)),
  })

  /** Answers who it was; null: nobody. */
  const signOut = async (cookie: string): Promise<Person | null> => {
    const session = await sessions.find(cookie)
    if (!session) return null
    await sessions.end(session.id)
    publisher.removeCredential(sessionEntryId(session.id))
    audit('signed out', { id: session.personId, session: session.id })
    return deps.store.people.get(session.personId)
  }

  /** `before`: the cookie that the browser had, whose session ends. */
  const begin = async (person: Person, method: SignInMethod, from: From, before: string | null): Promise<Begun> => {
    if (before !== null) await signOut(before)
    const { session, token: cookie } = await sessions.begin(person.id, method, from)
    await people.change(person.id, { lastSignInAt: session.createdAt })
    await publish(deps, sessionEntryId(session.id))
    audit('signed in', { id: person.id, name: person.name, method, session: session.id, address: from.address })
    return { ...(await exchanged(person, session)), cookie }
  }

  /** Counted, and as slow for a name that nobody has. */
  const proven = async (name: string, person: Person | null, password: string, address: string): Promise<boolean> => {
    tries.begin(name, address)
    const right = await passwords.verify(password, person?.passwordHash ?? null)
    if (right) tries.succeeded(name, address)
    return right
  }

  return {
    methods: async () => ({
      password: (await people.list()).some(({ passwordHash, disabledAt }) => passwordHash !== null && disabledAt === null),
      oidc: oidc && { label: oidc.settings.label },
    }),

    /** null: nobody is signed in with this cookie (any more). */
    current: async (cookie: string): Promise<Current | null> => {
      const session = await sessions.use(cookie)
      const person = session && (await deps.store.people.get(session.personId))
      return session && person?.disabledAt === null ? exchanged(person, session) : null
    },

    /** Whose name it is, whoever gives it; null: nobody's. */
    actorNamed: async (name: string) => {
      const person = await people.byName(name)
      return person && { kind: 'person', id: person.id, name: person.displayName }
    },

    byPassword: async (name: string, password: string, from: From, before: string | null): Promise<Begun> => {
      const person = await people.byName(name)
      const right = await proven(name, person, password, from.address)
      if (!person || !right) {
        // A name that nobody has may be a password that was typed one field too early.
        audit('sign-in refused', { name: person?.name ?? null, address: from.address })
        throw new Failure('unauthenticated', 'name or password is wrong')
      }
      mustBeEnabled(person)
      return begin(person, 'password', from, before)
    },

    linkWorks: sessions.linkWorks,

    byLink: async (token: string, from: From, before: string | null): Promise<Begun> => {
      const personId = await sessions.takeLink(token)
      const person = personId && (await deps.store.people.get(personId))
      if (!person) throw linkOver()
      mustBeEnabled(person)
      return begin(person, 'link', from, before)
    },

    /** Where to send the browser, and what it is to keep until it comes back. */
    toProvider: (redirectUri: string, to: string) => mustHave(oidc).provider.begin(redirectUri, to),

    byProvider: async (
      query: URLSearchParams,
      kept: string | null,
      from: From,
      before: string | null,
    ): Promise<{ readonly begun: Begun; readonly to: string }> => {
      const { provider, settings } = mustHave(oidc)
      const { subject, claims, to } = await provider.finish(query, kept)
      const person = await personOfClaims(deps, settings, subject, claims)
      mustBeEnabled(person)
      return { begun: await begin(person, 'oidc', from, before), to }
    },

    signOut,

    /** One's own. All other sessions end. */
    changePassword: async (caller: Principal, old: string, next: string, address: string): Promise<void> => {
      if (caller.kind !== 'person')
        throw new Failure(
          'forbidden',
          'this changes the password of who is signed in, and a key has none: use a token of a session',
        )
      const person = await people.get(caller.id)
      if (person.passwordHash === null)
        throw new Failure('precondition', 'you have no password yet: an administrator gives you the first one', { target: 'old' })
      if (!(await proven(person.name, person, old, address)))
        throw new Failure('invalid', 'old is not your present password', { target: 'old' })
      await people.setPassword(person.id, next)
      await endSessions(deps, person.id, caller.session ?? null)
      audit('password changed', { id: person.id, name: person.name, by: person.id })
    },
  }
}

export const linkOver = (): Failure =>
  new Failure('gone', 'this sign-in link was used already, or is too old: make a new one with "lectern open"')

const mustBeEnabled = ({ disabledAt }: Person): void => {
  if (disabledAt !== null) throw new Failure('forbidden', 'your account is disabled: ask an administrator')
}

const mustHave = <T>(oidc: T | null): T => {
  if (!oidc) throw new Failure('not_found', 'nobody signs in with a provider here: the setting oidcIssuer is not set')
  return oidc
}
