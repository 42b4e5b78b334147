import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'

/** `severity`, `kind`: what is shown, comma-separated. */
export type EventsSearch = { readonly q?: string; readonly severity?: string; readonly kind?: string; readonly sort?: string }

export const eventsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/events',
  validateSearch: (search: Record<string, unknown>): EventsSearch =>
    Object.fromEntries(
      ['q', 'severity', 'kind', 'sort'].flatMap((key) =>
        typeof search[key] === 'string' && search[key] !== '' ? [[key, search[key]]] : [],
      ),
    ),
  component: lazyRouteComponent(() => import('./events.tsx'), 'Events'),
})

export const eventsRoutes = [eventsRoute] as const
