import type { DeploymentType, Residency, Terms } from '../../domain/terms.ts'

type Kind = Pick<Terms, 'type' | 'residency'>

/** Azure's names of deployment types with where calls may be worked on; what Azure has no name for is named in its way. */
export const skus = {
  Standard: { type: 'standard', residency: 'regional' },
  GlobalStandard: { type: 'standard', residency: 'global' },
  DataZoneStandard: { type: 'standard', residency: 'data-zone' },
  ProvisionedManaged: { type: 'provisioned', residency: 'regional' },
  GlobalProvisionedManaged: { type: 'provisioned', residency: 'global' },
  DataZoneProvisionedManaged: { type: 'provisioned', residency: 'data-zone' },
  Batch: { type: 'batch', residency: 'regional' },
  GlobalBatch: { type: 'batch', residency: 'global' },
  DataZoneBatch: { type: 'batch', residency: 'data-zone' },
  Serverless: { type: 'serverless', residency: 'regional' },
  GlobalServerless: { type: 'serverless', residency: 'global' },
  DataZoneServerless: { type: 'serverless', residency: 'data-zone' },
  VmManagedCompute: { type: 'managed-compute', residency: 'regional' },
  GlobalManagedCompute: { type: 'managed-compute', residency: 'global' },
  DataZoneManagedCompute: { type: 'managed-compute', residency: 'data-zone' },
  DeveloperTier: { type: 'developer', residency: 'global' },
} as const satisfies Record<string, Kind>
export type SkuName = keyof typeof skus
export const skuNames = Object.keys(skus) as [SkuName, ...SkuName[]]

export const skuOf = ({ type, residency }: Kind): SkuName =>
  skuNames.find((name) => skus[name].type === type && skus[name].residency === residency) ?? 'DeveloperTier'

export const skusOfType = (type: DeploymentType): readonly SkuName[] => skuNames.filter((name) => skus[name].type === type)

/** What Azure calls the pool that capacity is taken from: provisioned units are one pool for all models. */
export function usageName(sku: SkuName, model: { readonly format: string; readonly name: string | null }): string {
  if (skus[sku].type === 'provisioned' || model.name === null) return `OpenAI.${sku}`
  return `${model.format === 'OpenAI' ? 'OpenAI' : 'AIServices'}.${sku}.${model.name}`
}

/** What a unit of a pool is, in the words of Azure's quota pages. */
export function unitWords(sku: SkuName, model: string | null): string {
  const words = { standard: 'Tokens Per Minute (thousands)', batch: 'Enqueued Tokens (thousands)' } as const
  const { type } = skus[sku]
  const what = type === 'standard' || type === 'batch' ? words[type] : 'Provisioned Managed Throughput Unit'
  return `${what} - ${model === null ? sku : `${model} - ${sku}`}`
}

export const residencyOf = (sku: SkuName): Residency => skus[sku].residency
