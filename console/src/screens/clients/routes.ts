import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'

export type ClientsSearch = { readonly sort?: string; readonly all?: true; readonly create?: true }

export const clientsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/clients',
  validateSearch: ({ sort, all, create }: Record<string, unknown>): ClientsSearch => ({
    ...(typeof sort === 'string' ? { sort } : {}),
    ...(all === true ? { all } : {}),
    ...(create === true ? { create } : {}),
  }),
  component: lazyRouteComponent(() => import('./clients.tsx'), 'Clients'),
})

export const clientsRoutes = [clientsRoute] as const
