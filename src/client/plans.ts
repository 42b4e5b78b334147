import type { Http } from './http.ts'
import type { List } from './types.ts'

export type ResourcePlan = {
  readonly name: string
  readonly description: string
  readonly cores: number
  readonly memoryMb: number
  readonly gpus: number
}
export type ResourcePlanQuota = {
  readonly resourcePlan: string
  /** null: all groups together. */
  readonly resourceGroup: string | null
  readonly maxInstances: number
  readonly usedInstances: number
}
export type Amount = { readonly total: number; readonly free: number }
export type MachineResources = {
  readonly cores: Amount
  readonly memoryMb: Amount
  readonly gpus: Amount
  readonly limitedBy: string | null
}

/** What instances are given: plans, how many there may be of each, and what is free. */
export const planCalls = (call: Http['call']) => ({
  list: () => call<List<ResourcePlan>>('GET', '/v2/lm/resourcePlans'),
  put: (name: string, body: Omit<ResourcePlan, 'name'>) =>
    call<ResourcePlan>('PUT', `/v2/admin/resourcePlans/${encodeURIComponent(name)}`, { body }),
  remove: (name: string) => call<unknown>('DELETE', `/v2/admin/resourcePlans/${encodeURIComponent(name)}`),
  quotas: () => call<List<ResourcePlanQuota>>('GET', '/v2/admin/resourcePlanQuotas'),
  /** null: there is no limit any more. */
  setQuota: (name: string, body: Pick<ResourcePlanQuota, 'resourceGroup'> & { readonly maxInstances: number | null }) =>
    call<ResourcePlanQuota | null>('PUT', `/v2/admin/resourcePlanQuotas/${encodeURIComponent(name)}`, { body }),
  /** null: nothing is known of the machine. */
  room: () => call<MachineResources | null>('GET', '/v2/lm/resources'),
})
