import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { textsIn } from '../../app/search.ts'

/** `month`: `2027-02`, what happens in it. `trial`: id of the deployment whose dry runs are looked at, `run`: number of one, `call`: one of its calls. */
export type RetirementsSearch = {
  readonly q?: string
  readonly month?: string
  readonly sort?: string
  readonly trial?: string
  readonly run?: string
  readonly call?: string
}

export const retirementsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/retirements',
  validateSearch: (search: Record<string, unknown>): RetirementsSearch =>
    textsIn(search, ['q', 'month', 'sort', 'trial', 'run', 'call']),
  component: lazyRouteComponent(() => import('./retirements.tsx'), 'Retirements'),
})

export const retirementsRoutes = [retirementsRoute] as const
