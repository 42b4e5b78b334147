import type { BootProgress, LedgerBatch, LedgerEntry, LedgerIntent, LedgerState, RateCard } from '../domain/ledger.ts'
import type { Grain, SumKey, Summed } from './ledger-columns.ts'

export type LedgerStore = {
  boots(): Promise<readonly BootProgress[]>
  /** The process's progress; begins at its first segment when it is met for the first time. */
  boot(boot: string, pid: number): Promise<BootProgress>
  /** Those of the intents that have not ended. */
  open(bootNo: number, seqs: readonly number[]): Promise<readonly LedgerIntent[]>
  /** Intents that have not ended, oldest first; `before`: only of calls that left before that time. */
  orphans(filter: { readonly bootNo: number; readonly before: number | null }, limit: number): Promise<readonly LedgerIntent[]>
  entries(bootNo: number, seqs: readonly number[]): Promise<readonly LedgerEntry[]>
  /** In one transaction; `false` and nothing written where the progress is no more `from`. */
  apply(batch: LedgerBatch): Promise<boolean>
  /** Newest first. `after`: the position of the last one of the page before. */
  list(
    filter: LedgerFilter,
    after: LedgerPosition | null,
    limit: number,
  ): Promise<readonly { readonly entry: LedgerEntry; readonly position: LedgerPosition }[]>
}

export type UsageStore = {
  /** Sums by bucket (beginning of a UTC `grain`) and `by`, ordered so. `cost` is a sum of one currency where `by` has `currency`. */
  sums(query: UsageQuery): Promise<readonly UsageSums[]>
  /** The same over spans, each the sum of its pieces; `bucket` is the beginning of the span. */
  sumsOver(spans: readonly UsageSpan[], query: Omit<UsageQuery, 'grain' | 'start' | 'end'>): Promise<readonly UsageSums[]>
  rateCards(ids: readonly string[]): Promise<readonly RateCard[]>
}

export type LedgerPosition = { readonly at: number; readonly bootNo: number; readonly seq: number }

export type LedgerFilter = {
  readonly resourceGroups: '*' | readonly string[]
  readonly deployments: '*' | readonly string[]
  readonly deploymentId?: string
  readonly model?: string
  readonly credential?: string
  readonly state?: LedgerState
  /** Epoch ms; `end` is not included. */
  readonly start: number
  readonly end: number
}

export type UsageQuery = Omit<LedgerFilter, 'state'> & {
  readonly grain: Grain
  readonly by: readonly SumKey[]
}

export type UsageSpan = {
  readonly start: number
  readonly pieces: readonly { readonly grain: Grain; readonly start: number; readonly end: number }[]
}

export type UsageSums = {
  readonly bucket: number
  readonly keys: Readonly<Partial<Record<SumKey, string>>>
  /** Bigints, because sums of nano-units leave the safe integers at nine million. */
  readonly sums: Readonly<Record<Summed, bigint>>
}
