import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { oneIn, textsIn } from '../../app/search.ts'

/** `show`: the dialog that is open. */
export type RegistrySearch = {
  readonly q?: string
  readonly framework?: string
  readonly sort?: string
  readonly show?: 'upload' | 'import'
}

export const registryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/registry',
  validateSearch: (search: Record<string, unknown>): RegistrySearch => ({
    ...textsIn(search, ['q', 'framework', 'sort']),
    ...oneIn(search, 'show', ['upload', 'import'] as const),
  }),
  component: lazyRouteComponent(() => import('./registry.tsx'), 'Registry'),
})

/** `best`: a metric; `lowest`: whether its least value is best. `compare`: numbers of versions; `show`: what is open. */
export type RegisteredSearch = {
  readonly sort?: string
  readonly best?: string
  readonly lowest?: 'yes'
  readonly compare?: string
  readonly show?: 'compare' | 'upload'
}

export const registeredRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/registry/$name',
  validateSearch: (search: Record<string, unknown>): RegisteredSearch => ({
    ...textsIn(search, ['sort', 'best', 'compare']),
    ...oneIn(search, 'lowest', ['yes'] as const),
    ...oneIn(search, 'show', ['compare', 'upload'] as const),
  }),
  component: lazyRouteComponent(() => import('./registered.tsx'), 'Registered'),
})

export const versionTabs = ['overview', 'files', 'scripts'] as const
export type VersionTab = (typeof versionTabs)[number]

/** `file`: path of the one that is looked into. `script`: `predictor@3`, or the id of a template for a new one. */
export type VersionSearch = { readonly tab?: VersionTab; readonly file?: string; readonly script?: string }

export const versionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/registry/$name/$version',
  validateSearch: (search: Record<string, unknown>): VersionSearch => ({
    ...oneIn(search, 'tab', versionTabs),
    ...textsIn(search, ['file', 'script']),
  }),
  component: lazyRouteComponent(() => import('./version.tsx'), 'VersionPage'),
})

export const registryRoutes = [registryRoute, registeredRoute, versionRoute] as const
