import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { oneIn, textsIn } from '../../app/search.ts'

export const tabs = ['cards', 'corrections'] as const
export type Tab = (typeof tabs)[number]

/** `edit`: id of the card that is changed, or `new`. */
export type RatesSearch = { readonly tab?: Tab; readonly q?: string; readonly sort?: string; readonly edit?: string }

export const ratesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rates',
  validateSearch: (search: Record<string, unknown>): RatesSearch => ({
    ...oneIn(search, 'tab', tabs),
    ...textsIn(search, ['q', 'sort', 'edit']),
  }),
  component: lazyRouteComponent(() => import('./rates.tsx'), 'Rates'),
})

export const ratesRoutes = [ratesRoute] as const
