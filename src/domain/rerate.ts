import type { Money } from './money.ts'

/** Which of the ledger is to be charged again, by the prices that hold now for the days of use. */
export type RerateAsked = {
  /** Epoch ms; `to` is not included. */
  readonly from: number
  readonly to: number
  readonly resourceGroup?: string
  readonly deploymentId?: string
  readonly executableId?: string
  readonly model?: string
  /** Nothing is written; it only tells. */
  readonly dryRun: boolean
  readonly by: string
}

export type RerateProgress = {
  readonly state: 'RUNNING' | 'COMPLETED'
  /** The last call and the last metered row that were looked at; null: none yet. */
  readonly call: { readonly at: number; readonly bootNo: number; readonly seq: number } | 'done' | null
  readonly metered: { readonly startedAt: number; readonly subject: string } | null
  readonly rows: number
  readonly changed: number
  /** Of all rows that were looked at; `unpriced`: those whose cost is not known. */
  readonly before: RerateSums
  readonly after: RerateSums
}

export type RerateSums = { readonly costs: readonly Money[]; readonly unpriced: number }

export type Rerate = {
  /** UUID v4. */
  readonly id: string
  readonly asked: RerateAsked
  readonly progress: RerateProgress
  readonly createdAt: number
}
