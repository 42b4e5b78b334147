import { type ApiKeyRecord, type ApiKeys, apiKeyEntryId, type NewApiKey } from '../../access/api-keys.ts'
import { makeFindCredential } from '../../access/credentials.ts'
import { Failure } from '../../domain/failure.ts'
import type { Principal } from '../../domain/principal.ts'
import type { ControlDeps } from '../deps.ts'
import type { Publisher } from '../publish.ts'
import type { Audit } from './caller.ts'
import { isCovered, mustCover } from './grants.ts'

export type CredentialDeps = Pick<ControlDeps, 'store'> & {
  readonly audit: Audit
  readonly apiKeys: Pick<ApiKeys, 'create' | 'list' | 'revoke'>
  /** Lets gateways know at once. */
  readonly publisher: Pick<Publisher, 'credential' | 'removeCredential'>
}

/** The answer holds the key: the only time that anyone sees it. */
export const createApiKey =
  (deps: CredentialDeps) =>
  async (giver: Principal, request: NewApiKey): Promise<{ readonly key: string; readonly record: ApiKeyRecord }> => {
    mustCover(giver, request)
    await mustKnowGroups(deps, request.resourceGroups)
    const created = await deps.apiKeys.create(request)
    const { publicId, role, resourceGroups } = created.record
    await publish(deps, apiKeyEntryId(publicId))
    deps.audit('api key created', { publicId, role, resourceGroups, by: giver.id })
    return created
  }

/** Those that the viewer could have given away, revoked ones included. */
export const listApiKeys =
  ({ apiKeys }: Pick<CredentialDeps, 'apiKeys'>) =>
  async (viewer: Principal): Promise<readonly ApiKeyRecord[]> =>
    (await apiKeys.list()).filter((each) => isCovered(viewer, each))

/** Answers what it could enter. */
export const revokeApiKey =
  (deps: CredentialDeps) =>
  async (viewer: Principal, publicId: string): Promise<Pick<ApiKeyRecord, 'resourceGroups'>> => {
    const stored = await deps.store.apiKeys.byPublicId(publicId)
    if (!stored || !isCovered(viewer, stored)) throw new Failure('not_found', `there is no API key ${publicId}`, { target: 'id' })
    await deps.apiKeys.revoke(publicId)
    deps.publisher.removeCredential(apiKeyEntryId(publicId))
    deps.audit('api key revoked', { publicId, by: viewer.id })
    return stored
  }

/** Tells gateways of a credential until the store says the same afterwards: who revokes it meanwhile is never outrun by what was read before. */
export const publish = async (
  { store, publisher }: Pick<CredentialDeps, 'store' | 'publisher'>,
  entryId: string,
): Promise<void> => {
  const find = makeFindCredential(store)
  let entry = await find(entryId)
  for (let told: string | undefined; told !== JSON.stringify(entry); entry = await find(entryId)) {
    told = JSON.stringify(entry)
    if (entry) publisher.credential(entry)
    else publisher.removeCredential(entryId)
  }
}

export const mustKnowGroups = async (
  { store }: Pick<ControlDeps, 'store'>,
  groups: Principal['resourceGroups'] | readonly string[],
): Promise<void> => {
  for (const id of groups === '*' ? [] : groups) {
    if (await store.resourceGroups.get(id)) continue
    throw new Failure('invalid', `resourceGroups: there is no resource group "${id}"`, { target: 'resourceGroups' })
  }
}
