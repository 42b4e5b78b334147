import type { Configuration } from '../../domain/configuration.ts'
import { configurationsOf, type Deployment, type DeploymentWant } from '../../domain/deployment.ts'
import { Failure } from '../../domain/failure.ts'
import { mostInstances, policyOf, type ScaledComponent, scaledComponents } from '../../domain/scaling.ts'
import type { Executable } from '../../executables/define.ts'
import type { Store } from '../../store/store.ts'
import type { ControlDeps } from '../deps.ts'

export type PlanUseDeps = Pick<ControlDeps, 'executables'> & {
  readonly store: Pick<Store, 'configurations' | 'planQuotas' | 'deployments'>
}

type Wanted = Pick<DeploymentWant, 'configurationId' | 'spread' | 'rollout' | 'scaling' | 'targetStatus'>

/** Plans that a stored configuration names, by component; none where its executable is gone. */
export const plansOf = (
  executable: Executable | undefined,
  { parameterBindings }: Pick<Configuration, 'parameterBindings'>,
): { readonly [component in ScaledComponent]?: string } => {
  const parsed = executable?.parameters.safeParse(Object.fromEntries(parameterBindings.map(({ key, value }) => [key, value])))
  return (parsed?.success && executable?.resourcePlans?.(parsed.data)) || {}
}

/** Instances that a deployment may have of each plan. What does not run has none. `unwritten`: configurations that are in no store yet. */
export async function planUse(
  deps: PlanUseDeps,
  wants: readonly Wanted[],
  unwritten: readonly Configuration[] = [],
): Promise<ReadonlyMap<string, number>[]> {
  const ids = [...new Set(wants.flatMap(configurationsOf))]
  const known = new Map([...(await deps.store.configurations.byIds(ids)), ...unwritten].map((each) => [each.id, each]))
  return wants.map((want) => {
    const use = new Map<string, number>()
    if (want.targetStatus !== 'RUNNING') return use
    for (const id of configurationsOf(want)) {
      const configuration = known.get(id)
      if (!configuration) continue
      const plans = plansOf(deps.executables.find(configuration.executableId, configuration.id), configuration)
      for (const component of scaledComponents) {
        const plan = plans[component]
        if (plan === undefined) continue
        use.set(plan, (use.get(plan) ?? 0) + mostInstances(policyOf(want.scaling, component)))
      }
    }
    return use
  })
}

/** Throws `Failure('forbidden')` where the deployment would have more instances of a plan than its quotas leave. */
export async function mustHavePlanRoom(
  deps: PlanUseDeps,
  deployment: Pick<Deployment, 'id' | 'resourceGroup'>,
  want: Wanted,
  unwritten: readonly Configuration[] = [],
): Promise<void> {
  const [wanted = new Map<string, number>()] = await planUse(deps, [want], unwritten)
  if (wanted.size === 0) return
  const quotas = (await deps.store.planQuotas.list()).filter(
    ({ plan, resourceGroup }) => wanted.has(plan) && (resourceGroup === null || resourceGroup === deployment.resourceGroup),
  )
  for (const { plan, resourceGroup, maxInstances } of quotas) {
    const others = (await runningIn(deps, resourceGroup)).filter(({ id }) => id !== deployment.id)
    const used = (await planUse(deps, others)).reduce((sum, use) => sum + (use.get(plan) ?? 0), 0)
    const count = wanted.get(plan) ?? 0
    if (used + count <= maxInstances) continue
    const where = resourceGroup === null ? 'this installation' : `resource group ${resourceGroup}`
    const message = `${where} may have ${maxInstances} instances of the resource plan ${plan}; other deployments have ${used}, and this one wants ${count}: stop one, scale one down, or have an administrator raise the quota`
    throw new Failure('forbidden', message, { code: 'QuotaReached', target: 'resourcePlan' })
  }
}

/** null: everywhere. */
export async function runningIn(
  { store }: { readonly store: Pick<Store, 'deployments'> },
  resourceGroup: string | null,
): Promise<readonly Deployment[]> {
  const all =
    resourceGroup === null
      ? await Promise.all((await store.deployments.allIds()).map((id) => store.deployments.byId(id)))
      : (await store.deployments.list(resourceGroup, {})).items
  return all.filter((each) => each !== null).filter(({ targetStatus }) => targetStatus === 'RUNNING')
}
