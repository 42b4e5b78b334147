import { z } from 'zod'
import type { Principal } from './principal.ts'

/** `p` + 15 hex digits. */
export const PersonId = z.string().regex(/^p[0-9a-f]{15}$/, 'must be the id of a person: "p" and 15 hex digits')
export type PersonId = z.infer<typeof PersonId>

/** What somebody signs in with; one and the same however it is capitalised. */
export const PersonName = z
  .string()
  .toLowerCase()
  .regex(
    /^[a-z0-9][a-z0-9._@+-]{0,127}$/,
    'must be 1 to 128 letters, digits, ".", "_", "@", "+" or "-", and start with a letter or digit',
  )

export const leastPassword = 12
export const mostPassword = 256

/** Length is what counts: rules about kinds of characters make people choose worse ones. */
export const NewPassword = z
  .string()
  .min(leastPassword, `must have at least ${leastPassword} characters`)
  .max(mostPassword, `must have at most ${mostPassword} characters`)

/** Somebody who signs in. */
export type Person = {
  readonly id: PersonId
  readonly name: string
  readonly displayName: string
  readonly role: Principal['role']
  readonly resourceGroups: Principal['resourceGroups']
  /** argon2id in PHC's form; null: no password signs in. */
  readonly passwordHash: string | null
  /** Issuer, a blank, and the subject there; null: comes from no provider. */
  readonly oidcSubject: string | null
  readonly disabledAt: number | null
  readonly createdAt: number
  readonly lastSignInAt: number | null
}

/** Everything, in every group: the installation must not be left without one. */
export const isAdministrator = ({ role, resourceGroups, disabledAt }: Person): boolean =>
  role === 'admin' && resourceGroups === '*' && disabledAt === null

export const signInMethods = ['password', 'link', 'oidc'] as const
export type SignInMethod = (typeof signInMethods)[number]

/** A signed-in browser. Its token is in a cookie there, and nowhere else. */
export type SignedIn = {
  /** `s` + 15 hex digits: no secret. */
  readonly id: string
  readonly personId: PersonId
  readonly method: SignInMethod
  readonly createdAt: number
  /** When it was used last, to within a few minutes. */
  readonly seenAt: number
  readonly expiresAt: number
  /** Where it began: network address and program, as far as they were told; '' if not. */
  readonly address: string
  readonly userAgent: string
}
