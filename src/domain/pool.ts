import { Failure } from './failure.ts'
import type { ResourceGroupId } from './ids.ts'
import type { DeploymentType, Residency } from './terms.ts'

/** Types that take their capacity from a pool. */
export const pooledTypes = ['standard', 'provisioned', 'batch'] as const satisfies readonly DeploymentType[]
export type PooledType = (typeof pooledTypes)[number]

/** A group's capacity of one kind, which its deployments share. */
export type PoolKey = {
  readonly resourceGroup: ResourceGroupId
  /** null: whatever the model, as provisioned units are. */
  readonly model: string | null
  readonly type: PooledType
  readonly residency: Residency
}

/** How much of a kind there is. `resourceGroup` null: for each group; `model` null: of each model. The most particular one holds. */
export type PoolLimit = Omit<PoolKey, 'resourceGroup'> & {
  readonly resourceGroup: ResourceGroupId | null
  /** Units; null: as much as anybody wants. */
  readonly units: number | null
}

/** What a deployment takes, of which pool. */
export type PoolTaking = PoolKey & { readonly units: number }

/** Where nothing was set: of each group, model and residency. Standard: ten million tokens a minute. */
export const usualPools: Readonly<Record<PooledType, number>> = { standard: 10_000, provisioned: 100_000, batch: 5_000_000 }

/** The one that holds for a pool. A group's own goes before everyone's, and within that a model's before all models'. */
export function limitOf(limits: readonly PoolLimit[], key: PoolKey): number | null {
  const matching = limits.filter(
    (each) =>
      each.type === key.type &&
      each.residency === key.residency &&
      (each.resourceGroup === null || each.resourceGroup === key.resourceGroup) &&
      (each.model === null || each.model === key.model),
  )
  const rank = ({ resourceGroup, model }: PoolLimit) => (resourceGroup === null ? 0 : 2) + (model === null ? 0 : 1)
  const [first] = matching.toSorted((one, other) => rank(other) - rank(one))
  return first ? first.units : usualPools[key.type]
}

/** `others`: units that other deployments have. */
export function shortage(taking: PoolTaking, others: number, limit: number): Failure {
  const { resourceGroup, model, type, residency, units } = taking
  const remaining = Math.max(0, limit - others)
  const of = model === null ? '' : ` of ${model}`
  return new Failure(
    'forbidden',
    `capacity ${units}: the ${type} pool (${residency})${of} of resource group "${resourceGroup}" has ${limit} units, other deployments have ${others} of them, so that ${remaining} are left: ask for less, free some, or have an administrator raise the limit`,
    { code: 'InsufficientQuota', target: 'capacity', data: { limit, used: others, remaining, wanted: units } },
  )
}
