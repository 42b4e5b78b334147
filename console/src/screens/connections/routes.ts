import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'

/** `create`: id of the provider to connect, or "" while it is chosen; `edit`: name of the connection whose dialog is open. */
export type ConnectionsSearch = { readonly sort?: string; readonly create?: string; readonly edit?: string }

export const connectionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/connections',
  validateSearch: (search: Record<string, unknown>): ConnectionsSearch =>
    Object.fromEntries(
      ['sort', 'create', 'edit'].flatMap((key) => (typeof search[key] === 'string' ? [[key, search[key]]] : [])),
    ),
  component: lazyRouteComponent(() => import('./connections.tsx'), 'Connections'),
})

export const connectionsRoutes = [connectionsRoute] as const
