import { meteredOf } from '../decide/metering.ts'
import type { Clock } from '../domain/clock.ts'
import type { NewIds } from '../domain/ids.ts'
import type { Rerate, RerateAsked } from '../domain/rerate.ts'
import type { Correct } from '../store/money-store.ts'
import type { Store } from '../store/store.ts'
import { makeCharge } from '../usage/charge.ts'
import { meteredAdditions } from '../usage/metered-sums.ts'
import type { Rates } from './rates.ts'

/** Setting that counts corrections: gateways follow what was spent upwards only, unless they are told that it was corrected. */
export const corrections = 'spent-corrections'

export type ReratingDeps = {
  readonly store: Pick<Store, 'rerates' | 'settings'>
  readonly rates: Pick<Rates, 'pricesOf' | 'hourly'>
  readonly clock: Clock
  readonly newIds: Pick<NewIds, 'uuid'>
  /** Brings everything that gateways have recorded into the store. */
  readonly ingest: () => Promise<void>
  /** What was spent of budgets is another now. */
  readonly corrected: () => Promise<void>
  readonly log: { info(fields: object, event: string): void; error(fields: object, event: string): void }
}

export type Rerating = AsyncDisposable & {
  /** Begins; resolves with how it is when it has ended, or after a short while. */
  begin(asked: RerateAsked): Promise<Rerate>
  /** Goes on with what was not finished when control last ended. */
  start(): void
}

/** Rows of one transaction. */
const atOnce = 2_000

/** Charges what was used again, by the prices that hold now for its days; one job after the other, a little at a time. */
export function makeRerating(deps: ReratingDeps): Rerating {
  const { store, rates, log } = deps
  let ended = false
  let last: Promise<void> = Promise.resolve()

  const work = async (id: string): Promise<void> => {
    await deps.ingest()
    for (;;) {
      if (ended) return
      const progress = await store.rerates.step(id, atOnce, correction(rates))
      if (!progress) return
      if (progress.state === 'COMPLETED') break
      // The store answers others meanwhile.
      await new Promise((resolve) => setImmediate(resolve))
    }
    const done = await store.rerates.get(id)
    if (!done) return
    const { asked, progress } = done
    log.info({ audit: true, rerateId: id, by: asked.by, rows: progress.rows, changed: progress.changed }, 'usage charged again')
    if (asked.dryRun || progress.changed === 0) return
    await store.settings.set(corrections, String(Number((await store.settings.get(corrections)) ?? 0) + 1))
    await deps.corrected()
  }

  const enqueue = (id: string): Promise<void> => {
    last = last.then(() => work(id)).catch((error) => log.error({ err: error, rerateId: id }, 'usage could not be charged again'))
    return last
  }

  return {
    async begin(asked) {
      const nothing = { costs: [], unpriced: 0 }
      const progress = {
        state: 'RUNNING',
        call: null,
        metered: null,
        rows: 0,
        changed: 0,
        before: nothing,
        after: nothing,
      } as const
      const rerate: Rerate = { id: deps.newIds.uuid(), asked, progress, createdAt: deps.clock.now() }
      await store.rerates.insert(rerate)
      const waited = new AbortController()
      const enough = deps.clock.sleep(2_000, waited.signal).catch(() => {}) // aborted: nobody waits any more
      await Promise.race([enqueue(rerate.id), enough]).finally(() => waited.abort())
      return (await store.rerates.get(rerate.id)) ?? rerate
    },
    start: () =>
      void store.rerates
        .unfinished()
        .then((open) => open.toReversed().forEach(({ id }) => void enqueue(id)))
        .catch((error) => log.error({ err: error }, 'unfinished corrections could not be read')),
    async [Symbol.asyncDispose]() {
      ended = true
      await last
    },
  }
}

function correction({ pricesOf, hourly }: Pick<Rates, 'pricesOf' | 'hourly'>): Correct {
  const charge = makeCharge(pricesOf)
  return {
    call: charge.again,
    metered: ({ subject, startedAt, endedAt, cost: _, currency: _c, nanoPerHour: _n, rateId: _r, ...facts }) =>
      meteredOf({ subject, startedAt, endedAt }, facts, hourly(facts, startedAt)),
    cards: charge.rates,
    additions: (row, sign) => meteredAdditions(row, row.startedAt, sign),
  }
}
