import { useInfiniteQuery } from '@tanstack/react-query'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { useGroup } from '../../api/group.ts'
import { useMay } from '../../api/session.ts'

export type LedgerCall = components['schemas']['LedgerRecord']
export type KeptCall = components['schemas']['InferenceRecord']
type State = LedgerCall['state']

/** Calls of a time, newest first, a page at a time. */
export function useCalls(deployment: string, query: { readonly start: string; readonly end: string }, state: State | undefined) {
  const group = useGroup()
  const found = useInfiniteQuery({
    queryKey: ['get', '/v2/analytics/ledger', group, deployment, query, state],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const asked = { deployment, ...query, $top: 200, ...(state ? { state } : {}) }
      const more = pageParam === '' ? {} : { continueToken: pageParam }
      const { data } = await api.GET('/v2/analytics/ledger', { params: { query: { ...asked, ...more } }, signal })
      if (!data) throw new Error('the ledger answered nothing')
      return data
    },
    getNextPageParam: ({ continueToken }) => continueToken,
    placeholderData: (before) => before,
  })
  return { ...found, calls: found.data?.pages.flatMap(({ resources }) => resources) }
}

/** What was kept of these calls, by request id; nothing for those who may only look: bodies hold what was said to models. */
export function useKept(deploymentId: string, query: { readonly start: string; readonly end: string }) {
  const may = useMay('consumer')
  const asked = { deploymentId, startTime: query.start, endTime: query.end, $top: 1_000 }
  const { data } = read.useQuery(
    'get',
    '/v2/observability/inferences',
    { params: { query: asked } },
    { enabled: may, placeholderData: (before) => before },
  )
  return new Map((data?.resources ?? []).map((each) => [each.requestId, each]))
}
