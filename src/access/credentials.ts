import type { CredentialEntry } from '../domain/route.ts'
import type { Store } from '../store/store.ts'
import { apiKeyEntry, apiKeyEntryId } from './api-keys.ts'
import { oauthClientEntry, oauthClientEntryId } from './oauth-clients.ts'

type Credentials = Pick<Store, 'apiKeys' | 'oauthClients'>

/** Finds one credential by its entry id, for control's own requests; null where it is unknown or revoked. */
export const makeFindCredential =
  (store: Credentials) =>
  async (id: string): Promise<CredentialEntry | null> => {
    if (id.startsWith(keyPrefix)) {
      const key = await store.apiKeys.byPublicId(id.slice(keyPrefix.length))
      return key && key.revokedAt === null ? apiKeyEntry(key) : null
    }
    const client = await store.oauthClients.byId(id.slice(clientPrefix.length))
    return client && client.revokedAt === null ? oauthClientEntry(client) : null
  }

/** All that are not revoked, as gateways are told of them. */
export const liveCredentials = async (store: Credentials): Promise<readonly CredentialEntry[]> => {
  const keys = await store.apiKeys.list()
  const clients = await store.oauthClients.list()
  return [
    ...keys.filter((key) => key.revokedAt === null).map(apiKeyEntry),
    ...clients.filter((client) => client.revokedAt === null).map(oauthClientEntry),
  ]
}

const keyPrefix = apiKeyEntryId('')
const clientPrefix = oauthClientEntryId('')
