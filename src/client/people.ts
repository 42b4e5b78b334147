import type { Http } from './http.ts'
import type { List } from './types.ts'

/** Somebody who signs in. */
export type Person = {
  readonly id: string
  readonly name: string
  readonly displayName: string
  readonly role: string
  readonly resourceGroups: '*' | readonly string[]
  readonly disabled: boolean
  readonly hasPassword: boolean
  readonly hasProvider: boolean
  readonly createdAt: string
  readonly lastSignInAt: string | null
}

export type NewPerson = Pick<Person, 'name' | 'role' | 'resourceGroups'> & {
  readonly displayName?: string
  readonly password?: string
}
export type PersonEdit = Partial<Pick<Person, 'name' | 'displayName' | 'role' | 'resourceGroups' | 'disabled'>> & {
  readonly password?: string | null
}
export type SignInLink = {
  readonly url: string
  readonly expiresAt: string
  readonly person: Pick<Person, 'id' | 'name' | 'displayName'>
}

const root = '/v2/admin/people'
const at = (id: string): string => `${root}/${encodeURIComponent(id)}`

export const peopleCalls = (call: Http['call']) => ({
  list: () => call<List<Person>>('GET', root),
  create: (body: NewPerson) => call<Person>('POST', root, { body }),
  change: (id: string, body: PersonEdit) => call<Person>('PATCH', at(id), { body }),
  remove: (id: string) => call<unknown>('DELETE', at(id)),
  signOut: (id: string) => call<{ readonly id: string; readonly ended: number }>('DELETE', `${at(id)}/sessions`),
  /** `person`: id or name; undefined: for who calls, or the first administrator. */
  link: (person?: string) =>
    call<SignInLink>('POST', '/v2/admin/sign-in-links', { body: person === undefined ? {} : { person } }),
})
