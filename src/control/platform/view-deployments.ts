import type { Configuration } from '../../domain/configuration.ts'
import type { Deployment } from '../../domain/deployment.ts'
import type { DeploymentFilter, Page, Window } from '../../store/store.ts'
import type { ControlDeps } from '../deps.ts'
import type { Caller } from './caller.ts'
import { findDeployment } from './change-deployment.ts'
import { modelOf } from './parameters.ts'
import { plansOf } from './plan-use.ts'

/** A deployment with what its configuration says of it. */
export type DeploymentView = {
  readonly deployment: Deployment
  readonly configuration: Configuration
  /** As configured: the version may be `latest`. */
  readonly model: { readonly name: string; readonly version: string } | null
  /** Of its predictor; null: it has none. */
  readonly resourcePlan: string | null
}

type Deps = Pick<ControlDeps, 'store' | 'executables'>

export const getDeployment =
  (deps: Deps) =>
  async (caller: Caller, id: string): Promise<DeploymentView> => {
    const deployment = await findDeployment(deps, caller, id)
    const [view] = await viewsOf(deps, [deployment])
    if (!view) throw new Error(`deployment ${id} has no configuration`)
    return view
  }

/** RUNNING first, then newest first. A credential limited to some deployments sees these alone. */
export const listDeployments =
  (deps: Deps) =>
  async (caller: Caller, filter: DeploymentFilter, window: Partial<Window>): Promise<Page<DeploymentView>> => {
    const page = await readPage(deps, caller, filter, window)
    return { count: page.count, items: await viewsOf(deps, page.items) }
  }

export const countDeployments =
  (deps: Deps) =>
  async (caller: Caller, filter: DeploymentFilter): Promise<number> =>
    (await readPage(deps, caller, filter, { top: 0, skip: 0 })).count

const readPage = async (
  { store }: Deps,
  { principal, resourceGroup }: Caller,
  filter: DeploymentFilter,
  window: Partial<Window>,
): Promise<Page<Deployment>> => {
  if (principal.deployments === '*') return store.deployments.list(resourceGroup, { ...filter, ...window })
  const allowed = new Set(principal.deployments)
  const { items } = await store.deployments.list(resourceGroup, filter)
  const seen = items.filter((each) => allowed.has(each.id))
  const skip = window.skip ?? 0
  return { count: seen.length, items: seen.slice(skip, window.top === undefined ? undefined : skip + window.top) }
}

const viewsOf = async ({ store, executables }: Deps, deployments: readonly Deployment[]): Promise<DeploymentView[]> => {
  if (deployments.length === 0) return []
  const configurations = await store.configurations.byIds(deployments.map((each) => each.configurationId))
  const byId = new Map(configurations.map((each) => [each.id, each]))
  return deployments.flatMap((deployment) => {
    const configuration = byId.get(deployment.configurationId)
    if (!configuration) return []
    const executable = executables.find(configuration.executableId, configuration.id)
    const model = modelOf(executable, configuration)
    return [{ deployment, configuration, model, resourcePlan: plansOf(executable, configuration).predictor ?? null }]
  })
}
