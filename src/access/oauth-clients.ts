import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { NewIds } from '../domain/ids.ts'
import type { CredentialEntry } from '../domain/route.ts'
import type { Store } from '../store/store.ts'
import type { StoredOAuthClient } from '../store/stored-credentials.ts'
import { digestOf, nobodysDigest, sameDigest } from './digest.ts'
import { alphanumeric, type Random, randomText, secretLength } from './random-text.ts'

/** What may be shown of a client: everything but the hash of its secret. */
export type OAuthClientRecord = Omit<StoredOAuthClient, 'secretHash'>
export type NewOAuthClient = Pick<StoredOAuthClient, 'name' | 'role' | 'resourceGroups'>

export type OAuthClients = ReturnType<typeof makeOAuthClients>

export type OAuthClientDeps = {
  readonly store: Pick<Store, 'oauthClients'>
  readonly clock: Clock
  readonly newIds: Pick<NewIds, 'uuid'>
  readonly random: Random
}

export const makeOAuthClients = ({ store, clock, newIds, random }: OAuthClientDeps) => {
  const stored = store.oauthClients
  return {
    /** `clientSecret` is in this answer and nowhere else, ever. */
    create: async ({ name, role, resourceGroups }: NewOAuthClient) => {
      // The shape of SAP's client ids: some programs tell by it what kind of credential they hold.
      const clientId = `sb-${newIds.uuid()}!b1|lectern!b1`
      const clientSecret = randomText(random, alphanumeric, secretLength)
      const record: OAuthClientRecord = { clientId, name, role, resourceGroups, revokedAt: null, createdAt: clock.now() }
      await stored.insert({ ...record, secretHash: digestOf(clientSecret) })
      return { clientId, clientSecret, record }
    },

    list: async (): Promise<readonly OAuthClientRecord[]> => (await stored.list()).map(withoutHash),

    /** Its tokens are worth nothing from then on. Revoking again changes nothing. */
    revoke: async (clientId: string): Promise<void> => {
      if (await stored.revoke(clientId, clock.now())) return
      if (!(await stored.byId(clientId))) throw new Failure('not_found', `OAuth client ${clientId} not found`)
    },

    /** The record of a client that is neither unknown nor revoked, if this is its secret; else null. */
    verify: async (clientId: string, clientSecret: string): Promise<OAuthClientRecord | null> => {
      const found = await stored.byId(clientId)
      const same = sameDigest(digestOf(clientSecret), found?.secretHash ?? nobodysDigest)
      return found && same && found.revokedAt === null ? withoutHash(found) : null
    },
  }
}

/** As `identify` looks clients up; a revoked client has no entry. Its tokens are signed, so there is no hash. */
export const oauthClientEntry = (
  client: Pick<StoredOAuthClient, 'clientId' | 'name' | 'role' | 'resourceGroups'>,
): CredentialEntry => ({
  id: oauthClientEntryId(client.clientId),
  hash: null,
  principal: {
    kind: 'oauthClient',
    id: client.clientId,
    name: client.name,
    role: client.role,
    resourceGroups: client.resourceGroups,
    deployments: '*',
    expiresAt: null,
  },
})

export const oauthClientEntryId = (clientId: string): string => `client:${clientId}`

const withoutHash = ({ secretHash: _, ...record }: StoredOAuthClient): OAuthClientRecord => record
