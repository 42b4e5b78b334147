import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { oneIn, textsIn } from '../../app/search.ts'

export const tabs = ['budgets', 'notifications'] as const
export type Tab = (typeof tabs)[number]

/** `edit`: id of what is changed, or `new`. `peek`: id of the target whose deliveries are looked at. */
export type BudgetsSearch = {
  readonly tab?: Tab
  readonly q?: string
  readonly edit?: string
  readonly peek?: string
}

export const budgetsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/budgets',
  validateSearch: (search: Record<string, unknown>): BudgetsSearch => ({
    ...oneIn(search, 'tab', tabs),
    ...textsIn(search, ['q', 'edit', 'peek']),
  }),
  component: lazyRouteComponent(() => import('./budgets.tsx'), 'Budgets'),
})

export const budgetsRoutes = [budgetsRoute] as const
