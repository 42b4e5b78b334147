import { useNavigate } from '@tanstack/react-router'
import type { Changes } from '../../app/search.ts'
import { type QuotasSearch, quotasRoute } from './routes.ts'

/** What the address says, and a way to change it. */
export function useAddress() {
  const search = quotasRoute.useSearch()
  const navigate = useNavigate({ from: quotasRoute.fullPath })
  const set = (more: Changes<QuotasSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as QuotasSearch, replace: true })
  return { search, set }
}
