import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'

/** `executable`: what is shown, comma-separated. */
export type ConfigurationsSearch = { readonly q?: string; readonly executable?: string; readonly sort?: string }

export const configurationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/configurations',
  validateSearch: (search: Record<string, unknown>): ConfigurationsSearch =>
    Object.fromEntries(
      ['q', 'executable', 'sort'].flatMap((key) =>
        typeof search[key] === 'string' && search[key] !== '' ? [[key, search[key]]] : [],
      ),
    ),
  component: lazyRouteComponent(() => import('./configurations.tsx'), 'Configurations'),
})

/** `compare`: id of the configuration that it is held against. */
export const configurationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/configurations/$configurationId',
  validateSearch: ({ compare }: Record<string, unknown>): { readonly compare?: string } =>
    typeof compare === 'string' && compare !== '' ? { compare } : {},
  component: lazyRouteComponent(() => import('./configuration.tsx'), 'Configuration'),
})

export const configurationsRoutes = [configurationsRoute, configurationRoute] as const
