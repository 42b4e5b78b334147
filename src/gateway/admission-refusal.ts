import type { Ask, Limiting, Refusal } from '../decide/admission.ts'
import { Failure } from '../domain/failure.ts'
import { type BudgetEntry, type LimitEntry, type QuotaEntry, scopeInWords } from '../domain/limits.ts'
import { toDecimal } from '../domain/money.ts'
import type { Route } from '../domain/route.ts'

/** Where time alone changes nothing a caller may still look again: an administrator may have changed the limit. */
const neverMs = 3_600_000

/** Names the limit, whom it is for, what is left and when there is more. */
export function refusalOf(
  { limit, what, left, waitMs }: Refusal,
  ask: Ask,
  limiting: Limiting,
  called: Called,
  now: number,
): Failure {
  const retryAfterMs = Math.max(1, Math.ceil(waitMs ?? neverMs))
  const data = { limitId: limit.id, limitKind: limit.kind, what }
  if (limit.kind === 'budget') {
    const held = limiting.purses.find(({ entry }) => entry === limit)?.reserved(now) ?? 0
    return new Failure('limited', noMoney(limit, scopeOf(limit, called), left, held, waitMs, ask, now), {
      code: 'budget_exceeded',
      retryAfterMs,
      data,
    })
  }
  if (limit.kind === 'units') {
    const full = `${(limiting.bucket?.utilization(now) ?? 100).toFixed(1)} %`
    return new Failure(
      'limited',
      `the provisioned units of deployment ${inWords(called, limit.id)} are in use: ${full} of a minute's work is under way, and calls are let through below 100 %. ${later(waitMs)}`,
      { retryAfterMs, data },
    )
  }
  return new Failure('limited', `${overQuota(limit, scopeOf(limit, called), what, left, ask)} ${later(waitMs)}`, {
    retryAfterMs,
    data,
  })
}

/** The deployment that was called. */
type Called = Pick<Route, 'deploymentId' | 'name'>

const scopeOf = ({ scope }: Pick<LimitEntry, 'scope'>, called: Called): string =>
  `for ${scopeInWords(scope, (id) => inWords(called, id))}`

/** `"chat" (d1a2…)`: people know it by its name, and programs by its id. */
const inWords = ({ deploymentId, name }: Called, id: string): string =>
  id === deploymentId && name !== '' ? `"${name}" (${id})` : `"${id}"`

function overQuota(limit: QuotaEntry, scope: string, what: Refusal['what'], left: number, ask: Ask): string {
  const whom = `${scope} (quota ${limit.id})`
  switch (what) {
    case 'concurrent':
      return `${limit.concurrent} calls at one time are the limit ${whom}, and none is free now.`
    case 'requests':
      return `${limit.requestsPerMinute} requests a minute are the limit ${whom}, and ${Math.max(0, left)} are left.`
    default: {
      const bound = 'the body and the longest answer count; a smaller max_tokens needs fewer'
      return `${limit.tokensPerMinute} tokens a minute are the limit ${whom}, and ${Math.max(0, left)} are left; this call may need ${ask.tokens} (${bound}).`
    }
  }
}

function noMoney(
  limit: BudgetEntry,
  whom: string,
  left: number,
  held: number,
  waitMs: number | null,
  ask: Ask,
  now: number,
): string {
  const money = (nano: number): string => `${toDecimal(BigInt(Math.max(0, nano)))} ${limit.currency}`
  const period = limit.period === 'total' ? 'in all' : `a ${limit.period}`
  const under = held > 0 ? ` (calls under way hold ${money(held)})` : ''
  const next = waitMs === null || held > 0 ? '' : ` The next ${limit.period} begins at ${new Date(now + waitMs).toISOString()}.`
  return (
    `the budget of ${money(limit.amount)} ${period} ${whom} (budget ${limit.id}) has ${money(left)} left${under}; ` +
    `this call may cost up to ${money(ask.cost)}. A smaller max_tokens costs less, and an administrator can raise the budget.${next}`
  )
}

const later = (waitMs: number | null): string =>
  waitMs === null ? 'An administrator can change it.' : `Try again in ${Math.ceil(waitMs / 1000)} s.`
