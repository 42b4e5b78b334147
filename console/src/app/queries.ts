import { QueryClient } from '@tanstack/react-query'
import { Problem } from '../api/problem.ts'

/** What was read stays good until a change is told (`api/live.ts`); a refusal is not tried again, a broken line is. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && !(error instanceof Problem && error.status < 500),
      refetchOnWindowFocus: false,
    },
  },
})
