import { createHash } from 'node:crypto'
import { deprecatedMessage, deprecationOf, nextChange, type Resolution, retiredMessage } from '../decide/model-version.ts'
import type { CatalogModel, CatalogVersion } from '../domain/catalog.ts'
import type { Clock } from '../domain/clock.ts'
import type { Configuration } from '../domain/configuration.ts'
import type { Connection, Credential } from '../domain/connection.ts'
import { Failure } from '../domain/failure.ts'
import type { Placement } from '../domain/placement.ts'
import type { ResourcePlan } from '../domain/resources.ts'
import type { Executable, HostFacts, PlaceContext, PythonEnvironment } from '../executables/define.ts'
import { type BindFilesDeps, bindFiles } from './bind-files.ts'
import type { Catalog } from './catalog/load-catalog.ts'
import { type CheckScript, mustBeSound } from './check-scripts.ts'
import type { ExecutableRegistry, Place, Placed } from './deps.ts'
import type { NodePackageInstalls } from './environments/node-packages.ts'
import { readParameters } from './platform/parameters.ts'
import { refuseUnfit } from './refuse-unfit.ts'
import type { BindModel } from './registry/bind.ts'
import type { BindSecrets } from './secret-variables.ts'

export type PlaceDeps = BindFilesDeps & {
  readonly executables: ExecutableRegistry
  readonly catalog: Pick<Catalog, 'find' | 'resolve'>
  /** The group's own connection, else the shared one of that name; null when there is none. */
  readonly openConnection: (resourceGroup: string, name: string) => Promise<OpenedConnection | null>
  readonly checkScript: CheckScript
  /** Folders on disk of a registered version. */
  readonly bindRegistered: BindModel
  /** Throws `invalid` with the known ones where there is none of that name. */
  readonly resourcePlan: (name: string) => Promise<ResourcePlan>
  readonly host: HostFacts
  /** Credentials for an image, by the name of a Docker registry secret. */
  readonly registryCredentials: (secret: string, image: string) => Promise<NonNullable<PlaceContext['registry']>>
  /** Environment variables that come of the group's secrets. Throws `invalid` where one of them is not there. */
  readonly bindSecrets: BindSecrets
  /** A Python environment with these packages. Throws `unavailable` with the progress while it is made, `invalid` where it cannot be. */
  readonly pythonEnvironment: (requirements: string) => Promise<PythonEnvironment>
  /** The same for npm packages; null where nothing is asked for. */
  readonly nodePackages: NodePackageInstalls['get']
  readonly allowPrivate: boolean
  readonly clock: Clock
}

/** `notice`: what people should know of where the credential comes from, or ''. */
type OpenedConnection = { readonly record: Connection; readonly credential: Credential; readonly notice?: string }

/** See `Place`. */
export const makePlace =
  (deps: PlaceDeps): Place =>
  async (configuration, { readScripts } = { readScripts: false }) => {
    const executable = findExecutable(deps, configuration)
    const parameters = readParameters(executable, configuration.parameterBindings)
    const { files, fileNames, folders } = await bindFiles(deps, executable, configuration, parameters)
    const model = executable.modelOf(parameters)
    const now = deps.clock.now()
    const entry = model && executable.catalogued(parameters, files) ? findEntry(deps, executable, model.name) : null
    const resolution = entry && model ? deps.catalog.resolve(executable.id, model.name, model.version) : null
    if (entry && resolution) refuseUnusable(entry, resolution, model?.version ?? '', now)
    const connection = await findConnection(deps, executable, configuration, parameters)
    const named = executable.registered?.(parameters) ?? null
    const registered = named && (await deps.bindRegistered(configuration.resourceGroup, named))
    const scripts = (readScripts && executable.scripts?.(parameters, { files, fileNames, registered })) || []
    for (const script of scripts) await mustBeSound(deps.checkScript, script, script.target)
    const several = executable.registeredSeveral?.(parameters) ?? []
    const version = resolution && resolution.kind !== 'unknown' ? resolution.version : null
    const requirements = executable.requirements?.(parameters) ?? null
    const pulled = executable.pulls?.(parameters) ?? null
    const wantedSecrets = executable.secrets?.(parameters)
    const secrets = await deps.bindSecrets(configuration.resourceGroup, wantedSecrets?.predictor ?? [])
    const theirs = await deps.bindSecrets(configuration.resourceGroup, wantedSecrets?.transformer ?? [])
    const context: PlaceContext = {
      connection,
      files,
      resolved: version ? { version: version.name, providerModelId: version.providerModelId } : null,
      registered,
      registeredSeveral: await Promise.all(several.map((ref) => deps.bindRegistered(configuration.resourceGroup, ref))),
      host: deps.host,
      fileNames,
      folders,
      registry: pulled && (await deps.registryCredentials(pulled.secret, pulled.image)),
      secretVariables: { predictor: secrets.variables, transformer: theirs.variables },
      resourcePlans: await plansOf(deps, executable, parameters),
      environment: requirements === null ? null : await deps.pythonEnvironment(requirements),
      packages: executable.dependencies
        ? await deps.nodePackages({
            dependencies: executable.dependencies(parameters),
            folder: registered?.artifact?.folder ?? null,
          })
        : null,
    }
    const placement = executable.place(parameters, context)
    const transformer = await placeTransformer(deps, executable, parameters, context)
    refuseUnfit(deps.host.machine, placement, transformer)
    return {
      executable,
      placement,
      revision: digest(placement),
      transformer: transformer && { placement: transformer, revision: digest(transformer), openSecrets: theirs.open },
      openSecrets: secrets.open,
      wire: executable.wireOf?.(parameters) ?? executable.wire,
      model,
      modelVersion: version?.name ?? (registered ? String(registered.version) : null),
      capabilities: version ? capabilitiesOf(executable, version) : executable.capabilities,
      notice: noticesOf(
        connection?.notice,
        entry && resolution?.kind === 'deprecated' ? deprecatedMessage(entry, resolution) : '',
      ),
      deprecatedAt: resolution?.kind === 'deprecated' ? deprecationOf(resolution.version) : null,
      retiresAt: dayOf(version?.retirementDate ?? null),
      facts: version ?? (model && latestFacts(deps, executable, model.name)),
      nextChange: entry && model ? nextChange(entry, model.version, now) : null,
      publicOnly: placement.kind === 'remote' && !deps.allowPrivate,
    } satisfies Placed
  }

