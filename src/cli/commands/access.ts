import type { AccountKeys, ApiKey, OAuthClient, ResourceGroup } from '../../client/types.ts'
import { confirmByName, isAsked } from '../ask.ts'
import { parseDuration } from '../duration.ts'
import type { Shape } from '../output.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../world.ts'

export type KeyOptions = {
  readonly role: string
  readonly groups: string
  readonly deployments: string
  readonly expires?: string
}
export type AccountKeyOptions = { readonly regenerate?: string; readonly off?: boolean; readonly on?: boolean }
export type ClientOptions = { readonly role: string; readonly groups: string }

const reach = (list: '*' | readonly string[]): string => (list === '*' ? '*' : list.join(','))
const commaList = (text: string): '*' | string[] => (text === '*' ? '*' : text.split(',').map((each) => each.trim()))

const keyShape: Shape<ApiKey> = {
  columns: {
    ID: (each) => each.id,
    NAME: (each) => each.name,
    ROLE: (each) => (each.scopes ? each.scopes.join(' ') : each.role),
    GROUPS: (each) => reach(each.resourceGroups),
    DEPLOYMENTS: (each) => reach(each.deployments),
    EXPIRES: (each) => each.expiresAt,
    REVOKED: (each) => each.revokedAt,
    CREATED: (each) => each.createdAt,
  },
  name: (each) => each.id,
}

export const listKeys = async ({ client, output }: Session): Promise<void> => output.list(keyShape, await client.keys.list())

/** The key is the only thing on standard output, so that it can be caught by a script. */
export async function createKey({ client, output, world, say }: Session, name: string, options: KeyOptions): Promise<void> {
  const created = await client.keys.create({
    name,
    role: options.role,
    resourceGroups: commaList(options.groups),
    deployments: commaList(options.deployments),
    ...(options.expires ? { expiresAt: new Date(world.now() + parseDuration(options.expires, '--expires')).toISOString() } : {}),
  })
  say(`key ${created.id}; keep it now, it is not shown again:`)
  if (output.format === 'json' || output.format === 'yaml') await output.one(keyShape, created)
  else world.stdout.write(`${created.key}\n`)
}

export async function removeKey({ client, say }: Session, id: string): Promise<void> {
  await client.keys.remove(id)
  say(`key ${id} revoked`)
}

const clientShape: Shape<OAuthClient> = {
  columns: {
    ID: (each) => each.clientId,
    NAME: (each) => each.name,
    ROLE: (each) => each.role,
    GROUPS: (each) => reach(each.resourceGroups),
    REVOKED: (each) => each.revokedAt,
    CREATED: (each) => each.createdAt,
  },
  name: (each) => each.clientId,
}

export const listClients = async ({ client, output }: Session): Promise<void> =>
  output.list(clientShape, await client.clients.list())

/** The service key is JSON in any format: it is pasted as it is. */
export async function createClient({ client, world, say }: Session, name: string, options: ClientOptions): Promise<void> {
  const serviceKey = await client.clients.create({ name, role: options.role, resourceGroups: commaList(options.groups) })
  say('service key; keep it now, its secret is not shown again:')
  world.stdout.write(`${JSON.stringify(serviceKey, null, 2)}\n`)
}

export async function removeClient({ client, say }: Session, id: string): Promise<void> {
  await client.clients.remove(id)
  say(`client ${id} revoked`)
}

const groupShape: Shape<ResourceGroup> = {
  columns: { ID: (each) => each.resourceGroupId, STATUS: (each) => each.status, CREATED: (each) => each.createdAt },
  name: (each) => each.resourceGroupId,
}

export const listGroups = async ({ client, output }: Session): Promise<void> =>
  output.list(groupShape, await client.groups.list())

export async function createGroup({ client, say }: Session, id: string): Promise<void> {
  await client.groups.create(id)
  say(`resource group ${id} created`)
}

/** Never by mistake: a person types the name, a script says `--yes`. */
export async function removeGroup(
  { client, say, world }: Session,
  id: string,
  options: { readonly yes?: boolean },
): Promise<void> {
  const warning = `everything in resource group ${id} is deleted with it`
  if (!options.yes && !isAsked(world)) throw new UsageError(`${warning}; add --yes`)
  if (!options.yes) await confirmByName(world, `${warning}.`, id)
  await client.groups.remove(id)
  say(`deletion of resource group ${id} is under way`)
}

const accountKeyShape: Shape<AccountKeys> = {
  columns: { KEY1: (each) => each.key1, KEY2: (each) => each.key2 },
  name: (each) => each.key1,
}

/** Keys that can be shown again: for programs that know an account with two keys. */
export async function accountKeys({ client, output, say }: Session, id: string, options: AccountKeyOptions): Promise<void> {
  const { regenerate, off, on } = options
  if ([regenerate, off, on].filter(Boolean).length > 1) throw new UsageError('give one of --regenerate, --off and --on')
  if (off || on) {
    const { enabled } = await client.groups.switchKeys(id, on === true)
    return say(`the keys of resource group ${id} are ${enabled ? 'taken' : 'refused'} from now on`)
  }
  const name = regenerate === undefined ? null : keyName(regenerate)
  await output.one(accountKeyShape, await (name ? client.groups.regenerateKey(id, name) : client.groups.keys(id)))
}

function keyName(text: string): 'Key1' | 'Key2' {
  const number = /^(?:key)?([12])$/i.exec(text)?.[1]
  if (number === undefined) throw new UsageError(`--regenerate ${text}: must be key1 or key2`)
  return number === '1' ? 'Key1' : 'Key2'
}
