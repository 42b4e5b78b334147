import type { Connection, NewConnection } from '../../client/types.ts'
import { UsageError, type World } from '../world.ts'
import { type Kind, known, type Manifest, said, text } from './kind.ts'

const changeable = ['baseUrl', 'options', 'credential'] as const

/**
 * A provider account. What it holds as credential is never shown, so it cannot be compared: an export says only where it is kept, a diff
 * nothing, and `apply` sends it each time. `{fromEnv: NAME}` in place of a text is an environment variable of the command.
 */
export const connectionKind: Kind = {
  kind: 'Connection',
  fields: ['kind', 'resourceGroup', 'name', 'provider', 'shared', ...changeable],
  required: ['name'],
  perGroup: true,
  titleOf: (document) => text(document, 'name'),
  whole: ['options', 'credential'],
  find: async ({ client }, document) => {
    const found = (await client.connections.list()).resources.find((each) => each.name === document['name'])
    if (!found) return null
    const unseen = holdsSecrets(document) ? said(document, ['credential']) : {}
    return { id: found.name, document: { ...documentOf(found), shared: found.shared, ...unseen } }
  },
  create: async ({ client, world }, document) => {
    const provider = text(document, 'provider') || text(document, 'name')
    const named = { name: text(document, 'name'), provider, ...said(document, ['shared']) }
    await client.connections.create({ ...bodyOf(world, document), ...named })
  },
  change: async ({ client, world }, { id }, document, differences) => {
    const fixed = differences.find(({ field }) => field === 'provider' || field === 'shared')
    if (fixed) throw new UsageError(`${fixed.field} cannot be changed; delete it and apply again`)
    await client.connections.update(id, bodyOf(world, document))
  },
  sayAgain: async ({ client, world }, { id }, document) => {
    const { credential } = bodyOf(world, document)
    if (credential && holdsSecrets(document)) await client.connections.update(id, { credential })
  },
  all: async ({ client, group }) =>
    (await client.connections.list()).resources.map((each) => ({ ...documentOf(each), ...known({ resourceGroup: group }) })),
}

type Credential = Readonly<Record<string, unknown>>

/** Anything but where it is kept. */
const holdsSecrets = ({ credential }: Manifest): boolean =>
  credential !== undefined &&
  Object.entries(credential as Credential).some(
    ([field, value]) => field !== 'ref' && (typeof value !== 'object' || isFromEnv(value)),
  )

const isFromEnv = (value: unknown): value is { readonly fromEnv: string } =>
  typeof value === 'object' && value !== null && 'fromEnv' in value

function bodyOf({ env }: World, document: Manifest): Pick<NewConnection, 'baseUrl' | 'credential' | 'options'> {
  const body: Pick<NewConnection, 'baseUrl' | 'credential' | 'options'> = said(document, changeable)
  if (!body.credential) return body
  const credential = Object.entries(body.credential as Credential).map(([field, value]) => {
    if (!isFromEnv(value)) return [field, value]
    const secret = env[value.fromEnv]
    if (!secret) throw new UsageError(`credential.${field}: there is no environment variable ${value.fromEnv}, or it is empty`)
    return [field, secret]
  })
  return { ...body, credential: Object.fromEntries(credential) }
}

const documentOf = ({ name, provider, baseUrl, options, shared, credentialReferences }: Connection): Manifest => ({
  kind: 'Connection',
  ...known({ name, provider, baseUrl, shared: shared || null, credential: credentialReferences }),
  ...(options && Object.keys(options).length > 0 ? { options } : {}),
})
