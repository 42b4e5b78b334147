import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'

/** `edit`: id of the person whose dialog is open. */
export type PeopleSearch = { readonly sort?: string; readonly create?: true; readonly edit?: string }

export const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people',
  validateSearch: ({ sort, create, edit }: Record<string, unknown>): PeopleSearch => ({
    ...(typeof sort === 'string' ? { sort } : {}),
    ...(create === true ? { create } : {}),
    ...(typeof edit === 'string' ? { edit } : {}),
  }),
  component: lazyRouteComponent(() => import('./people.tsx'), 'People'),
})

export const peopleRoutes = [peopleRoute] as const
