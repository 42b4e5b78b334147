import { type Claims, grantOf, namesIn } from '../../access/oidc-grant.ts'
import { Failure } from '../../domain/failure.ts'
import type { OidcSettings } from '../../domain/oidc-settings.ts'
import type { Person } from '../../domain/person.ts'
import type { PeopleDeps } from './deps.ts'
import { publishPerson } from './publish-person.ts'

/**
 * Who signs in with the provider: found by their subject there, made the first time. What claims say of role and groups is taken over at
 * each sign-in; what they do not say is as it was given here. A name that another has gets a number: nobody takes over an account by it.
 */
export const personOfClaims = async (
  deps: PeopleDeps,
  settings: OidcSettings,
  subject: string,
  claims: Claims,
): Promise<Person> => {
  const { people, store, audit } = deps
  const claimed = grantOf(claims, settings)
  const known = await people.byOidcSubject(subject)
  const role = claimed.role === undefined ? (known?.role ?? settings.defaultRole) : claimed.role
  if (role === null) throw refusal(settings, 'no role there opens anything here')
  const asked = claimed.resourceGroups ?? known?.resourceGroups ?? (role === 'admin' ? '*' : settings.groups)
  const resourceGroups: Person['resourceGroups'] = asked === '*' ? '*' : await existing(store, asked)
  if (resourceGroups !== '*' && resourceGroups.length === 0)
    throw refusal(settings, 'none of the groups there is a resource group here')

  const { name, displayName } = namesIn(claims)
  if (known) {
    const next = { displayName, role, resourceGroups }
    const same =
      JSON.stringify(next) ===
      JSON.stringify({ displayName: known.displayName, role: known.role, resourceGroups: known.resourceGroups })
    if (same) return known
    const person = await people.follow(known, next)
    await publishPerson(deps, person.id)
    audit('person changed', { id: person.id, name: person.name, role, resourceGroups, by: settings.label })
    return person
  }
  const person = await people.create({
    name: await freeName(deps, name),
    displayName,
    role,
    resourceGroups,
    oidcSubject: subject,
  })
  await publishPerson(deps, person.id)
  audit('person created', { id: person.id, name: person.name, role, resourceGroups, by: settings.label })
  return person
}

const existing = async (store: PeopleDeps['store'], ids: readonly string[]): Promise<readonly string[]> => {
  const found: string[] = []
  for (const id of new Set(ids)) if (await store.resourceGroups.get(id)) found.push(id)
  return found
}

/** The same, or with the first number that makes it one that nobody has. */
export const freeName = async ({ people }: Pick<PeopleDeps, 'people'>, name: string): Promise<string> => {
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? name : `${name}-${number}`
    if (!(await people.byName(free))) return free
  }
}

const refusal = ({ label }: OidcSettings, why: string): Failure =>
  new Failure('forbidden', `${label} knows you, but ${why}: ask an administrator`)
