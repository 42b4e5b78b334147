import { type UpgradeFacts, upgradeNow } from '../decide/upgrade.ts'
import type { Clock } from '../domain/clock.ts'
import type { Configuration } from '../domain/configuration.ts'
import { type Deployment, wantOf } from '../domain/deployment.ts'
import type { DeploymentVersion, HistoryChange } from '../domain/deployment-version.ts'
import { Failure } from '../domain/failure.ts'
import type { NewIds } from '../domain/ids.ts'
import { underWay } from '../domain/rollout.ts'
import type { Executable } from '../executables/define.ts'
import type { Store } from '../store/store.ts'
import type { DidItself } from './audit-trail.ts'
import type { Catalog } from './catalog/load-catalog.ts'
import type { ExecutableRegistry, Place } from './deps.ts'
import type { Notify } from './events.ts'
import { modelOf } from './platform/parameters.ts'

export type UpgradeFactDeps = {
  readonly store: Pick<Store, 'configurations' | 'deploymentVersions'>
  readonly catalog: Pick<Catalog, 'find'>
  readonly executables: ExecutableRegistry
  /** See `UpgradeFacts`. */
  readonly upgradeWindowMs: number
}

export type UpgradeDeps = UpgradeFactDeps & {
  readonly store: Pick<Store, 'deployments' | 'configurations' | 'deploymentVersions'>
  readonly place: Place
  readonly clock: Clock
  readonly newIds: Pick<NewIds, 'uuid'>
  readonly notify: Notify
  /** Told of what is done though nobody asked for it now; absent: nobody wants to know. */
  readonly didItself?: DidItself
  readonly log: { info(fields: object, event: string): void; warn(fields: object, event: string): void }
}

/** Who changes a deployment where nobody asked for it; in its history. */
export const upgrader = 'upgrade'

/** What its upgrade policy wants of a deployment now, written as any want is; the deployment as it is afterwards. */
export type Upgrade = (deployment: Deployment) => Promise<Deployment>

export const makeUpgrade =
  (deps: UpgradeDeps): Upgrade =>
  async (deployment) => {
    if (!deployment.terms?.upgradePolicy || deployment.targetStatus === 'DELETED' || chooses(deployment)) return deployment
    const found = await upgradeFacts(deps, deployment)
    if (!found) return deployment
    const now = deps.clock.now()
    const step = upgradeNow(found.facts, now)
    if (step.kind !== 'upgrade') return deployment
    const next = withVersion(found.configuration, step.to, deps.newIds.uuid(), now)
    const from = found.facts.wanted
    const about = { deploymentId: deployment.id, model: found.facts.model.model, from, to: step.to, why: step.why }
    const words = `version ${step.to} of ${found.facts.model.model}`
    try {
      await deps.place(next)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      // What only has to be fetched yet comes; the old version answers meanwhile.
      if (error.code !== 'unavailable') {
        await deps.notify({
          ...placeOf(deployment),
          kind: 'upgrade.failed',
          severity: 'critical',
          message: `"${deployment.name}" cannot go on to ${words}: ${error.message}`,
          data: about,
          once: `upgrade failed ${deployment.id} ${step.to} ${deployment.version}`,
        })
        return deployment
      }
    }
    const changed = await write(deps, deployment, next, step.why === 'pin' ? `stays at ${words}` : `upgrade to ${words}`)
    if (!changed) return deployment
    deps.log.info(about, 'deployment upgraded by its policy')
    const message = `from version ${from} to ${words}: ${reasons[step.why]}`
    deps.didItself?.({ ...placeOf(deployment), action: 'deployments.upgrade', message })
    if (step.why !== 'pin')
      await deps.notify({
        ...placeOf(deployment),
        kind: 'upgrade.done',
        severity: 'info',
        message: `"${deployment.name}" went on from version ${from} to ${words}: ${reasons[step.why]}`,
        data: { ...about, version: changed.version },
        once: `upgrade done ${deployment.id} ${changed.version}`,
      })
    return changed
  }

const reasons = {
  default: 'it is the default now',
  retirement: 'the version before has been retired',
  pin: 'it stays at what is the default now',
} as const

