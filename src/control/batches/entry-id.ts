import { apiKeyEntryId } from '../../access/api-keys.ts'
import { oauthClientEntryId } from '../../access/oauth-clients.ts'
import { personEntryId } from '../../access/people.ts'
import type { Principal } from '../../domain/principal.ts'

/** What a credential is looked up by, here and at gateways; a person's outlives their sessions. */
export const entryIdOf = ({ kind, id }: Pick<Principal, 'kind' | 'id'>): string => entryIds[kind](id)

const entryIds = {
  apiKey: apiKeyEntryId,
  oauthClient: oauthClientEntryId,
  person: personEntryId,
} as const satisfies Record<Principal['kind'], (id: string) => string>
