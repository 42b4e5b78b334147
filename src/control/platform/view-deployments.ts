import { type Lifecycle, lifecycleOf } from '../../decide/model-version.ts'
import type { CatalogVersion } from '../../domain/catalog.ts'
import type { Configuration } from '../../domain/configuration.ts'
import type { Deployment } from '../../domain/deployment.ts'
import type { Progress } from '../../domain/progress.ts'
import type { DeploymentFilter, Page, Store, Window } from '../../store/store.ts'
import type { Catalog } from '../catalog/load-catalog.ts'
import type { ControlDeps } from '../deps.ts'
import type { ProgressBoard } from '../progress.ts'
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
  /** While it comes up; null: nothing that could be measured goes on. */
  readonly progress: Progress | null
  /** Of its predictor; null: it has none. */
  readonly resourcePlan: string | null
  /** How far the life of its model's version is; null: the catalog does not have it. */
  readonly life: ({ readonly stage: Lifecycle } & Pick<CatalogVersion, 'retirementDate' | 'retirementNotBefore'>) | null
}

type Deps = Pick<ControlDeps, 'executables'> & {
  readonly store: Pick<Store, 'deployments' | 'configurations'>
} & Partial<LifeDeps & ProgressDeps>
/** Absent: nothing is said of how far it is. */
export type ProgressDeps = { readonly progress: Pick<ProgressBoard, 'of'> }
/** Absent: nothing is said of the life of its model. */
type LifeDeps = Pick<ControlDeps, 'clock'> & { readonly catalog: Pick<Catalog, 'resolve'> }

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

const viewsOf = async (deps: Deps, deployments: readonly Deployment[]): Promise<DeploymentView[]> => {
  if (deployments.length === 0) return []
  const { store, executables } = deps
  const configurations = await store.configurations.byIds(deployments.map((each) => each.configurationId))
  const byId = new Map(configurations.map((each) => [each.id, each]))
  return deployments.flatMap((deployment) => {
    const configuration = byId.get(deployment.configurationId)
    if (!configuration) return []
    const executable = executables.find(configuration.executableId, configuration.id)
    const model = modelOf(executable, configuration)
    const resourcePlan = plansOf(executable, configuration).predictor ?? null
    const progress = deployment.status === 'PENDING' ? (deps.progress?.of(deployment.id) ?? null) : null
    return [{ deployment, configuration, model, resourcePlan, progress, life: model && lifeOf(deps, configuration, model) }]
  })
}

function lifeOf(
  { catalog, clock }: Partial<LifeDeps>,
  { executableId }: Configuration,
  model: { readonly name: string; readonly version: string },
): DeploymentView['life'] {
  const resolution = catalog?.resolve(executableId, model.name, model.version)
  if (!clock || !resolution || resolution.kind === 'unknown') return null
  const { version } = resolution
  const { retirementDate, retirementNotBefore } = version
  return { stage: lifecycleOf(version, clock.now()), retirementDate, retirementNotBefore }
}
