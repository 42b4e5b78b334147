import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { oneIn, textsIn } from '../../app/search.ts'

export const tabs = ['limits', 'pools', 'plans', 'requests', 'calculator'] as const
export type Tab = (typeof tabs)[number]

/** `edit`: id of the limit that is changed, or `new`. `model`, `type`, `residency`, `calls`: of the calculator; a kind of call is `calls a minute-tokens in-cached-tokens out`. */
export type QuotasSearch = {
  readonly tab?: Tab
  readonly q?: string
  readonly sort?: string
  readonly edit?: string
  readonly model?: string
  readonly type?: 'standard' | 'provisioned'
  readonly residency?: 'regional' | 'data-zone' | 'global'
  readonly calls?: string
}

export const quotasRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/quotas',
  validateSearch: (search: Record<string, unknown>): QuotasSearch => ({
    ...oneIn(search, 'tab', tabs),
    ...oneIn(search, 'type', ['standard', 'provisioned'] as const),
    ...oneIn(search, 'residency', ['regional', 'data-zone', 'global'] as const),
    ...textsIn(search, ['q', 'sort', 'edit', 'model', 'calls']),
  }),
  component: lazyRouteComponent(() => import('./quotas.tsx'), 'Quotas'),
})

export const quotasRoutes = [quotasRoute] as const
