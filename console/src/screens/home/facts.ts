import { read } from '../../api/client.ts'
import type { Deployment } from '../../api/deployments.ts'
import { useDeployments } from '../../api/deployments.ts'
import { useMay } from '../../api/session.ts'
import { useNow } from '../../parts/time.tsx'

/** Calls and money of today by hour, and of this month. Days and months begin at this browser's midnight. */
export function useToday() {
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const now = new Date(useNow(300_000))
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate())
  const month = new Date(now.getFullYear(), now.getMonth(), 1)
  const asked = (start: Date, interval: 'hour' | 'month') => ({
    params: { query: { start: start.toISOString(), end: endOf(now).toISOString(), interval, timezone } },
  })
  const today = read.useQuery('get', '/v2/analytics/usage', asked(day, 'hour'))
  const thisMonth = read.useQuery('get', '/v2/analytics/usage', asked(month, 'month'))
  const rows = today.data?.resources
  return {
    ready: rows !== undefined && thisMonth.data !== undefined,
    error: today.error ?? thisMonth.error,
    calls: rows?.reduce((sum, { calls }) => sum + calls, 0) ?? 0,
    tokens: rows?.reduce((sum, row) => sum + row.inputTokens + row.outputTokens, 0) ?? 0,
    byHour: Array.from(
      { length: now.getHours() + 1 },
      (_, hour) => rows?.find(({ start }) => new Date(start).getHours() === hour)?.calls ?? 0,
    ),
    spentToday: (rows ?? []).flatMap(({ costs }) => costs),
    spentThisMonth: (thisMonth.data?.resources ?? []).flatMap(({ costs }) => costs),
  }
}

const endOf = (day: Date): Date => new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1)

/** A thing that somebody should look at. */
export type Trouble =
  | { readonly kind: 'deployment'; readonly deployment: Deployment }
  | { readonly kind: 'budget'; readonly scope: string; readonly percent: number; readonly exact: number }
  | { readonly kind: 'check'; readonly name: string; readonly failed: boolean; readonly message: string; readonly next: string }

/** Deployments that should run and do not, budgets near their end, checks that fail; the worst first. */
export function useTroubles(): { readonly ready: boolean; readonly troubles: readonly Trouble[] } {
  const isAdmin = useMay('admin')
  const { deployments } = useDeployments()
  const budgets = read.useQuery('get', '/v2/admin/budgets', {})
  const checks = read.useQuery('get', '/v2/admin/about/checks', {}, { enabled: isAdmin })
  const wrong = deployments?.filter(({ status, targetStatus }) => targetStatus === 'RUNNING' && status !== 'RUNNING') ?? []
  return {
    ready: deployments !== undefined && !budgets.isPending,
    troubles: [
      ...wrong
        .toSorted((one, other) => Number(other.status === 'DEAD') - Number(one.status === 'DEAD'))
        .map((deployment) => ({ kind: 'deployment' as const, deployment })),
      ...(budgets.data?.resources ?? []).flatMap(({ scope, spentNano, amountNano }) => {
        const exact = amountNano > 0 ? (spentNano / amountNano) * 100 : 0
        const percent = Math.floor(exact)
        const [named = '*'] = Object.values(scope).filter((value) => typeof value === 'string')
        return percent >= 80 ? [{ kind: 'budget' as const, scope: named, percent, exact }] : []
      }),
      ...(checks.data?.resources ?? []).flatMap(({ name, state, message, next }) =>
        state === 'failed' ? [{ kind: 'check' as const, name, failed: true, message, next }] : [],
      ),
    ],
  }
}
