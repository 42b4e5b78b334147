import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { readTimeRange, type TimeRange } from '../../parts/time-span.ts'

export const deploymentTabs = ['overview', 'metrics', 'logs', 'requests', 'scaling', 'versions', 'settings'] as const
export type DeploymentTab = (typeof deploymentTabs)[number]

/**
 * `range`, `from`, `to`: the time that metrics, requests and the timeline are about. Logs: `since`, `source` (an instance), `previous`
 * (the run before), `q` (filter). Requests: `q`, `state`, `peek` (a call). Versions: `compare` (`2..3`).
 */
export type DeploymentSearch = TimeRange & {
  readonly tab?: DeploymentTab
  readonly since?: string
  readonly source?: string
  readonly previous?: true
  readonly q?: string
  readonly state?: string
  readonly peek?: string
  readonly compare?: string
}

export const deploymentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/deployments/$deploymentId',
  validateSearch: (search: Record<string, unknown>): DeploymentSearch => ({
    ...readTimeRange(search),
    ...(deploymentTabs.some((tab) => tab === search['tab']) ? { tab: search['tab'] as DeploymentTab } : {}),
    ...(search['previous'] === true || search['previous'] === 'true' ? { previous: true as const } : {}),
    ...Object.fromEntries(
      ['since', 'source', 'q', 'state', 'peek', 'compare'].flatMap((key) =>
        typeof search[key] === 'string' && search[key] !== '' ? [[key, search[key]]] : [],
      ),
    ),
  }),
  component: lazyRouteComponent(() => import('./deployment.tsx'), 'Deployment'),
})

export const deploymentRoutes = [deploymentRoute] as const
