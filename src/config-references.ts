import { isAbsolute, join, resolve } from 'node:path'
import { z } from 'zod'
import type { ReferenceSettings, VaultLogin } from './domain/secret-reference.ts'

const file = z.string().min(1).optional()
const seconds = z.coerce.number().int().min(0).max(604_800)

/** Settings of where secrets of providers may be kept, if not here. */
export const referenceOptions = [
  {
    key: 'referenceEnvPrefix',
    flag: '--reference-env-prefix <text>',
    description: 'what variables that shared connections may read must begin with',
    schema: z
      .string()
      .regex(/^[A-Za-z_]\w{3,}$/, 'must be at least four letters, digits and "_"')
      .default('LECTERN_SECRET_'),
  },
  {
    key: 'referenceFolder',
    flag: '--reference-folder <path>',
    description: 'folder of the files that shared connections may read (default: secrets in the data directory)',
    schema: file,
  },
  {
    key: 'vaultAddr',
    flag: '--vault-addr <url>',
    description: 'vault that connections may refer to, with its KV stores of version 2 (default: none)',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  { key: 'vaultNamespace', flag: '--vault-namespace <name>', description: 'namespace in the vault', schema: file },
  {
    key: 'vaultTokenFile',
    flag: '--vault-token-file <path>',
    description: 'file that holds the token for the vault; read whenever it is needed',
    schema: file,
  },
  { key: 'vaultToken', flag: null, description: 'token for the vault, in place of a file', schema: file },
  {
    key: 'vaultRoleId',
    flag: '--vault-role-id <id>',
    description: 'role that gets tokens for the vault by AppRole, in place of a token',
    schema: file,
  },
  {
    key: 'vaultSecretIdFile',
    flag: '--vault-secret-id-file <path>',
    description: 'file that holds the secret id of that role',
    schema: file,
  },
  {
    key: 'vaultGroupPath',
    flag: '--vault-group-path <path>',
    description: 'where connections of a resource group may read in the vault; {group} stands for its id',
    schema: z
      .string()
      .regex(/^[\w.@+=:-]+(\/[\w.@+=:{}-]+)*\/?$/, 'must begin with a mount, as in secret/lectern/{group}')
      .refine((path) => path.split('/').some((each) => each === '{group}'), 'must hold {group} as one of its parts')
      .default('secret/lectern/{group}'),
  },
  {
    key: 'vaultCacheSeconds',
    flag: '--vault-cache-seconds <n>',
    description: 'how long a secret of the vault is not read again',
    schema: seconds.default(60),
  },
  {
    key: 'vaultKeepSeconds',
    flag: '--vault-keep-seconds <n>',
    description: 'how long it serves on when the vault cannot be read',
    schema: seconds.default(3_600),
  },
] as const

type Options = (typeof referenceOptions)[number]
export type ReferenceKey = Options['key']
export type ReferenceValues = { [K in ReferenceKey]: z.output<Extract<Options, { key: K }>['schema']> }

/** `refuse` says what is wrong with settings that do not go together. */
export function referencesIn(
  values: ReferenceValues,
  { dataDir, cwd, refuse }: { dataDir: string; cwd: string; refuse: (message: string) => never },
): ReferenceSettings {
  const { vaultAddr, vaultNamespace = null, referenceFolder, vaultCacheSeconds, vaultKeepSeconds } = values
  const login = loginIn(values, cwd)
  if (vaultAddr && !login)
    return refuse(
      '--vault-addr needs one of --vault-token-file, LECTERN_VAULT_TOKEN, or --vault-role-id with --vault-secret-id-file',
    )
  if (!vaultAddr && login) return refuse('credentials for a vault are given, but no --vault-addr')
  return {
    envPrefix: values.referenceEnvPrefix,
    folder: referenceFolder ? resolve(cwd, referenceFolder) : join(dataDir, 'secrets'),
    groupPath: values.vaultGroupPath.replace(/\/$/, ''),
    vault:
      vaultAddr && login
        ? {
            address: vaultAddr.replace(/\/+$/, ''),
            namespace: vaultNamespace,
            login,
            cacheMs: vaultCacheSeconds * 1_000,
            keepMs: vaultKeepSeconds * 1_000,
          }
        : null,
  }
}

function loginIn(
  { vaultToken, vaultTokenFile, vaultRoleId, vaultSecretIdFile }: ReferenceValues,
  cwd: string,
): VaultLogin | null {
  const at = (path: string): string => (isAbsolute(path) ? path : resolve(cwd, path))
  if (vaultTokenFile) return { kind: 'token-file', path: at(vaultTokenFile) }
  if (vaultToken) return { kind: 'token', token: vaultToken }
  return vaultRoleId && vaultSecretIdFile ? { kind: 'approle', roleId: vaultRoleId, secretIdFile: at(vaultSecretIdFile) } : null
}
