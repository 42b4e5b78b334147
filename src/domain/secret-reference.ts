/** Where a secret is kept that we do not keep: an environment variable, a file, or a field of a secret in a vault. */
export type SecretReference =
  | { readonly kind: 'env'; readonly name: string }
  /** Relative to the folder that is set for such files, or absolute and inside it. */
  | { readonly kind: 'file'; readonly path: string }
  /** KV version 2. `field` null: all of them. */
  | { readonly kind: 'vault'; readonly mount: string; readonly path: string; readonly field: string | null }

/** Where secrets may be kept, as the settings say. */
export type ReferenceSettings = {
  /** What names of environment variables must begin with. */
  readonly envPrefix: string
  readonly folder: string
  /** Where a group's own connections may read in a vault, with its mount: `secret/lectern/{group}`. */
  readonly groupPath: string
  /** null: there is none. */
  readonly vault: VaultSettings | null
}

export type VaultSettings = {
  /** Without trailing slash. */
  readonly address: string
  readonly namespace: string | null
  readonly login: VaultLogin
  /** How long what was read is not read again. */
  readonly cacheMs: number
  /** How long it serves on when it cannot be read any more. */
  readonly keepMs: number
}

export type VaultLogin =
  | { readonly kind: 'token'; readonly token: string }
  /** Read whenever it is needed: an agent may write a new one. */
  | { readonly kind: 'token-file'; readonly path: string }
  | { readonly kind: 'approle'; readonly roleId: string; readonly secretIdFile: string }
