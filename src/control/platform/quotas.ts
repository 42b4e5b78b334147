import { mayTouch, type Principal } from '../../domain/principal.ts'
import type { PlanQuota } from '../../domain/resources.ts'
import { mostInstances, policyOf } from '../../domain/scaling.ts'
import type { ControlDeps } from '../deps.ts'
import { type Limits, readLimits } from './limits.ts'
import { plansOf } from './plan-use.ts'

export type Quota = { readonly count: number; readonly maxCount: number }

export const resourceGroupQuota = (deps: Pick<ControlDeps, 'store'>) => async (): Promise<Quota> => ({
  count: (await deps.store.resourceGroups.list({ top: 0, skip: 0 })).count,
  maxCount: (await readLimits(deps)).resourceGroups,
})

/** Of a group, of the tenant (`''`), or of those for every group (`'*'`). */
export const secretQuota =
  (deps: Pick<ControlDeps, 'store'>) =>
  async (scope: string): Promise<Quota> => {
    const limits = await readLimits(deps)
    return {
      count: (await deps.store.secrets.list('generic', scope, { top: 0, skip: 0 })).count,
      maxCount: scope === '*' ? limits.tenantSecrets : limits.secrets,
    }
  }

/** Of serving templates, whoever brought them, and of where they come from. */
export const templateQuotas = (deps: Pick<ControlDeps, 'store'>) => {
  const quota = async (
    kind: 'servingTemplates' | 'repositories' | 'applications',
    used: { list(): Promise<readonly unknown[]> },
  ) => ({
    count: (await used.list()).length,
    maxCount: (await readLimits(deps))[kind],
  })
  const { templates } = deps.store
  return {
    templates: (): Promise<Quota> => quota('servingTemplates', templates),
    repositories: (): Promise<Quota> => quota('repositories', templates.repositories),
    applications: (): Promise<Quota> => quota('applications', templates.applications),
  }
}

export const dockerSecretQuota = (deps: Pick<ControlDeps, 'store'>) => async (): Promise<Quota> => ({
  count: (await deps.store.secrets.list('docker-registry', '', { top: 0, skip: 0 })).count,
  maxCount: (await readLimits(deps)).dockerRegistrySecrets,
})

export type DeploymentQuota = {
  /** The deployments that the caller may see: the plan of their predictor, and how many instances of it they may have. */
  readonly items: readonly { readonly id: string; readonly plan: string | null; readonly most: number }[]
  readonly maxCount: number
  readonly limits: Limits
  /** Of all groups together. */
  readonly plans: readonly PlanQuota[]
}

export const deploymentQuota =
  (deps: Pick<ControlDeps, 'store' | 'executables'>) =>
  async (principal: Principal): Promise<DeploymentQuota> => {
    const limits = await readLimits(deps)
    const plans = (await deps.store.planQuotas.list()).filter(({ resourceGroup }) => resourceGroup === null)
    return { items: await itemsOf(deps, await visibleIds(deps, principal)), maxCount: limits.deployments, limits, plans }
  }

async function itemsOf(
  { store, executables }: Pick<ControlDeps, 'store' | 'executables'>,
  ids: readonly string[],
): Promise<DeploymentQuota['items']> {
  const deployments = (await Promise.all(ids.map((id) => store.deployments.byId(id)))).filter((each) => each !== null)
  const configurations = await store.configurations.byIds([...new Set(deployments.map((each) => each.configurationId))])
  const plans = new Map(
    configurations.map(
      (each) => [each.id, plansOf(executables.find(each.executableId, each.id), each).predictor ?? null] as const,
    ),
  )
  return deployments.map(({ id, configurationId, scaling }) => ({
    id,
    plan: plans.get(configurationId) ?? null,
    most: mostInstances(policyOf(scaling, 'predictor')),
  }))
}

const visibleIds = async ({ store }: Pick<ControlDeps, 'store'>, principal: Principal): Promise<readonly string[]> => {
  if (principal.resourceGroups === '*') return (await store.deployments.allIds()).filter((id) => mayTouch(principal, id))
  const pages = await Promise.all(principal.resourceGroups.map((group) => store.deployments.list(group, {})))
  return pages.flatMap(({ items }) => items.map(({ id }) => id)).filter((id) => mayTouch(principal, id))
}
