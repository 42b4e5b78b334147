import { mayTouch, type Principal } from '../../domain/principal.ts'
import type { ControlDeps } from '../deps.ts'
import { type Limits, readLimits } from './limits.ts'

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

export const dockerSecretQuota = (deps: Pick<ControlDeps, 'store'>) => async (): Promise<Quota> => ({
  count: (await deps.store.secrets.list('docker-registry', '', { top: 0, skip: 0 })).count,
  maxCount: (await readLimits(deps)).dockerRegistrySecrets,
})

/** `ids`: the deployments that the caller may see. */
export const deploymentQuota =
  (deps: Pick<ControlDeps, 'store'>) =>
  async (
    principal: Principal,
  ): Promise<{ readonly ids: readonly string[]; readonly maxCount: number; readonly limits: Limits }> => {
    const limits = await readLimits(deps)
    return { ids: await visibleIds(deps, principal), maxCount: limits.deployments, limits }
  }

const visibleIds = async ({ store }: Pick<ControlDeps, 'store'>, principal: Principal): Promise<readonly string[]> => {
  if (principal.resourceGroups === '*') return (await store.deployments.allIds()).filter((id) => mayTouch(principal, id))
  const pages = await Promise.all(principal.resourceGroups.map((group) => store.deployments.list(group, {})))
  return pages.flatMap(({ items }) => items.map(({ id }) => id)).filter((id) => mayTouch(principal, id))
}
