import { createRouter } from '@tanstack/react-router'
import { RouteFailed } from '../parts/failed.tsx'
import { basePath } from './place.ts'
import { rootRoute } from './root-route.tsx'
import { screenRoutes } from './routes.ts'

export const router = createRouter({
  routeTree: rootRoute.addChildren(screenRoutes),
  basepath: basePath,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultErrorComponent: RouteFailed,
  defaultPendingMs: 300,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
