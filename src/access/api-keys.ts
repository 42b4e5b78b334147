import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { CredentialEntry } from '../domain/route.ts'
import type { Store } from '../store/store.ts'
import type { StoredApiKey } from '../store/stored-credentials.ts'
import { makeApiKeyText, parseApiKeyText } from './api-key-text.ts'
import { digestOf, nobodysDigest, sameDigest } from './digest.ts'
import type { Random } from './random-text.ts'

/** What may be shown of a key: everything but its hash. */
export type ApiKeyRecord = Omit<StoredApiKey, 'hash'>
export type NewApiKey = Pick<StoredApiKey, 'name' | 'role' | 'resourceGroups' | 'deployments' | 'scopes' | 'expiresAt'>

export type ApiKeys = ReturnType<typeof makeApiKeys>

export const makeApiKeys = (deps: { readonly store: Pick<Store, 'apiKeys'>; readonly clock: Clock; readonly random: Random }) => {
  const { clock, random } = deps
  const stored = deps.store.apiKeys
  return {
    /** `key` is in this answer and nowhere else, ever. */
    create: async ({ name, role, resourceGroups, deployments, scopes, expiresAt }: NewApiKey) => {
      const createdAt = clock.now()
      if (expiresAt !== null && expiresAt <= createdAt) {
        throw new Failure('invalid', 'expiresAt must lie in the future, or be absent for a key that never expires', {
          target: 'expiresAt',
        })
      }
      const { publicId, key } = makeApiKeyText(random)
      const limited = scopes ? { scopes } : {}
      const record: ApiKeyRecord = {
        publicId,
        name,
        role,
        resourceGroups,
        deployments,
        ...limited,
        expiresAt,
        revokedAt: null,
        createdAt,
      }
      await stored.insert({ ...record, hash: digestOf(key) })
      return { key, record }
    },

    list: async (): Promise<readonly ApiKeyRecord[]> => (await stored.list()).map(withoutHash),

    /** Revoking again changes nothing. */
    revoke: async (publicId: string): Promise<void> => {
      if (await stored.revoke(publicId, clock.now())) return
      if (!(await stored.byPublicId(publicId))) throw new Failure('not_found', `API key ${publicId} not found`)
    },

    /** The record of a key that is neither unknown nor revoked nor expired, else null. */
    verify: async (key: string): Promise<ApiKeyRecord | null> => {
      const found = await stored.byPublicId(parseApiKeyText(key)?.publicId ?? '')
      const same = sameDigest(digestOf(key), found?.hash ?? nobodysDigest)
      if (!found || !same || found.revokedAt !== null || found.off) return null
      return found.expiresAt !== null && found.expiresAt <= clock.now() ? null : withoutHash(found)
    },
  }
}

/** As `identify` looks keys up. A revoked key has no entry; an expired one has, so that its owner is told so. */
export const apiKeyEntry = (key: StoredApiKey): CredentialEntry => ({
  id: apiKeyEntryId(key.publicId),
  hash: key.hash,
  principal: {
    kind: 'apiKey',
    id: key.publicId,
    name: key.name,
    role: key.role,
    resourceGroups: key.resourceGroups,
    deployments: key.deployments,
    ...(key.scopes ? { scopes: key.scopes } : {}),
    expiresAt: key.expiresAt,
  },
  ...(key.off ? { off: true } : {}),
})

export const apiKeyEntryId = (publicId: string): string => `key:${publicId}`

/** Client ids of OAuth have no colon. */
export const isKeyEntryId = (id: string): boolean => id.startsWith(apiKeyEntryId(''))

const withoutHash = ({ hash: _, ...record }: StoredApiKey): ApiKeyRecord => record
