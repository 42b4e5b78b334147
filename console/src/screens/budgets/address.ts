import { useNavigate } from '@tanstack/react-router'
import type { Changes } from '../../app/search.ts'
import { type BudgetsSearch, budgetsRoute } from './routes.ts'

/** What the address says, and a way to change it. */
export function useAddress() {
  const search = budgetsRoute.useSearch()
  const navigate = useNavigate({ from: budgetsRoute.fullPath })
  const set = (more: Changes<BudgetsSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as BudgetsSearch, replace: true })
  return { search, set }
}
