import { type KeyName, keyNames } from '../domain/account-key.ts'
import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { AccountKeyStore } from '../store/account-key-store.ts'
import { makeApiKeyText } from './api-key-text.ts'
import type { Box } from './box.ts'
import { digestOf } from './digest.ts'
import type { Random } from './random-text.ts'

/** A key that was made, and the one that it is in the place of; both by public id. */
export type AccountKeyChange = { readonly made: string; readonly revoked: string | null }

export type AccountKeyDeps = {
  readonly store: { readonly accountKeys: AccountKeyStore }
  readonly box: Box
  readonly clock: Clock
  readonly random: Random
}

/** The two keys of a resource group: API keys for all its deployments, whose texts are kept sealed and can be read again. */
export const makeAccountKeys = ({ store, box, clock, random }: AccountKeyDeps) => {
  const stored = store.accountKeys

  /** null: somebody else was first. */
  const make = async (resourceGroup: string, name: KeyName, replaced: string | null): Promise<AccountKeyChange | null> => {
    const { publicId, key } = makeApiKeyText(random)
    const record = {
      publicId,
      hash: digestOf(key),
      name: wordsFor[name],
      role: 'consumer',
      resourceGroups: [resourceGroup],
      deployments: '*',
      expiresAt: null,
      revokedAt: null,
      createdAt: clock.now(),
    } as const
    const account = { resourceGroup, name, sealedKey: box.seal(key, contextOf(resourceGroup, publicId)) }
    const done = await stored.put(record, account, replaced).catch(orFalse)
    return done ? { made: publicId, revoked: replaced } : null
  }

  return {
    /** Makes those that are not there. */
    ensure: async (resourceGroup: string): Promise<readonly AccountKeyChange[]> => {
      const there = new Set((await stored.of(resourceGroup)).map(({ name }) => name))
      const made: AccountKeyChange[] = []
      for (const name of keyNames.filter((each) => !there.has(each))) {
        const change = await make(resourceGroup, name, null)
        if (change) made.push(change)
      }
      return made
    },

    /** null: somebody else renewed it at the same moment. */
    renew: async (resourceGroup: string, name: KeyName): Promise<AccountKeyChange | null> => {
      const before = (await stored.of(resourceGroup)).find((each) => each.name === name)
      return make(resourceGroup, name, before?.publicId ?? null)
    },

    /** Their texts. */
    read: async (resourceGroup: string): Promise<Partial<Readonly<Record<KeyName, string>>>> => {
      const keys = await stored.of(resourceGroup)
      return Object.fromEntries(
        keys.map(({ publicId, name, sealedKey }) => [name, box.open(sealedKey, contextOf(resourceGroup, publicId))]),
      )
    },

    publicIds: async (resourceGroup: string): Promise<readonly string[]> =>
      (await stored.of(resourceGroup)).map(({ publicId }) => publicId),

    areOff: stored.areOff,
    setOff: stored.setOff,
  }
}

export type AccountKeyring = ReturnType<typeof makeAccountKeys>

const wordsFor = { Key1: 'account key 1', Key2: 'account key 2' } as const satisfies Record<KeyName, string>

const contextOf = (resourceGroup: string, publicId: string): string => `account-key:${resourceGroup}/${publicId}`

const orFalse = (cause: unknown): false => {
  if (cause instanceof Failure && cause.code === 'conflict') return false
  throw cause
}
