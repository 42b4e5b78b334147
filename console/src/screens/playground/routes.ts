import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'

export const playgroundModes = ['chat', 'embeddings', 'predict'] as const
export type PlaygroundMode = (typeof playgroundModes)[number]

/** `deployment`: name or id. `with`: names of those beside it, comma-separated. `show`: the dialog that is open. */
export type PlaygroundSearch = {
  readonly deployment?: string
  readonly with?: string
  readonly mode?: PlaygroundMode
  readonly show?: 'code' | 'app'
}

export const playgroundRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/playground',
  validateSearch: (search: Record<string, unknown>): PlaygroundSearch => ({
    ...(typeof search['deployment'] === 'string' && search['deployment'] !== '' ? { deployment: search['deployment'] } : {}),
    ...(typeof search['with'] === 'string' && search['with'] !== '' ? { with: search['with'] } : {}),
    ...(playgroundModes.includes(search['mode'] as PlaygroundMode) ? { mode: search['mode'] as PlaygroundMode } : {}),
    ...(search['show'] === 'code' || search['show'] === 'app' ? { show: search['show'] } : {}),
  }),
  component: lazyRouteComponent(() => import('./playground.tsx'), 'Playground'),
})

export const playgroundRoutes = [playgroundRoute] as const
