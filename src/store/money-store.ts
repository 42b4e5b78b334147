import type { StoredEvent } from '../domain/events.ts'
import type { LedgerEntry, RateCard } from '../domain/ledger.ts'
import type { Metered, MeteredSpan, Metering } from '../domain/metering.ts'
import type { Rate } from '../domain/rates.ts'
import type { Rerate, RerateProgress } from '../domain/rerate.ts'
import type { Addition } from './ledger-columns.ts'

/** Rate cards as administrators keep them, oldest first. */
export type RateStore = {
  list(): Promise<readonly Rate[]>
  /** `Failure('conflict')` where there is one with that id. */
  insert(rate: Rate, now: number): Promise<void>
  update(rate: Rate, now: number): Promise<boolean>
  remove(id: string): Promise<boolean>
}

/** What one subject ran further, or that it ran to its end. */
export type MeterStep = {
  /** Where metering of it stands; null: it is new. */
  readonly before: Metering | null
  /** null: nothing more is to be expected of it. */
  readonly after: Metering | null
  /** A row that goes on: to where it goes, and what all of it costs now. */
  readonly grown: (MeteredSpan & Pick<Metered, 'cost' | 'nanoPerHour'>) | null
  readonly begun: readonly Metered[]
  readonly added: readonly Addition[]
}

export type MeterStore = {
  list(): Promise<readonly Metering[]>
  /** Until when something of this subject was ever written down; null: nothing was. */
  lastOf(subject: string): Promise<number | null>
  /** In one transaction; `false` and nothing written where metering of it stands elsewhere by now, or a row was corrected meanwhile. */
  apply(step: MeterStep): Promise<boolean>
  /** Rows that began in that span, oldest first. */
  rows(start: number, end: number, limit: number): Promise<readonly Metered[]>
}

export type RerateStore = {
  get(id: string): Promise<Rerate | null>
  /** The newest first. */
  list(): Promise<readonly Rerate[]>
  unfinished(): Promise<readonly Rerate[]>
  insert(rerate: Rerate): Promise<void>
  /**
   * One batch, in one transaction with the progress past it: reads so many calls (then metered rows) after where it stands, and writes
   * what `correct` makes of them where that differs. Answers the progress then; null: it has ended, or somebody else was first.
   */
  step(id: string, limit: number, correct: Correct): Promise<RerateProgress | null>
}

export type Correct = {
  call(entry: LedgerEntry): LedgerEntry
  metered(row: Metered): Metered
  /** Of calls that were corrected, since it was asked last. */
  cards(): readonly RateCard[]
  /** What a row adds to sums; `sign` -1: what it takes away. */
  additions(row: Metered, sign: 1 | -1): readonly Addition[]
}

export type EventFilter = {
  readonly resourceGroups: '*' | readonly string[]
  readonly deployments: '*' | readonly string[]
  readonly kind?: string
  readonly deploymentId?: string
  /** Epoch ms; `end` is not included. */
  readonly start: number
  readonly end: number
}

export type EventStore = {
  /** `false`: an event with the same `once` was stored before. It is on its way to these notification targets then. */
  add(event: StoredEvent, targetIds?: readonly string[]): Promise<boolean>
  /** Newest first. Those of the installation are for who may see all groups. */
  list(filter: EventFilter, limit: number): Promise<readonly StoredEvent[]>
  /** Takes away what happened before that time. */
  removeBefore(at: number): Promise<void>
}
