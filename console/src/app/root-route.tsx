import { createRootRoute, retainSearchParams } from '@tanstack/react-router'
import { currentGroup, setGroup } from '../api/group.ts'
import { NoSuchPage } from './no-such-page.tsx'
import { Shell } from './shell.tsx'

/** Parent of all screens. The resource group is in every address, so that an address says all of what is on the screen. */
export const rootRoute = createRootRoute({
  validateSearch: (search: Record<string, unknown>): { group?: string } =>
    typeof search['group'] === 'string' && search['group'] !== '' ? { group: search['group'] } : {},
  search: { middlewares: [retainSearchParams(['group'])] },
  beforeLoad: ({ search }) => {
    if (search.group !== undefined && search.group !== currentGroup()) setGroup(search.group)
  },
  component: Shell,
  notFoundComponent: NoSuchPage,
})
