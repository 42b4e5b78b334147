import type { KeyName } from '../domain/account-key.ts'
import type { StoredApiKey } from './stored-credentials.ts'

/** An account key that lives: an API key whose text can be read again. */
export type StoredAccountKey = { readonly publicId: string; readonly name: KeyName; readonly sealedKey: string }

export type AccountKeyStore = {
  /** Those that live, at most one of each name. */
  of(resourceGroup: string): Promise<readonly StoredAccountKey[]>
  /**
   * Writes a key, and revokes the one in whose place it comes (null: there was none), both or neither. false: that one is revoked already.
   * `Failure('conflict')` where a key of that name lives.
   */
  put(
    key: StoredApiKey,
    account: Omit<StoredAccountKey, 'publicId'> & { readonly resourceGroup: string },
    replaced: string | null,
  ): Promise<boolean>
  areOff(resourceGroup: string): Promise<boolean>
  setOff(resourceGroup: string, off: boolean): Promise<void>
}
