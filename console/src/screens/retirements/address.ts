import { useNavigate } from '@tanstack/react-router'
import type { Changes } from '../../app/search.ts'
import { type RetirementsSearch, retirementsRoute } from './routes.ts'

/** What the address says, and a way to change it. */
export function useAddress() {
  const search = retirementsRoute.useSearch()
  const navigate = useNavigate({ from: retirementsRoute.fullPath })
  const set = (more: Changes<RetirementsSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as RetirementsSearch, replace: true })
  return { search, set }
}
