import { type Room, room } from '../../decide/fit.ts'
import { Failure } from '../../domain/failure.ts'
import { mayEnter, type Principal } from '../../domain/principal.ts'
import { type Limiter, type Machine, type PlanQuota, type ResourcePlan, shippedPlans } from '../../domain/resources.ts'
import type { Store } from '../../store/store.ts'
import type { ControlDeps } from '../deps.ts'
import type { Audit } from './caller.ts'
import { listing, short } from './listing.ts'
import { planUse, runningIn } from './plan-use.ts'

type Deps = Pick<ControlDeps, 'store' | 'executables' | 'kick'> & { readonly audit: Audit }
type Read = { readonly store: Pick<Store, 'resourcePlans'> }

/** Those that come with Lectern as administrators left them, and their own; by name. */
export const listResourcePlans =
  ({ store }: Read) =>
  async (): Promise<readonly ResourcePlan[]> => {
    const changed = await store.resourcePlans.list()
    const plans = new Map(shippedPlans.map((each) => [each.name, each]))
    for (const { name, plan } of changed) {
      if (plan) plans.set(name, plan)
      else plans.delete(name)
    }
    return [...plans.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
  }

/** What a configuration names. Throws `Failure('invalid')` with the known ones where there is none of that name. */
export const makeFindPlan =
  (deps: Read) =>
  async (name: string): Promise<ResourcePlan> => {
    const plans = await listResourcePlans(deps)()
    const found = plans.find((each) => each.name === name)
    if (found) return found
    const message = `parameterBindings: there is no resource plan "${short(name)}"; plans are ${listing(plans.map((each) => each.name))}`
    throw new Failure('invalid', message, { target: 'parameterBindings.resourcePlan' })
  }

/** New or changed. Deployments that run under it follow: each gets new instances, and keeps the ones it has until those are ready. */
export const putResourcePlan =
  (deps: Deps) =>
  async (by: Principal, plan: ResourcePlan): Promise<ResourcePlan> => {
    await deps.store.resourcePlans.put(plan.name, plan)
    deps.audit('resource plan changed', { ...plan, by: by.id })
    for (const id of await usersOf(deps, plan.name)) await deps.kick(id)
    return plan
  }

/** Throws `Failure('conflict')` naming deployments that run under it. */
export const removeResourcePlan =
  (deps: Deps) =>
  async (by: Principal, name: string): Promise<void> => {
    await mustExist(deps, name)
    const users = await usersOf(deps, name)
    if (users.length > 0) {
      const message = `resource plan ${name} is in use by deployments ${listing(users, 5)}; stop them, or give them other configurations`
      throw new Failure('conflict', message, { target: 'resourcePlan' })
    }
    if (shippedPlans.some((each) => each.name === name)) await deps.store.resourcePlans.put(name, null)
    else await deps.store.resourcePlans.remove(name)
    for (const quota of await deps.store.planQuotas.list())
      if (quota.plan === name) await deps.store.planQuotas.put({ ...quota, maxInstances: null })
    deps.audit('resource plan removed', { name, by: by.id })
  }

/** A quota with what is used of it: instances that running deployments may have. */
export type PlanQuotaState = PlanQuota & { readonly used: number }

/** Those of groups that the viewer may enter, and those of all groups together. */
export const listPlanQuotas =
  (deps: Pick<ControlDeps, 'store' | 'executables'>) =>
  async (viewer: Principal): Promise<readonly PlanQuotaState[]> => {
    const quotas = (await deps.store.planQuotas.list()).filter(
      ({ resourceGroup }) => resourceGroup === null || mayEnter(viewer, resourceGroup),
    )
    return Promise.all(quotas.map(async (each) => ({ ...each, used: await usedOf(deps, each) })))
  }

/** What is over it already goes on; nothing more starts. `maxInstances` null: no limit. */
export const setPlanQuota =
  (deps: Deps) =>
  async (
    by: Principal,
    quota: Omit<PlanQuota, 'maxInstances'> & { readonly maxInstances: number | null },
  ): Promise<PlanQuotaState | null> => {
    await mustExist(deps, quota.plan)
    await deps.store.planQuotas.put(quota)
    deps.audit('plan quota changed', { ...quota, by: by.id })
    const { maxInstances } = quota
    return maxInstances === null ? null : { ...quota, maxInstances, used: await usedOf(deps, quota) }
  }

/** What instances may be given of this machine, and what of it nobody has; null: there is no knowing. */
export const readRoom =
  ({ engine, machine }: Pick<ControlDeps, 'engine'> & { readonly machine?: Machine }) =>
  async (): Promise<(Room & { readonly limitedBy: Limiter | null }) | null> => {
    if (!machine) return null
    const [instances, limitedBy] = await Promise.all([engine.observe(), engine.limitedBy()])
    return { ...room(machine, instances), limitedBy }
  }

async function mustExist(deps: Read, name: string): Promise<void> {
  const plans = await listResourcePlans(deps)()
  if (plans.some((each) => each.name === name)) return
  const message = `there is no resource plan "${short(name)}"; plans are ${listing(plans.map((each) => each.name))}`
  throw new Failure('not_found', message, { target: 'resourcePlan' })
}

async function usersOf(deps: Pick<Deps, 'store' | 'executables'>, name: string): Promise<readonly string[]> {
  const running = await runningIn(deps, null)
  const uses = await planUse(deps, running)
  return running.flatMap(({ id }, at) => (uses[at]?.has(name) ? [id] : []))
}

async function usedOf(
  deps: Pick<ControlDeps, 'store' | 'executables'>,
  { plan, resourceGroup }: Pick<PlanQuota, 'plan' | 'resourceGroup'>,
): Promise<number> {
  const uses = await planUse(deps, await runningIn(deps, resourceGroup))
  return uses.reduce((sum, use) => sum + (use.get(plan) ?? 0), 0)
}
