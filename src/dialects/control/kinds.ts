/** What a path is about, in the words of our own API: the same for every dialect. */
export type PathSense = {
  /** `deployments`, `keys`, …; '': nothing that we know. */
  readonly kind: string
  /** `deployments.create`, `deployments.rollout.promote` */
  readonly action: string
  /** Names of the parameters that say which one, in the order of the path. */
  readonly params: readonly string[]
}

/** Parts of paths, in lower case and without dashes, and what they stand for. Those of the registry win, else the last one does. */
const kinds: Readonly<Record<string, string>> = {
  deployments: 'deployments',
  serving: 'deployments',
  onlineendpoints: 'deployments',
  serverlessendpoints: 'deployments',
  configurations: 'configurations',
  artifacts: 'artifacts',
  scenarios: 'scenarios',
  executables: 'executables',
  connections: 'connections',
  models: 'models',
  catalog: 'models',
  imports: 'imports',
  registry: 'registry',
  modelregistries: 'registry',
  dataset: 'registry',
  registryquotas: 'registry',
  apikeys: 'keys',
  apikey: 'keys',
  oauthclients: 'keys',
  accountkeys: 'keys',
  resourcegroups: 'groups',
  accounts: 'groups',
  project: 'groups',
  secrets: 'secrets',
  dockerregistrysecrets: 'secrets',
  objectstoresecrets: 'secrets',
  budgets: 'budgets',
  quotas: 'quotas',
  quota: 'quotas',
  pools: 'quotas',
  rates: 'rates',
  rerates: 'rates',
  resourceplans: 'plans',
  resourceplanquotas: 'plans',
  servingtemplates: 'templates',
  repositories: 'templates',
  applications: 'templates',
  files: 'files',
  batches: 'batches',
  inferences: 'inferences',
  inferencesdeleterequests: 'inferences',
  notificationtargets: 'notifications',
  kafka: 'topics',
  metrics: 'metrics',
  diagnostics: 'diagnostics',
  people: 'people',
  session: 'sessions',
  password: 'people',
  signin: 'sessions',
  signinlinks: 'sessions',
}

const verbs: Readonly<Record<string, string>> = { GET: 'read', POST: 'create', PUT: 'set', PATCH: 'change', DELETE: 'delete' }

/** `url`: as the route is declared, with its parameters. */
export function senseOf(method: string, url: string): PathSense {
  const parts = url.split('/').filter((part) => part !== '')
  const words = parts.map((part) => kinds[wordOf(part)] ?? '')
  const registry = words.indexOf('registry')
  const at = registry >= 0 ? registry : words.findLastIndex((word) => word !== '')
  const after = parts.slice(at + 1)
  const kind = words[at] ?? ''
  const steps = after.filter((part) => !isParam(part))
  const last = after.at(-1)
  // `listKeys` is done to something, `versions` are what something is added to.
  const isVerb = method === 'POST' && last !== undefined && !isParam(last) && (!last.endsWith('s') || /^[a-z]+[A-Z]/.test(last))
  const verb = method === 'POST' && last !== undefined && isParam(last) ? 'change' : (verbs[method] ?? method.toLowerCase())
  return {
    kind,
    action: [kind || 'other', ...steps, ...(isVerb ? [] : [verb])].join('.'),
    // What opens a door is no name of it.
    params: after
      .filter((part) => isParam(part) && part !== ':token')
      .map((part) => (part === '*' ? '*' : part.slice(1).replace(/\(.*$/, ''))),
  }
}

const wordOf = (part: string): string => part.toLowerCase().replaceAll('-', '')
const isParam = (part: string): boolean => part.startsWith(':') || part === '*'
