import { join } from 'node:path'
import type { Clock } from '../domain/clock.ts'
import type { Store } from '../store/store.ts'
import { type IngestDeps, makeIngest } from '../usage/ingest.ts'
import { makeRetention, type RetentionDeps } from '../usage/retention.ts'
import { makeRecordIntake } from './inference-records.ts'
import { makeLimitsFeed } from './limits-feed.ts'
import type { Publisher } from './publish.ts'

export type BooksDeps = {
  readonly store: Store
  readonly clock: Clock
  readonly publisher: Publisher
  /** `ledger/` and `inference-records/` lie in it. */
  readonly dataFolder: string
  readonly days: { readonly ledger: number; readonly minuteSums: number; readonly records: number }
  readonly pricesOf: IngestDeps['pricesOf']
  readonly alive: IngestDeps['alive']
  readonly log: IngestDeps['log'] & RetentionDeps['log']
}

const dayMs = 86_400_000

/** What is written down of calls, put together: the ledger's way into the store, records, limits that follow from both, and what goes with time. */
export function openBooks({ store, clock, publisher, dataFolder, days, pricesOf, alive, log }: BooksDeps) {
  const ingest = makeIngest({ store, folder: join(dataFolder, 'ledger'), pricesOf, alive, clock, maxCallMs: dayMs, log })
  return {
    ingest,
    retention: makeRetention({ store, clock, ledgerMs: days.ledger * dayMs, minuteSumsMs: days.minuteSums * dayMs, log }),
    records: makeRecordIntake({ store, folder: join(dataFolder, 'inference-records'), days: days.records, clock, log }),
    limits: makeLimitsFeed({ store, publisher, clock, ingest: () => ingest.run(), log }),
  }
}
