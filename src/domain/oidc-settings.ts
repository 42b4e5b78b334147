import type { Role } from './principal.ts'

/** The provider that people may sign in with. */
export type OidcSettings = {
  readonly issuer: string
  readonly clientId: string
  /** A file is read at each sign-in; null: a public client, which proves itself by PKCE alone. */
  readonly secret: { readonly kind: 'text'; readonly text: string } | { readonly kind: 'file'; readonly path: string } | null
  /** On the button. */
  readonly label: string
  readonly scopes: string
  /** Claim that names roles there (`groups`, `realm_access.roles`); null: roles are given here. */
  readonly rolesClaim: string | null
  /** What its values are here. */
  readonly roles: Readonly<Record<string, Role>>
  /** Of who has none of these, and of new people where no claim says; null: they do not get in. */
  readonly defaultRole: Role | null
  /** Claim that names resource groups; null: groups are given here. */
  readonly groupsClaim: string | null
  /** Of new people where no claim says. */
  readonly groups: '*' | readonly string[]
}
