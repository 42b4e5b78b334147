import { useInfiniteQuery } from '@tanstack/react-query'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { useGroup } from '../../api/group.ts'
import { useMay } from '../../api/session.ts'

export type LedgerCall = components['schemas']['LedgerRecord']
export type KeptCall = components['schemas']['InferenceRecord']
type State = LedgerCall['state']
type TimeQuery = { readonly start: string; readonly end: string }

/** What was looked at a moment ago is of no use when the time moves on, and there would be one each few seconds. */
const keptMs = 15_000

/** Calls of a time, newest first, a page at a time. */
export function useCalls(deployment: string, query: TimeQuery, state: State | undefined) {
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
    gcTime: keptMs,
  })
  return { ...found, calls: found.data?.pages.flatMap(({ resources }) => resources) }
}

/** Records of calls of which something was kept, without it, by request id; none for those who may not read what was said. */
export function useKept(deploymentId: string, query: TimeQuery): ReadonlyMap<string, KeptCall> {
  const may = useMay('consumer')
  const asked = { deploymentId, startTime: query.start, endTime: query.end, $top: 1_000, bodies: 'false' }
  const { data } = read.useQuery(
    'get',
    '/v2/observability/inferences',
    { params: { query: asked } },
    { enabled: may, placeholderData: (before) => before, gcTime: keptMs },
  )
  return new Map((data?.resources ?? []).map((each) => [each.requestId, each]))
}

/** One record with what was said. */
export function useBodies(record: KeptCall | undefined) {
  return read.useQuery(
    'get',
    '/v2/observability/inferences/{inferenceId}',
    { params: { path: { inferenceId: record?.id ?? '' } } },
    { enabled: record !== undefined, gcTime: 60_000 },
  )
}
