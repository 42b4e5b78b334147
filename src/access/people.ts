import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import { isAdministrator, type Person } from '../domain/person.ts'
import type { CredentialEntry } from '../domain/route.ts'
import type { PersonChange } from '../store/people-store.ts'
import type { Store } from '../store/store.ts'
import type { Passwords } from './passwords.ts'
import { type Random, randomText } from './random-text.ts'

export const hexDigits = '0123456789abcdef'

export type NewPerson = Pick<Person, 'name' | 'displayName' | 'role' | 'resourceGroups'> & {
  readonly password?: string | undefined
  readonly oidcSubject?: string | null
}

export type PeopleDeps = {
  readonly store: Pick<Store, 'people'>
  readonly clock: Clock
  readonly random: Random
  readonly passwords: Passwords
}

export type People = ReturnType<typeof makePeople>

export const makePeople = ({ store, clock, random, passwords }: PeopleDeps) => {
  const stored = store.people
  let last: Promise<unknown> = Promise.resolve()

  /** One after the other: two administrators who take each other's role away must not both succeed. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }

  const get = async (id: string): Promise<Person> => {
    const person = await stored.get(id)
    if (!person) throw new Failure('not_found', `there is no person ${id}`, { target: 'personId' })
    return person
  }

  const mustLeaveAnAdministrator = async (before: Person, after: Person | null): Promise<void> => {
    if (!isAdministrator(before) || (after && isAdministrator(after))) return
    const others = (await stored.list()).filter((each) => each.id !== before.id)
    if (others.some(isAdministrator)) return
    throw new Failure(
      'precondition',
      `${before.name} is the last person who may do everything, and has to stay so: make another administrator of all resource groups first`,
      { target: 'personId' },
    )
  }

  return {
    get,
    byName: stored.byName,
    byOidcSubject: stored.byOidcSubject,
    list: stored.list,

    create: async ({ password, oidcSubject = null, ...facts }: NewPerson): Promise<Person> => {
      const passwordHash = password === undefined ? null : await passwords.hash(password)
      const id = `p${randomText(random, hexDigits, 15)}`
      const always = { id, passwordHash, oidcSubject, disabledAt: null, createdAt: clock.now(), lastSignInAt: null }
      const person: Person = { ...facts, ...always }
      await stored.insert(person)
      return person
    },

    /** Refused where nobody would be left who may do everything. */
    change: (id: string, change: Omit<PersonChange, 'passwordHash'>): Promise<Person> =>
      inTurn(async () => {
        const before = await get(id)
        const after = { ...before, ...change }
        await mustLeaveAnAdministrator(before, after)
        if (Object.keys(change).length > 0) await stored.change(id, change)
        return after
      }),

    /** As the provider says, who may know nothing of who else there is; the next start makes an administrator where none is left. */
    follow: async (person: Person, claimed: Pick<Person, 'displayName' | 'role' | 'resourceGroups'>): Promise<Person> => {
      await stored.change(person.id, claimed)
      return { ...person, ...claimed }
    },

    /** null: none signs in from then on. */
    setPassword: async (id: string, password: string | null): Promise<void> => {
      await get(id)
      await stored.change(id, { passwordHash: password === null ? null : await passwords.hash(password) })
    },

    remove: (id: string): Promise<void> =>
      inTurn(async () => {
        await mustLeaveAnAdministrator(await get(id), null)
        await stored.remove(id)
      }),
  }
}

/** What goes on in somebody's name after they signed out, as batches do. No token opens it. */
export const personEntry = (person: Person): CredentialEntry => ({
  id: personEntryId(person.id),
  hash: null,
  principal: {
    kind: 'person',
    id: person.id,
    name: person.displayName,
    role: person.role,
    resourceGroups: person.resourceGroups,
    deployments: '*',
    expiresAt: null,
  },
})

export const personEntryId = (id: string): string => `person:${id}`
