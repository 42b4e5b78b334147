import { resolve } from 'node:path'
import { z } from 'zod'
import { ResourceGroupId } from './domain/ids.ts'
import type { OidcSettings } from './domain/oidc-settings.ts'
import { type Role, roles } from './domain/principal.ts'

const text = z.string().min(1).optional()
const commas = (value: string): string[] =>
  value
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')

/** `staff=viewer,ml-team=operator`, or an object in the file. */
const RoleMap = z
  .union([
    z.record(z.string(), z.string()),
    z
      .string()
      .transform((value) =>
        Object.fromEntries(commas(value).map((each) => [each.replace(/=[^=]*$/, ''), each.split('=').at(-1) ?? ''])),
      ),
  ])
  .pipe(z.record(z.string().min(1), z.enum(roles)))

/** Settings of the provider that people may sign in with. */
export const oidcOptions = [
  {
    key: 'oidcIssuer',
    flag: '--oidc-issuer <url>',
    description: 'OpenID Connect provider that people may sign in with (default: none)',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  { key: 'oidcClientId', flag: '--oidc-client-id <id>', description: 'what this server is called there', schema: text },
  { key: 'oidcClientSecret', flag: null, description: 'its secret there (default: a public client)', schema: text },
  {
    key: 'oidcClientSecretFile',
    flag: '--oidc-client-secret-file <path>',
    description: 'file that holds that secret, in its place; read at each sign-in',
    schema: text,
  },
  {
    key: 'oidcLabel',
    flag: '--oidc-label <text>',
    description: 'what stands on the button (default: host name of the provider)',
    schema: z.string().min(1).max(60).optional(),
  },
  {
    key: 'oidcScopes',
    flag: '--oidc-scopes <text>',
    description: 'what is asked for there, with blanks',
    schema: z
      .string()
      .refine((value) => value.split(' ').includes('openid'), 'must hold openid')
      .default('openid profile email'),
  },
  {
    key: 'oidcRolesClaim',
    flag: '--oidc-roles-claim <name>',
    description: 'claim that says what somebody is; dots lead into objects (default: none, roles are given here)',
    schema: text,
  },
  {
    key: 'oidcRoles',
    flag: '--oidc-roles <value=role,…>',
    description: 'which role (viewer, consumer, operator, admin) its values stand for',
    schema: RoleMap.default({}),
  },
  {
    key: 'oidcDefaultRole',
    flag: '--oidc-default-role <role|none>',
    description: 'role of who has none by a claim; none: they do not get in',
    schema: z.enum([...roles, 'none']).default('viewer'),
  },
  {
    key: 'oidcGroupsClaim',
    flag: '--oidc-groups-claim <name>',
    description: 'claim that holds ids of resource groups (default: none, groups are given here)',
    schema: text,
  },
  {
    key: 'oidcGroups',
    flag: '--oidc-groups <ids>',
    description: 'resource groups of new people where no claim says, with commas; * for all',
    schema: z
      .union([z.array(z.string()), z.string().transform((value) => (value === '*' ? '*' : commas(value)))])
      .pipe(z.union([z.literal('*'), z.array(ResourceGroupId).min(1)]))
      .default(['default']),
  },
] as const

type Options = (typeof oidcOptions)[number]
export type OidcKey = Options['key']
type OidcValues = { [K in OidcKey]: z.output<Extract<Options, { key: K }>['schema']> }

/** null: nobody signs in that way. `refuse` says what is wrong with settings that do not go together. */
export function oidcIn(
  values: OidcValues,
  { cwd, refuse }: { readonly cwd: string; readonly refuse: (message: string) => never },
): OidcSettings | null {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecret, oidcClientSecretFile, oidcRolesClaim, oidcRoles } = values
  if ((issuer === undefined) !== (clientId === undefined))
    return refuse('--oidc-issuer and --oidc-client-id belong together: give both')
  if (oidcClientSecret && oidcClientSecretFile)
    return refuse('LECTERN_OIDC_CLIENT_SECRET and --oidc-client-secret-file: give one of them')
  if ((oidcRolesClaim === undefined) !== (Object.keys(oidcRoles).length === 0))
    return refuse('--oidc-roles-claim and --oidc-roles belong together: give both')
  if (issuer === undefined || clientId === undefined) return null
  const { protocol, hostname } = new URL(issuer)
  if (protocol === 'http:' && !isLoopback(hostname))
    return refuse(`--oidc-issuer ${issuer}: must begin with https://, unless it is on this machine`)
  return {
    issuer,
    clientId,
    secret: oidcClientSecretFile
      ? { kind: 'file', path: resolve(cwd, oidcClientSecretFile) }
      : oidcClientSecret
        ? { kind: 'text', text: oidcClientSecret }
        : null,
    label: values.oidcLabel ?? hostname,
    scopes: values.oidcScopes,
    rolesClaim: oidcRolesClaim ?? null,
    roles: oidcRoles,
    defaultRole: roleOrNone(values.oidcDefaultRole),
    groupsClaim: values.oidcGroupsClaim ?? null,
    groups: values.oidcGroups,
  }
}

const roleOrNone = (asked: Role | 'none'): Role | null => (asked === 'none' ? null : asked)

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
