import type { Person, SignedIn } from '../../domain/person.ts'

/** What may be shown of somebody: everything but the hash of a password. */
export type PersonView = Omit<Person, 'passwordHash' | 'oidcSubject'> & {
  readonly hasPassword: boolean
  /** Whether they sign in with the provider. */
  readonly hasProvider: boolean
}

export const viewOf = ({ passwordHash, oidcSubject, ...person }: Person): PersonView => ({
  ...person,
  hasPassword: passwordHash !== null,
  hasProvider: oidcSubject !== null,
})

/** A browser that is signed in: who, in which session, and the access token it calls with (epoch ms). */
export type Current = {
  readonly person: Person
  readonly session: SignedIn
  readonly token: string
  readonly expiresAt: number
}

/** Somebody has just signed in: the cookie's text, too. */
export type Begun = Current & { readonly cookie: string }
