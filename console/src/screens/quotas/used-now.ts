import { useMemo } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { read } from '../../api/client.ts'
import { type Scope, scopeKeys } from '../../parts/scope-text.tsx'
import { useNow } from '../../parts/time.tsx'

type Row = components['schemas']['UsageRow']

/** What passed through a limit, by the ledger: in the last whole minute, and the most in a minute of the last quarter of an hour. */
export type UsedNow = { readonly calls: number; readonly tokens: number; readonly mostCalls: number; readonly mostTokens: number }

const minuteMs = 60_000

/** Gateways count limits by themselves; the ledger has the same calls a moment later. Null: not read yet. */
export function useUsedNow(): ((scope: Scope) => UsedNow) | null {
  const minute = Math.floor(useNow(10_000) / minuteMs) * minuteMs
  const { data } = read.useQuery('get', '/v2/analytics/usage', {
    params: {
      query: {
        start: new Date(minute - 15 * minuteMs).toISOString(),
        end: new Date(minute).toISOString(),
        interval: 'minute',
        groupBy: scopeKeys.join(','),
      },
    },
  })
  return useMemo(() => (data ? (scope) => usedOf(data.resources, scope, minute - minuteMs) : null), [data, minute])
}

function usedOf(rows: readonly Row[], scope: Scope, lastMinute: number): UsedNow {
  const byMinute = new Map<number, { calls: number; tokens: number }>()
  for (const row of rows) {
    if (!scopeKeys.every((key) => scope[key] === null || scope[key] === row[key])) continue
    const at = Date.parse(row.start)
    const sums = byMinute.get(at) ?? { calls: 0, tokens: 0 }
    byMinute.set(at, { calls: sums.calls + row.requests, tokens: sums.tokens + row.inputTokens + row.outputTokens })
  }
  const all = [...byMinute.values()]
  const last = byMinute.get(lastMinute) ?? { calls: 0, tokens: 0 }
  return {
    ...last,
    mostCalls: Math.max(0, ...all.map(({ calls }) => calls)),
    mostTokens: Math.max(0, ...all.map(({ tokens }) => tokens)),
  }
}
