import { z } from 'zod'
import { Failure } from '../../domain/failure.ts'
import type { Store } from '../../store/store.ts'
import type { ControlDeps } from '../deps.ts'

/** How many of each there may be in the whole installation; 0 switches a kind off. Kept as JSON under the setting `limits`. */
const Limits = z.object({
  resourceGroups: z.int().nonnegative().default(1_000),
  deployments: z.int().nonnegative().default(10_000),
  maxReplicaPerDeployment: z.int().nonnegative().default(1),
  secrets: z.int().nonnegative().default(1_000),
  /** Secrets replicated to every group; SAP AI Core allows five. */
  tenantSecrets: z.int().nonnegative().default(5),
  dockerRegistrySecrets: z.int().nonnegative().default(50),
  servingTemplates: z.int().nonnegative().default(50),
  /** Of serving templates: git repositories, and folders of them that are kept in step. */
  repositories: z.int().nonnegative().default(50),
  applications: z.int().nonnegative().default(50),
})
export type Limits = z.infer<typeof Limits>

export const readLimits = async ({ store }: { readonly store: Pick<Store, 'settings'> }): Promise<Limits> => {
  const stored = await store.settings.get('limits')
  return Limits.parse(stored === null ? {} : JSON.parse(stored))
}

/** Throws `Failure('forbidden')` when as many exist as there may be. */
export const mustHaveRoom = async (deps: Pick<ControlDeps, 'store'>, kind: 'deployments' | 'resourceGroups'): Promise<void> => {
  const limit = (await readLimits(deps))[kind]
  const used =
    kind === 'deployments' ? await countAllDeployments(deps) : (await deps.store.resourceGroups.list({ top: 0, skip: 0 })).count
  if (used >= limit) throw quotaReached(kind, limit)
}

export const quotaReached = (kind: string, limit: number): Failure =>
  new Failure('forbidden', `the quota of ${limit} ${kind} is used up; delete one, or have an administrator raise the quota`, {
    code: 'QuotaReached',
    target: kind,
  })

const countAllDeployments = async ({ store }: Pick<ControlDeps, 'store'>): Promise<number> =>
  (await store.deployments.countBy(['resourceGroup'])).reduce((sum, row) => sum + row.count, 0)
