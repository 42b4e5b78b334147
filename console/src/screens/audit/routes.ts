import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'

/** Filters as the server takes them; `peek`: id of the entry that is looked into. */
export type AuditSearch = {
  readonly actor?: string
  readonly action?: string
  readonly target?: string
  readonly outcome?: 'done' | 'refused'
  readonly peek?: string
}

export const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audit',
  validateSearch: ({ outcome, ...search }: Record<string, unknown>): AuditSearch => ({
    ...Object.fromEntries(
      ['actor', 'action', 'target', 'peek'].flatMap((key) =>
        typeof search[key] === 'string' && search[key] !== '' ? [[key, search[key]]] : [],
      ),
    ),
    ...(outcome === 'done' || outcome === 'refused' ? { outcome } : {}),
  }),
  component: lazyRouteComponent(() => import('./audit.tsx'), 'Audit'),
})

export const auditRoutes = [auditRoute] as const
