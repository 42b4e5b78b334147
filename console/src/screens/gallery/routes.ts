import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { readTimeRange, type TimeRange } from '../../parts/time-span.ts'
import { type GalleryPart, galleryParts } from './parts.ts'

export type GallerySearch = TimeRange & { readonly part?: GalleryPart; readonly q?: string; readonly tone?: readonly string[] }

/** Every shared part with made-up data: for tests, and for those who write screens. Not in the navigation. */
const galleryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/gallery',
  validateSearch: (search: Record<string, unknown>): GallerySearch => ({
    ...readTimeRange(search),
    ...(galleryParts.some((part) => part === search['part']) ? { part: search['part'] as GalleryPart } : {}),
    ...(typeof search['q'] === 'string' && search['q'] !== '' ? { q: search['q'] } : {}),
    ...(Array.isArray(search['tone']) && search['tone'].length > 0 ? { tone: search['tone'].map(String) } : {}),
  }),
  component: lazyRouteComponent(() => import('./gallery.tsx'), 'Gallery'),
})

export const galleryRoutes = [galleryRoute] as const
