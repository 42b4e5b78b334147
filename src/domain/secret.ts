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

/** An environment variable that comes of a generic secret, as a configuration asks for it. */
export type WantedSecret = {
  /** Of the variable; where it stands for all keys of the secret, what their names begin with. */
  readonly name: string
  readonly secret: string
  /** null: all of them. */
  readonly key: string | null
  /** Left out where secret or key is not there. */
  readonly optional: boolean
}

/** The same once it was found: it says which value is meant, and holds none. */
export type SecretVariable = Pick<WantedSecret, 'name' | 'secret' | 'key'> & {
  /** Digest of the sealed value: with another one it is another revision. */
  readonly version: string
}
