import type { Configuration } from '../../domain/configuration.ts'
import { configurationsOf, type Deployment } from '../../domain/deployment.ts'
import type { DeploymentVersion } from '../../domain/deployment-version.ts'
import { Failure } from '../../domain/failure.ts'
import { underWay } from '../../domain/rollout.ts'
import type { ControlDeps } from '../deps.ts'
import type { Caller } from './caller.ts'
import { findDeployment } from './change-deployment.ts'

/** ACTIVE: in force; ROLLING_OUT: comes up beside it; ROLLED_BACK: was taken back before it was in force. */
export const versionStates = ['ACTIVE', 'ROLLING_OUT', 'ROLLED_BACK', 'SUPERSEDED'] as const
export type VersionState = (typeof versionStates)[number]
export type VersionView = {
  readonly version: DeploymentVersion
  readonly state: VersionState
  /** Name of the credential or person that made it; null: it is not known. */
  readonly createdByName: string | null
}

/** One thing in which two versions differ; null: that one has none. */
export type Difference = { readonly field: string; readonly from: string | null; readonly to: string | null }

type Deps = Pick<ControlDeps, 'store'>

/** The newest first. */
export const listVersions =
  (deps: Deps) =>
  async (caller: Caller, id: string): Promise<readonly VersionView[]> => {
    const deployment = await findDeployment(deps, caller, id)
    const versions = await deps.store.deploymentVersions.list(id)
    const names = await namesOf(deps, versions)
    return versions.map((version) => viewOf(deployment, version, names))
  }

export const getVersion =
  (deps: Deps) =>
  async (caller: Caller, id: string, number: number): Promise<VersionView> => {
    const deployment = await findDeployment(deps, caller, id)
    const version = await mustFind(deps, id, number)
    return viewOf(deployment, version, await namesOf(deps, [version]))
  }

/** What would change for a deployment that goes from one version to another. `from` null: the one in force. */
export const diffVersions = (deps: Deps) => async (caller: Caller, id: string, from: number | null, to: number) => {
  const deployment = await findDeployment(deps, caller, id)
  const one = await mustFind(deps, id, from ?? deployment.version)
  const other = await mustFind(deps, id, to)
  const ids = [one, other].flatMap((each) => configurationsOf({ ...each, rollout: null }))
  const found = new Map((await deps.store.configurations.byIds(ids)).map((each) => [each.id, each]))
  return { from: one.number, to: other.number, differences: between(factsOf(one, found), factsOf(other, found)) }
}

type Names = ReadonlyMap<string, string>

const viewOf = (deployment: Deployment, version: DeploymentVersion, names: Names): VersionView => ({
  version,
  state: stateOf(deployment, version),
  createdByName: names.get(version.createdBy) ?? null,
})

function stateOf(deployment: Deployment, { number, withdrawn }: DeploymentVersion): VersionState {
  if (number === deployment.version) return 'ACTIVE'
  if (number === underWay(deployment)?.version) return 'ROLLING_OUT'
  return withdrawn ? 'ROLLED_BACK' : 'SUPERSEDED'
}

/** Of who made them, credentials and people, by id; those that were revoked since, too. */
async function namesOf({ store }: Deps, versions: readonly DeploymentVersion[]): Promise<Names> {
  const ids = new Set(versions.map((each) => each.createdBy).filter((id) => id !== ''))
  const found = [...ids].map(async (id) => {
    const maker = (await store.apiKeys.byPublicId(id)) ?? (await store.oauthClients.byId(id)) ?? (await store.people.get(id))
    return maker ? ([[id, 'displayName' in maker ? maker.displayName : maker.name]] as const) : []
  })
  return new Map((await Promise.all(found)).flat())
}

const mustFind = async ({ store }: Deps, id: string, number: number): Promise<DeploymentVersion> => {
  const found = await store.deploymentVersions.get(id, number)
  if (found) return found
  throw new Failure('not_found', `deployment ${id} has no version ${number}`, { target: 'version' })
}

/** Everything that a version is, by names of fields as the API has them. */
function factsOf(version: DeploymentVersion, found: ReadonlyMap<string, Configuration>): Map<string, string> {
  const facts = new Map<string, string>([['configurationId', version.configurationId]])
  const own = found.get(version.configurationId)
  if (own) {
    facts.set('executableId', own.executableId)
    for (const { key, value } of own.parameterBindings) facts.set(`parameterBindings.${key}`, value)
    for (const { key, artifactId } of own.inputArtifactBindings) facts.set(`inputArtifactBindings.${key}`, artifactId)
  }
  if (version.spread) {
    facts.set('targetStrategy', version.spread.strategy)
    for (const { configurationId, weight } of version.spread.targets) facts.set(`targets.${configurationId}`, `weight ${weight}`)
  }
  return facts
}

const between = (from: ReadonlyMap<string, string>, to: ReadonlyMap<string, string>): Difference[] =>
  [...new Set([...from.keys(), ...to.keys()])]
    .map((field) => ({ field, from: from.get(field) ?? null, to: to.get(field) ?? null }))
    .filter((each) => each.from !== each.to)
