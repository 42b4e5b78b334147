import type { Command, Option } from 'commander'
import { readContexts } from '../contexts.ts'
import { type GlobalOptions, openSession, type Session } from '../session.ts'
import type { World } from '../world.ts'

type Named = { readonly value: string; readonly description: string }
type Resources = { readonly resources: readonly Readonly<Record<string, unknown>>[] }

/** Where names come from: of a server, or of this machine. */
export type Source =
  | 'deployments'
  | 'configurations'
  | 'catalog'
  | 'executables'
  | 'registry'
  | 'connections'
  | 'groups'
  | 'keys'
  | 'clients'
  | 'quotas'
  | 'budgets'
  | 'plans'
  | 'templates'
  | 'secrets'
  | 'people'
  | 'contexts'

type Path = { readonly path: string; readonly value: string; readonly description?: string }

const paths: { readonly [source in Exclude<Source, 'contexts'>]: Path } = {
  deployments: { path: '/v2/lm/deployments', value: 'name', description: 'status' },
  configurations: { path: '/v2/lm/configurations', value: 'id', description: 'name' },
  catalog: { path: '/v2/lm/scenarios/foundation-models/models', value: 'model', description: 'executableId' },
  executables: { path: '/v2/lm/scenarios/foundation-models/executables', value: 'id', description: 'name' },
  registry: { path: '/v2/lm/registry/models', value: 'name' },
  connections: { path: '/v2/admin/connections', value: 'name', description: 'provider' },
  groups: { path: '/v2/admin/resourceGroups', value: 'resourceGroupId' },
  keys: { path: '/v2/admin/apiKeys', value: 'id', description: 'name' },
  clients: { path: '/v2/admin/oauthClients', value: 'clientId', description: 'name' },
  quotas: { path: '/v2/admin/quotas', value: 'id' },
  budgets: { path: '/v2/admin/budgets', value: 'id', description: 'amount' },
  plans: { path: '/v2/lm/resourcePlans', value: 'name', description: 'description' },
  templates: { path: '/v2/admin/servingTemplates', value: 'name' },
  secrets: { path: '/v2/admin/secrets', value: 'name' },
  people: { path: '/v2/admin/people', value: 'name', description: 'displayName' },
}

const byOption: Readonly<Record<string, Source | 'files'>> = {
  '--group': 'groups',
  '--in-group': 'groups',
  '--context': 'contexts',
  '--deployment': 'deployments',
  '--spillover': 'deployments',
  '--connection': 'connections',
  '--configuration': 'configurations',
  '--executable': 'executables',
  '--provider': 'executables',
  '--model': 'catalog',
  '--plan': 'plans',
  '--key': 'keys',
}

/** What a value of the option may be; null: nothing that we know. */
export const sourceOfOption = ({ long, flags }: Option): Source | 'files' | null =>
  byOption[long ?? ''] ?? (/<(path|file|folder)>/.test(flags) ? 'files' : null)

const isCatalogVerb = new Set(['deploy', 'offers', 'estimate', 'capacity'])
const isSource = (noun: string): noun is Source => noun in paths || noun === 'contexts'

/** By the name of the argument and the noun that it stands behind: `connections rm <name>`. */
export function sourceOfArgument(command: Command, argument: string): Source | 'files' | null {
  const noun = command.parent?.name() ?? ''
  if (/^(path|file|folder)$/.test(argument)) return 'files'
  if (argument === 'deployment' || argument === 'deployments') return 'deployments'
  if (argument === 'model') return isCatalogVerb.has(command.name()) ? 'catalog' : 'registry'
  if (argument === 'context' || (noun === 'context' && argument === 'name')) return 'contexts'
  const isNew = command.name() === 'create' || command.name() === 'add'
  return !isNew && (argument === 'name' || argument === 'id' || argument === 'person') && isSource(noun) ? noun : null
}

const longestMs = 1_000

/** None where nobody answers, or not soon: a shell must not hang. */
export async function namesFor(
  world: World,
  source: Source,
  program: Command,
  words: readonly string[],
): Promise<readonly Named[]> {
  const over = new AbortController()
  try {
    if (source === 'contexts') return await contextNames(world)
    const session = await openSession(world, optionsIn(program, words))
    // Awaited by nobody: it only ends the call.
    world.sleep(longestMs, over.signal).then(
      () => over.abort(),
      () => {},
    )
    return await ask(session, paths[source], over.signal)
  } catch {
    return [] // what is wrong is said when the command is run
  } finally {
    over.abort()
  }
}

async function ask({ client }: Session, { path, value, description }: Path, signal: AbortSignal): Promise<readonly Named[]> {
  const { resources } = await client.call<Resources>('GET', path, { signal })
  return resources.map((each) => ({
    value: String(each[value]),
    description: description === undefined ? '' : String(each[description] ?? ''),
  }))
}

const contextNames = async (world: World): Promise<readonly Named[]> =>
  Object.entries((await readContexts(world)).contexts).map(([value, { url }]) => ({ value, description: url }))

/** The server and the group that the line itself names. */
function optionsIn(program: Command, words: readonly string[]): GlobalOptions {
  const said: Record<string, string> = {}
  for (const option of program.options) {
    const at = words.findIndex((each) => each === option.long || each === option.short)
    const value = words[at + 1]
    if (at >= 0 && option.required && value) said[option.attributeName()] = value
  }
  const { url, context, group, dataDir } = said as GlobalOptions
  return {
    ...(url === undefined ? {} : { url }),
    ...(context === undefined ? {} : { context }),
    ...(group === undefined ? {} : { group }),
    ...(dataDir === undefined ? {} : { dataDir }),
  }
}
