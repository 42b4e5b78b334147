import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { textsIn } from '../../app/search.ts'

/** `status`, `executable` and `columns`: what is shown, comma-separated. `peek`: id of the deployment that is looked into. */
export type DeploymentsSearch = {
  readonly q?: string
  readonly status?: string
  readonly executable?: string
  readonly sort?: string
  readonly columns?: string
  readonly peek?: string
}

export const deploymentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/deployments',
  validateSearch: (search: Record<string, unknown>): DeploymentsSearch =>
    textsIn(search, ['q', 'status', 'executable', 'sort', 'columns', 'peek']),
  component: lazyRouteComponent(() => import('./deployments.tsx'), 'Deployments'),
})

export const deploymentsRoutes = [deploymentsRoute] as const
