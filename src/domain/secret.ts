import type { Label } from './configuration.ts'

export type SecretKind = 'generic' | 'docker-registry' | 'object-store'

/** A named bundle of secret values of a group (`*` = replicated to every group, null = tenant-wide only). Data is sealed. */
export type Secret = {
  readonly kind: SecretKind
  readonly name: string
  /** Group id, `'*'` for tenant-wide secrets given to every group, `''` for the main tenant only. */
  readonly scope: string
  /** Sealed JSON object of the values. */
  readonly sealedData: string
  readonly labels: readonly Label[]
  /** What may be shown: for object stores `storage.ai.sap.com/type`, `/bucket`, `/endpoint`, `/region`, `/pathPrefix`. */
  readonly metadata: Readonly<Record<string, string>>
  readonly createdAt: number
  readonly modifiedAt: number
}
