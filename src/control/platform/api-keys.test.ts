import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FakeClock } from '../../../test/fake-clock.ts'
import { apiKeyEntryId, makeApiKeys } from '../../access/api-keys.ts'
import type { CredentialEntry } from '../../domain/route.ts'
import { openStore } from '../../store/open.ts'
import { publish } from './api-keys.ts'

it('a key that is revoked while gateways are told of it stays revoked there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-access-'))
  try {
    await using store = await openStore({ kind: 'sqlite', path: join(folder, 'lectern.db') })
    const keys = makeApiKeys({ store, clock: new FakeClock(), random: randomBytes })
    const { record } = await keys.create({
      name: 'app',
      role: 'consumer',
      resourceGroups: '*',
      deployments: '*',
      expiresAt: null,
    })
    const { publicId } = record
    const told = new Map<string, CredentialEntry>()
    const publisher = {
      credential: (entry: CredentialEntry) => void told.set(entry.id, entry),
      removeCredential: (id: string) => void told.delete(id),
    }
    // The store's answer is on its way when somebody revokes the key.
    const byPublicId: typeof store.apiKeys.byPublicId = async (id) => {
      const found = await store.apiKeys.byPublicId(id)
      if (found?.revokedAt === null) {
        await keys.revoke(publicId)
        publisher.removeCredential(apiKeyEntryId(publicId))
      }
      return found
    }
    const slow = { ...store, apiKeys: { ...store.apiKeys, byPublicId } }
    await publish({ store: slow, publisher }, apiKeyEntryId(publicId))
    expect([...told.keys()]).toEqual([])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
