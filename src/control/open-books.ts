import { join } from 'node:path'
import type { Clock } from '../domain/clock.ts'
import type { Store } from '../store/store.ts'
import { type IngestDeps, makeIngest } from '../usage/ingest.ts'
import { makeRetention, type RetentionDeps } from '../usage/retention.ts'
import { type CapacityLimitsDeps, makeCapacityLimits } from './capacity-limits.ts'
import type { Notify } from './events.ts'
import { makeHintWatch } from './hint-watch.ts'
import { makeRecordIntake } from './inference-records.ts'
import { makeLimitsFeed } from './limits-feed.ts'
import { type MeterDeps, makeMeter } from './meter.ts'
import type { Publisher } from './publish.ts'
import type { Rates } from './rates.ts'
import { makeRerating, type ReratingDeps } from './rerating.ts'

export type BooksDeps = Pick<CapacityLimitsDeps, 'executables' | 'capacityOf'> & {
  readonly store: Store
  readonly clock: Clock
  readonly publisher: Publisher
  /** `ledger/` and `inference-records/` lie in it. */
  readonly dataFolder: string
  readonly days: { readonly ledger: number; readonly minuteSums: number; readonly records: number }
  readonly rates: Rates
  readonly engine: MeterDeps['engine']
  readonly newIds: ReratingDeps['newIds']
  readonly notify: Notify
  readonly alive: IngestDeps['alive']
  readonly log: IngestDeps['log'] & RetentionDeps['log'] & MeterDeps['log']
}

const dayMs = 86_400_000

/** What is written down of calls, put together: the ledger's way into the store, records, limits that follow from both, and what goes with time. */
export function openBooks({
  store,
  clock,
  publisher,
  dataFolder,
  days,
  rates,
  engine,
  notify,
  newIds,
  alive,
  log,
  ...rest
}: BooksDeps) {
  const { pricesOf } = rates
  const capacities = makeCapacityLimits({ store, ...rest })
  const ingest = makeIngest({ store, folder: join(dataFolder, 'ledger'), pricesOf, alive, clock, maxCallMs: dayMs, log })
  const limits = makeLimitsFeed({ store, capacities, publisher, notify, clock, ingest: () => ingest.run(), log })
  const meter = makeMeter({ store, engine, executables: rest.executables, rates, clock, log })
  const hints = makeHintWatch({ store, clock, ingest, notify, log })
  const rerating = makeRerating({ store, rates, clock, newIds, ingest: () => ingest.run(), corrected: limits.refresh, log })
  const retention = makeRetention({ store, clock, ledgerMs: days.ledger * dayMs, minuteSumsMs: days.minuteSums * dayMs, log })
  const records = makeRecordIntake({ store, folder: join(dataFolder, 'inference-records'), days: days.records, clock, log })
  return {
    ingest,
    records,
    limits,
    rerating,
    /** To be started; to be ended in this order. */
    parts: [limits, meter, rerating, hints, retention, ingest, records],
  }
}
