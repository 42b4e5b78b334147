import { periodAt } from '../decide/period.ts'
import { reachedThresholds } from '../decide/purse.ts'
import type { Clock } from '../domain/clock.ts'
import { type Budget, type LimitEntry, type PassedCalls, type Quota, type QuotaEntry, scopeInWords } from '../domain/limits.ts'
import { toDecimal } from '../domain/money.ts'
import type { Store } from '../store/store.ts'
import type { Notify } from './events.ts'
import type { Publisher } from './publish.ts'
import { corrections } from './rerating.ts'

export type LimitsFeedDeps = {
  readonly store: Pick<Store, 'quotas' | 'budgets' | 'settings'>
  /** What deployments may take by their capacity. */
  readonly capacities: () => Promise<readonly QuotaEntry[]>
  readonly publisher: Pick<Publisher, 'limits' | 'spent'>
  readonly notify: Notify
  readonly clock: Clock
  /** Brings everything that gateways have recorded into the store. */
  readonly ingest: () => Promise<void>
  readonly log: { error(fields: object, event: string): void }
}

export type LimitsFeed = AsyncDisposable & {
  /** Tells gateways what limits there are. Safe at any time: only what differs is sent. */
  publish(): Promise<void>
  /** The same, with what was spent of all budgets: a sum over the ledger for each. */
  refresh(): Promise<void>
  /** A limit came, changed or went; a budget with what was spent of it. */
  changed(budget: Budget | null): Promise<void>
  /** For a gateway that connects: the ledger is read to its end first, so that nothing spent is forgotten. */
  prepare(): Promise<readonly PassedCalls[]>
  /** Refreshes every few seconds from now on: other gateways spend too, and thresholds are reached. */
  start(): void
}

const minuteMs = 60_000
const everyMs = 15_000

/** Keeps what gateways know of limits as the store has it, and watches budgets for thresholds that were reached. */
export function makeLimitsFeed({ store, capacities, publisher, notify, clock, ingest, log }: LimitsFeedDeps): LimitsFeed {
  const ended = new AbortController()
  let running: Promise<void> | null = null
  let last: Promise<readonly Budget[]> = Promise.resolve([])

  /** One after the other: what was read before must not be told after what was read later. */
  const publish = (): Promise<readonly Budget[]> => {
    const next = last.then(publishNow)
    last = next.catch(() => []) // who asked is told
    return next
  }
  const publishNow = async (): Promise<readonly Budget[]> => {
    const [quotas, budgets] = [await store.quotas.list(), await store.budgets.list()]
    publisher.limits([...quotas.map((each) => quotaEntry(each, quotas)), ...(await capacities()), ...budgets.map(budgetEntry)])
    return budgets
  }

  const tellSpent = async (budget: Budget): Promise<void> => {
    const { start } = periodAt(budget.period, budget.timezone, clock.now())
    const nano = Number(await store.budgets.spent(budget, start))
    const correction = Number((await store.settings.get(corrections)) ?? 0)
    publisher.spent({ budgetId: budget.id, periodStart: start, nano, ...(correction > 0 ? { correction } : {}) })
    await watch(budget, start, nano)
  }

  const refresh = async (): Promise<void> => {
    for (const budget of await publish()) await tellSpent(budget)
  }

  const forever = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(everyMs, ended.signal).catch(() => {}) // aborted: the next line ends it
      if (ended.signal.aborted) return
      await refresh().catch((error) => log.error({ err: error }, 'limits could not be refreshed; trying again'))
    }
  }

  /** Once for each threshold in each period, restarts included. */
  const watch = async (budget: Budget, periodStart: number, nano: number): Promise<void> => {
    const reached = reachedThresholds(budget, nano)
    if (reached.length === 0) return
    const threshold = Math.max(...reached)
    const { id, scope, amount, currency, period, block } = budget
    const [spent, of] = [toDecimal(BigInt(nano)), toDecimal(BigInt(amount))]
    await notify({
      kind: 'budget.threshold',
      severity: block && nano >= amount ? 'critical' : 'warning',
      resourceGroup: scope.resourceGroup,
      deploymentId: scope.deploymentId,
      message: `${spent} of a budget of ${of} ${currency}${period === 'total' ? '' : ` a ${period}`} for ${scopeInWords(scope)} is spent: ${threshold} % is reached`,
      data: { budgetId: id, scope, period, amount, spent: nano, currency, threshold },
      once: `budget ${id} ${periodStart} ${threshold}`,
    })
  }

  return {
    publish: async () => void (await publish()),
    refresh,
    async changed(budget) {
      await publish()
      if (budget) await tellSpent(budget)
    },
    async prepare() {
      await ingest()
      await refresh()
      return store.quotas.passedSince(clock.now() - minuteMs)
    },
    start() {
      running = forever()
    },
    async [Symbol.asyncDispose]() {
      ended.abort()
      await running
    },
  }
}

/** Of quotas that were asked for, a group's own takes the place of the tenant's. */
const quotaEntry = (quota: Quota, all: readonly Quota[]): LimitEntry => {
  const { id, scope, requestsPerMinute, tokensPerMinute, concurrent } = quota
  const exceptGroups = isRequested(quota) && scope.resourceGroup === null ? all.filter(takesPlaceOf(quota)).map(groupOf) : []
  return { kind: 'quota', id, scope, exceptGroups, requestsPerMinute, tokensPerMinute, concurrent }
}

const isRequested = ({ source }: Quota): boolean => source === 'request'
const groupOf = ({ scope }: Quota): string => scope.resourceGroup ?? ''
const takesPlaceOf =
  ({ scope }: Quota) =>
  (other: Quota): boolean =>
    isRequested(other) &&
    other.scope.resourceGroup !== null &&
    other.scope.model === scope.model &&
    other.scope.executableId === scope.executableId

const budgetEntry = ({ id, scope, amount, currency, period, timezone, block }: Budget): LimitEntry => ({
  kind: 'budget',
  id,
  scope,
  amount,
  currency,
  period,
  timezone,
  block,
})
