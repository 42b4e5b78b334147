import { periodAt, type Span } from '../../decide/period.ts'
import { edgeAt, piecesOf } from '../../decide/sum-pieces.ts'
import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import type { LedgerEntry, LedgerState, RateCard } from '../../domain/ledger.ts'
import type { Money } from '../../domain/money.ts'
import type { Principal } from '../../domain/principal.ts'
import { minuteSumsFrom } from '../../domain/usage-sums.ts'
import type { SumKey, Summed } from '../../store/ledger-columns.ts'
import type { LedgerFilter, LedgerPosition, Store, UsageQuery, UsageSpan, UsageSums } from '../../store/store.ts'
import type { Ingest } from '../../usage/ingest.ts'

export const usageIntervals = ['minute', 'hour', 'day', 'month'] as const
export type UsageInterval = (typeof usageIntervals)[number]

/** What usage is told apart by, as callers write it, and where that is kept. */
const keyOf = {
  resourceGroup: 'resourceGroup',
  deployment: 'deploymentId',
  executable: 'executableId',
  model: 'model',
  modelVersion: 'version',
  apiKey: 'credential',
  deploymentType: 'deploymentType',
  kind: 'kind',
} as const satisfies Record<string, SumKey>
export type UsageDimension = keyof typeof keyOf
export const usageDimensions = Object.keys(keyOf) as readonly UsageDimension[]

/** Only of these; a value outside what the caller may see finds nothing, like one that does not exist. Epoch ms, `end` not included. */
export type UsageFilter = {
  readonly start: number
  readonly end: number
  readonly resourceGroup?: string
  readonly deployment?: string
  readonly model?: string
  readonly apiKey?: string
}

export type UsageAsked = UsageFilter & {
  readonly interval: UsageInterval
  readonly groupBy: readonly UsageDimension[]
  /** IANA name: where hours, days and months begin. */
  readonly timezone: string
}

export type UsageRow = Span & {
  readonly keys: Readonly<Partial<Record<UsageDimension, string>>>
  /** Of the deployment that `keys` names, while it exists. */
  readonly deploymentName: string | null
  readonly sums: Readonly<Record<Exclude<Summed, 'cost'>, bigint>>
  readonly costs: readonly Money[]
}

export type UsageDeps = {
  readonly store: Pick<Store, 'usage' | 'ledger' | 'deployments' | 'settings' | 'measures'>
  readonly clock: Clock
  readonly ingest: Pick<Ingest, 'run'>
}

const mostIntervals = 10_000

/** Sums of whole intervals: the first is the one that `start` lies in, the last that of `end`. Those without calls are left out. */
export const readUsage =
  (deps: UsageDeps) =>
  async (principal: Principal, asked: UsageAsked): Promise<readonly UsageRow[]> => {
    const { interval, groupBy, timezone } = asked
    const start = periodAt(interval, timezone, asked.start).start
    const end = endOf(periodAt(interval, timezone, asked.end - 1))
    mustBeFew(interval, start, end)
    await caughtUp(deps)
    const by = [...new Set(groupBy.map((dimension) => keyOf[dimension])), 'currency' as const]
    const found = await sumsOf(deps.store, { interval, timezone, start, end }, { ...filterOf(principal, asked), by })

    const rows = new Map<string, UsageRow & { costs: Money[]; sums: Record<Exclude<Summed, 'cost'>, bigint> }>()
    let span = periodAt(interval, timezone, start)
    for (const { bucket, keys, sums } of found) {
      if (bucket >= endOf(span)) span = periodAt(interval, timezone, bucket)
      const own = Object.fromEntries(groupBy.map((dimension) => [dimension, keys[keyOf[dimension]] ?? '']))
      const { cost, ...counts } = sums
      const id = JSON.stringify([span.start, own])
      const row = rows.get(id)
      const money = { currency: keys.currency ?? '', nano: cost }
      if (row) {
        for (const name in counts) row.sums[name as keyof typeof counts] += counts[name as keyof typeof counts]
        row.costs = added(row.costs, money)
      } else rows.set(id, { ...span, keys: own, deploymentName: null, sums: { ...counts }, costs: added([], money) })
    }
    const names = await namesOf(
      deps.store,
      groupBy.includes('deployment') ? [...rows.values()].map((row) => row.keys.deployment) : [],
    )
    return [...rows.values()]
      .sort((a, b) => a.start - b.start)
      .map((row) => ({ ...row, deploymentName: names.get(row.keys.deployment ?? '') ?? null }))
  }