async function plansOf(
  deps: PlaceDeps,
  { resourcePlans }: Executable,
  parameters: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, ResourcePlan>>> {
  const names = Object.values(resourcePlans?.(parameters) ?? {}).filter((name) => name !== undefined)
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await deps.resourcePlan(name)] as const)))
}

async function placeTransformer(
  deps: PlaceDeps,
  { transformer }: Executable,
  parameters: Readonly<Record<string, unknown>>,
  context: PlaceContext,
) {
  const requirements = transformer?.requirements(parameters) ?? null
  const environment = requirements === null ? context.environment : await deps.pythonEnvironment(requirements)
  return transformer?.place(parameters, { ...context, environment: environment ?? null }) ?? null
}

function findExecutable(deps: PlaceDeps, { id, executableId, scenarioId }: Configuration): Executable {
  const executable = deps.executables.find(executableId, id)
  if (executable?.scenarioId === scenarioId) return executable
  const known = deps.executables.list().filter((each) => each.scenarioId === scenarioId)
  throw new Failure(
    'invalid',
    `Could not use configuration, because executable ${executableId} for scenario ${scenarioId} is not found; known are ${known.map((each) => each.id).join(', ') || 'none'}`,
    { target: 'executableId' },
  )
}

function findEntry(deps: PlaceDeps, executable: Executable, name: string): CatalogModel {
  const entry = deps.catalog.find(executable.id, name)
  if (entry) return entry
  throw new Failure(
    'invalid',
    `Model ${name} is not in the catalog of executable ${executable.id}; see GET /v2/lm/scenarios/${executable.scenarioId}/models`,
    {
      target: 'parameterBindings.modelName',
    },
  )
}

/** A model that need not be in the catalog may be there all the same, for its price: it has no version that we know of. */
function latestFacts(deps: PlaceDeps, executable: Executable, name: string): CatalogVersion | null {
  const latest = deps.catalog.resolve(executable.id, name, undefined)
  return latest.kind === 'unknown' ? null : latest.version
}

function refuseUnusable(entry: CatalogModel, resolution: Resolution, wanted: string, now: number): void {
  if (resolution.kind === 'unknown') {
    throw new Failure(
      'invalid',
      `Model ${entry.model} has no version "${wanted}"; known are latest, ${resolution.known.join(', ')}`,
      {
        target: 'parameterBindings.modelVersion',
      },
    )
  }
  if (resolution.kind === 'retired')
    throw new Failure('gone', retiredMessage(entry, resolution, now), { target: 'parameterBindings.modelVersion' })
}

async function findConnection(
  deps: PlaceDeps,
  executable: Executable,
  configuration: Configuration,
  parameters: Readonly<Record<string, unknown>>,
): Promise<OpenedConnection | null> {
  if (!executable.connection) return null
  const named = parameters['connection']
  const name = typeof named === 'string' && named !== '' ? named : executable.id
  const connection = await deps.openConnection(configuration.resourceGroup, name)
  if (!connection && name === named) {
    throw new Failure(
      'invalid',
      `Connection ${name} does not exist in resource group ${configuration.resourceGroup}; create it with POST /v2/admin/connections`,
      {
        target: 'parameterBindings.connection',
      },
    )
  }
  if (connection && connection.record.provider !== executable.id) {
    throw new Failure(
      'invalid',
      `Connection ${name} is for ${connection.record.provider}, not for ${executable.id}: name another, or create one`,
      {
        target: 'parameterBindings.connection',
      },
    )
  }
  return connection
}

/** An embedding model does not chat, whatever its provider's other models do. A model of another kind is left to its executable. */
function capabilitiesOf(executable: Executable, version: CatalogVersion): readonly string[] {
  const known = version.capabilities.flatMap((word) => callsFor[word] ?? [])
  return known.length === 0 ? executable.capabilities : executable.capabilities.filter((call) => known.includes(call))
}

/** The catalog's words (SAP's) to the calls that they make possible. */
const callsFor: Readonly<Record<string, readonly string[]>> = {
  'text-generation': ['chat', 'completions', 'responses'],
  'text-embedding': ['embeddings'],
}

/** Ports and sockets are no part of a placement, so equal configurations make equal digests. */
export const digest = (placement: Placement): string =>
  createHash('sha256').update(JSON.stringify(placement)).digest('hex').slice(0, 16)

const dayOf = (day: string | null): number | null => (day === null ? null : Date.parse(`${day}T00:00:00Z`))

const noticesOf = (...notices: readonly (string | undefined)[]): string => notices.filter(Boolean).join('; ')
