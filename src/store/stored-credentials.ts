import type { Principal } from '../domain/principal.ts'

/** `lk_<publicId>_<secret>` as stored: a hash of the whole key, never the key. */
export type StoredApiKey = {
  readonly publicId: string
  /** Hex SHA-256 of the whole key. */
  readonly hash: string
  readonly name: string
  readonly role: Principal['role']
  readonly resourceGroups: Principal['resourceGroups']
  readonly deployments: Principal['deployments']
  readonly scopes?: readonly string[]
  /** One of the two keys of a resource group, which are switched off there; never written. */
  readonly off?: true
  readonly expiresAt: number | null
  readonly revokedAt: number | null
  readonly createdAt: number
}

export type StoredOAuthClient = {
  readonly clientId: string
  /** Hex SHA-256 of the secret (256 random bits, so no slow hash is needed). */
  readonly secretHash: string
  readonly name: string
  readonly role: Principal['role']
  readonly resourceGroups: Principal['resourceGroups']
  readonly revokedAt: number | null
  readonly createdAt: number
}
