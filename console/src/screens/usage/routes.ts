import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { oneIn, textsIn } from '../../app/search.ts'
import { readTimeRange, type TimeRange } from '../../parts/time-span.ts'

export const tabs = ['overview', 'calls', 'statement', 'hints', 'estimate'] as const
export type Tab = (typeof tabs)[number]
export const intervals = ['minute', 'hour', 'day', 'month'] as const
export type Interval = (typeof intervals)[number]
export const measures = ['cost', 'calls', 'tokens', 'time'] as const
export type Measure = (typeof measures)[number]
export const callStates = ['settled', 'aborted', 'uncertain'] as const
export type CallState = (typeof callStates)[number]

/** What only calls of this count are shown. `group` is the address's own word for the group that all is about. */
export const filterKeys = ['resourceGroup', 'deployment', 'model', 'apiKey'] as const
export type FilterKey = (typeof filterKeys)[number]

/** `by`: what rows are told apart by, comma-separated. `peek`: id of a call. `month`: of the statement. */
export type UsageSearch = TimeRange &
  Partial<Record<FilterKey, string>> & {
    readonly tab?: Tab
    readonly interval?: Interval
    readonly measure?: Measure
    readonly state?: CallState
    readonly by?: string
    readonly timezone?: string
    readonly currency?: string
    readonly sort?: string
    readonly peek?: string
    readonly month?: string
  }

export const usageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/usage',
  validateSearch: (search: Record<string, unknown>): UsageSearch => ({
    ...readTimeRange(search),
    ...oneIn(search, 'tab', tabs),
    ...oneIn(search, 'interval', intervals),
    ...oneIn(search, 'measure', measures),
    ...oneIn(search, 'state', callStates),
    ...textsIn(search, [...filterKeys, 'by', 'timezone', 'currency', 'sort', 'peek', 'month']),
  }),
  component: lazyRouteComponent(() => import('./usage.tsx'), 'Usage'),
})

export const usageRoutes = [usageRoute] as const