const placeOf = ({ id, resourceGroup }: Deployment) => ({ deploymentId: id, resourceGroup })

/** Who has a rollout under way, or several targets, says himself which versions answer. */
const chooses = (deployment: Deployment): boolean => deployment.spread !== null || underWay(deployment) !== null

/** What the catalog and its history say of a deployment's model; null: its model has no versions that we know. */
export async function upgradeFacts(
  deps: UpgradeFactDeps,
  deployment: Deployment,
  configurationId = deployment.configurationId,
): Promise<{ readonly facts: UpgradeFacts; readonly configuration: Configuration } | null> {
  const [configuration] = await deps.store.configurations.byIds([configurationId])
  const executable = configuration && deps.executables.find(configuration.executableId, configuration.id)
  const named = configuration && isCatalogued(executable, configuration) ? modelOf(executable, configuration) : null
  const model = executable && named && deps.catalog.find(executable.id, named.name)
  if (!configuration || !named || !model) return null
  const policy = chooses(deployment) ? null : (deployment.terms?.upgradePolicy ?? null)
  const versions = policy === null ? [] : await deps.store.deploymentVersions.list(deployment.id)
  const facts: UpgradeFacts = {
    policy,
    type: deployment.terms?.type ?? null,
    model,
    wanted: named.version,
    since: versions.find(({ number }) => number === deployment.version)?.createdAt ?? deployment.createdAt,
    left: await leftOf(deps, deployment, versions),
    deploymentId: deployment.id,
    windowMs: deps.upgradeWindowMs,
  }
  return { facts, configuration }
}

/** Of other models the catalog has prices at most: their versions are names. */
function isCatalogued(executable: Executable | undefined, configuration: Configuration): boolean {
  const { parameterBindings, inputArtifactBindings } = configuration
  const parsed = executable?.parameters.safeParse(Object.fromEntries(parameterBindings.map(({ key, value }) => [key, value])))
  const files = Object.fromEntries(inputArtifactBindings.map(({ key, artifactId }) => [key, artifactId]))
  return (executable && parsed?.success && executable.catalogued(parsed.data, files)) ?? false
}

/** Model versions of upgrades that are in force no more, because somebody went back. */
async function leftOf(
  { store }: UpgradeFactDeps,
  deployment: Deployment,
  versions: readonly DeploymentVersion[],
): Promise<readonly string[]> {
  const upgrades = versions.filter(({ createdBy, number }) => createdBy === upgrader && number > deployment.version)
  const configurations = await store.configurations.byIds(upgrades.map(({ configurationId }) => configurationId))
  return configurations.flatMap((each) => versionOf(each) ?? [])
}

const versionKey = 'modelVersion'

const versionOf = ({ parameterBindings }: Configuration): string | undefined =>
  parameterBindings.find(({ key }) => key === versionKey)?.value

/** The same configuration for another version of its model. */
export const withVersion = (configuration: Configuration, version: string, id: string, now: number): Configuration => ({
  ...configuration,
  id,
  createdAt: now,
  parameterBindings: [
    ...configuration.parameterBindings.filter(({ key }) => key !== versionKey),
    { key: versionKey, value: version },
  ],
})

async function write(
  { store, clock }: UpgradeDeps,
  deployment: Deployment,
  configuration: Configuration,
  note: string,
): Promise<Deployment | null> {
  const now = clock.now()
  const number = (await store.deploymentVersions.newest(deployment.id)) + 1
  const { id, version, generation } = deployment
  const made = { deploymentId: id, number, previous: version, configurationId: configuration.id, spread: null, note }
  const history: HistoryChange = { made: { ...made, createdBy: upgrader, createdAt: now, withdrawn: null }, configuration }
  const want = { ...wantOf(deployment), configurationId: configuration.id, version: number, rollout: null } as const
  const next = { ...want, lastOperation: 'UPDATE' } as const
  // Somebody was first: the next turn looks again.
  if (!(await store.deployments.want(id, generation, next, now, history))) return null
  return { ...deployment, ...next, generation: generation + 1, modifiedAt: now }
}
