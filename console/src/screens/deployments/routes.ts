import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'

/** `status` and `executable`: what is shown, comma-separated. `peek`: id of the deployment that is looked into. */
export type DeploymentsSearch = {
  readonly q?: string
  readonly status?: string
  readonly executable?: string
  readonly sort?: string
  readonly peek?: string
}

export const deploymentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/deployments',
  validateSearch: (search: Record<string, unknown>): DeploymentsSearch =>
    Object.fromEntries(
      ['q', 'status', 'executable', 'sort', 'peek'].flatMap((key) =>
        typeof search[key] === 'string' && search[key] !== '' ? [[key, search[key]]] : [],
      ),
    ),
  component: lazyRouteComponent(() => import('./deployments.tsx'), 'Deployments'),
})

export const deploymentsRoutes = [deploymentsRoute] as const
