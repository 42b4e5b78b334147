import type { Label } from './configuration.ts'
import type { ResourceGroupId } from './ids.ts'

/** The tenant: everything but the catalog and shared connections belongs to exactly one. `default` always exists. */
export type ResourceGroup = {
  readonly id: ResourceGroupId
  readonly labels: readonly Label[]
  readonly status: 'PROVISIONED' | 'PROVISIONING' | 'ERROR'
  readonly generation: number
  readonly createdAt: number
}

export const defaultResourceGroup = 'default'
