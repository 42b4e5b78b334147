import { useNavigate } from '@tanstack/react-router'
import type { Changes } from '../../app/search.ts'
import { type SecretsSearch, secretsRoute } from './routes.ts'

/** What the address says, and a way to change it. */
export function useAddress() {
  const search = secretsRoute.useSearch()
  const navigate = useNavigate({ from: secretsRoute.fullPath })
  const set = (more: Changes<SecretsSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as SecretsSearch, replace: true })
  return { search, set }
}
