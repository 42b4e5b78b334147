import type { OidcSettings } from '../domain/oidc-settings.ts'
import { type Role, roles } from '../domain/principal.ts'

export type Claims = Readonly<Record<string, unknown>>

/** What a provider says that somebody may; undefined: it does not say, and what they have here stays. */
export type ClaimedGrant = {
  /** null: nothing. */
  readonly role: Role | null | undefined
  /** Ids that may be unknown here. */
  readonly resourceGroups: '*' | readonly string[] | undefined
}

/** An administrator by claim is one of all groups: of some, they could not administer the installation. */
export const grantOf = (
  claims: Claims,
  settings: Pick<OidcSettings, 'rolesClaim' | 'roles' | 'defaultRole' | 'groupsClaim'>,
): ClaimedGrant => {
  const role =
    settings.rolesClaim === null
      ? undefined
      : (highest(valuesAt(claims, settings.rolesClaim), settings.roles) ?? settings.defaultRole)
  if (role === 'admin') return { role, resourceGroups: '*' }
  return { role, resourceGroups: settings.groupsClaim === null ? undefined : valuesAt(claims, settings.groupsClaim) }
}

const highest = (values: readonly string[], mapped: OidcSettings['roles']): Role | null => {
  const own = new Set(values.map((each) => (Object.hasOwn(mapped, each) ? mapped[each] : undefined)))
  return roles.findLast((role) => own.has(role)) ?? null
}

/** A claim whose name has dots may be one name (`https://example.com/roles`), or a way through objects. */
const valuesAt = (claims: Claims, name: string): readonly string[] => {
  const found = Object.hasOwn(claims, name) ? claims[name] : name.split('.').reduce<unknown>(step, claims)
  return [found].flat().filter((each) => typeof each === 'string')
}

const step = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Claims)[name] : undefined

/** How somebody is called there: what they would sign in with, and what people see. */
export const namesIn = (claims: Claims): { readonly name: string; readonly displayName: string } => {
  const text = (...names: readonly string[]): string | undefined =>
    names.map((each) => claims[each]).find((each): each is string => typeof each === 'string' && each.trim() !== '')
  const called = text('preferred_username', 'email', 'nickname', 'name', 'sub') ?? 'person'
  const name = called
    .toLowerCase()
    .replaceAll(/[^a-z0-9._@+-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 100)
  return { name: name || 'person', displayName: (text('name') ?? called).replaceAll('\0', '').toWellFormed().slice(0, 200) }
}
