import { personEntryId } from '../../access/people.ts'
import { sessionEntryId } from '../../access/sessions.ts'
import { Failure } from '../../domain/failure.ts'
import { isAdministrator, type Person, type SignedIn } from '../../domain/person.ts'
import type { Principal } from '../../domain/principal.ts'
import { mustKnowGroups } from '../platform/api-keys.ts'
import type { PeopleDeps } from './deps.ts'
import { endSessions, publishPerson } from './publish-person.ts'
import { type PersonView, viewOf } from './views.ts'

export type NewPerson = Pick<Person, 'name' | 'displayName' | 'role' | 'resourceGroups'> & {
  readonly password?: string | undefined
}

/** `password` null: none signs in any more. */
export type PersonEdit = {
  readonly [K in 'name' | 'displayName' | 'role' | 'resourceGroups']?: Person[K] | undefined
} & { readonly disabled?: boolean | undefined; readonly password?: string | null | undefined }

export type MadeLink = { readonly token: string; readonly expiresAt: number; readonly person: PersonView }

/** What administrators do with people; who may ask is settled before. */
export const makePeopleAdmin = (deps: PeopleDeps) => {
  const { people, sessions, store, clock, publisher, audit } = deps
  return {
    list: async (): Promise<readonly PersonView[]> => (await people.list()).map(viewOf),

    get: async (id: string): Promise<PersonView> => viewOf(await people.get(id)),

    create: async (by: Principal, asked: NewPerson): Promise<PersonView> => {
      await mustKnowGroups(deps, asked.resourceGroups)
      const person = await people.create(asked)
      await publishPerson(deps, person.id)
      const { id, name, role, resourceGroups } = person
      audit('person created', { id, name, role, resourceGroups, by: by.id })
      return viewOf(person)
    },

    /** What is not named stays. A new password, or being disabled, ends all their sessions. */
    change: async (by: Principal, id: string, edit: PersonEdit): Promise<PersonView> => {
      const { password, disabled, name, displayName, role, resourceGroups } = edit
      const before = await people.get(id)
      if (resourceGroups !== undefined) await mustKnowGroups(deps, resourceGroups)
      const disabledAt = disabled === undefined ? undefined : disabled ? (before.disabledAt ?? clock.now()) : null
      const asked = { name, displayName, role, resourceGroups, disabledAt }
      await people.change(id, withoutUndefined(asked))
      if (password !== undefined) await people.setPassword(id, password)
      if (disabled || password !== undefined) await endSessions(deps, id)
      await publishPerson(deps, id)
      const changed = Object.entries(edit).flatMap(([field, value]) => (value === undefined ? [] : [field]))
      audit('person changed', { id, name: before.name, changed, by: by.id })
      return viewOf(await people.get(id))
    },

    remove: async (by: Principal, id: string): Promise<PersonView> => {
      const person = await people.get(id)
      const ended = await store.sessions.list(id)
      await people.remove(id)
      for (const each of ended) publisher.removeCredential(sessionEntryId(each.id))
      publisher.removeCredential(personEntryId(id))
      audit('person removed', { id, name: person.name, by: by.id })
      return viewOf(person)
    },

    sessionsOf: async (id: string): Promise<readonly SignedIn[]> => sessions.of((await people.get(id)).id),

    endSessions: async (by: Principal, id: string): Promise<number> => {
      const { name } = await people.get(id)
      const count = await endSessions(deps, id)
      audit('sessions ended', { id, name, count, by: by.id })
      return count
    },

    /** For somebody by id or name; null: for the caller, or, where that is nobody who signs in, for the first administrator. */
    makeLink: async (by: Principal, whom: string | null): Promise<MadeLink> => {
      const person = whom === null ? await ownOrAdministrator(deps, by) : await find(deps, whom)
      if (person.disabledAt !== null)
        throw new Failure('precondition', `${person.name} is disabled: enable them first`, { target: 'person' })
      const { token, expiresAt } = await sessions.makeLink(person.id)
      audit('sign-in link made', { id: person.id, name: person.name, by: by.id })
      return { token, expiresAt, person: viewOf(person) }
    },
  }
}

const find = async ({ people }: PeopleDeps, whom: string): Promise<Person> => {
  const person = (await people.byName(whom.toLowerCase())) ?? (await people.list()).find(({ id }) => id === whom)
  if (!person)
    throw new Failure('invalid', `person: there is nobody with the id or name "${whom.slice(0, 130)}"`, { target: 'person' })
  return person
}

const ownOrAdministrator = async ({ people }: PeopleDeps, by: Principal): Promise<Person> => {
  const all = await people.list()
  const found = (by.kind === 'person' ? all.find(({ id }) => id === by.id) : undefined) ?? all.find(isAdministrator)
  if (!found) throw new Failure('precondition', 'there is no administrator to sign in: name a person', { target: 'person' })
  return found
}

const withoutUndefined = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
