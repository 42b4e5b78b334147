import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'

export type GroupsSearch = { readonly sort?: string; readonly create?: true }

export const groupsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/groups',
  validateSearch: ({ sort, create }: Record<string, unknown>): GroupsSearch => ({
    ...(typeof sort === 'string' ? { sort } : {}),
    ...(create === true ? { create } : {}),
  }),
  component: lazyRouteComponent(() => import('./groups.tsx'), 'Groups'),
})

export const groupsRoutes = [groupsRoute] as const
