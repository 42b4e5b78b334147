import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'

/** `all`: revoked and expired ones, too. `create`: the dialog is open. */
export type KeysSearch = { readonly sort?: string; readonly all?: true; readonly create?: true }

export const keysRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/keys',
  validateSearch: ({ sort, all, create }: Record<string, unknown>): KeysSearch => ({
    ...(typeof sort === 'string' ? { sort } : {}),
    ...(all === true ? { all } : {}),
    ...(create === true ? { create } : {}),
  }),
  component: lazyRouteComponent(() => import('./keys.tsx'), 'Keys'),
})

export const keysRoutes = [keysRoute] as const
