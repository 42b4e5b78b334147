import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'

export const tabs = ['templates', 'sources'] as const
export type Tab = (typeof tabs)[number]
/** `kind`: what is shown, comma-separated. `add`: the dialog that is open. */
export type TemplatesSearch = {
  readonly tab?: Tab
  readonly q?: string
  readonly kind?: string
  readonly sort?: string
  readonly add?: 'repository' | 'application'
}

export const templatesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/templates',
  validateSearch: ({ tab, add, ...search }: Record<string, unknown>): TemplatesSearch => ({
    ...(tabs.includes(tab as Tab) ? { tab: tab as Tab } : {}),
    ...(add === 'repository' || add === 'application' ? { add } : {}),
    ...Object.fromEntries(
      ['q', 'kind', 'sort'].flatMap((key) => (typeof search[key] === 'string' && search[key] !== '' ? [[key, search[key]]] : [])),
    ),
  }),
  component: lazyRouteComponent(() => import('./templates.tsx'), 'Templates'),
})

export const newTemplateRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/templates/new',
  component: lazyRouteComponent(() => import('./template.tsx'), 'NewTemplate'),
})

export const templateRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/templates/$templateName',
  component: lazyRouteComponent(() => import('./template.tsx'), 'Template'),
})

export const templatesRoutes = [templatesRoute, newTemplateRoute, templateRoute] as const
