import { type NewOAuthClient, type OAuthClientRecord, type OAuthClients, oauthClientEntryId } from '../../access/oauth-clients.ts'
import { type ServiceKey, serviceKeyOf } from '../../access/service-key.ts'
import { Failure } from '../../domain/failure.ts'
import type { Principal } from '../../domain/principal.ts'
import { type CredentialDeps, mustKnowGroups, publish } from './api-keys.ts'
import { isCovered, mustCover } from './grants.ts'

export type OAuthClientDeps = Omit<CredentialDeps, 'apiKeys'> & {
  readonly oauthClients: Pick<OAuthClients, 'create' | 'list' | 'revoke'>
  readonly tenantId: string
}

/** The answer is a whole service key: the only time that anyone sees its secret. `origin`: the address that the key is to name. */
export const createOAuthClient =
  (deps: OAuthClientDeps) =>
  async (
    giver: Principal,
    request: NewOAuthClient,
    origin: string,
  ): Promise<{ readonly serviceKey: ServiceKey; readonly record: OAuthClientRecord }> => {
    mustCover(giver, { ...request, deployments: '*' })
    await mustKnowGroups(deps, request.resourceGroups)
    const { record, ...client } = await deps.oauthClients.create(request)
    const { clientId, role, resourceGroups } = record
    await publish(deps, oauthClientEntryId(clientId))
    deps.audit('oauth client created', { clientId, role, resourceGroups, by: giver.id })
    return { serviceKey: serviceKeyOf(client, { url: origin, zoneId: deps.tenantId }), record }
  }

export const listOAuthClients =
  ({ oauthClients }: Pick<OAuthClientDeps, 'oauthClients'>) =>
  async (viewer: Principal): Promise<readonly OAuthClientRecord[]> =>
    (await oauthClients.list()).filter((each) => isCovered(viewer, { ...each, deployments: '*' }))

/** Tokens that the client holds already are worth nothing from then on. Answers what it could enter. */
export const revokeOAuthClient =
  (deps: OAuthClientDeps) =>
  async (viewer: Principal, clientId: string): Promise<Pick<OAuthClientRecord, 'resourceGroups'>> => {
    const stored = await deps.store.oauthClients.byId(clientId)
    if (!stored || !isCovered(viewer, { ...stored, deployments: '*' })) {
      throw new Failure('not_found', `there is no OAuth client ${clientId}`, { target: 'clientId' })
    }
    await deps.oauthClients.revoke(clientId)
    deps.publisher.removeCredential(oauthClientEntryId(clientId))
    deps.audit('oauth client revoked', { clientId, by: viewer.id })
    return stored
  }
