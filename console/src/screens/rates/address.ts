import { useNavigate } from '@tanstack/react-router'
import type { Changes } from '../../app/search.ts'
import { type RatesSearch, ratesRoute } from './routes.ts'

/** What the address says, and a way to change it. */
export function useAddress() {
  const search = ratesRoute.useSearch()
  const navigate = useNavigate({ from: ratesRoute.fullPath })
  const set = (more: Changes<RatesSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as RatesSearch, replace: true })
  return { search, set }
}
