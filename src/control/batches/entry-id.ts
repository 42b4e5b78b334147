import { apiKeyEntryId } from '../../access/api-keys.ts'
import { oauthClientEntryId } from '../../access/oauth-clients.ts'
import type { Principal } from '../../domain/principal.ts'

/** What a credential is looked up by, here and at gateways. */
export const entryIdOf = ({ kind, id }: Pick<Principal, 'kind' | 'id'>): string =>
  kind === 'apiKey' ? apiKeyEntryId(id) : oauthClientEntryId(id)
