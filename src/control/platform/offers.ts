import { latestOf, type Stage, stageOf } from '../../decide/model-version.ts'
import { type CapacityRule, capacityRule, suits, type TermsFacts } from '../../decide/settle-terms.ts'
import { type ModelCapacity, usualCapacity } from '../../domain/model-capacity.ts'
import { type DeploymentType, deploymentTypes, type Residency } from '../../domain/terms.ts'
import type { Executable } from '../../executables/define.ts'
import type { Catalog } from '../catalog/load-catalog.ts'
import type { ControlDeps } from '../deps.ts'
import type { Caller } from './caller.ts'
import type { TermsDeps } from './terms.ts'

/** One way to have a model here. */
export type Offer = {
  readonly model: string
  readonly source: 'catalog' | 'registry' | 'file'
  readonly executable: Executable
  /** Name of the connection to the provider that has it; null: it answers here. */
  readonly connection: string | null
  readonly versions: readonly OfferedVersion[]
  /** Of a model file that is here: its SHA-256. */
  readonly sha256?: string
  readonly types: readonly OfferedType[]
}

export type OfferedVersion = { readonly name: string; readonly isDefault: boolean; readonly stage: Stage }

export type OfferedType = {
  readonly type: DeploymentType
  /** null: it has none. */
  readonly capacity: CapacityRule | null
  /** What a unit is worth; null: units of this type are no units of throughput, or it is not known. */
  readonly perUnit: Partial<Pick<ModelCapacity, 'rpmPerUnit' | 'tpmPerUnit'>> | { readonly inputTokensPerMinute: number } | null
}

export type OfferDeps = Pick<ControlDeps, 'store' | 'clock' | 'executables'> & TermsDeps & { readonly catalog: Catalog }

/** How a model of the catalog, or one that is registered in the group, can be had: by which executable and connection, on what terms. */
export const offersOf =
  (deps: OfferDeps) =>
  async (
    { resourceGroup }: Pick<Caller, 'resourceGroup'>,
    model: string,
    residency: Residency = 'global',
  ): Promise<readonly Offer[]> => {
    const offers = [...(await fromCatalog(deps, resourceGroup, model)), ...(await fromRegistry(deps, resourceGroup, model))]
    return onTerms(deps, offers, residency)
  }

/** All that can be had in the group, each way of having it. */
export const listOffers =
  (deps: OfferDeps) =>
  async ({ resourceGroup }: Pick<Caller, 'resourceGroup'>, residency: Residency = 'global'): Promise<readonly Offer[]> => {
    const { items } = await deps.store.registry.versions.models(resourceGroup, {})
    const registered = await Promise.all(items.map(({ name }) => fromRegistry(deps, resourceGroup, name)))
    const offers = [...(await fromCatalog(deps, resourceGroup, null)), ...registered.flat()]
    return onTerms(deps, offers, residency)
  }

/** An offer without its terms. */
export type Way = Omit<Offer, 'types'>

export const onTerms = (deps: OfferDeps, ways: readonly Way[], residency: Residency): readonly Offer[] =>
  ways.map((way) => ({ ...way, types: typesOf(deps, way, residency) }))

/** `wanted` null: all of them. */
async function fromCatalog(deps: OfferDeps, resourceGroup: string, wanted: string | null): Promise<readonly Way[]> {
  const now = deps.clock.now()
  const connections = await deps.store.connections.list(resourceGroup)
  return deps.catalog.models().flatMap((entry) => {
    const executable = deps.executables.find(entry.executableId)
    const { model } = entry
    if ((wanted !== null && model !== wanted) || !executable) return []
    const latest = latestOf(entry, now)
    const versions = entry.versions.map((version) => ({
      name: version.name,
      isDefault: version === latest,
      stage: stageOf(version, now),
    }))
    const offer = { model, source: 'catalog' as const, executable, versions }
    // Without a connection a provider's model is none that could be had.
    return connections.filter(({ provider }) => provider === executable.id).map(({ name }) => ({ ...offer, connection: name }))
  })
}

async function fromRegistry(deps: OfferDeps, resourceGroup: string, model: string): Promise<readonly Way[]> {
  const { items } = await deps.store.registry.versions.list(resourceGroup, { name: model })
  const [newest] = items
  if (!newest) return []
  return deps.executables.list().flatMap((executable) => {
    const served = items.filter(({ framework }) => framework !== null && executable.frameworks?.includes(framework))
    if (served.length === 0) return []
    const versions = served.map(({ version }) => ({
      name: String(version),
      isDefault: version === newest.version,
      stage: 'active' as const,
    }))
    return [{ model, source: 'registry' as const, executable, connection: null, versions }]
  })
}

function typesOf(deps: OfferDeps, { model, executable, connection }: Way, residency: Residency): readonly OfferedType[] {
  const { capacityOf } = deps
  const facts: TermsFacts = {
    hasInstances: connection === null,
    model,
    unitsPerInstance: executable.unitsPerInstance ?? 1,
    capacityOf,
  }
  return deploymentTypes
    .filter((type) => suits(type, facts))
    .map((type) => ({ type, capacity: capacityRule(type, residency, facts), perUnit: perUnit(type, residency, facts) }))
}

function perUnit(
  type: DeploymentType,
  residency: Residency,
  { hasInstances, model, capacityOf }: TermsFacts,
): OfferedType['perUnit'] {
  const { rpmPerUnit, tpmPerUnit, units } = hasInstances ? usualCapacity : capacityOf(model, residency)
  if (type === 'standard') return { rpmPerUnit, tpmPerUnit }
  return type === 'provisioned' && units ? { inputTokensPerMinute: units.inputTokensPerMinute } : null
}
