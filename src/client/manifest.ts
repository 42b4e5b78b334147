import type { ScalingPolicy } from './scaling-types.ts'
import type { Terms } from './terms-types.ts'
import type { Configuration, Deployment } from './types.ts'

/**
 * A deployment as a document that people write: what `lectern apply` reads and `lectern export` and the console's YAML tab show. Pure, and
 * without Node: it runs in the browser, too. Field names are those of the API; bindings are maps of key and value.
 */
export type DeploymentManifest = {
  readonly kind: 'Deployment'
  readonly name: string
  /** Absent: where the command is. */
  readonly resourceGroup?: string
  /** One of `configuration` and `targets`. */
  readonly configuration?: ConfigurationManifest
  readonly targets?: readonly { readonly configuration: ConfigurationManifest; readonly weight?: number }[] | null
  readonly targetStrategy?: string
  readonly onHangup?: string
  /** From its creation on; cannot be changed. */
  readonly ttl?: string
  readonly scaling?: { readonly [component in 'predictor' | 'transformer']?: ScalingPolicy | null }
  readonly targetStatus?: 'RUNNING' | 'STOPPED'
  readonly paused?: boolean
} & Terms

export type ConfigurationManifest = {
  /** Default: that of the deployment. */
  readonly name?: string
  readonly executableId: string
  /** Default: foundation-models. */
  readonly scenarioId?: string
  readonly parameterBindings?: Readonly<Record<string, string>>
  /** Ids of artifacts. */
  readonly inputArtifactBindings?: Readonly<Record<string, string>>
}

export const configurationFields = [
  'name',
  'executableId',
  'scenarioId',
  'parameterBindings',
  'inputArtifactBindings',
] as const satisfies readonly (keyof ConfigurationManifest)[]

export const termFields = [
  'deploymentType',
  'residency',
  'capacity',
  'upgradePolicy',
  'spilloverDeployment',
  'serviceTier',
  'parameterRules',
] as const satisfies readonly (keyof Terms)[]

export const deploymentFields = [
  ...['kind', 'name', 'resourceGroup', 'configuration', 'targets', 'targetStrategy', 'onHangup', 'ttl', 'scaling'],
  ...['targetStatus', 'paused', ...termFields],
] as const

/** What a manifest is made of besides the deployment: where ids in it lead. */
export type Around = {
  readonly configurationOf: (id: string) => Configuration | undefined
  /** Name of a deployment; undefined: it is not known, and its id stands for it. */
  readonly nameOf: (deploymentId: string) => string | undefined
  readonly resourceGroup?: string | undefined
}

/** A deployment as the API shows it, as a document; what a server chose or saw by itself is left out. */
export function toManifest(deployment: Deployment, { configurationOf, nameOf, resourceGroup }: Around): DeploymentManifest {
  const { id, name = id, configurationId, targets, targetStrategy, onHangup, ttl, scaling, targetStatus, paused } = deployment
  const configured = (configuration: string) => {
    const found = configurationOf(configuration)
    return found ? configurationManifest(found) : undefined
  }
  const alone = configured(configurationId)
  const { spilloverDeployment } = deployment
  return defined({
    kind: 'Deployment' as const,
    name,
    resourceGroup,
    ...(targets
      ? {
          targets: targets.map(({ configurationId: each, weight }) =>
            defined({ configuration: configured(each) ?? { executableId: deployment.executableId ?? '' }, weight }),
          ),
        }
      : { configuration: alone }),
    targetStrategy,
    onHangup,
    ttl,
    scaling: scaling && mapValues(scaling, withoutSeen),
    ...Object.fromEntries(termFields.map((field) => [field, deployment[field]])),
    spilloverDeployment: spilloverDeployment && (nameOf(spilloverDeployment) ?? spilloverDeployment),
    targetStatus: targetStatus === 'STOPPED' ? ('STOPPED' as const) : undefined,
    paused: paused || undefined,
  })
}

/** What is answered and never asked for is no part of a document. */
const withoutSeen = ({ instances: _, running: __, reason: ___, ...policy }: ScalingPolicy): ScalingPolicy => policy

const configurationManifest = (configuration: Configuration): ConfigurationManifest => {
  const { name, executableId, scenarioId, parameterBindings, inputArtifactBindings } = configuration
  const artifacts = Object.fromEntries(inputArtifactBindings.map(({ key, artifactId }) => [key, artifactId]))
  return {
    name,
    executableId,
    scenarioId,
    parameterBindings: Object.fromEntries(parameterBindings.map(({ key, value }) => [key, value])),
    ...(inputArtifactBindings.length > 0 ? { inputArtifactBindings: artifacts } : {}),
  }
}

/** The body of a request that makes the configuration. */
export const configurationBody = (manifest: ConfigurationManifest, deploymentName: string) => ({
  name: manifest.name ?? deploymentName,
  executableId: manifest.executableId,
  scenarioId: manifest.scenarioId ?? 'foundation-models',
  parameterBindings: Object.entries(manifest.parameterBindings ?? {}).map(([key, value]) => ({ key, value: String(value) })),
  inputArtifactBindings: Object.entries(manifest.inputArtifactBindings ?? {}).map(([key, artifactId]) => ({ key, artifactId })),
})

/** Whether the configuration is what the document asks for. */
export function isSameConfiguration(
  configuration: Configuration,
  manifest: ConfigurationManifest,
  deploymentName: string,
): boolean {
  const wanted = configurationBody(manifest, deploymentName)
  const sorted = (bindings: readonly { readonly key: string }[]) =>
    JSON.stringify(bindings.toSorted((one, other) => (one.key < other.key ? -1 : 1)).map((each) => Object.entries(each).sort()))
  return (
    configuration.name === wanted.name &&
    configuration.executableId === wanted.executableId &&
    configuration.scenarioId === wanted.scenarioId &&
    sorted(configuration.parameterBindings) === sorted(wanted.parameterBindings) &&
    sorted(configuration.inputArtifactBindings) === sorted(wanted.inputArtifactBindings)
  )
}

/**
 * The body of the request that creates the deployment; `configurationIds`: of the targets, where it has some. `targetStatus` and `paused`
 * are changes of a deployment that is there.
 */
export function creationBody(manifest: DeploymentManifest, configurationIds: readonly string[] = []) {
  const { kind: _, resourceGroup: __, configuration, targets, targetStatus: ___, paused: ____, ...rest } = manifest
  if (!targets) return { ...rest, ...(configuration ? { configuration: configurationBody(configuration, manifest.name) } : {}) }
  const [first = ''] = configurationIds
  return { ...rest, configurationId: first, targets: targetBodies(targets, configurationIds) }
}

export const targetBodies = (targets: NonNullable<DeploymentManifest['targets']>, configurationIds: readonly string[]) =>
  targets.map(({ weight }, at) => ({ configurationId: configurationIds[at] ?? '', ...(weight === undefined ? {} : { weight }) }))

function mapValues<T, R>(record: Readonly<Record<string, T | undefined>>, of: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).flatMap(([key, value]) => (value === undefined ? [] : [[key, of(value)]])))
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }
/** Without what is undefined. */
const defined = <T extends object>(record: T): Defined<T> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Defined<T>
