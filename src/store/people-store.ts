import type { Person, SignedIn } from '../domain/person.ts'

export type PersonChange = Partial<Omit<Person, 'id' | 'createdAt'>>

export type PeopleStore = {
  /** `Failure('conflict')` where the name is taken. */
  insert(person: Person): Promise<void>
  get(id: string): Promise<Person | null>
  byName(name: string): Promise<Person | null>
  byOidcSubject(subject: string): Promise<Person | null>
  /** Oldest first. */
  list(): Promise<readonly Person[]>
  /** false: there is nobody of that id. `Failure('conflict')` where the new name is taken. */
  change(id: string, change: PersonChange): Promise<boolean>
  /** With sessions and sign-in links. */
  remove(id: string): Promise<boolean>
}

/** `hash`: hex SHA-256 of the token. */
export type SessionStore = {
  insert(session: SignedIn & { readonly hash: string }): Promise<void>
  byHash(hash: string): Promise<SignedIn | null>
  get(id: string): Promise<SignedIn | null>
  /** Oldest first; of one person, or all. */
  list(personId?: string): Promise<readonly SignedIn[]>
  extend(id: string, seenAt: number, expiresAt: number): Promise<void>
  remove(id: string): Promise<boolean>
  /** Answers the ids of those that were removed. */
  removeExpired(now: number): Promise<readonly string[]>
}

/** `hash`: hex SHA-256 of the link's token. */
export type SignInLink = {
  readonly hash: string
  readonly personId: string
  readonly createdAt: number
  readonly expiresAt: number
}

export type SignInLinkStore = {
  insert(link: SignInLink): Promise<void>
  get(hash: string): Promise<SignInLink | null>
  /** Of several that take one link at a time, one gets it. */
  take(hash: string): Promise<SignInLink | null>
  removeExpired(now: number): Promise<void>
}
