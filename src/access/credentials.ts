import type { CredentialEntry } from '../domain/route.ts'
import type { Store } from '../store/store.ts'
import { apiKeyEntry, apiKeyEntryId } from './api-keys.ts'
import { oauthClientEntry, oauthClientEntryId } from './oauth-clients.ts'
import { personEntry, personEntryId } from './people.ts'
import { sessionEntry, sessionEntryId } from './sessions.ts'

type Credentials = Pick<Store, 'apiKeys' | 'oauthClients' | 'people' | 'sessions'>

/** Finds one credential by its entry id, for control's own requests; null where it is unknown, revoked or ended. */
export const makeFindCredential =
  (store: Credentials) =>
  async (id: string): Promise<CredentialEntry | null> => {
    if (id.startsWith(keyPrefix)) {
      const key = await store.apiKeys.byPublicId(id.slice(keyPrefix.length))
      return key && key.revokedAt === null ? apiKeyEntry(key) : null
    }
    if (id.startsWith(sessionPrefix)) {
      const session = await store.sessions.get(id.slice(sessionPrefix.length))
      const person = session && (await store.people.get(session.personId))
      return session && person?.disabledAt === null ? sessionEntry(session, person) : null
    }
    if (id.startsWith(personPrefix)) {
      const person = await store.people.get(id.slice(personPrefix.length))
      return person?.disabledAt === null ? personEntry(person) : null
    }
    const client = await store.oauthClients.byId(id.slice(clientPrefix.length))
    return client && client.revokedAt === null ? oauthClientEntry(client) : null
  }

/** All that are not revoked, as gateways are told of them. */
export const liveCredentials = async (store: Credentials): Promise<readonly CredentialEntry[]> => {
  const keys = await store.apiKeys.list()
  const clients = await store.oauthClients.list()
  const people = new Map((await store.people.list()).flatMap((each) => (each.disabledAt === null ? [[each.id, each]] : [])))
  const sessions = await store.sessions.list()
  return [
    ...keys.filter((key) => key.revokedAt === null).map(apiKeyEntry),
    ...clients.filter((client) => client.revokedAt === null).map(oauthClientEntry),
    ...[...people.values()].map(personEntry),
    ...sessions.flatMap((session) => {
      const person = people.get(session.personId)
      return person ? [sessionEntry(session, person)] : []
    }),
  ]
}

const keyPrefix = apiKeyEntryId('')
const clientPrefix = oauthClientEntryId('')
const personPrefix = personEntryId('')
const sessionPrefix = sessionEntryId('')
