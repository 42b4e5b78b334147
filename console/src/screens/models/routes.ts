import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { oneIn, textsIn } from '../../app/search.ts'

/** Facets hold values, comma-separated. `compare`: keys of models, `openai/gpt-4.1,…`; `show`: whether they are side by side. `x`, `y`: what points are set by. */
export type ModelsSearch = {
  readonly q?: string
  readonly here?: string
  readonly can?: string
  readonly executable?: string
  readonly context?: string
  readonly price?: string
  readonly stage?: string
  readonly sort?: string
  readonly compare?: string
  readonly view?: 'table' | 'scatter'
  readonly x?: string
  readonly y?: string
  readonly show?: 'compare'
}

export const modelsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models',
  validateSearch: (search: Record<string, unknown>): ModelsSearch => ({
    ...textsIn(search, ['q', 'here', 'can', 'executable', 'context', 'price', 'stage', 'sort', 'compare', 'x', 'y']),
    ...oneIn(search, 'view', ['table', 'scatter'] as const),
    ...oneIn(search, 'show', ['compare'] as const),
  }),
  component: lazyRouteComponent(() => import('./models.tsx'), 'Models'),
})

export const modelRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models/$executableId/$model',
  component: lazyRouteComponent(() => import('./model.tsx'), 'Model'),
})

export const modelsRoutes = [modelsRoute, modelRoute] as const
