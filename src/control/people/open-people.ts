import { makeOidc, type OidcDeps } from '../../access/oidc.ts'
import { sessionEntryId } from '../../access/sessions.ts'
import type { OidcSettings } from '../../domain/oidc-settings.ts'
import { isAdministrator } from '../../domain/person.ts'
import { makePeopleAdmin } from './admin.ts'
import type { PeopleDeps } from './deps.ts'
import { freeName } from './person-of-claims.ts'
import { publishPerson } from './publish-person.ts'
import { makeSignIn } from './sign-in.ts'

export type PeopleVerbs = ReturnType<typeof openPeople>

/** People put together: who there is, how they get in. */
export const openPeople = (
  deps: Omit<PeopleDeps, 'oidc'> & { readonly box: OidcDeps['box']; readonly settings: OidcSettings | null },
) => {
  const { people, sessions, publisher, settings, box, clock } = deps
  const all: PeopleDeps = { ...deps, oidc: settings && { settings, provider: makeOidc(settings, { box, clock }) } }
  return {
    admin: makePeopleAdmin(all),
    signIn: makeSignIn(all),

    /** Sees to it that there is somebody who may do everything; answers the token of a link that signs them in. */
    administratorsLink: async (): Promise<string> => {
      const found = (await people.list()).find(isAdministrator) ?? (await makeAdministrator(all))
      return (await sessions.makeLink(found.id)).token
    },

    /** Forgets sessions and links that ran out. */
    tidy: async (): Promise<void> => {
      for (const id of await sessions.tidy()) publisher.removeCredential(sessionEntryId(id))
    },
  }
}

const makeAdministrator = async (deps: PeopleDeps) => {
  const name = await freeName(deps, 'admin')
  const person = await deps.people.create({ name, displayName: 'Administrator', role: 'admin', resourceGroups: '*' })
  await publishPerson(deps, person.id)
  return person
}
