import type { PlanQuota, ResourcePlan } from '../domain/resources.ts'

/** Changes to the plans that come with Lectern, and others, by name. `plan` null: it is taken away. */
export type ResourcePlanStore = {
  list(): Promise<readonly { readonly name: string; readonly plan: ResourcePlan | null }[]>
  put(name: string, plan: ResourcePlan | null): Promise<void>
  remove(name: string): Promise<boolean>
}

export type PlanQuotaStore = {
  list(): Promise<readonly PlanQuota[]>
  /** `maxInstances` null: no limit any more. A group that is not there is `not_found`. */
  put(quota: Omit<PlanQuota, 'maxInstances'> & { readonly maxInstances: number | null }): Promise<void>
}
