import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'

export const modes = ['simple', 'advanced', 'yaml'] as const
export type Mode = (typeof modes)[number]

/** `registered`: `name` or `name@version`. `from`: id of a deployment that is taken as pattern. */
export type EditSearch = {
  readonly mode?: Mode
  /** Blocks of the advanced form that are open, comma-separated. */
  readonly open?: string
  readonly model?: string
  readonly version?: string
  readonly executable?: string
  readonly connection?: string
  readonly registered?: string
  readonly configuration?: string
  readonly from?: string
}

const keys = ['open', 'model', 'version', 'executable', 'connection', 'registered', 'configuration', 'from'] as const

export const newRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/deployments/new',
  validateSearch: (search: Record<string, unknown>): EditSearch => ({
    ...modeIn(search),
    ...Object.fromEntries(
      keys.flatMap((key) => {
        const value = typeof search[key] === 'number' ? String(search[key]) : search[key]
        return typeof value === 'string' && value !== '' ? [[key, value]] : []
      }),
    ),
  }),
  component: lazyRouteComponent(() => import('./new-deployment.tsx'), 'NewDeployment'),
})

export const editRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/deployments/$deploymentId/edit',
  validateSearch: (search: Record<string, unknown>): Pick<EditSearch, 'mode' | 'open'> => ({
    ...modeIn(search),
    ...(typeof search['open'] === 'string' ? { open: search['open'] } : {}),
  }),
  component: lazyRouteComponent(() => import('./edit-deployment.tsx'), 'EditDeployment'),
})

const modeIn = ({ mode }: Record<string, unknown>): Pick<EditSearch, 'mode'> =>
  modes.includes(mode as Mode) ? { mode: mode as Mode } : {}

export const editRoutes = [newRoute, editRoute] as const

/** The blocks that are open; without a word the first ones. */
export const openIn = ({ open }: Pick<EditSearch, 'open'>): readonly string[] =>
  open === undefined ? ['model', 'hosting'] : open.split(',').filter(Boolean)
