import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { oneIn, textsIn } from '../../app/search.ts'

export const tabs = ['generic', 'registries', 'stores'] as const
export type Tab = (typeof tabs)[number]

/** `edit`: name of the secret whose dialog is open; `create`: the dialog of a new one is. */
export type SecretsSearch = { readonly tab?: Tab; readonly sort?: string; readonly edit?: string; readonly create?: true }

export const secretsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/secrets',
  validateSearch: (search: Record<string, unknown>): SecretsSearch => ({
    ...oneIn(search, 'tab', tabs),
    ...textsIn(search, ['sort', 'edit']),
    ...(search['create'] === true ? { create: true } : {}),
  }),
  component: lazyRouteComponent(() => import('./secrets.tsx'), 'Secrets'),
})

export const secretsRoutes = [secretsRoute] as const