/** Single calls, newest first, each with the rate card that it was charged by. */
export const readLedger =
  (deps: UsageDeps) =>
  async (
    principal: Principal,
    asked: UsageFilter & { readonly state?: LedgerState },
    after: LedgerPosition | null,
    limit: number,
  ): Promise<{
    readonly records: readonly (LedgerEntry & { readonly rate: RateCard | null })[]
    /** Where the next page begins; null: there is none. */
    readonly next: LedgerPosition | null
  }> => {
    await caughtUp(deps)
    const { start, end, state } = asked
    const filter = { ...filterOf(principal, asked), start, end, ...(state === undefined ? {} : { state }) }
    const found = await deps.store.ledger.list(filter, after, limit + 1)
    const page = found.slice(0, limit)
    const ids = page.flatMap(({ entry }) => entry.rateId ?? [])
    const rates = new Map((await deps.store.usage.rateCards(ids)).map((card) => [card.id, card]))
    return {
      records: page.map(({ entry }) => ({ ...entry, rate: rates.get(entry.rateId ?? '') ?? null })),
      next: found.length > limit ? (page.at(-1)?.position ?? null) : null,
    }
  }

/** What the caller did a moment ago is to be seen; a long backlog is not waited for. */
export const caughtUp = ({ ingest, clock }: Pick<UsageDeps, 'ingest' | 'clock'>): Promise<void> => {
  const waited = new AbortController()
  const enough = clock.sleep(2_000, waited.signal).catch(() => {}) // aborted: nobody waits any more
  return Promise.race([ingest.run(), enough]).finally(() => waited.abort())
}

const filterOf = (principal: Principal, asked: UsageFilter): Omit<LedgerFilter, 'start' | 'end' | 'state'> => {
  const { resourceGroup, deployment, model, apiKey } = asked
  const mine = principal.resourceGroups
  return {
    resourceGroups: resourceGroup === undefined ? mine : mine === '*' || mine.includes(resourceGroup) ? [resourceGroup] : [],
    deployments: principal.deployments,
    ...(deployment === undefined ? {} : { deploymentId: deployment }),
    ...(model === undefined ? {} : { model }),
    ...(apiKey === undefined ? {} : { credential: apiKey }),
  }
}

const endOf = (span: Span): number => span.end ?? Number.POSITIVE_INFINITY

const shortest = { minute: 60_000, hour: 3_600_000, day: 23 * 3_600_000, month: 28 * 86_400_000 } as const

const mustBeFew = (interval: UsageInterval, start: number, end: number): void => {
  if ((end - start) / shortest[interval] <= mostIntervals) return
  throw new Failure(
    'invalid',
    `start to end is more than ${mostIntervals} intervals of one ${interval}; ask for less at once, or for longer intervals`,
    { target: 'interval' },
  )
}

type Wanted = Pick<UsageAsked, 'interval' | 'timezone' | 'start' | 'end'>

/** By whole intervals, of the longest sums there are: days and hours are kept by UTC, and clocks elsewhere may go by half an hour. */
async function sumsOf(
  store: Pick<Store, 'usage' | 'settings'>,
  { interval, timezone, start, end }: Wanted,
  query: Omit<UsageQuery, 'grain' | 'start' | 'end'>,
): Promise<readonly UsageSums[]> {
  if (timezone === 'UTC' && (interval === 'hour' || interval === 'day'))
    return store.usage.sums({ ...query, start, end, grain: interval })
  const kept = Number((await store.settings.get(minuteSumsFrom)) ?? 0)
  if (interval === 'minute') {
    if (start >= kept) return store.usage.sums({ ...query, start, end, grain: 'minute' })
    const since = new Date(kept).toISOString()
    throw new Failure('invalid', `start is before ${since}: minutes are kept since then only; ask from then on, or for hours`, {
      target: 'start',
    })
  }
  const spans: UsageSpan[] = []
  for (let at = start; at < end; ) {
    const span = periodAt(interval, timezone, at)
    spans.push({ start: span.start, pieces: piecesOf(edgeAt(span.start, kept), edgeAt(endOf(span), kept)) })
    at = endOf(span)
  }
  return store.usage.sumsOver(spans, query)
}

/** Calls that cost nothing, or nobody knows what, have no currency. */
const added = (costs: readonly Money[], { currency, nano }: Money): Money[] => {
  if (currency === '') return [...costs]
  const before = costs.find((each) => each.currency === currency)?.nano ?? 0n
  return [...costs.filter((each) => each.currency !== currency), { currency, nano: before + nano }].sort((a, b) =>
    a.currency < b.currency ? -1 : 1,
  )
}

const namesOf = async (store: Pick<Store, 'deployments'>, ids: readonly (string | undefined)[]): Promise<Map<string, string>> => {
  const names = new Map<string, string>()
  for (const id of new Set(ids)) {
    const found = id === undefined ? null : await store.deployments.byId(id)
    if (found) names.set(found.id, found.name)
  }
  return names
}
